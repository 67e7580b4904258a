//! The relations of entities, each from its side.

use db::{EdgeDirection, EntityId, EntityKind, Timestamp};
use sea_orm::{DbBackend, DbErr};

use super::super::Edition;
use super::filter::OF_EDGE;
use super::{By, COLUMNS, Count, Row, by_parent, known, order};
use crate::store::cells::from_cells;
use crate::store::keyset::{Key, Order, Page, Slice};
use crate::store::list::List;
use crate::store::predicate::Predicate;
use crate::store::sql::Sql;

/// A relation as seen from one of its ends.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The entity that sees it.
    pub entity_id: EntityId,
    pub direction: EdgeDirection,
    pub other_id: EntityId,
    pub other_kind: EntityKind,
    pub rank_order: i32,
    pub latest_day: i32,
    pub relation: Row,
}

from_cells!(Edge { entity_id, direction, other_id, other_kind, rank_order, latest_day; relation });

/// Which relations of an entity are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Walk {
    pub directions: Vec<EdgeDirection>,
    /// Codes, with the subtypes that are meant too; none: all types.
    pub types: Option<Vec<String>>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    pub filter: Predicate,
    pub by: By,
    pub page: Page,
    /// As the record stood then.
    pub known_at: Option<Timestamp>,
}

/// The place of an edge in an order.
#[must_use]
pub fn edge_keys(edge: &Edge, by: By) -> Vec<Key> {
    if by == By::own() {
        let id = Key::Uid(edge.relation.uid);
        return vec![Key::Int(edge.rank_order.into()), Key::Int(edge.latest_day.into()), id];
    }
    order::keys(&edge.relation, &by)
}

/// The relations of these entities: of each, a page.
///
/// One walk per entity, direction and type, each along the index that has its order and no further than the page: an
/// entity that a hundred thousand others point at answers for the three that it points at itself without them. What was
/// known at an instant has no index of an entity's: all of its relations are looked at.
///
/// # Errors
/// The database's.
pub async fn of_entities(
    edition: &Edition,
    ids: &[EntityId],
    walk: &Walk,
) -> Result<Vec<(EntityId, Slice<Edge>)>, DbErr> {
    let mut sql = Sql::new(edition, "");
    pages(ids, walk, &mut sql);
    let mut edges: Vec<Edge> = sql.all(edition).await?;
    edges.iter_mut().for_each(|edge| edge.relation.known_at = walk.known_at);
    Ok(by_parent(edges, |e| e.entity_id, ids, &walk.page).collect())
}

/// The statement of their pages.
pub(super) fn pages(ids: &[EntityId], walk: &Walk, sql: &mut Sql) {
    match walk.known_at {
        None => pages_now(ids, walk, &order::of_entity(&walk.by), sql),
        Some(_) => pages_then(ids, walk, &order::of_entity_then(&walk.by), sql),
    }
}

fn pages_now(ids: &[EntityId], walk: &Walk, order: &Order, sql: &mut Sql) {
    let by = order.by(&walk.page);
    // Each type has a walk of its own only in the order that its index has.
    let apart = walk.types.as_ref().filter(|_| walk.by == By::own());
    sql.push("SELECT * FROM (SELECT c.entity_id, c.direction, c.other_id, c.other_kind, c.rank_order, c.latest_day, ");
    sql.push(COLUMNS)
        .push(&format!(", ROW_NUMBER() OVER (PARTITION BY c.entity_id ORDER BY {by}) AS place FROM "));
    sql.each(&List::Ints(ids.iter().map(|id| id.0).collect())).push(" p CROSS JOIN ");
    sql.each(&directions(walk)).push(" d");
    if let Some(types) = apart {
        sql.push(" CROSS JOIN ").each(&List::Texts(types.clone())).push(" t");
    }
    let postgres = sql.backend() == DbBackend::Postgres;
    sql.push(if postgres {
        " CROSS JOIN LATERAL (SELECT c.*"
    } else {
        " CROSS JOIN edition_edge c ON c.entity_id = p.value AND c.direction = d.value AND c.relation_id IN (SELECT c.relation_id"
    });
    sql.push(" FROM edition_edge c WHERE c.entity_id = p.value AND c.direction = d.value");
    if apart.is_some() {
        sql.push(" AND c.type_code = t.value");
    }
    narrow(walk, apart.is_some(), sql);
    order.beyond(&walk.page, sql);
    sql.push(&format!(" ORDER BY {by} LIMIT ")).bind(i64::from(walk.page.limit()));
    sql.push(if postgres { ") c" } else { ")" });
    sql.push(" CROSS JOIN edition_relation r WHERE r.id = c.relation_id) x WHERE x.place <= ");
    sql.bind(i64::from(walk.page.limit())).push(" ORDER BY x.entity_id, x.place");
}

