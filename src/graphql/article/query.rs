//! What can be asked of all articles.

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use super::filter::{ArticleFilter, ArticleOrder};
use super::list::ArticleConnection;
use super::{Article, list, load};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::connection::Paging;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;
use crate::graphql::scalars::LanguageTag;

#[derive(Debug, Default)]
pub struct ArticleQuery;

#[Object]
impl ArticleQuery {
    /// An article by its id, or by its slug and language; a former slug finds it too.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
        #[graphql(desc = "The language of the slug; without it, the newsroom's.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<Option<Article>> {
        match (id, slug) {
            (Some(id), None) => match public_id::parse(Prefix::Article, &id) {
                Some(uid) => find(ctx, uid).await,
                None => Ok(None),
            },
            (None, Some(slug)) => {
                let language = match language {
                    Some(tag) => tag.0,
                    None => request::of(ctx)?.site.default_language.clone(),
                };
                by_slug(ctx, language, slug).await
            }
            _ => Err(bad_request("Give one of `id` and `slug`.")),
        }
    }

    /// Articles, the latest first if no order is given. Retracted ones are left out.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<ArticleFilter>>,
        #[graphql(desc = "The keys that they are sorted by, the most important first.")] order_by: Option<
            Vec<ArticleOrder>,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<ArticleConnection> {
        Box::pin(list::of_all(ctx, filter, order_by, Paging { first, after, last, before, offset })).await
    }
}

/// An article by its public id.
///
/// # Errors
/// The database's.
pub async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Article>> {
    let batches = &request::of(ctx)?.batches;
    let row = batches.load::<load::ByUid>((), uid).await?;
    Ok(row.map(Article))
}

/// An article by a slug that it has or had.
///
/// # Errors
/// The database's.
pub async fn by_slug(ctx: &Context<'_>, language: String, slug: String) -> Result<Option<Article>> {
    let row = request::of(ctx)?.batches.load::<load::BySlug>(language, slug).await?;
    Ok(row.map(Article))
}
