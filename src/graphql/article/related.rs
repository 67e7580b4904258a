//! Articles that tell of the same.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object};
use db::{ArticleId, EntityId};
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use super::load::ById;
use super::{Article, entities_by_id};
use crate::domain::related::{Related, Weighed, related, weighed};
use crate::graphql::batch::Source;
use crate::graphql::connection::{Connection, Count, Edged, Paging, Total, cursor};
use crate::graphql::entity::{Entity, companion};
use crate::graphql::error::Result;
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::article::Row;
use crate::store::edition::related::{self as store, Elsewhere, MOST, Telling};
use crate::store::keyset::Slice;

/// An article that shares telling entities.
#[derive(Clone, Debug)]
pub struct RelatedArticleEdge {
    cursor: String,
    node: Article,
    related: Related,
}

/// An article that shares telling entities.
#[Object]
impl RelatedArticleEdge {
    /// Where it stands: for `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The article.
    async fn node(&self) -> &Article {
        &self.node
    }

    /// How much both have in common: more for entities that few articles have, that both are about, and for articles of the
    /// same time.
    async fn score(&self) -> f64 {
        companion::score(self.related.score)
    }

    /// The entities by which it was found, the most telling first.
    async fn shared(&self, ctx: &Context<'_>) -> Result<Vec<Entity>> {
        entities_by_id(ctx, self.related.shared.iter().copied()).await
    }
}

impl Edged for RelatedArticleEdge {
    type Node = Article;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &Article {
        &self.node
    }
}

pub(super) async fn of_article(
    article: &Article,
    ctx: &Context<'_>,
    paging: Paging,
) -> Result<Connection<RelatedArticleEdge>> {
    let page = paging.page(&MOST)?;
    let batches = &request::of(ctx)?.batches;
    let own: Arc<Vec<Weighed>> = batches.load::<TellingOf>((), article.0.id).await?.unwrap_or_default();
    let elsewhere = try_join_all(own.iter().map(|one| batches.load::<Newest>((), one.id))).await?;
    let elsewhere: HashMap<EntityId, Vec<Elsewhere>> =
        own.iter().zip(elsewhere).filter_map(|(one, rows)| Some((one.id, rows?.as_ref().clone()))).collect();
    let all = related((article.0.uid, article.0.published_at), &own, &elsewhere);
    let total = Total::Known(Count::exact(i64::try_from(all.len()).unwrap_or(i64::MAX)));
    let Slice { rows, before, after } = page.of_all(all, Related::keys);
    let articles = try_join_all(rows.iter().map(|row| batches.load::<ById>((), row.id))).await?;
    let rows = rows.into_iter().zip(articles).filter_map(|(row, article)| Some((row, article?))).collect();
    let edge = |(related, row): (Related, Arc<Row>)| RelatedArticleEdge {
        cursor: cursor(&MOST, &related.keys()),
        node: Article(row),
        related,
    };
    Ok(Connection::new(Slice { rows, before, after }, total, edge))
}

/// The entities by which related articles are found.
#[derive(Debug)]
enum TellingOf {}

impl Source for TellingOf {
    type From = Edition;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<Vec<Weighed>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<ArticleId>,
    ) -> std::result::Result<HashMap<ArticleId, Arc<Vec<Weighed>>>, DbErr> {
        let mut all: HashMap<ArticleId, Vec<Telling>> = HashMap::new();
        for row in store::telling(&edition, &keys).await? {
            all.entry(row.parent).or_default().push(row);
        }
        Ok(all.into_iter().map(|(id, rows)| (id, Arc::new(weighed(&rows)))).collect())
    }
}

/// Where entities appear, the newest first.
#[derive(Debug)]
enum Newest {}

impl Source for Newest {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Vec<Elsewhere>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Vec<Elsewhere>>>, DbErr> {
        let mut all: HashMap<EntityId, Vec<Elsewhere>> = HashMap::new();
        for row in store::newest(&edition, &keys).await? {
            all.entry(row.parent).or_default().push(row);
        }
        Ok(all.into_iter().map(|(id, rows)| (id, Arc::new(rows))).collect())
    }
}
