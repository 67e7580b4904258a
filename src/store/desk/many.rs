//! Statements over many things at once: what has any of a list, and inserts that tell the ids.

use std::collections::HashMap;
use std::hash::Hash;

use db::Timestamp;
use sea_orm::sea_query::{IntoIden, Query};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryTrait, Statement,
    TryGetable,
};

use serde::Serialize;

use super::{Reads, WriteTx};
use crate::store::list::List;
use crate::store::rows::chunk;

/// Runs `select`, which ends in a column, for the rows that have any of a list there. An empty list asks nothing.
pub(super) async fn find<T: FromQueryResult>(
    desk: &impl Reads,
    select: &str,
    list: List,
) -> Result<Vec<T>, DbErr> {
    if list.is_empty() {
        return Ok(vec![]);
    }
    let tx = desk.connection();
    let backend = tx.get_database_backend();
    let sql = format!("{select} {}", list.is_in(backend, "$1"));
    T::find_by_statement(Statement::from_sql_and_values(backend, sql, [list.value(backend)])).all(tx).await
}

/// Runs `select`, which ends in two columns in brackets, for the rows that have any of the pairs there. `of` is the type of the
/// columns in PostgreSQL.
pub(super) async fn find_pairs<T: FromQueryResult, P: Serialize>(
    desk: &impl Reads,
    select: &str,
    of: &str,
    pairs: &[(P, P)],
) -> Result<Vec<T>, DbErr> {
    if pairs.is_empty() {
        return Ok(vec![]);
    }
    let tx = desk.connection();
    let backend = tx.get_database_backend();
    let each = match backend {
        DbBackend::Postgres => {
            format!("(value ->> 0)::{of}, (value ->> 1)::{of} FROM jsonb_array_elements($1::jsonb)")
        }
        _ => "value ->> 0, value ->> 1 FROM json_each($1)".to_owned(),
    };
    let sql = format!("{select} IN (SELECT {each})");
    let json = serde_json::json!(pairs).to_string();
    T::find_by_statement(Statement::from_sql_and_values(backend, sql, [json.into()])).all(tx).await
}

/// Runs a statement without parameters.
pub(super) async fn all<T: FromQueryResult>(desk: &impl Reads, sql: &str) -> Result<Vec<T>, DbErr> {
    let tx = desk.connection();
    T::find_by_statement(Statement::from_string(tx.get_database_backend(), sql)).all(tx).await
}

/// Rows in one piece of [`all_by_id`].
const PIECE: usize = 10_000;

/// Runs `select` for all rows of a table, by their ids, which `id` tells: piece by piece, because until a statement is done
/// its rows take many times the memory of what is made of them.
pub(super) async fn all_by_id<T: FromQueryResult>(
    desk: &impl Reads,
    select: &str,
    id: impl Fn(&T) -> i64,
) -> Result<Vec<T>, DbErr> {
    let tx = desk.connection();
    let sql = format!("{select} WHERE id > $1 ORDER BY id LIMIT {PIECE}");
    let mut all: Vec<T> = vec![];
    loop {
        let after = all.last().map_or(i64::MIN, &id);
        let piece = Statement::from_sql_and_values(tx.get_database_backend(), &sql, [after.into()]);
        let piece = T::find_by_statement(piece).all(tx).await?;
        let is_last = piece.len() < PIECE;
        all.extend(piece);
        if is_last {
            return Ok(all);
        }
    }
}

/// Deletes some rows whose time was before. Rows that others hold are left for a later time: to wait for them, while
/// holding others, would be a deadlock in the making.
pub(super) async fn prune(
    tx: &WriteTx,
    table: &str,
    key: &str,
    time: &str,
    before: Timestamp,
) -> Result<(), DbErr> {
    let skip = if tx.backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let old = format!("SELECT {key} FROM {table} WHERE {time} < $1 ORDER BY {time} LIMIT 500{skip}");
    tx.run(&format!("DELETE FROM {table} WHERE {key} IN ({old})"), vec![before.0.into()]).await.map(drop)
}

/// Inserts rows, and tells the id that each was given, by its key.
pub(super) async fn insert_keyed<A, K, V>(
    tx: &WriteTx,
    rows: Vec<A>,
    key: <A::Entity as EntityTrait>::Column,
    id: <A::Entity as EntityTrait>::Column,
) -> Result<HashMap<K, V>, DbErr>
where
    A: ActiveModelTrait + Send,
    K: TryGetable + Eq + Hash,
    V: TryGetable,
{
    let mut ids = HashMap::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(chunk::<A::Entity>());
        let mut statement = A::Entity::insert_many(some).into_query();
        statement.returning(Query::returning().columns([key.into_iden(), id.into_iden()]));
        for row in tx.tx.query_all(&statement).await? {
            ids.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
    }
    Ok(ids)
}

/// Writes a row over the one of its id, if that still has its version, and raises the version.
macro_rules! update_versioned {
    ($tx:ident, $table:ident, $row:ident) => {{
        use sea_orm::{ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _};
        use sea_orm::{QueryFilter as _, Set, Unchanged};
        let (id, version) = ($row.id, $row.version);
        let row = $table::ActiveModel {
            id: Unchanged(id),
            version: Set(version + 1),
            updated_at: Set($tx.now()),
            updated_by: Set($tx.actor()),
            ..$row.into_active_model().reset_all()
        };
        let update = $table::Entity::update_many().set(row).filter($table::Column::Id.eq(id));
        let done = update.filter($table::Column::Version.eq(version)).exec(&$tx.tx).await?;
        Ok(done.rows_affected == 1)
    }};
}
pub(super) use update_versioned;
