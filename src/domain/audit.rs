//! Who did what. It is written with each change, and never changes itself.

use db::{Noun, audit_event};
use sea_orm::DbErr;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

use crate::auth::{Action, Denied, Whose};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::Desk;
use crate::store::desk;
use crate::store::keyset::Page;

pub use crate::store::desk::audit::{NEWEST, column, count, list};

/// Whether somebody may read all of it.
///
/// # Errors
/// [`Denied`] where the policy says no.
pub fn readable(caller: &Caller) -> Result<(), Denied> {
    caller.may(Action::ReadAudit, Whose::Own).map(drop)
}

/// The same page of what was done to each of many articles, which the reader sees.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of_articles(
    desk: &Desk,
    uids: &[Uuid],
    page: &Page,
) -> Result<HashMap<Uuid, Vec<audit_event::Model>>, DbErr> {
    let mut all: HashMap<Uuid, Vec<audit_event::Model>> = HashMap::new();
    for row in desk::audit::of_articles(desk, uids, page).await? {
        if let Some(uid) = row.uid {
            all.entry(uid).or_default().push(row);
        }
    }
    if page.backward {
        all.values_mut().for_each(|rows| rows.reverse());
    }
    Ok(all)
}

/// How much was done to each of many articles.
pub async fn count_of_articles(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    Ok(desk::audit::count_of_articles(desk, uids).await?.into_iter().collect())
}

/// The public id of what something was done to, where it has one.
#[must_use]
pub fn thing(row: &audit_event::Model) -> Option<String> {
    let prefix = match row.noun {
        Noun::Article => Prefix::DeskArticle,
        Noun::Entity => Prefix::DeskEntity,
        Noun::Relation => Prefix::DeskRelation,
        Noun::Series => Prefix::DeskSeries,
        Noun::User => Prefix::User,
        Noun::ApiKey => Prefix::ApiKey,
        _ => return None,
    };
    Some(public_id::print(prefix, row.uid?))
}

/// The UUID in a public id of whatever kind.
#[must_use]
pub fn uid_of(id: &str) -> Option<Uuid> {
    public_id::read(id).map(|(_, uid)| uid)
}

/// How rows name whoever a public id names: a person or a tool; or the product itself, which has no id.
#[must_use]
pub fn actor_of(id: &str) -> Option<String> {
    match public_id::read(id) {
        Some((Prefix::User, uid)) => Some(format!("user:{uid}")),
        Some((Prefix::ApiKey, uid)) => Some(format!("key:{uid}")),
        _ => (id == "system").then(|| id.to_owned()),
    }
}

/// Words in the names of fields whose values are nobody's to read. No change writes such a field; should one ever, it
/// does not go out.
const SECRET: [&str; 4] = ["password", "secret", "token", "hash"];

/// What was noted of a change, without what would be a secret.
#[must_use]
pub fn shown(noted: &str) -> String {
    match serde_json::from_str::<Value>(noted) {
        Ok(mut value) => {
            redact(&mut value);
            value.to_string()
        }
        Err(_) => "null".to_owned(),
    }
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.to_ascii_lowercase();
                if SECRET.iter().any(|word| name.contains(word)) && value.is_string() {
                    *value = Value::from("(redacted)");
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let noted = r#"{"name":"Ada","passwordHash":"$argon2id$x","keys":[{"secret":"s"}],"token":null}"#;
        let shown: Value = serde_json::from_str(&shown(noted)).unwrap();
        let expected = serde_json::json!({
            "name": "Ada", "passwordHash": "(redacted)", "keys": [{ "secret": "(redacted)" }], "token": null
        });
        assert_eq!(shown, expected);
    }
}
