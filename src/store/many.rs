//! Lists of values as one parameter, so that a statement reads the same however long they are.

use sea_orm::sea_query::ArrayType;
use sea_orm::{DbBackend, Value};

/// The condition that a column is in the list bound to `parameter` (`$1`, …).
#[must_use]
pub fn is_in(backend: DbBackend, parameter: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("= ANY({parameter})"),
        _ => format!("IN (SELECT value FROM json_each({parameter}))"),
    }
}

/// Ids as that parameter.
#[must_use]
pub fn ids<I: Into<Value>>(backend: DbBackend, ids: impl IntoIterator<Item = I>) -> Value {
    list(backend, ArrayType::BigInt, ids.into_iter().map(Into::into).collect())
}

/// Texts as that parameter.
#[must_use]
pub fn texts(backend: DbBackend, texts: impl IntoIterator<Item = String>) -> Value {
    list(backend, ArrayType::String, texts.into_iter().map(Value::from).collect())
}

fn list(backend: DbBackend, of: ArrayType, values: Vec<Value>) -> Value {
    if backend == DbBackend::Postgres {
        return Value::Array(of, Some(Box::new(values)));
    }
    let json = values.into_iter().map(|value| match value {
        Value::BigInt(Some(n)) => serde_json::Value::from(n),
        Value::String(Some(text)) => serde_json::Value::from(text),
        _ => serde_json::Value::Null,
    });
    Value::from(serde_json::Value::Array(json.collect()).to_string())
}
