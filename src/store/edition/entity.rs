//! Entities as readers have them.

use db::{EntityId, EntityKind, PartialDate};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::predicate::{Column, Predicate};
use super::sql::{List, Sql};

/// An entity, with its kept counts of articles.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Row {
    pub id: EntityId,
    pub uid: Uuid,
    pub kind: EntityKind,
    pub name: String,
    pub name_key: String,
    pub slug: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub articles: i64,
    pub about: i64,
}

/// What filters of entities compare, in tables where `e` is the entity.
pub mod column {
    use super::Column;

    pub const UID: Column = Column("e.uid");
    pub const KIND: Column = Column("e.kind");
    pub const SLUG: Column = Column("e.slug");
    pub const NAME_KEY: Column = Column("e.name_key");
}

/// The columns of [`Row`], of a table `e`.
pub(super) const COLUMNS: &str = "e.id, e.uid, e.kind, e.name, e.name_key, e.slug, e.summary, e.description, \
    e.start_date, e.end_date, e.latitude, e.longitude, e.articles, e.about";

/// The entities with these row ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_ids(edition: &Edition, ids: &[EntityId]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT ");
    sql.push(COLUMNS).push(" FROM edition_entity e WHERE e.id");
    sql.any_of(&List::Ints(ids.iter().map(|id| id.0).collect()));
    sql.all(edition).await
}

/// The entities with these public ids, each with the id by which it was asked for: a merged entity's leads to the one
/// that it became. In no order.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Found>, DbErr> {
    let uids = List::Uids(uids.to_vec());
    let mut sql = Sql::new(edition, "SELECT e.uid AS asked, ");
    sql.push(COLUMNS).push(" FROM edition_entity e WHERE e.uid").any_of(&uids);
    sql.push(" UNION ALL SELECT r.uid AS asked, ").push(COLUMNS);
    sql.push(" FROM edition_redirect r JOIN edition_entity e ON e.id = r.entity_id WHERE r.uid")
        .any_of(&uids);
    sql.all(edition).await
}

/// An entity, and the public id by which it was asked for.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Found {
    pub asked: Uuid,
    #[sea_orm(nested)]
    pub row: Row,
}

/// Whether anything is asked of an entity but who it is.
#[must_use]
pub fn asks_for_one(predicate: &Predicate) -> Option<Uuid> {
    use super::predicate::{Operand, Test};
    match predicate.conjuncts().as_slice() {
        [Predicate::Is(column, Test::Eq(Operand::Uid(uid)))] if *column == column::UID => Some(*uid),
        _ => None,
    }
}
