//! Relations and their evidence.

use std::collections::HashMap;

use db::{EntityId, EvidenceId, RelationId, evidence, relation};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::list::List;

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<relation::Model>, DbErr> {
    many::find(desk, "SELECT * FROM relation WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn by_keys(desk: &impl Reads, keys: &[&str]) -> Result<Vec<relation::Model>, DbErr> {
    many::find(desk, "SELECT * FROM relation WHERE key", List::texts(keys)).await
}

/// Relations in which one of these is the subject.
pub async fn by_subjects(desk: &impl Reads, ids: &[EntityId]) -> Result<Vec<relation::Model>, DbErr> {
    let select = "SELECT * FROM relation WHERE subject_id";
    many::find(desk, select, List::of(ids, |id| id.0)).await
}

/// Relations of these types.
pub async fn by_types(desk: &impl Reads, codes: &[&str]) -> Result<Vec<relation::Model>, DbErr> {
    let select = "SELECT * FROM relation WHERE type_code";
    many::find(desk, select, List::texts(codes)).await
}

pub async fn all(desk: &impl Reads) -> Result<Vec<relation::Model>, DbErr> {
    relation::Entity::find().all(desk.connection()).await
}

/// The evidence of relations, each relation's in its order.
pub async fn evidence_of(desk: &impl Reads, ids: &[RelationId]) -> Result<Vec<evidence::Model>, DbErr> {
    let select = "SELECT * FROM evidence WHERE relation_id";
    let mut rows: Vec<evidence::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| (row.relation_id, row.position, row.id));
    Ok(rows)
}

pub async fn evidence_by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<evidence::Model>, DbErr> {
    many::find(desk, "SELECT * FROM evidence WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn evidence_by_keys(desk: &impl Reads, keys: &[&str]) -> Result<Vec<evidence::Model>, DbErr> {
    many::find(desk, "SELECT * FROM evidence WHERE key", List::texts(keys)).await
}

pub async fn all_evidence(desk: &impl Reads) -> Result<Vec<evidence::Model>, DbErr> {
    many::all(desk, "SELECT * FROM evidence ORDER BY relation_id, position, id").await
}

/// Inserts relations, and tells the row id of each by its public id.
pub async fn insert(
    tx: &WriteTx,
    rows: Vec<relation::ActiveModel>,
) -> Result<HashMap<Uuid, RelationId>, DbErr> {
    many::insert_keyed(tx, rows, relation::Column::Uid, relation::Column::Id).await
}

/// Inserts evidence, and tells the row id of each by its public id.
pub async fn insert_evidence(
    tx: &WriteTx,
    rows: Vec<evidence::ActiveModel>,
) -> Result<HashMap<Uuid, EvidenceId>, DbErr> {
    many::insert_keyed(tx, rows, evidence::Column::Uid, evidence::Column::Id).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: relation::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, relation, row)
}

/// Writes a piece of evidence over the one of the same id.
pub async fn update_evidence(tx: &WriteTx, row: evidence::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(&tx.tx).await.map(drop)
}

/// Relations that have one of these at an end.
pub async fn by_ends(desk: &impl Reads, ids: &[EntityId]) -> Result<Vec<relation::Model>, DbErr> {
    let list = List::of(ids, |id| id.0);
    let mut rows: Vec<relation::Model> =
        many::find(desk, "SELECT * FROM relation WHERE subject_id", list.clone()).await?;
    let others: Vec<relation::Model> =
        many::find(desk, "SELECT * FROM relation WHERE object_id", list).await?;
    rows.extend(others.into_iter().filter(|row| !ids.contains(&row.subject_id)));
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

pub async fn by_ids(desk: &impl Reads, ids: &[RelationId]) -> Result<Vec<relation::Model>, DbErr> {
    many::find(desk, "SELECT * FROM relation WHERE id", List::of(ids, |id| id.0)).await
}

/// Gives a piece of evidence to a relation, at a place among its evidence.
pub async fn move_evidence(tx: &WriteTx, id: EvidenceId, to: RelationId, position: i32) -> Result<(), DbErr> {
    let sql = "UPDATE evidence SET relation_id = $2, position = $3 WHERE id = $1";
    tx.run(sql, vec![id.into(), to.into(), position.into()]).await.map(drop)
}
