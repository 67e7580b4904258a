//! Series on the desk.

pub mod load;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use db::series;
use uuid::Uuid;

use super::article::DeskArticle;
use crate::domain::public_id::{self, Prefix};
use crate::domain::series::read;
use crate::graphql::connection::{Connection, Edge, Paging, Total, cursor};
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::scalars::DateTime;
use crate::graphql::series::{self as readers, Series};
use crate::graphql::{node, request};

/// Articles in an order of their own, as the newsroom works on them.
#[derive(Clone, Debug)]
pub struct DeskSeries(pub Arc<series::Model>);

/// Articles in an order of their own, as the newsroom works on them.
#[Object]
impl DeskSeries {
    /// Opaque, and the same for ever; not that of the readers' series.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskSeries, self.0.uid)
    }

    /// Rises with every change.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Its articles that you may see, drafts included, in its order; 1000 at most.
    async fn articles(&self, ctx: &Context<'_>) -> Result<Vec<DeskArticle>> {
        let rows = request::of(ctx)?.batches.load::<load::Articles>((), self.0.id).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| DeskArticle(Arc::clone(row))).collect())
    }

    /// The series as readers have it: as long as it holds an article that they have.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<Series>> {
        readers::find(ctx, self.0.uid).await
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When anything of it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// A series by its id, the readers' or the desk's, or by its slug.
pub(super) async fn one(
    ctx: &Context<'_>,
    id: Option<ID>,
    slug: Option<String>,
) -> Result<Option<DeskSeries>> {
    match (id, slug) {
        (Some(id), None) => {
            let uid = public_id::parse(Prefix::DeskSeries, &id);
            match uid.or_else(|| public_id::parse(Prefix::Series, &id)) {
                Some(uid) => by_uid(ctx, uid).await,
                None => Ok(None),
            }
        }
        (None, Some(slug)) => {
            Ok(request::of(ctx)?.batches.load::<load::BySlug>((), slug).await?.map(DeskSeries))
        }
        _ => Err(bad_request("Give one of `id` and `slug`.")),
    }
}

/// A series by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskSeries>> {
    Ok(request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?.map(DeskSeries))
}

/// A page of all series, what was changed last first.
pub(super) async fn list(ctx: &Context<'_>, paging: Paging) -> Result<Connection<Edge<DeskSeries>>> {
    let page = paging.page(&read::BY_CHANGE)?;
    let slice = request::of(ctx)?.batches.load::<load::Listed>(page, ()).await?.ok_or(Fault::Internal)?;
    Ok(Connection::new((*slice).clone(), Total::counted::<load::Counted>((), ()), |row| Edge {
        cursor: cursor(&read::BY_CHANGE, &read::keys(&row)),
        node: DeskSeries(Arc::new(row)),
    }))
}