fn pages_then(ids: &[EntityId], walk: &Walk, order: &Order, sql: &mut Sql) {
    let by = order.by(&walk.page);
    sql.push("SELECT * FROM (SELECT c.entity_id, c.direction, c.other_id, c.other_kind, r.rank_order, r.latest_day, ");
    sql.push(COLUMNS)
        .push(&format!(", ROW_NUMBER() OVER (PARTITION BY c.entity_id ORDER BY {by}) AS place FROM "));
    sql.each(&List::Ints(ids.iter().map(|id| id.0).collect()));
    sql.push(" p CROSS JOIN edition_edge c CROSS JOIN edition_relation_state r WHERE c.entity_id = p.value");
    narrow_then(walk, sql);
    order.beyond(&walk.page, sql);
    sql.push(") x WHERE x.place <= ").bind(i64::from(walk.page.limit()));
    sql.push(" ORDER BY x.entity_id, x.place");
}

fn narrow_then(walk: &Walk, sql: &mut Sql) {
    sql.push(" AND c.direction").any_of(&directions(walk)).push(" AND r.id = c.relation_id");
    known::then(walk.known_at).narrow(sql);
    if let Some(types) = &walk.types {
        sql.push(" AND c.type_code").any_of(&List::Texts(types.clone()));
    }
    if walk.shown {
        sql.push(" AND r.shown");
    }
    walk.filter.narrow(sql);
}

fn narrow(walk: &Walk, types_apart: bool, sql: &mut Sql) {
    if let Some(types) = walk.types.as_ref().filter(|_| !types_apart) {
        sql.push(" AND c.type_code").any_of(&List::Texts(types.clone()));
    }
    if walk.shown {
        sql.push(" AND c.shown");
    }
    if !walk.filter.is_always() {
        Predicate::Some(OF_EDGE, Box::new(walk.filter.clone())).narrow(sql);
    }
}

fn directions(walk: &Walk) -> List {
    List::Texts(walk.directions.iter().map(|d| d.code().to_owned()).collect())
}

/// How many relations that fit each of these entities has, counted to `cap` at most.
///
/// # Errors
/// The database's.
pub async fn count_of_entities(
    edition: &Edition,
    ids: &[EntityId],
    walk: &Walk,
    cap: i64,
) -> Result<Vec<Count>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT p.value AS parent, (SELECT count(*) FROM (SELECT 1 AS one ");
    if walk.known_at.is_some() {
        sql.push("FROM edition_edge c CROSS JOIN edition_relation_state r WHERE c.entity_id = p.value");
        narrow_then(walk, &mut sql);
    } else {
        sql.push("FROM edition_edge c WHERE c.entity_id = p.value AND c.direction").any_of(&directions(walk));
        narrow(walk, false, &mut sql);
    }
    sql.push(" LIMIT ").bind(cap + 1).push(") x) AS total FROM ");
    sql.each(&List::Ints(ids.iter().map(|id| id.0).collect())).push(" p");
    sql.all(edition).await
}
