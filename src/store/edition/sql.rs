//! Statements put together from parts, in the words of both databases. Text comes from this crate alone; whatever a
//! user sent is a bound value.

use sea_orm::{DbBackend, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::Edition;

/// A statement in the making.
#[derive(Clone, Debug)]
pub struct Sql {
    backend: DbBackend,
    text: String,
    values: Vec<Value>,
}

/// Values of one kind. However many there are, they are one parameter: a statement's text never depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum List {
    Ints(Vec<i64>),
    Uids(Vec<Uuid>),
    Texts(Vec<String>),
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
    pub(super) fn new(edition: &Edition, text: &str) -> Self {
        Self { backend: edition.backend(), text: text.to_owned(), values: Vec::new() }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value, and its place in the text.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(match value.into() {
            Value::String(Some(text)) if text.contains('\0') => plain(&text).into(),
            other => other,
        });
        self.text.push_str(&format!("${}", self.values.len()));
        self
    }

    /// ` = any of them`, to stand behind a column.
    pub(super) fn any_of(&mut self, list: &List) -> &mut Self {
        let value = match (list, self.backend) {
            (List::Ints(_), DbBackend::Postgres) => "value::bigint",
            (List::Uids(_), DbBackend::Postgres) => "value::uuid",
            (List::Uids(_), _) => "unhex(value)",
            _ => "value",
        };
        let json = list.json();
        // PostgreSQL plans for an array as for so many single keys, for a set as for a hundred rows.
        match self.backend {
            DbBackend::Postgres => self
                .push(&format!(" = ANY (ARRAY(SELECT {value} FROM jsonb_array_elements_text("))
                .bind(json)
                .push("::jsonb)))"),
            _ => self.push(&format!(" IN (SELECT {value} FROM json_each(")).bind(json).push("))"),
        }
    }

    /// A table of the values, in its column `value`.
    pub(super) fn each(&mut self, list: &List) -> &mut Self {
        let json = list.json();
        let kind = match list {
            List::Ints(_) => "bigint",
            List::Uids(_) => "uuid",
            List::Texts(_) => "text",
        };
        match self.backend {
            DbBackend::Postgres => self
                .push("(SELECT jsonb_array_elements_text(")
                .bind(json)
                .push(&format!("::jsonb)::{kind} AS value)")),
            _ => self.push("json_each(").bind(json).push(")"),
        }
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

    pub(super) async fn all<T: FromQueryResult>(self, edition: &Edition) -> Result<Vec<T>, DbErr> {
        edition.all(&self.text, self.values).await
    }

    pub(super) async fn one<T: FromQueryResult>(self, edition: &Edition) -> Result<Option<T>, DbErr> {
        edition.one(&self.text, self.values).await
    }
}

impl List {
    /// The numbers of ids.
    pub fn of<T: Copy>(ids: &[T], number: impl Fn(T) -> i64) -> Self {
        Self::Ints(ids.iter().map(|id| number(*id)).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Ints(list) => list.is_empty(),
            Self::Uids(list) => list.is_empty(),
            Self::Texts(list) => list.is_empty(),
        }
    }

    fn json(&self) -> String {
        match self {
            Self::Ints(list) => serde_json::Value::from(list.clone()),
            Self::Uids(list) => list.iter().map(|uid| uid.simple().to_string()).collect::<Vec<_>>().into(),
            Self::Texts(list) => list.iter().map(|text| plain(text)).collect::<Vec<_>>().into(),
        }
        .to_string()
    }
}

/// PostgreSQL refuses U+0000 in a text. As no stored text has it, another character finds the same.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
