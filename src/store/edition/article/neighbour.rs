//! Articles beside an article: before and after it, and in other languages.

use db::ArticleId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{COLUMNS, Row};
use crate::store::cells::from_cells;
use crate::store::edition::Edition;
use crate::store::list::List;
use crate::store::sql::Sql;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Previous,
    Next,
}

/// An article beside another.
#[derive(Clone, Debug)]
pub struct Beside {
    pub parent: ArticleId,
    pub row: Row,
}

from_cells!(Beside { parent; row });

impl Direction {
    /// The comparison with where it starts, and the order from there.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Previous => ("<", "DESC"),
            Self::Next => (">", "ASC"),
        }
    }
}

/// The listed article of the same language that was published just before or after each.
///
/// # Errors
/// The database's.
pub async fn in_time(edition: &Edition, articles: &[ArticleId], to: Direction) -> Result<Vec<Beside>, DbErr> {
    let (sign, order) = to.words();
    let mut sql = Sql::new(edition, "SELECT s.id AS parent, ");
    sql.push(COLUMNS).push(&format!(
        " FROM edition_article s JOIN edition_article a ON a.id = (SELECT n.id FROM edition_article n \
         WHERE n.listed AND n.language = s.language AND (n.published_at, n.id) {sign} (s.published_at, s.id) \
         ORDER BY n.published_at {order}, n.id {order} LIMIT 1) WHERE s.id"
    ));
    sql.any_of(&List::of(articles, |id| id.0));
    sql.all(edition).await
}

/// The listed article just before or after each in a series; none where it is not part of it.
///
/// # Errors
/// The database's.
pub async fn in_series(
    edition: &Edition,
    articles: &[ArticleId],
    to: Direction,
    series: Uuid,
) -> Result<Vec<Beside>, DbErr> {
    let (sign, order) = to.words();
    let mut sql = Sql::new(edition, "SELECT i.article_id AS parent, ");
    sql.push(COLUMNS).push(&format!(
        " FROM edition_series s JOIN edition_series_item i ON i.series_id = s.id \
         JOIN edition_article a ON a.id = (SELECT n.article_id FROM edition_series_item n \
         JOIN edition_article l ON l.id = n.article_id AND l.listed \
         WHERE n.series_id = i.series_id AND n.position {sign} i.position \
         ORDER BY n.position {order} LIMIT 1) WHERE s.uid = "
    ));
    sql.bind(series).push(" AND i.article_id").any_of(&List::of(articles, |id| id.0));
    sql.all(edition).await
}

/// The same article in other languages: what it was translated from, what was translated from it, and from that too.
///
/// # Errors
/// The database's.
pub async fn translations(edition: &Edition, articles: &[ArticleId]) -> Result<Vec<Beside>, DbErr> {
    let mut sql = Sql::new(
        edition,
        "WITH m AS (SELECT s.id AS parent, COALESCE((SELECT l.target_id FROM edition_link l \
         WHERE l.article_id = s.id AND l.rel = 'TRANSLATION_OF' AND l.target_id IS NOT NULL \
         ORDER BY l.position LIMIT 1), s.id) AS root FROM edition_article s WHERE s.id",
    );
    sql.any_of(&List::of(articles, |id| id.0)).push(") SELECT m.parent, ").push(COLUMNS);
    sql.push(" FROM m JOIN edition_article a ON a.id = m.root WHERE a.listed AND a.id <> m.parent");
    sql.push(" UNION SELECT m.parent, ").push(COLUMNS);
    sql.push(
        " FROM m JOIN edition_link t ON t.target_id = m.root AND t.rel = 'TRANSLATION_OF' \
         JOIN edition_article a ON a.id = t.article_id WHERE a.listed AND a.id <> m.parent \
         ORDER BY language, id",
    );
    sql.all(edition).await
}
