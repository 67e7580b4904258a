//! Lists of values as one parameter, so that a statement reads the same however long they are: an array on PostgreSQL,
//! JSON on SQLite.

use sea_orm::{DbBackend, Value};
use uuid::Uuid;

/// Values of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum List {
    Ints(Vec<i64>),
    Uids(Vec<Uuid>),
    Texts(Vec<String>),
}

impl List {
    /// The numbers of ids.
    pub fn of<T: Copy>(ids: &[T], number: impl Fn(T) -> i64) -> Self {
        Self::Ints(ids.iter().map(|id| number(*id)).collect())
    }

    pub fn texts(texts: &[&str]) -> Self {
        Self::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Ints(list) => list.is_empty(),
            Self::Uids(list) => list.is_empty(),
            Self::Texts(list) => list.is_empty(),
        }
    }

    /// Its value, if it has just one, and the type of that in PostgreSQL.
    #[must_use]
    pub fn only(&self) -> Option<(Value, &'static str)> {
        match self {
            Self::Ints(list) => <&[i64; 1]>::try_from(&**list).ok().map(|[only]| ((*only).into(), "bigint")),
            Self::Uids(list) => <&[Uuid; 1]>::try_from(&**list).ok().map(|[only]| ((*only).into(), "uuid")),
            Self::Texts(list) => {
                <&[String; 1]>::try_from(&**list).ok().map(|[only]| (storable(only).into(), "text"))
            }
        }
    }

    /// The condition that a column is any of the values, which are bound to `parameter` (`$1`, …).
    #[must_use]
    pub fn is_in(&self, backend: DbBackend, parameter: &str) -> String {
        match (backend, self) {
            // Not a set of rows: PostgreSQL plans for an array as for so many single keys.
            (DbBackend::Postgres, _) => format!("= ANY({parameter})"),
            (_, Self::Uids(_)) => format!("IN (SELECT unhex(value) FROM json_each({parameter}))"),
            _ => format!("IN (SELECT value FROM json_each({parameter}))"),
        }
    }

    /// A table of the values, which are bound to `parameter`, in its column `value`.
    #[must_use]
    pub fn table(&self, backend: DbBackend, parameter: &str) -> String {
        match (backend, self) {
            (DbBackend::Postgres, Self::Ints(_)) => {
                format!("(SELECT unnest({parameter}::bigint[]) AS value)")
            }
            (DbBackend::Postgres, Self::Uids(_)) => format!("(SELECT unnest({parameter}::uuid[]) AS value)"),
            (DbBackend::Postgres, Self::Texts(_)) => format!("(SELECT unnest({parameter}::text[]) AS value)"),
            (_, Self::Uids(_)) => format!("(SELECT unhex(value) AS value FROM json_each({parameter}))"),
            _ => format!("json_each({parameter})"),
        }
    }

    /// The parameter.
    #[must_use]
    pub fn value(&self, backend: DbBackend) -> Value {
        match (backend, self) {
            (DbBackend::Postgres, Self::Ints(list)) => list.clone().into(),
            (DbBackend::Postgres, Self::Uids(list)) => list.clone().into(),
            (DbBackend::Postgres, Self::Texts(list)) => {
                list.iter().map(|text| storable(text)).collect::<Vec<_>>().into()
            }
            (_, Self::Ints(list)) => json(list.iter().copied()),
            (_, Self::Uids(list)) => json(list.iter().map(|uid| uid.simple().to_string())),
            (_, Self::Texts(list)) => json(list.iter().map(|text| storable(text))),
        }
    }
}

/// [`List::is_in`] for ids.
#[must_use]
pub fn is_in(backend: DbBackend, parameter: &str) -> String {
    List::Ints(vec![]).is_in(backend, parameter)
}

/// Ids as that parameter.
pub fn ids<I: Into<Value>>(backend: DbBackend, ids: impl IntoIterator<Item = I>) -> Value {
    let numbers = ids.into_iter().filter_map(|id| match id.into() {
        Value::BigInt(number) => number,
        _ => None,
    });
    List::Ints(numbers.collect()).value(backend)
}

/// PostgreSQL refuses U+0000 in a text. As no stored text has it, another character finds the same.
pub fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn json<T: Into<serde_json::Value>>(values: impl Iterator<Item = T>) -> Value {
    values.map(Into::into).collect::<serde_json::Value>().to_string().into()
}
