//! JSON: one object, with the entities before the relations that name them.

use serde::Serialize;

use super::form::{Entity, Head, Relation};

/// The beginning, up to the entities.
pub fn head(head: &Head) -> String {
    let mut text = json(head);
    // Within the same object.
    text.pop();
    text + ",\"entities\":["
}

pub fn entity(entity: &Entity, is_first: bool) -> String {
    separated(is_first, entity)
}

/// Between entities and relations.
pub fn middle() -> &'static str {
    "\n],\"relations\":["
}

pub fn relation(relation: &Relation, is_first: bool) -> String {
    separated(is_first, relation)
}

pub fn tail() -> &'static str {
    "\n]}\n"
}

fn separated(is_first: bool, value: &impl Serialize) -> String {
    format!("{}\n{}", if is_first { "" } else { "," }, json(value))
}

/// Fails for nothing that is written here: texts and numbers under names.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
