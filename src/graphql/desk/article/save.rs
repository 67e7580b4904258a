//! Making and saving articles.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use futures_util::future::{try_join, try_join_all};

use super::content::{ArticleChangesInput, CreateArticleInput};
use super::{DeskArticle, by_uid};
use crate::domain::article::save::{Saved, Update};
use crate::graphql::desk::company::company;
use crate::graphql::desk::entity::input::CreateEntityInput;
use crate::graphql::desk::entity::{self, DeskEntity};
use crate::graphql::desk::mention::{self, DeskMention};
use crate::graphql::desk::relation::input::NewRelationInput;
use crate::graphql::desk::relation::{self, DeskRelation};
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
    /// Entities that are made together with it.
    pub entities: Option<Vec<CreateEntityInput>>,
    /// Relations that are made together with it, for which it is a source.
    pub relations: Option<Vec<NewRelationInput>>,
}

/// What became of a new article.
#[derive(Debug, SimpleObject)]
pub struct CreateArticlePayload {
    /// The article; null where there are errors.
    article: Option<DeskArticle>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
    /// The entities that were made together with it, in the order in which they were given.
    entities: Vec<DeskEntity>,
    /// The relations that were made together with it, in the order in which they were given.
    relations: Vec<DeskRelation>,
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
    /// The entities that were made together with it, in the order in which they were given.
    entities: Vec<DeskEntity>,
    /// The relations that were made together with it, in the order in which they were given.
    relations: Vec<DeskRelation>,
    /// Mentions that stood in the text before and have no place in it any more. They are kept, and come back with their
    /// passages.
    orphaned_mentions: Vec<DeskMention>,
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
        let (saved, user_errors, _) = run(ctx, &input.into_create()).await?.into_parts();
        let (entities, relations) = made(ctx, saved.as_ref()).await?;
        Ok(CreateArticlePayload { article: article(ctx, saved).await?, user_errors, entities, relations })
    }

    /// Saves changes to an article as a new revision. Readers see nothing of it until it is published.
    async fn update_article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateArticleInput,
    ) -> Result<UpdateArticlePayload> {
        let UpdateArticleInput { id, base_revision, changes, note, entities, relations } = input;
        let with = company(entities, relations);
        let update = Update { id: id.0, base_revision, patch: changes.into(), with, note };
        let (saved, user_errors, conflict) = run(ctx, &update).await?.into_parts();
        let (entities, relations) = made(ctx, saved.as_ref()).await?;
        let orphaned = saved.as_ref().map(|saved| saved.orphaned.clone()).unwrap_or_default();
        let article = article(ctx, saved).await?;
        let orphaned_mentions = match &article {
            Some(article) if !orphaned.is_empty() => {
                let head = article.head(ctx).await?;
                let all = mention::of_revision(ctx, &head.0, true).await?;
                all.into_iter().filter(|mention| mention.is_orphan_of(&orphaned)).collect()
            }
            _ => vec![],
        };
        Ok(UpdateArticlePayload { article, conflict, user_errors, entities, relations, orphaned_mentions })
    }
}

async fn article(ctx: &Context<'_>, saved: Option<Saved>) -> Result<Option<DeskArticle>> {
    match saved {
        Some(saved) => by_uid(ctx, saved.article).await,
        None => Ok(None),
    }
}

/// The company that an article got.
async fn made(ctx: &Context<'_>, saved: Option<&Saved>) -> Result<(Vec<DeskEntity>, Vec<DeskRelation>)> {
    let Some(saved) = saved else { return Ok((vec![], vec![])) };
    let entities = saved.entities.iter().map(|uid| entity::by_uid(ctx, *uid));
    let (entities, relations) =
        try_join(try_join_all(entities), relation::by_uids(ctx, &saved.relations)).await?;
    Ok((entities.into_iter().flatten().collect(), relations))
}
