//! Rows that stand over those of the edition, for a preview: an article as it would be if a revision of it were published.
//!
//! The readers' statements are run as they are; a table that one of them names is made, in front of it, of the rows
//! over it. So whatever can be read of an article can be read of its preview, and in the same way.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use sea_orm::{DbBackend, EntityName as _, EntityTrait, IdenStatic as _, Iterable as _, ModelTrait, Value};

/// Rows over the edition have ids from here on: those of the desk never come so far.
const FIRST: i64 = 1 << 62;
/// Rows of one noun that one overlay has at most.
const EACH: i64 = 1 << 20;

/// The ids of the rows of the overlay of this number; each noun counts for itself.
#[must_use]
pub fn ids(number: i64) -> Range<i64> {
    let first = FIRST.saturating_add(number.saturating_mul(EACH));
    first..first.saturating_add(EACH)
}

/// The number of the overlay that has a row; none where it is the edition's own.
#[must_use]
pub fn number(row: i64) -> Option<i64> {
    (row >= FIRST).then(|| (row - FIRST) / EACH)
}

/// The rows over the edition, table by table.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    tables: BTreeMap<&'static str, Table>,
}

#[derive(Clone, Debug)]
struct Table {
    columns: Vec<&'static str>,
    /// Those of them that hold UUIDs.
    uids: Vec<&'static str>,
    /// The rows, as JSON.
    rows: String,
    /// The edition's own rows stand beside them, but for those with this number in this column.
    beside: Option<(&'static str, i64)>,
}

impl Overlay {
    /// Rows that stand alone: what is read of the table is asked for by their ids.
    pub fn lay<M: ModelTrait>(&mut self, rows: &[M]) {
        self.put(rows, None);
    }

    /// Rows that stand among the edition's, and in the place of those that have this number in this column.
    pub fn lay_among<M: ModelTrait>(
        &mut self,
        rows: &[M],
        column: <M::Entity as EntityTrait>::Column,
        number: i64,
    ) {
        self.put(rows, Some((column.as_str(), number)));
    }

    fn put<M: ModelTrait>(&mut self, rows: &[M], beside: Option<(&'static str, i64)>) {
        let columns: Vec<_> = <M::Entity as EntityTrait>::Column::iter().collect();
        let mut uids = vec![];
        let mut all = vec![];
        for row in rows {
            let mut object = serde_json::Map::new();
            for column in &columns {
                let value = row.get(*column);
                if matches!(value, Value::Uuid(_)) && !uids.contains(&column.as_str()) {
                    uids.push(column.as_str());
                }
                object.insert(column.as_str().to_owned(), json(value));
            }
            all.push(serde_json::Value::Object(object));
        }
        let columns = columns.iter().map(|column| column.as_str()).collect();
        let rows = serde_json::Value::Array(all).to_string();
        let name = <M::Entity as Default>::default().table_name();
        self.tables.insert(name, Table { columns, uids, rows, beside });
    }

    /// The statement over these rows.
    pub(super) fn before<'a>(
        &self,
        backend: DbBackend,
        sql: &'a str,
        mut values: Vec<Value>,
    ) -> (Cow<'a, str>, Vec<Value>) {
        let mut made = vec![];
        for (name, table) in self.tables.iter().filter(|(name, _)| names(sql, name)) {
            values.push(table.rows.clone().into());
            made.push(table.made(backend, name, values.len()));
        }
        if made.is_empty() {
            return (Cow::Borrowed(sql), values);
        }
        let made = made.join(", ");
        let sql = match sql.strip_prefix("WITH ") {
            Some(rest) => format!("WITH {made}, {rest}"),
            None => format!("WITH {made} {sql}"),
        };
        (Cow::Owned(sql), values)
    }
}

impl Table {
    /// As it stands behind `WITH`; its rows are bound to a parameter. It is no table to be made first: the conditions
    /// of the statement reach into it, and find the indexes of the edition's.
    fn made(&self, backend: DbBackend, name: &str, parameter: usize) -> String {
        let columns = self.columns.join(", ");
        let (rows, own) = match backend {
            DbBackend::Postgres => {
                let rows =
                    format!("json_populate_recordset(CAST(NULL AS {name}), CAST(${parameter} AS json))");
                (format!("SELECT {columns} FROM {rows}"), name.to_owned())
            }
            // There, a table made so would be its own source.
            _ => {
                let column = |column: &&str| {
                    if self.uids.contains(column) {
                        format!("unhex(value ->> '$.{column}') AS {column}")
                    } else {
                        format!("value ->> '$.{column}' AS {column}")
                    }
                };
                let columns = self.columns.iter().map(column).collect::<Vec<_>>().join(", ");
                (format!("SELECT {columns} FROM json_each(${parameter})"), format!("main.{name}"))
            }
        };
        let own = self.beside.map_or(String::new(), |(column, number)| {
            format!("SELECT {columns} FROM {own} WHERE {column} <> {number} UNION ALL ")
        });
        format!("{name} AS NOT MATERIALIZED ({own}{rows})")
    }
}

/// Whether a statement names a table.
fn names(sql: &str, table: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    sql.match_indices(table)
        .any(|(at, _)| !sql[..at].ends_with(is_part) && !sql[at + table.len()..].starts_with(is_part))
}

fn json(value: Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => value.into(),
        Value::Int(value) => value.into(),
        Value::BigInt(value) => value.into(),
        Value::Double(value) => value.into(),
        Value::String(value) => value.into(),
        Value::Uuid(value) => value.map(|uid| uid.simple().to_string()).into(),
        other => {
            debug_assert!(false, "no column of the edition is like {other:?}");
            serde_json::Value::Null
        }
    }
}

#[cfg(test)]
mod tests {
    use db::{ArticleId, SeriesId, edition_series_item};

    use super::*;

    #[test]
    fn ids_tell_their_overlay() {
        for overlay in [1, 2, 1 << 40] {
            let ids = ids(overlay);
            assert_eq!([number(ids.start), number(ids.end - 1)], [Some(overlay); 2]);
        }
        assert_eq!([number(0), number(1 << 61)], [None; 2]);
    }

    #[test]
    fn only_tables_that_a_statement_names_are_made() {
        let mut overlay = Overlay::default();
        overlay.lay(&[edition_series_item::Model {
            series_id: SeriesId(1),
            position: 2,
            article_id: ArticleId(3),
        }]);
        let other = "SELECT x FROM edition_series s JOIN edition_series_items i";
        let (sql, values) = overlay.before(DbBackend::Sqlite, other, vec![]);
        assert_eq!((sql.as_ref(), values.len()), (other, 0));
        let sql = "WITH m AS (SELECT $1) SELECT m FROM edition_series_item i";
        let (sql, values) = overlay.before(DbBackend::Postgres, sql, vec![7.into()]);
        assert_eq!(
            sql,
            "WITH edition_series_item AS NOT MATERIALIZED (SELECT series_id, position, article_id FROM \
             json_populate_recordset(CAST(NULL AS edition_series_item), CAST($2 AS json))), m AS (SELECT $1) \
             SELECT m FROM edition_series_item i"
        );
        assert_eq!(values[1], r#"[{"series_id":1,"position":2,"article_id":3}]"#.into());
    }
}
