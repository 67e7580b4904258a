//! Statements over many things at once: lists as one parameter, and inserts by the hundred.

use std::collections::HashMap;
use std::hash::Hash;

use sea_orm::sea_query::{IntoIden, Query};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Iterable, QueryTrait,
    Statement, TryGetable,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Reads, WriteTx};

/// A list of keys. It travels as one JSON parameter, so that the statement is the same whatever its length.
pub(super) struct List {
    json: Value,
    sqlite: &'static str,
    postgres: &'static str,
}

impl List {
    pub fn ids(ids: impl IntoIterator<Item = i64>) -> Self {
        Self {
            json: ids.into_iter().map(Value::from).collect(),
            sqlite: "(SELECT value FROM json_each($1))",
            postgres: "(SELECT jsonb_array_elements_text($1::jsonb)::bigint)",
        }
    }

    pub fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            json: texts.into_iter().map(Value::from).collect(),
            sqlite: "(SELECT value FROM json_each($1))",
            postgres: "(SELECT jsonb_array_elements_text($1::jsonb))",
        }
    }

    pub fn uids<'a>(uids: impl IntoIterator<Item = &'a Uuid>) -> Self {
        Self {
            json: uids.into_iter().map(|uid| Value::from(uid.simple().to_string())).collect(),
            sqlite: "(SELECT unhex(value) FROM json_each($1))",
            postgres: "(SELECT jsonb_array_elements_text($1::jsonb)::uuid)",
        }
    }

    pub fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            json: pairs.into_iter().map(|(a, b)| Value::from(vec![a, b])).collect(),
            sqlite: "(SELECT value ->> 0, value ->> 1 FROM json_each($1))",
            postgres: "(SELECT pair ->> 0, pair ->> 1 FROM jsonb_array_elements($1::jsonb) AS pair)",
        }
    }

    fn is_empty(&self) -> bool {
        self.json.as_array().is_none_or(Vec::is_empty)
    }
}

/// Runs `select`, which ends in `… IN`, for a list. An empty list asks nothing.
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
    let set = if backend == DbBackend::Postgres { list.postgres } else { list.sqlite };
    let sql = format!("{select} {set}");
    let values = [list.json.to_string().into()];
    T::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(tx).await
}

/// Runs a statement without parameters.
pub(super) async fn all<T: FromQueryResult>(desk: &impl Reads, sql: &str) -> Result<Vec<T>, DbErr> {
    let tx = desk.connection();
    T::find_by_statement(Statement::from_string(tx.get_database_backend(), sql)).all(tx).await
}

/// Rows for one INSERT: no more parameters than SQLite takes (32 766), and no statement of megabytes.
fn chunk<E: EntityTrait>() -> usize {
    (30_000 / E::Column::iter().count().max(1)).min(500)
}

/// Inserts rows.
pub async fn insert<A>(tx: &WriteTx, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some = rows.by_ref().take(chunk::<A::Entity>());
        A::Entity::insert_many(some).exec_without_returning(&tx.tx).await?;
    }
    Ok(())
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
