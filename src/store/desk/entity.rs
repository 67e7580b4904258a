//! Entities, their names and identifiers.

use std::collections::HashMap;

use db::{EntityId, desk, entity, entity_identifier, entity_merge, entity_name};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::list::List;

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<entity::Model>, DbErr> {
    many::find(desk, "SELECT * FROM entity WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn by_ids(desk: &impl Reads, ids: &[EntityId]) -> Result<Vec<entity::Model>, DbErr> {
    many::find(desk, "SELECT * FROM entity WHERE id", List::of(ids, |id| id.0)).await
}

pub async fn by_slugs(desk: &impl Reads, slugs: &[&str]) -> Result<Vec<entity::Model>, DbErr> {
    many::find(desk, "SELECT * FROM entity WHERE slug", List::texts(slugs)).await
}

/// Identifiers, by scheme and value.
pub async fn identifiers(
    desk: &impl Reads,
    pairs: &[(&str, &str)],
) -> Result<Vec<entity_identifier::Model>, DbErr> {
    let select = "SELECT * FROM entity_identifier WHERE (scheme, value)";
    many::find_pairs(desk, select, pairs).await
}

/// The names of entities, each entity's in their order.
pub async fn names_of(desk: &impl Reads, ids: &[EntityId]) -> Result<Vec<entity_name::Model>, DbErr> {
    let select = "SELECT * FROM entity_name WHERE entity_id";
    let mut names: Vec<entity_name::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    names.sort_by_key(|name| (name.entity_id, name.position, name.id));
    Ok(names)
}

pub async fn identifiers_of(
    desk: &impl Reads,
    ids: &[EntityId],
) -> Result<Vec<entity_identifier::Model>, DbErr> {
    let select = "SELECT * FROM entity_identifier WHERE entity_id";
    many::find(desk, select, List::of(ids, |id| id.0)).await
}

pub async fn all(desk: &impl Reads) -> Result<Vec<entity::Model>, DbErr> {
    entity::Entity::find().all(desk.connection()).await
}

pub async fn all_names(desk: &impl Reads) -> Result<Vec<entity_name::Model>, DbErr> {
    many::all(desk, "SELECT * FROM entity_name ORDER BY entity_id, position, id").await
}

pub async fn all_identifiers(desk: &impl Reads) -> Result<Vec<entity_identifier::Model>, DbErr> {
    entity_identifier::Entity::find().all(desk.connection()).await
}

/// The counter that rises with every change of a name, an entity's kind of being found, or a redirect.
pub async fn names_counter(desk: &impl Reads) -> Result<i64, DbErr> {
    let row = desk::Entity::find_by_id(1).one(desk.connection()).await?;
    row.map(|row| row.names).ok_or_else(|| DbErr::RecordNotFound("the desk's row".into()))
}

/// Raises the counter that matchers follow.
pub async fn raise_names(tx: &WriteTx) -> Result<(), DbErr> {
    let rise = Expr::col(desk::Column::Names).add(1);
    desk::Entity::update_many().col_expr(desk::Column::Names, rise).exec(&tx.tx).await.map(drop)
}

/// Inserts entities, and tells the row id of each by its public id.
pub async fn insert(tx: &WriteTx, rows: Vec<entity::ActiveModel>) -> Result<HashMap<Uuid, EntityId>, DbErr> {
    many::insert_keyed(tx, rows, entity::Column::Uid, entity::Column::Id).await
}

pub async fn insert_names(tx: &WriteTx, rows: Vec<entity_name::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

pub async fn insert_identifiers(
    tx: &WriteTx,
    rows: Vec<entity_identifier::ActiveModel>,
) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

pub async fn insert_merges(tx: &WriteTx, rows: Vec<entity_merge::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: entity::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, entity, row)
}

/// Writes what may change of a name: preferred, distinctive and its dates.
pub async fn update_name(tx: &WriteTx, row: entity_name::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(&tx.tx).await.map(drop)
}

/// Takes "preferred" from names, before others get it: there is one in a language.
pub async fn unprefer(tx: &WriteTx, ids: &[i64]) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let update = entity_name::Entity::update_many().col_expr(entity_name::Column::Preferred, false.into());
    update.filter(entity_name::Column::Id.is_in(ids.to_vec())).exec(&tx.tx).await.map(drop)
}

/// Leads what was merged into `source` on to `target`, and tells which that was.
pub async fn flatten(tx: &WriteTx, source: EntityId, target: EntityId) -> Result<Vec<EntityId>, DbErr> {
    let led = entity::Column::MergedIntoId.eq(source);
    let rows = entity::Entity::find().filter(led.clone()).all(&tx.tx).await?;
    if !rows.is_empty() {
        let update =
            entity::Entity::update_many().col_expr(entity::Column::MergedIntoId, Expr::value(target.0));
        update.filter(led).exec(&tx.tx).await?;
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}
