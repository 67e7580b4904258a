//! Where an entity is named.

use std::sync::Arc;

use async_graphql::{Context, Object};
use db::EntityId;

use super::load;
use crate::graphql::connection::MOST;
use crate::graphql::desk::article::DeskArticle;
use crate::graphql::error::{Fault, Result, bad_request};
use crate::graphql::request;

/// Where an entity is named, by whatever it was merged from too: in articles as they stand, or as readers have them, and
/// in relations. Of articles, only those that you may see.
#[derive(Clone, Copy, Debug)]
pub struct EntityUse(pub EntityId);

/// Where an entity is named, by whatever it was merged from too: in articles as they stand, or as readers have them, and
/// in relations. Of articles, only those that you may see.
#[Object]
impl EntityUse {
    /// Articles that name it.
    async fn article_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(self.count(ctx).await?.articles)
    }

    /// Articles among them that readers have.
    async fn live_article_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(self.count(ctx).await?.live)
    }

    /// Relations that have it at an end.
    async fn relation_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(self.count(ctx).await?.relations)
    }

    /// The articles that were changed last.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100.", default = 20)] first: i32,
    ) -> Result<Vec<DeskArticle>> {
        let most = u32::try_from(first).ok().filter(|first| *first <= MOST);
        let most = most.ok_or_else(|| bad_request(format!("`first` is {first}; it can be 0 to {MOST}.")))?;
        let rows = request::of(ctx)?.batches.load::<load::UsedIn>(most, self.0).await?.unwrap_or_default();
        Ok(rows.iter().map(|row| DeskArticle(Arc::clone(row))).collect())
    }
}

impl EntityUse {
    async fn count(&self, ctx: &Context<'_>) -> Result<crate::domain::entity::read::Uses> {
        request::of(ctx)?.batches.load::<load::Used>((), self.0).await?.ok_or(Fault::Internal)
    }
}
