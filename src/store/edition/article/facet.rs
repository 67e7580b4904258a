//! Facets: how many articles of a list have each language, genre, month, entity …

use db::EntityKind;
use sea_orm::{DbBackend, DbErr, FromQueryResult};

use super::Scope;
use super::list::from;
use crate::store::edition::Edition;
use crate::store::list::List;
use crate::store::sql::Sql;

/// Articles of a list that are counted, the newest ones.
pub const MOST: u32 = 10_000;

/// By what articles are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Whether all articles of the list are counted: one bucket, with how many there are.
    All,
    Language,
    Genre,
    /// `2026`, in UTC.
    Year,
    /// `2026-11`, in UTC.
    Month,
    /// By the row ids of series.
    Series,
    /// By the kinds of the entities that they are about or name.
    Kind,
    /// By the row ids of these entities, of some kinds or of any.
    Entity(Option<Vec<EntityKind>>),
}

/// What some articles have in common, and how many they are.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Bucket {
    /// The place of the facet among those that were asked for.
    pub facet: i32,
    pub value: String,
    pub count: i64,
}

/// The largest buckets of these facets, so many of each; of months and years the latest. One statement.
///
/// # Errors
/// The database's.
pub async fn facets(edition: &Edition, scope: &Scope, facets: &[(Facet, u32)]) -> Result<Vec<Bucket>, DbErr> {
    let all = scope.entity.is_none() && scope.predicate.is_always();
    let mut sql = Sql::new(edition, "WITH listed AS (SELECT a.id, a.language, a.genre, a.published_at");
    from(scope, &mut sql);
    let newest = if scope.entity.is_some() {
        "c.published_at DESC, c.article_id DESC"
    } else {
        "a.published_at DESC, a.id DESC"
    };
    sql.push(&format!(" ORDER BY {newest} LIMIT ")).bind(i64::from(MOST) + 1);
    sql.push("), counted AS (SELECT * FROM listed ORDER BY published_at DESC, id DESC LIMIT ");
    sql.bind(i64::from(MOST)).push(")");
    for (place, (facet, first)) in facets.iter().enumerate() {
        sql.push(&format!(
            "{}SELECT {place} AS facet, x.value, x.count FROM (",
            if place > 0 { " UNION ALL " } else { " " }
        ));
        let kept = all.then(|| facet.kept()).flatten();
        match kept {
            Some(kept) => kept.select(&mut sql),
            None => facet.select(&mut sql),
        }
        let order = if matches!(facet, Facet::Year | Facet::Month) { "1 DESC" } else { "2 DESC, 1" };
        sql.push(&format!(" GROUP BY 1 ORDER BY {order} LIMIT ")).bind(i64::from(*first)).push(") x");
    }
    sql.all(edition).await
}

/// Counters that have a facet of all articles.
struct Kept {
    prefix: &'static str,
    /// Letters of the value that count.
    length: usize,
}

impl Kept {
    fn select(&self, sql: &mut Sql) {
        let Self { prefix, length } = self;
        let begin = prefix.len() + 1;
        sql.push(&format!(
            "SELECT substr(name, {begin}, {length}) AS value, CAST(sum(value) AS BIGINT) AS count \
             FROM edition_counter WHERE name LIKE '{prefix}%'"
        ));
    }
}

impl Facet {
    fn kept(&self) -> Option<Kept> {
        match self {
            Self::Language => Some(Kept { prefix: "articles:", length: 100 }),
            Self::Genre => Some(Kept { prefix: "genre:", length: 1000 }),
            Self::Year => Some(Kept { prefix: "month:", length: 4 }),
            Self::Month => Some(Kept { prefix: "month:", length: 7 }),
            _ => None,
        }
    }

    fn select(&self, sql: &mut Sql) {
        let postgres = sql.backend() == DbBackend::Postgres;
        let time = |sqlite: &str, postgresql: &str| {
            if postgres {
                format!("to_char(to_timestamp(published_at / 1000.0) AT TIME ZONE 'UTC', '{postgresql}')")
            } else {
                format!("strftime('{sqlite}', published_at / 1000.0, 'unixepoch')")
            }
        };
        let value = match self {
            Self::All => {
                sql.push("SELECT '' AS value, count(*) AS count FROM listed");
                return;
            }
            Self::Language => "language".to_owned(),
            Self::Genre => "genre".to_owned(),
            Self::Year => time("%Y", "YYYY"),
            Self::Month => time("%Y-%m", "YYYY-MM"),
            Self::Series => {
                sql.push(
                    "SELECT CAST(i.series_id AS TEXT) AS value, count(DISTINCT i.article_id) AS count \
                     FROM counted CROSS JOIN edition_series_item i WHERE i.article_id = counted.id",
                );
                return;
            }
            Self::Kind => {
                sql.push(
                    "SELECT p.entity_kind AS value, count(DISTINCT p.article_id) AS count \
                     FROM counted CROSS JOIN edition_appearance p WHERE p.article_id = counted.id",
                );
                return;
            }
            Self::Entity(kinds) => {
                sql.push(
                    "SELECT CAST(p.entity_id AS TEXT) AS value, count(*) AS count \
                     FROM counted CROSS JOIN edition_appearance p WHERE p.article_id = counted.id",
                );
                if let Some(kinds) = kinds {
                    let kinds = kinds.iter().map(|kind| kind.code().to_owned()).collect();
                    sql.push(" AND p.entity_kind").any_of(&List::Texts(kinds));
                }
                return;
            }
        };
        sql.push(&format!(
            "SELECT {value} AS value, count(*) AS count FROM counted WHERE {value} IS NOT NULL"
        ));
    }
}
