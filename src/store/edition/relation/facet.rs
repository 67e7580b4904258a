//! Facets: how many relations of a list there are of each type, and how many began and ended in each year.

use db::{EntityId, RelationId, Timestamp};
use sea_orm::{DbErr, FromQueryResult};

use super::super::Edition;
use super::{Asked, By, COLUMNS, Walk, edge, known, list};
use crate::store::keyset::Page;
use crate::store::list::List;
use crate::store::sql::Sql;

/// Relations of a list that are counted: of all the newest records, of an entity those that its list has first.
pub const MOST: u32 = 10_000;

/// By what relations are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// Their own type, not those above it.
    Type,
    /// The year in which they began, where it is known.
    StartYear,
    /// The year in which they ended, where it is known.
    EndYear,
}

/// Relations that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Listed {
    All(Asked),
    /// Those of each of some entities.
    OfEntities(Walk),
    /// Just these, as they are or as they were known at an instant.
    These(Vec<RelationId>, Option<Timestamp>),
}

/// What some relations have in common, and how many they are.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Bucket {
    /// The entity whose relations they are; 0 in other lists.
    pub parent: EntityId,
    /// The place of the facet among those that were asked for.
    pub facet: i32,
    pub value: String,
    pub count: i64,
}

/// The largest buckets of these facets, so many of each, of years the latest: in one statement, for the relations of each
/// of these entities where the list is theirs. Of all relations, and the types of all of some types, they are kept.
///
/// # Errors
/// The database's.
pub async fn facets(
    edition: &Edition,
    listed: &Listed,
    entities: &[EntityId],
    facets: &[(Facet, u32)],
) -> Result<Vec<Bucket>, DbErr> {
    let mut sql = Sql::new(edition, "WITH counted AS (SELECT ");
    let mut kept = None;
    match listed {
        Listed::All(asked) => {
            sql.push("CAST(0 AS BIGINT) AS parent, r.* FROM (");
            list::walk(&Asked { by: By::own(), ..asked.clone() }, &counted(), &mut sql);
            sql.push(") r");
            kept = asked.is_kept().then_some(asked.types.as_deref());
        }
        Listed::OfEntities(walk) => {
            sql.push("r.entity_id AS parent, r.* FROM (");
            edge::pages(entities, &Walk { by: By::own(), page: counted(), ..walk.clone() }, &mut sql);
            sql.push(") r");
        }
        Listed::These(ids, known_at) => {
            let table = known::table(*known_at);
            sql.push(&format!("CAST(0 AS BIGINT) AS parent, {COLUMNS} FROM {table} r WHERE r.id"));
            sql.any_of(&List::Ints(ids.iter().map(|id| id.0).collect()));
            known::then(*known_at).narrow(&mut sql);
        }
    }
    sql.push(")");
    for (at, (facet, first)) in facets.iter().enumerate() {
        sql.push(if at > 0 { " UNION ALL " } else { " " });
        sql.push(&format!("SELECT x.parent, {at} AS facet, x.value, x.count, x.place FROM (SELECT b.*, "));
        let order = if *facet == Facet::Type { "b.count DESC, b.value" } else { "b.value DESC" };
        sql.push(&format!("ROW_NUMBER() OVER (PARTITION BY b.parent ORDER BY {order}) AS place FROM ("));
        match kept.filter(|types| types.is_none() || *facet == Facet::Type) {
            Some(types) => facet.kept(types, &mut sql),
            None => facet.count(&mut sql),
        }
        sql.push(") b) x WHERE x.place <= ").bind(i64::from(*first));
    }
    sql.push(" ORDER BY 1, 2, 5");
    sql.all(edition).await
}

/// A page reads one row more than it shows.
fn counted() -> Page {
    Page::first(MOST - 1)
}

impl Facet {
    fn count(self, sql: &mut Sql) {
        let value = match self {
            Self::Type => "type_code",
            Self::StartYear => "substr(start_date, 1, 4)",
            Self::EndYear => "substr(end_date, 1, 4)",
        };
        sql.push(&format!(
            "SELECT parent, {value} AS value, count(*) AS count FROM counted WHERE {value} IS NOT NULL \
             GROUP BY parent, {value}"
        ));
    }

    fn kept(self, types: Option<&[String]>, sql: &mut Sql) {
        let prefix = match self {
            Self::Type => "relations:",
            Self::StartYear => "began:",
            Self::EndYear => "ended:",
        };
        let value = prefix.len() + 1;
        sql.push(&format!(
            "SELECT CAST(0 AS BIGINT) AS parent, substr(k.name, {value}) AS value, k.value AS count FROM edition_counter k WHERE k.name"
        ));
        match types {
            None => sql.push(&format!(" LIKE '{prefix}%'")),
            Some(types) => sql.any_of(&counters(types)),
        };
    }
}

/// The names of the counters of these types.
pub(super) fn counters(types: &[String]) -> List {
    List::Texts(types.iter().map(|code| format!("relations:{code}")).collect())
}
