//! Statements put together from parts, in the words of both databases. Text comes from this crate alone; whatever a
//! user sent is a bound value.

use sea_orm::{DbBackend, DbErr, FromQueryResult, Value};

use super::list::{List, storable};

/// What runs a statement: a snapshot of the edition, or one of the desk.
pub(super) trait Runs: Sync {
    fn backend(&self) -> DbBackend;

    /// Runs a statement and reads its rows. Both databases understand `$1`, `$2`, …
    ///
    /// # Errors
    /// The database's.
    fn rows<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, DbErr>> + Send;
}

/// A statement in the making.
#[derive(Clone, Debug)]
pub struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

/// How the first rows of each of many parents are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Children {
    /// What is read, of `c` (the child) and the tables of `joins`.
    pub columns: &'static str,
    pub table: &'static str,
    /// The columns of its primary key.
    pub key: &'static [&'static str],
    /// The column that names the parent.
    pub parent: &'static str,
    /// Joins from `c` to what belongs to it, one row each.
    pub joins: &'static str,
}

/// Rows that are walked value by value of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Apart<'a> {
    pub table: &'static str,
    pub row: &'static str,
    pub column: &'static str,
    pub values: &'a List,
}

impl Sql {
    pub(super) fn new(from: &impl Runs, text: &str) -> Self {
        Self { backend: from.backend(), text: text.to_owned(), values: Vec::new() }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// What is added to the text, apart from it; the values are those of the statement.
    pub(super) fn aside(&mut self, add: impl FnOnce(&mut Self)) -> String {
        let text = std::mem::take(&mut self.text);
        add(self);
        std::mem::replace(&mut self.text, text)
    }

    /// Adds a value, and its place in the text.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        let parameter = self.parameter(match value.into() {
            Value::String(Some(text)) if text.contains('\0') => storable(&text).into(),
            other => other,
        });
        self.push(&parameter)
    }

    /// ` = any of them`, to stand behind a column.
    pub(super) fn any_of(&mut self, list: &List) -> &mut Self {
        if let Some(only) = self.only(list) {
            return self.push(" = ").push(&only);
        }
        let parameter = self.parameter(list.value(self.backend));
        let condition = list.is_in(self.backend, &parameter);
        self.push(" ").push(&condition)
    }

    /// A table of the values, in its column `value`.
    pub(super) fn each(&mut self, list: &List) -> &mut Self {
        if let Some(only) = self.only(list) {
            return self.push(&format!("(SELECT {only} AS value)"));
        }
        let parameter = self.parameter(list.value(self.backend));
        let table = list.table(self.backend, &parameter);
        self.push(&table)
    }

    /// The one value of a list, where that is better than a list: PostgreSQL takes an array that it does not see for one of
    /// ten, and so plans the statement anew each time that it gets a shorter one.
    fn only(&mut self, list: &List) -> Option<String> {
        let (value, of) = list.only().filter(|_| self.backend == DbBackend::Postgres)?;
        Some(format!("{}::{of}", self.parameter(value)))
    }

    /// Keeps a value, and tells its name in the text.
    pub(super) fn parameter(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Rows of a table, each with the name `row`, that have one of the values in a column: of each value the first
    /// `limit`, in an order that an index on the column and the order's keys gives. `narrow` adds conditions (` AND …`).
    /// No value may come twice.
    pub(super) fn apart(
        &mut self,
        Apart { table, row, column, values }: Apart<'_>,
        narrow: impl FnOnce(&mut Self),
        order: &str,
        limit: i64,
    ) -> &mut Self {
        let postgres = self.backend == DbBackend::Postgres;
        self.each(values).push(" apart CROSS JOIN ");
        self.push(&if postgres {
            format!("LATERAL (SELECT {row}.*")
        } else {
            format!("{table} {row} ON {row}.id IN (SELECT {row}.id")
        });
        self.push(&format!(" FROM {table} {row} WHERE {row}.{column} = apart.value"));
        narrow(self);
        self.push(&format!(" ORDER BY {order} LIMIT ")).bind(limit);
        self.push(if postgres { ") " } else { ")" }).push(if postgres { row } else { "" })
    }

    /// The first `limit` children of each parent, with the parent's id in column `parent`: one statement that reads
    /// no more than it answers, also for a parent of millions. `narrow` adds conditions (` AND …`) on `c`, whose
    /// `order` an index should give.
    pub(super) fn first_of_each(
        &mut self,
        parents: &[i64],
        children: &Children,
        narrow: impl FnOnce(&mut Self),
        order: &str,
        limit: u32,
    ) -> &mut Self {
        let Children { columns, table, key, parent, joins } = children;
        let key = key.iter().map(|k| format!("c.{k}")).collect::<Vec<_>>().join(", ");
        self.push(&format!("SELECT p.value AS parent, {columns} FROM ")).each(&List::Ints(parents.to_vec()));
        if self.backend == DbBackend::Postgres {
            self.push(&format!(
                " p CROSS JOIN LATERAL (SELECT c.* FROM {table} c WHERE c.{parent} = p.value"
            ));
        } else {
            self.push(&format!(" p CROSS JOIN {table} c ON ({key}) IN (SELECT {key} FROM {table} c "));
            self.push(&format!("WHERE c.{parent} = p.value"));
        }
        narrow(self);
        self.push(&format!(" ORDER BY {order} LIMIT ")).bind(i64::from(limit));
        self.push(if self.backend == DbBackend::Postgres { ") c " } else { ") " });
        self.push(&format!("{joins} ORDER BY 1, {order}"))
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.backend
    }

    pub(super) async fn all<T: FromQueryResult + Send>(self, from: &impl Runs) -> Result<Vec<T>, DbErr> {
        from.rows(&self.text, self.values).await
    }

    pub(super) async fn one<T: FromQueryResult + Send>(self, from: &impl Runs) -> Result<Option<T>, DbErr> {
        Ok(self.all(from).await?.into_iter().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct On(DbBackend);

    impl Runs for On {
        fn backend(&self) -> DbBackend {
            self.0
        }

        async fn rows<T: FromQueryResult + Send>(&self, _: &str, _: Vec<Value>) -> Result<Vec<T>, DbErr> {
            Ok(vec![])
        }
    }

    fn of(backend: DbBackend, ids: &[i64]) -> (String, usize) {
        let mut sql = Sql::new(&On(backend), "id");
        let ids = List::Ints(ids.to_vec());
        sql.any_of(&ids).push(" IN ").each(&ids);
        (sql.text, sql.values.len())
    }

    #[test]
    fn one_value_is_not_a_list_for_postgresql() {
        let one = "id = $1::bigint IN (SELECT $2::bigint AS value)";
        assert_eq!(of(DbBackend::Postgres, &[7]), (one.to_owned(), 2));
        let two = "id = ANY($1) IN (SELECT unnest($2::bigint[]) AS value)";
        assert_eq!(of(DbBackend::Postgres, &[7, 8]), (two.to_owned(), 2));
        assert_eq!(of(DbBackend::Postgres, &[]).0, two);
        let json = "id IN (SELECT value FROM json_each($1)) IN json_each($2)";
        assert_eq!(of(DbBackend::Sqlite, &[7]), (json.to_owned(), 2));
    }
}
