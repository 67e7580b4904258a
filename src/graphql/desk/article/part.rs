//! What hangs on a revision: whom and what it names beside its text.

use async_graphql::{Context, Object, SimpleObject};
use db::{ArticleId, EntityId, revision_link};

use super::{DeskArticle, load};
use crate::domain::bundle::format;
use crate::graphql::article::{ContributorRole, LinkRel, PictureRole};
use crate::graphql::desk::entity::DeskEntity;
use crate::graphql::desk::mention;
use crate::graphql::error::{Fault, Result};
use crate::graphql::request;
use crate::graphql::scalars::Url;

/// Where a revision says that it was written.
#[derive(Clone, Debug)]
pub struct RevisionDateline {
    pub(super) text: String,
    pub(super) place: Option<EntityId>,
}

/// Where a revision says that it was written.
#[Object]
impl RevisionDateline {
    /// As printed: `ALMATY, Kazakhstan`.
    async fn text(&self) -> &str {
        &self.text
    }

    /// The place.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<DeskEntity>> {
        match self.place {
            Some(id) => Ok(Some(entity(ctx, id).await?)),
            None => Ok(None),
        }
    }
}

/// Who did what for a revision.
#[derive(Clone, Debug, SimpleObject)]
pub struct RevisionContributor {
    /// The person.
    pub(super) entity: DeskEntity,
    /// What they did.
    pub(super) role: ContributorRole,
}

/// A picture of a revision.
#[derive(Clone, Debug, SimpleObject)]
pub struct RevisionPicture {
    /// Where it stands.
    role: PictureRole,
    /// Its address.
    url: Url,
    /// Its media type.
    content_type: Option<String>,
    /// Pixels.
    width: Option<i32>,
    /// Pixels.
    height: Option<i32>,
    /// What it shows, for those who do not see it.
    alt: String,
    /// What stands below it.
    caption: Option<String>,
    /// Who made it, as printed.
    credit: Option<String>,
    /// How it may be used.
    licence: Option<String>,
}

/// Where a revision leads.
#[derive(Clone, Debug)]
pub struct RevisionLink(pub(super) revision_link::Model);

/// Where a revision leads.
#[Object]
impl RevisionLink {
    /// What is there.
    async fn rel(&self) -> LinkRel {
        self.0.rel.into()
    }

    /// The article; null where it is an address, or an article that whoever asks may not see.
    async fn article(&self, ctx: &Context<'_>) -> Result<Option<DeskArticle>> {
        match self.0.target_id {
            Some(id) => article(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The address.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// What the link says.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }
}

impl From<format::Picture> for RevisionPicture {
    fn from(picture: format::Picture) -> Self {
        let format::Picture { role, url, content_type, width, height, alt, caption, credit, licence } =
            picture;
        Self { role: role.into(), url: Url(url), content_type, width, height, alt, caption, credit, licence }
    }
}

async fn article(ctx: &Context<'_>, id: ArticleId) -> Result<Option<DeskArticle>> {
    Ok(request::of(ctx)?.batches.load::<load::ById>((), id).await?.map(DeskArticle))
}

/// An entity that a revision names; one that was merged is what it became.
pub(super) async fn entity(ctx: &Context<'_>, id: EntityId) -> Result<DeskEntity> {
    let row = request::of(ctx)?.batches.load::<mention::load::Named>((), id).await?;
    row.map(DeskEntity).ok_or(Fault::Internal)
}
