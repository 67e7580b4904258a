//! Many entities at once, by what people call them: one statement for each kind of key, however many keys there are.

use db::{EntityId, EntityKind};
use sea_orm::{DbBackend, DbErr, FromQueryResult};

use super::Edition;
use super::entity::{COLUMNS, Row};
use crate::store::cells::from_cells;
use crate::store::list::{List, storable};
use crate::store::predicate::{Column, Link, Predicate, Test};
use crate::store::sql::{Children, Sql};

/// Entities that are looked at for one name; of a name that more have, these are the oldest.
pub const NAMESAKES: i64 = 200;

/// An entity, and the text by which it was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub asked: String,
    pub row: Row,
}

from_cells!(Asked { asked; row });

/// An entity, and the identifier by which it was asked for.
#[derive(Clone, Debug)]
pub struct Identified {
    pub scheme: String,
    pub value: String,
    pub row: Row,
}

from_cells!(Identified { scheme, value; row });

/// The entities of these slugs, also of former ones and of those of merged entities, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_slugs(edition: &Edition, slugs: &[String]) -> Result<Vec<Asked>, DbErr> {
    let slugs = List::Texts(slugs.to_vec());
    let mut sql = Sql::new(edition, &format!("SELECT k.asked, {COLUMNS} FROM ("));
    for (i, (table, id)) in
        [("entity", "id"), ("redirect", "entity_id"), ("entity_slug", "entity_id")].into_iter().enumerate()
    {
        let union = if i > 0 { " UNION ALL " } else { "" };
        sql.push(&format!("{union}SELECT slug AS asked, {id} AS id FROM edition_{table} WHERE slug"));
        sql.any_of(&slugs);
    }
    sql.push(") k JOIN edition_entity e ON e.id = k.id");
    sql.all(edition).await
}

/// The entities of these identifiers, scheme and value, in no order.
pub async fn by_identifiers(edition: &Edition, pairs: &[(String, String)]) -> Result<Vec<Identified>, DbErr> {
    let pairs: Vec<_> = pairs.iter().map(|(scheme, value)| [storable(scheme), storable(value)]).collect();
    let mut sql = Sql::new(edition, &format!("SELECT i.scheme, i.value, {COLUMNS} FROM "));
    let postgres = sql.backend() == DbBackend::Postgres;
    let parameter = sql.parameter(serde_json::json!(pairs).to_string().into());
    sql.push(&if postgres {
        format!("jsonb_array_elements({parameter}::jsonb) k (value)")
    } else {
        format!("json_each({parameter}) k")
    });
    sql.push(" CROSS JOIN edition_identifier i JOIN edition_entity e ON e.id = i.entity_id");
    sql.push(" WHERE i.scheme = k.value ->> 0 AND i.value = k.value ->> 1");
    sql.all(edition).await
}

/// Entities that have one of these folded names, the house name or another one: of each name [`NAMESAKES`] at most.
pub async fn by_names(edition: &Edition, keys: &[String]) -> Result<Vec<Asked>, DbErr> {
    let mut keys = keys.to_vec();
    keys.sort();
    keys.dedup();
    let mut sql = Sql::new(edition, &format!("SELECT k.value AS asked, {COLUMNS} FROM "));
    sql.each(&List::Texts(keys)).push(" k CROSS JOIN ");
    let postgres = sql.backend() == DbBackend::Postgres;
    sql.push(if postgres { "LATERAL (" } else { "edition_entity e ON e.id IN (" });
    sql.push(
        "SELECT h.id FROM edition_entity h WHERE h.name_key = k.value
        UNION SELECT n.entity_id FROM edition_entity_name n WHERE n.key = k.value ORDER BY 1 LIMIT ",
    );
    sql.bind(NAMESAKES).push(")");
    if postgres {
        sql.push(" x JOIN edition_entity e ON e.id = x.id");
    }
    sql.all(edition).await
}

/// The condition that an entity `e` has one of these identifiers.
#[must_use]
pub fn has_identifier(scheme: String, values: Vec<String>) -> Predicate {
    const IDENTIFIERS: Link =
        Link("e.id IN (SELECT i.entity_id FROM edition_identifier i WHERE (i.scheme IS NOT NULL");
    let is = |column, values| Predicate::Is(column, Test::In(List::Texts(values)));
    let both = vec![is(Column("i.scheme"), vec![scheme]), is(Column("i.value"), values)];
    Predicate::Within(IDENTIFIERS, Box::new(Predicate::All(both)))
}

/// The condition that an entity `e` has one of these folded names, the house name or another one.
#[must_use]
pub fn has_name(keys: Vec<String>) -> Predicate {
    const NAMES: Link = Link(
        "e.id IN (SELECT x.id FROM (SELECT h.id, h.name_key AS key FROM edition_entity h
            UNION ALL SELECT n.entity_id, n.key FROM edition_entity_name n) x WHERE (x.key IS NOT NULL",
    );
    Predicate::Within(NAMES, Box::new(Predicate::Is(Column("x.key"), Test::In(List::Texts(keys)))))
}

/// An entity that a relation joins with another.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Neighbour {
    pub parent: EntityId,
    pub other_id: EntityId,
    pub other_kind: EntityKind,
}

/// What shown relations join with these entities: of each entity's the first `most`.
pub async fn neighbours(edition: &Edition, ids: &[EntityId], most: u32) -> Result<Vec<Neighbour>, DbErr> {
    const EDGES: Children = Children {
        columns: "c.other_id, c.other_kind",
        table: "edition_edge",
        key: &["entity_id", "direction", "relation_id"],
        parent: "entity_id",
        joins: "",
    };
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    let order = "c.direction, c.rank_order, c.latest_day DESC, c.relation_id";
    let shown = |sql: &mut Sql| {
        sql.push(" AND c.shown");
    };
    sql.first_of_each(&ids, &EDGES, shown, order, most);
    sql.all(edition).await
}
