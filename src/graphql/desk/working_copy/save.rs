//! Keeping and discarding what is being written.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::WorkingCopy;
use crate::domain::working_copy::autosave::Autosave;
use crate::domain::working_copy::discard::Discard;
use crate::graphql::desk::article::content::ArticleChangesInput;
use crate::graphql::desk::article::{DeskArticle, by_uid};
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::{UserError, run};

/// What is being written into an article.
#[derive(Clone, Debug, InputObject)]
pub struct AutosaveArticleInput {
    /// The article.
    pub article: ID,
    /// The number of the revision that whoever writes has before them; it need not be the newest.
    pub base_revision: i32,
    /// What changes. What was kept before and is left out here stays.
    pub changes: ArticleChangesInput,
}

/// Which working copy goes.
#[derive(Clone, Debug, InputObject)]
pub struct DiscardWorkingCopyInput {
    /// The article.
    pub article: ID,
}

/// What became of what is being written.
#[derive(Debug, SimpleObject)]
pub struct AutosaveArticlePayload {
    /// The article; null where there are errors.
    article: Option<DeskArticle>,
    /// What is kept; null where nothing was written.
    working_copy: Option<WorkingCopy>,
    /// Until when somebody else has the article in hand, so that nothing can be saved; null where nobody has.
    held_until: Option<DateTime>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of a working copy.
#[derive(Debug, SimpleObject)]
pub struct DiscardWorkingCopyPayload {
    /// The article; null where there are errors.
    article: Option<DeskArticle>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct WorkingCopySaving;

#[Object]
impl WorkingCopySaving {
    /// Keeps what is being written, one copy for each article and author; makes no revision. Saving the article, or
    /// discarding the copy, ends it.
    async fn autosave_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is being written.")] input: AutosaveArticleInput,
    ) -> Result<AutosaveArticlePayload> {
        let AutosaveArticleInput { article, base_revision, changes } = input;
        let autosave = Autosave { article: article.0, base_revision, patch: changes.into() };
        let (done, user_errors, _) = run(ctx, &autosave).await?.into_parts();
        let held_until = done.as_ref().and_then(|done| done.held_until()).map(DateTime);
        let article = match done {
            Some(done) => by_uid(ctx, done.article).await?,
            None => None,
        };
        let working_copy = match &article {
            Some(article) => super::own(ctx, article).await?,
            None => None,
        };
        Ok(AutosaveArticlePayload { article, working_copy, held_until, user_errors })
    }

    /// Discards what whoever asks has written into an article and not saved; if there is nothing, nothing happens.
    async fn discard_working_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DiscardWorkingCopyInput,
    ) -> Result<DiscardWorkingCopyPayload> {
        let (done, user_errors, _) = run(ctx, &Discard { article: input.article.0 }).await?.into_parts();
        let article = match done {
            Some(done) => by_uid(ctx, done.article).await?,
            None => None,
        };
        Ok(DiscardWorkingCopyPayload { article, user_errors })
    }
}
