//! Articles on the desk.

pub mod content;
pub mod diff;
pub mod filter;
pub mod hands;
pub mod list;
pub mod load;
pub mod part;
pub mod payload;
pub mod publish;
pub mod restore;
pub mod revision;
pub mod save;
pub mod schedule;
pub mod shelf;
pub mod withdraw;
pub mod workflow;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use db::article;
use uuid::Uuid;

pub use diff::FieldChange;
pub use revision::Revision;
use workflow::{EditLock, PublicationProblem};

use super::preview::{self, token::PreviewToken};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::article::Article;
use crate::graphql::connection::{Connection, Edge, Paging};
use crate::graphql::desk::audit::{self, AuditEvent};
use crate::graphql::desk::mention::suggestion::{self, MentionSuggestion};
use crate::graphql::desk::stage::{self, Stage};
use crate::graphql::desk::working_copy::{self, OthersWorkingCopy, WorkingCopy};
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::scalars::{DateTime, LanguageTag};
use crate::graphql::user::{self, User};
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
        self.newest(ctx).await
    }

    /// The headline of its newest revision.
    async fn headline(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.newest(ctx).await?.0.headline.clone())
    }

    /// The name of its newest revision in addresses.
    async fn slug(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.newest(ctx).await?.0.slug.clone())
    }

    /// The language of its newest revision.
    async fn language(&self, ctx: &Context<'_>) -> Result<LanguageTag> {
        Ok(LanguageTag(self.newest(ctx).await?.0.language.clone()))
    }

    /// Its revisions, the newest first. None is ever changed, or taken away.
    async fn revisions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<Revision>>> {
        revision::of_article(self, ctx, Paging::forward(first, after)).await
    }

    /// A revision by its number.
    async fn revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "1 for the first.")] number: i32,
    ) -> Result<Option<Revision>> {
        revision::numbered(self, ctx, number).await
    }

    /// What differs between two revisions, field by field; none where they say the same.
    async fn diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the one revision.")] from: i32,
        #[graphql(desc = "The number of the other, newer or older.")] to: i32,
    ) -> Result<Vec<FieldChange>> {
        diff::between(self, ctx, from, to).await
    }

    /// What was done to it and by whom, the latest first.
    async fn audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<AuditEvent>>> {
        audit::of_article(self, ctx, Paging::forward(first, after)).await
    }

    /// When readers had it first; that never changes.
    async fn first_published_at(&self) -> Option<DateTime> {
        self.0.first_published_at.map(DateTime)
    }

    /// Who began it; null where that was the product itself, an import for one.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        user::named(ctx, &self.0.created_by).await
    }

    /// Who last changed anything of it; null where that was the product itself.
    async fn updated_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        user::named(ctx, &self.0.updated_by).await
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

    /// Where its newest revision stands in the newsroom's workflow.
    async fn stage(&self, ctx: &Context<'_>) -> Result<Stage> {
        stage::of(ctx, &self.0.stage).await
    }

    /// The number of the revision that is approved; an edit drops the approval.
    async fn approved_revision(&self) -> Option<i32> {
        self.0.approved_number
    }

    /// Whose hands it is in, besides those of whoever made it.
    async fn assignees(&self, ctx: &Context<'_>) -> Result<Vec<User>> {
        workflow::assignees(ctx, &self.0).await
    }

    /// Who edits it now; null: nobody.
    async fn lock(&self, ctx: &Context<'_>) -> Result<Option<EditLock>> {
        workflow::lock(ctx, &self.0).await
    }

    /// What those who work on it should know.
    async fn edit_note(&self) -> Option<&str> {
        self.0.edit_note.as_deref()
    }

    /// What stands against publishing its newest revision, or should be looked at before; the worst first.
    async fn problems_before_publishing(&self, ctx: &Context<'_>) -> Result<Vec<PublicationProblem>> {
        workflow::problems(ctx, &self.0).await
    }

    /// The number of the revision that readers have, or had last.
    async fn live_revision(&self) -> Option<i32> {
        self.0.live_number
    }

    /// When its pinned revision is to be published.
    async fn scheduled_for(&self) -> Option<DateTime> {
        self.0.scheduled_for.map(DateTime)
    }

    /// The number of the revision that is to be published then, whatever is saved meanwhile.
    async fn scheduled_revision(&self) -> Option<i32> {
        self.0.scheduled_number
    }

    /// When readers shall have it no more.
    async fn scheduled_until(&self) -> Option<DateTime> {
        self.0.scheduled_until.map(DateTime)
    }

    /// Why what was scheduled could not be done when its time came; it is not tried again before somebody schedules anew.
    async fn schedule_error(&self) -> Option<&str> {
        self.0.schedule_error.as_deref()
    }

    /// Before this time it cannot be published.
    async fn embargoed_until(&self) -> Option<DateTime> {
        self.0.embargoed_until.map(DateTime)
    }

    /// Since when nobody works on it any more.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Since when it is no more; it can be restored.
    async fn deleted_at(&self) -> Option<DateTime> {
        self.0.deleted_at.map(DateTime)
    }
}

impl DeskArticle {
    async fn newest(&self, ctx: &Context<'_>) -> Result<Revision> {
        let batches = &request::of(ctx)?.batches;
        load::prime(batches, &self.0);
        let row = batches.load::<load::Head>((), self.0.id).await?;
        Ok(Revision(row.ok_or(Fault::Internal)?))
    }
}

/// An article by its id, the readers' or the desk's, or by a slug that it has or had: one of them.
pub(super) async fn one(
    ctx: &Context<'_>,
    id: Option<ID>,
    slug: Option<String>,
    language: Option<LanguageTag>,
) -> Result<Option<DeskArticle>> {
    match (id, slug) {
        (Some(id), None) => find(ctx, &id).await,
        (None, Some(slug)) => {
            let request = request::of(ctx)?;
            let language = language.map_or_else(|| request.site.default_language.clone(), |tag| tag.0);
            Ok(request.batches.load::<load::BySlug>(language, slug).await?.map(DeskArticle))
        }
        _ => Err(bad_request("Give one of `id` and `slug`.")),
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
