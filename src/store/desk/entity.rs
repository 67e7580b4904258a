//! Entities, their names and identifiers.

use std::collections::HashMap;

use db::{
    EntityId, EntityKind, NameKind, desk, entity, entity_identifier, entity_merge, entity_name, entity_slug,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::list::{List, ids, is_in};

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

/// Slugs that entities had before.
pub async fn former_slugs(desk: &impl Reads, slugs: &[&str]) -> Result<Vec<entity_slug::Model>, DbErr> {
    many::find(desk, "SELECT * FROM entity_slug WHERE slug", List::texts(slugs)).await
}

/// What was merged into one of these.
pub async fn merged_into(desk: &impl Reads, targets: &[EntityId]) -> Result<Vec<entity::Model>, DbErr> {
    let select = "SELECT * FROM entity WHERE merged_into_id";
    let mut rows: Vec<entity::Model> = many::find(desk, select, List::of(targets, |id| id.0)).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Takes hold of entities until the transaction ends, in the order of their ids.
pub async fn lock(tx: &WriteTx, which: &[EntityId]) -> Result<Vec<entity::Model>, DbErr> {
    let backend = tx.backend();
    let lock = if backend == sea_orm::DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT * FROM entity WHERE id {} ORDER BY id{lock}", is_in(backend, "$1"));
    tx.all(&sql, vec![ids(backend, which.iter().copied())]).await
}

/// Identifiers, by scheme and value.
pub async fn identifiers(
    desk: &impl Reads,
    pairs: &[(&str, &str)],
) -> Result<Vec<entity_identifier::Model>, DbErr> {
    let select = "SELECT * FROM entity_identifier WHERE (scheme, value)";
    many::find_pairs(desk, select, "text", pairs).await
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

/// What an entity is called in house style.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Called {
    pub id: EntityId,
    pub kind: EntityKind,
    pub name: String,
    pub merged_into_id: Option<EntityId>,
}

/// What else an entity is called.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CalledToo {
    pub id: i64,
    pub entity_id: EntityId,
    pub position: i32,
    pub name: String,
    pub kind: NameKind,
    pub language: String,
    pub distinctive: bool,
}

/// What all entities are called in house style, by their ids.
pub async fn called(desk: &impl Reads) -> Result<Vec<Called>, DbErr> {
    many::all_by_id(desk, "SELECT id, kind, name, merged_into_id FROM entity", |row: &Called| row.id.0).await
}

/// What else all entities are called, each entity's names in their order.
pub async fn called_too(desk: &impl Reads) -> Result<Vec<CalledToo>, DbErr> {
    let select = "SELECT id, entity_id, position, name, kind, language, distinctive FROM entity_name";
    let mut names = many::all_by_id(desk, select, |row: &CalledToo| row.id).await?;
    names.sort_by_key(|name| (name.entity_id, name.position, name.id));
    Ok(names)
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

/// Keeps a slug that an entity had, so that it goes on finding it.
pub async fn keep_slug(tx: &WriteTx, slug: &str, entity: EntityId) -> Result<(), DbErr> {
    let sql = "INSERT INTO entity_slug (slug, entity_id) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING";
    tx.run(sql, vec![slug.into(), entity.into()]).await.map(drop)
}

/// Takes names away.
pub async fn remove_names(tx: &WriteTx, names: &[i64]) -> Result<(), DbErr> {
    if names.is_empty() {
        return Ok(());
    }
    let delete = entity_name::Entity::delete_many();
    delete.filter(entity_name::Column::Id.is_in(names.to_vec())).exec(&tx.tx).await.map(drop)
}

/// Takes an identifier away.
pub async fn remove_identifier(tx: &WriteTx, scheme: &str, value: &str) -> Result<(), DbErr> {
    entity_identifier::Entity::delete_by_id((scheme.to_owned(), value.to_owned()))
        .exec(&tx.tx)
        .await
        .map(drop)
}

/// Gives an identifier to another entity.
pub async fn move_identifier(tx: &WriteTx, scheme: &str, value: &str, to: EntityId) -> Result<(), DbErr> {
    let sql = "UPDATE entity_identifier SET entity_id = $3 WHERE scheme = $1 AND value = $2";
    tx.run(sql, vec![scheme.into(), value.into(), to.into()]).await.map(drop)
}

/// Writes what may change of a name: preferred, distinctive and its dates; and, with a merge, whose it is.
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

/// All merges of entities, the oldest first; also those that were taken back.
pub async fn merges_of(desk: &impl Reads, ids: &[EntityId]) -> Result<Vec<entity_merge::Model>, DbErr> {
    let select = "SELECT * FROM entity_merge WHERE source_id";
    let mut rows: Vec<entity_merge::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
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

/// Leads what was merged elsewhere to another entity.
pub async fn lead(tx: &WriteTx, which: &[EntityId], target: EntityId) -> Result<(), DbErr> {
    let sql = format!("UPDATE entity SET merged_into_id = $2 WHERE id {}", is_in(tx.backend(), "$1"));
    tx.run(&sql, vec![ids(tx.backend(), which.iter().copied()), target.into()]).await.map(drop)
}
