//! Articles on the desk.

pub mod content;
pub mod load;
pub mod revision;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use db::article;
use uuid::Uuid;

pub use revision::Revision;

use super::preview::{self, token::PreviewToken};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::article::Article;
use crate::graphql::desk::mention::suggestion::{self, MentionSuggestion};
use crate::graphql::desk::working_copy::{self, OthersWorkingCopy, WorkingCopy};
use crate::graphql::error::{Fault, Result};
use crate::graphql::scalars::DateTime;
use crate::graphql::{self, node, request};

/// What readers have of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Publication")]
pub enum Publication {
    /// They never had it.
    Never,
    /// They never had it, and will have it at a time.
    Scheduled,
    /// They have it.
    Live,
    /// They had it, and have it no more for now.
    Withdrawn,
    /// It was taken back: they have its headline, and the notice.
    Retracted,
}

/// An article as the newsroom works on it.
#[derive(Clone, Debug)]
pub struct DeskArticle(pub Arc<article::Model>);

/// An article as the newsroom works on it.
#[Object]
impl DeskArticle {
    /// Opaque, and the same for ever; not that of the readers' article.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskArticle, self.0.uid)
    }

    /// Rises with every change of what does not belong to a revision: stage, schedule, hands.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What readers have of it.
    async fn publication(&self) -> Publication {
        self.0.publication.into()
    }

    /// Whether its newest revision is not the one that readers have.
    async fn has_unpublished_changes(&self) -> bool {
        self.0.live_number != Some(self.0.head_number)
    }

    /// The article as readers have it.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<Article>> {
        graphql::article::query::find(ctx, self.0.uid).await
    }

    /// A revision as readers would have it if it were published now; null where the article was retracted, archived or
    /// deleted. Entities that are not public yet are left out, as their names stand in the text.
    async fn preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the revision; without it, the newest.")] revision: Option<i32>,
    ) -> Result<Option<Article>> {
        preview::of(ctx, &self.0, revision).await
    }

    /// The tokens that let others see its preview, as far as they hold.
    async fn preview_tokens(&self, ctx: &Context<'_>) -> Result<Vec<PreviewToken>> {
        preview::token::of_article(ctx, &self.0).await
    }

    /// Its newest revision.
    pub async fn head(&self, ctx: &Context<'_>) -> Result<Revision> {
        let row = request::of(ctx)?.batches.load::<load::Head>((), self.0.id).await?;
        Ok(Revision(row.ok_or(Fault::Internal)?))
    }

    /// What its newest revision seems to name besides what is linked there and what was decided.
    async fn suggestions(&self, ctx: &Context<'_>) -> Result<Vec<MentionSuggestion>> {
        let head = request::of(ctx)?.batches.load::<load::Head>((), self.0.id).await?;
        suggestion::of_revision(ctx, head.ok_or(Fault::Internal)?.id).await
    }

    /// What whoever asks is writing into it and did not save yet; null where that is nothing.
    async fn working_copy(&self, ctx: &Context<'_>) -> Result<Option<WorkingCopy>> {
        working_copy::own(ctx, self).await
    }

    /// Who else is writing into it; what, is theirs alone.
    async fn others_working_copies(&self, ctx: &Context<'_>) -> Result<Vec<OthersWorkingCopy>> {
        working_copy::of_others(ctx, self).await
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When anything of it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// An article by its id, the readers' or the desk's.
pub(super) async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<DeskArticle>> {
    match public_id::article(id) {
        Some(uid) => by_uid(ctx, uid).await,
        None => Ok(None),
    }
}

/// An article by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskArticle>> {
    let row = request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?;
    Ok(row.map(DeskArticle))
}
