//! Relations and their evidence.

use std::collections::{HashMap, HashSet};

use db::{EntityId, EntityKind, EvidenceId, Noun, RelationId, audit_event, evidence, relation};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, Statement,
};
use uuid::Uuid;

use super::evidence as passages;
use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::list::{self, List, is_in};

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

/// Relations of which one of the pairs is the subject and the object. Of an entity alone there may be very many.
pub async fn between(
    desk: &impl Reads,
    ends: &[(EntityId, EntityId)],
) -> Result<Vec<relation::Model>, DbErr> {
    let ends: Vec<_> = ends.iter().map(|(subject, object)| (subject.0, object.0)).collect();
    many::find_pairs(desk, "SELECT * FROM relation WHERE (subject_id, object_id)", "bigint", &ends).await
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

/// By their public ids, those that the reader may see.
pub async fn visible_by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<relation::Model>, DbErr> {
    let rows = by_uids(desk, uids).await?;
    only_visible(desk, rows).await
}

/// By their row ids, those that the reader may see.
pub async fn visible_by_ids(desk: &impl Reads, ids: &[RelationId]) -> Result<Vec<relation::Model>, DbErr> {
    let rows = by_ids(desk, ids).await?;
    only_visible(desk, rows).await
}

/// Those of the rows that the reader may see: an author sees what they made, what readers see, and what evidence speaks
/// of that they may see.
pub async fn only_visible(
    desk: &impl Reads,
    mut rows: Vec<relation::Model>,
) -> Result<Vec<relation::Model>, DbErr> {
    if passages::sees_all(desk) || rows.is_empty() {
        return Ok(rows);
    }
    let list = List::Ints(rows.iter().map(|row| row.id.0).collect());
    let select = format!("SELECT r.id FROM relation r WHERE {} AND r.id", is_visible("$1"));
    let seen: HashSet<RelationId> = passages::seen(desk, &select, list).await?.into_iter().collect();
    rows.retain(|row| seen.contains(&row.id));
    Ok(rows)
}

/// The condition that an author, whose name is bound to `parameter`, may see relation `r`.
pub(super) fn is_visible(parameter: &str) -> String {
    format!(
        "(r.created_by = {parameter} OR EXISTS (SELECT 1 FROM edition_relation x WHERE x.id = r.id)
          OR EXISTS (SELECT 1 FROM evidence e WHERE e.relation_id = r.id AND {}))",
        passages::is_visible(parameter)
    )
}

/// Takes hold of relations until the transaction ends, in the order of their ids.
pub async fn lock(tx: &WriteTx, ids: &[RelationId]) -> Result<Vec<relation::Model>, DbErr> {
    let lock = if tx.backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT * FROM relation WHERE id {} ORDER BY id{lock}", is_in(tx.backend(), "$1"));
    tx.all(&sql, vec![list::ids(tx.backend(), ids.iter().copied())]).await
}

/// Relations of these types in which one of these is the subject.
pub async fn by_subjects_of(
    desk: &impl Reads,
    subjects: &[EntityId],
    codes: &[&str],
) -> Result<Vec<relation::Model>, DbErr> {
    let find = relation::Entity::find()
        .filter(relation::Column::SubjectId.is_in(subjects.iter().map(|id| id.0)))
        .filter(relation::Column::TypeCode.is_in(codes.iter().copied()));
    find.all(desk.connection()).await
}

/// Which entity each of these has become, also of those that became one of the same.
pub async fn became(desk: &impl Reads, ids: &[EntityId]) -> Result<HashMap<EntityId, EntityId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: EntityId,
        is_now: EntityId,
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (tx, these) = (desk.connection(), List::of(ids, |id| id.0));
    let backend = tx.get_database_backend();
    let any = these.is_in(backend, "$1");
    let sql = format!(
        "WITH now AS (SELECT COALESCE(merged_into_id, id) AS id FROM entity WHERE id {any})
        SELECT e.id, COALESCE(e.merged_into_id, e.id) AS is_now FROM entity e WHERE e.id {any}
        UNION SELECT e.id, COALESCE(e.merged_into_id, e.id) FROM now JOIN entity e ON e.id = now.id
        UNION SELECT e.id, e.merged_into_id FROM now JOIN entity e ON e.merged_into_id = now.id"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [these.value(backend)]);
    Ok(Row::find_by_statement(statement).all(tx).await?.into_iter().map(|row| (row.id, row.is_now)).collect())
}

/// Which of these relations readers have now.
pub async fn shown(desk: &impl Reads, ids: &[RelationId]) -> Result<HashSet<RelationId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: RelationId,
    }
    let select = "SELECT id FROM edition_relation WHERE id";
    let rows: Vec<Row> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Which of these relations readers have or ever had, by their public ids.
pub async fn ever_shown(desk: &impl Reads, uids: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        uid: Uuid,
    }
    let select = "SELECT DISTINCT uid FROM edition_log WHERE noun = 'RELATION' AND uid";
    let rows: Vec<Row> = many::find(desk, select, List::Uids(uids.to_vec())).await?;
    Ok(rows.into_iter().map(|row| row.uid).collect())
}

/// The kinds of the ends of the relations of a type, each pair once.
pub async fn kinds_of(desk: &impl Reads, code: &str) -> Result<Vec<(EntityKind, EntityKind)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        subject: EntityKind,
        object: EntityKind,
    }
    let tx = desk.connection();
    let sql = "SELECT DISTINCT s.kind AS subject, o.kind AS object FROM relation r
               JOIN entity s ON s.id = r.subject_id JOIN entity o ON o.id = r.object_id WHERE r.type_code = $1";
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [code.into()]);
    Ok(Row::find_by_statement(statement).all(tx).await?.into_iter().map(|r| (r.subject, r.object)).collect())
}

/// Makes all relations of one type relations of another, and tells which they are.
pub async fn retype(tx: &WriteTx, from: &str, into: &str) -> Result<Vec<RelationId>, DbErr> {
    let ids: Vec<_> = by_types(tx, &[from]).await?.into_iter().map(|row| row.id).collect();
    let sql = "UPDATE relation SET type_code = $2, version = version + 1, updated_at = $3, updated_by = $4
               WHERE type_code = $1";
    tx.run(sql, vec![from.into(), into.into(), tx.now().into(), tx.actor().into()]).await?;
    Ok(ids)
}

/// What the audit tells of a relation, as it happened.
pub async fn told_of(desk: &impl Reads, uid: Uuid) -> Result<Vec<audit_event::Model>, DbErr> {
    use audit_event::Column;
    let find =
        audit_event::Entity::find().filter(Column::Noun.eq(Noun::Relation)).filter(Column::Uid.eq(uid));
    find.order_by_asc(Column::Id).all(desk.connection()).await
}
