//! What articles have in common: the entities that are most telling of an article, and where else these appear.

use db::{ArticleId, EntityId, Timestamp};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use crate::store::keyset::{Order, Sort};
use crate::store::sql::{Children, Sql};

/// Entities of an article that are looked at, the most prominent.
const PROMINENT: u32 = 40;
/// Articles of an entity that are looked at, the newest.
pub const NEWEST: u32 = 60;

/// The most related first, of those the newest.
pub const MOST: Order = Order::of(
    "related",
    &[Sort::int("score"), Sort::int("published_at"), Sort::row("id", "edition_article")],
);

/// An entity of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Telling {
    pub parent: ArticleId,
    pub entity_id: EntityId,
    pub about: bool,
    pub prominence: i32,
    pub published_at: Timestamp,
    /// Listed articles that have it.
    pub articles: i64,
    /// All listed articles.
    pub total: i64,
}

/// The most prominent entities of each of many articles.
///
/// # Errors
/// The database's.
pub async fn telling(edition: &Edition, articles: &[ArticleId]) -> Result<Vec<Telling>, DbErr> {
    const ENTITIES: Children = Children {
        columns: "c.entity_id, c.about, c.prominence, c.published_at, e.articles, \
            COALESCE((SELECT t.value FROM edition_counter t WHERE t.name = 'articles'), 0) AS total",
        table: "edition_appearance",
        key: &["entity_id", "published_at", "article_id"],
        parent: "article_id",
        joins: "JOIN edition_entity e ON e.id = c.entity_id",
    };
    let parents: Vec<i64> = articles.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &ENTITIES, |_| {}, "c.prominence, c.entity_id", PROMINENT);
    sql.all(edition).await
}

/// An article of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Elsewhere {
    pub parent: EntityId,
    pub article_id: ArticleId,
    pub uid: Uuid,
    pub about: bool,
    pub prominence: i32,
    pub published_at: Timestamp,
}

/// The newest [`NEWEST`] articles of each of many entities. Retracted ones are in no list of an entity.
///
/// # Errors
/// The database's.
pub async fn newest(edition: &Edition, entities: &[EntityId]) -> Result<Vec<Elsewhere>, DbErr> {
    const ARTICLES: Children = Children {
        columns: "c.article_id, a.uid, c.about, c.prominence, c.published_at",
        table: "edition_appearance",
        key: &["entity_id", "published_at", "article_id"],
        parent: "entity_id",
        joins: "JOIN edition_article a ON a.id = c.article_id",
    };
    let parents: Vec<i64> = entities.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &ARTICLES, |_| {}, "c.published_at DESC, c.article_id DESC", NEWEST);
    sql.all(edition).await
}
