//! Making and saving articles.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::content::{ArticleChangesInput, CreateArticleInput};
use super::{DeskArticle, by_uid};
use crate::domain::article::save::{Company, Create, Saved, Update};
use crate::graphql::error::Result;
use crate::graphql::user_error::{Conflict, UserError, run};

/// A new revision of an article.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateArticleInput {
    /// The article.
    pub id: ID,
    /// The number of the revision that the changes were made to; another newest one is a conflict.
    pub base_revision: i32,
    /// What changes.
    pub changes: ArticleChangesInput,
    /// What the revision changes, for those who look at the revisions.
    pub note: Option<String>,
}

/// What became of a new article.
#[derive(Debug, SimpleObject)]
pub struct CreateArticlePayload {
    /// The article; null where there are errors.
    article: Option<DeskArticle>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of changes to an article.
#[derive(Debug, SimpleObject)]
pub struct UpdateArticlePayload {
    /// The article; null where nothing was saved.
    article: Option<DeskArticle>,
    /// What somebody else changed meanwhile; nothing was saved then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct ArticleSaving;

#[Object]
impl ArticleSaving {
    /// Makes an article, as a draft. Names of entities are found in its text and linked.
    async fn create_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article.")] input: CreateArticleInput,
    ) -> Result<CreateArticlePayload> {
        let (id, patch, note) = input.into_parts();
        let create = Create { id, patch, with: Company::default(), note };
        let (saved, user_errors, _) = run(ctx, &create).await?.into_parts();
        Ok(CreateArticlePayload { article: article(ctx, saved).await?, user_errors })
    }

    /// Saves changes to an article as a new revision. Readers see nothing of it until it is published.
    async fn update_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateArticleInput,
    ) -> Result<UpdateArticlePayload> {
        let UpdateArticleInput { id, base_revision, changes, note } = input;
        let update =
            Update { id: id.0, base_revision, patch: changes.into(), with: Company::default(), note };
        let (saved, user_errors, conflict) = run(ctx, &update).await?.into_parts();
        Ok(UpdateArticlePayload { article: article(ctx, saved).await?, conflict, user_errors })
    }
}

async fn article(ctx: &Context<'_>, saved: Option<Saved>) -> Result<Option<DeskArticle>> {
    match saved {
        Some(saved) => by_uid(ctx, saved.article).await,
        None => Ok(None),
    }
}
