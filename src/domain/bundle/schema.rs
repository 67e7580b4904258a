//! The JSON Schema of bundles, printed from their types.

use std::collections::BTreeSet;

use schemars::{Schema, schema_for};
use serde_json::Value;

use super::format::{Article, Bundle, Entity, IdentifierScheme, Line, Relation, RelationType, Series};
use super::source::List;

/// The schema of a bundle in one JSON document.
#[must_use]
pub fn bundle() -> Schema {
    schema_for!(Bundle)
}

/// The schema of one line of an NDJSON bundle.
#[must_use]
pub fn line() -> Schema {
    schema_for!(Line)
}

/// The schema of one element of a list.
pub(super) fn element(list: List) -> Value {
    match list {
        List::IdentifierSchemes => schema_for!(IdentifierScheme),
        List::RelationTypes => schema_for!(RelationType),
        List::Entities => schema_for!(Entity),
        List::Articles => schema_for!(Article),
        List::Series => schema_for!(Series),
        List::Relations => schema_for!(Relation),
    }
    .to_value()
}

/// The keys that an object may have at a place.
pub(super) fn keys(root: &Value, pointer: &str) -> BTreeSet<String> {
    let mut at = vec![root];
    for step in pointer.split('/').skip(1) {
        at = at
            .into_iter()
            .flat_map(|schema| alternatives(root, schema))
            .filter_map(|s| s.pointer("/properties").and_then(|p| p.get(step)).or_else(|| s.get("items")))
            .collect();
    }
    let objects = at.into_iter().flat_map(|schema| alternatives(root, schema));
    let properties = objects.filter_map(|schema| schema.get("properties")?.as_object());
    properties.flat_map(|object| object.keys().cloned()).collect()
}

/// A schema and those that it refers to or is put together from.
fn alternatives<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut all = vec![schema];
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        all.extend(
            root.pointer(target.trim_start_matches('#')).into_iter().flat_map(|s| alternatives(root, s)),
        );
    }
    for word in ["anyOf", "allOf", "oneOf"] {
        let parts = schema.get(word).and_then(Value::as_array);
        all.extend(parts.into_iter().flatten().flat_map(|s| alternatives(root, s)));
    }
    all
}
