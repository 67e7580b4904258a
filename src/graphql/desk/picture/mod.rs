//! Pictures on the desk, by their addresses.

pub mod load;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use db::picture;
use uuid::Uuid;

use super::article::DeskArticle;
use crate::domain::picture::read;
use crate::domain::public_id::Prefix;
use crate::graphql::connection::{Connection, Edge, MOST, Paging, Total, cursor};
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::filter::DeskTextFilter;
use crate::graphql::scalars::{DateTime, Url};
use crate::graphql::{node, request};
use crate::store::predicate::Predicate;

/// A picture by its address, with what was last said of it.
#[derive(Clone, Debug)]
pub struct DeskPicture(pub Arc<picture::Model>);

/// Chooses pictures; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskPictureFilter {
    /// Its address.
    pub url: Option<DeskTextFilter>,
    /// This stands in what it shows, in what stands below it, or in who made it; ASCII letters are alike in either case.
    pub says: Option<String>,
}

/// A picture by its address, with what was last said of it.
#[Object]
impl DeskPicture {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskPicture, self.0.uid)
    }

    /// Its address.
    async fn url(&self) -> Url {
        Url(self.0.href.clone())
    }

    /// Its media type: `image/jpeg`.
    async fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// Pixels.
    async fn width(&self) -> Option<i32> {
        self.0.width
    }

    /// Pixels.
    async fn height(&self) -> Option<i32> {
        self.0.height
    }

    /// What it shows, for those who do not see it.
    async fn alt(&self) -> &str {
        &self.0.alt_text
    }

    /// What stands below it.
    async fn caption(&self) -> Option<&str> {
        self.0.caption.as_deref()
    }

    /// Who made it, as printed.
    async fn credit(&self) -> Option<&str> {
        self.0.credit.as_deref()
    }

    /// How it may be used.
    async fn licence(&self) -> Option<&str> {
        self.0.licence.as_deref()
    }

    /// Articles that show its address as they stand, or as readers have them, and that you may see: those that were
    /// changed last.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100.", default = 20)] first: i32,
    ) -> Result<Vec<DeskArticle>> {
        let most = u32::try_from(first).ok().filter(|first| *first <= MOST);
        let most = most.ok_or_else(|| bad_request(format!("`first` is {first}; it can be 0 to {MOST}.")))?;
        let href = self.0.href.clone();
        let rows = request::of(ctx)?.batches.load::<load::ShownIn>(most, href).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| DeskArticle(Arc::clone(row))).collect())
    }

    /// When it was given.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// A picture by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskPicture>> {
    Ok(request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?.map(DeskPicture))
}

/// A page of the pictures that fit.
pub(super) async fn list(
    ctx: &Context<'_>,
    filter: Option<DeskPictureFilter>,
    paging: Paging,
) -> Result<Connection<Edge<DeskPicture>>> {
    let page = paging.page(&read::NEWEST)?;
    let DeskPictureFilter { url, says } = filter.unwrap_or_default();
    let url = url.map(|filter| filter.predicate(read::column::HREF));
    let filter = Predicate::All(url.into_iter().chain(says.as_deref().map(read::says)).collect());
    let slice = request::of(ctx)?.batches.load::<load::Listed>((filter.clone(), page), ()).await?;
    let slice = slice.ok_or(Fault::Internal)?;
    Ok(Connection::new((*slice).clone(), Total::counted::<load::Counted>(filter, ()), |row| Edge {
        cursor: cursor(&read::NEWEST, &read::keys(&row)),
        node: DeskPicture(Arc::new(row)),
    }))
}
