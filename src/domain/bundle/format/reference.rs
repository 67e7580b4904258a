//! Kinds of identifiers and types of relations, in a bundle.

use db::{EntityKind, Temporal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;

/// A kind of identifier, such as Wikidata's.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentifierScheme {
    pub code: String,
    pub label: String,
    /// A regular expression that every value matches as a whole.
    pub pattern: String,
    /// The page about a value, with `{value}` for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_template: Option<String>,
}

/// What stands between subject and object in a sentence.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verbs {
    /// "heads".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<String>,
    /// "headed".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<String>,
}

/// A type of relation.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelationType {
    /// Upper case letters, digits and underscores; never changes.
    pub code: String,
    pub label: String,
    pub inverse_label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verbs: Option<Verbs>,
    /// The wider type: who asks for it finds this one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(default)]
    pub symmetric: bool,
    #[serde(default)]
    pub transitive: bool,
    #[schemars(with = "words::Temporal")]
    pub temporal: Temporal,
    /// Kinds that the subject may have; empty: any.
    #[serde(default)]
    #[schemars(with = "Vec<words::EntityKind>")]
    pub subject_kinds: Vec<EntityKind>,
    /// Kinds that the object may have; empty: any.
    #[serde(default)]
    #[schemars(with = "Vec<words::EntityKind>")]
    pub object_kinds: Vec<EntityKind>,
    /// For example `P463`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata_property: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<RelationTypeLabel>,
}

/// A relation type's words in another language.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelationTypeLabel {
    pub language: String,
    pub label: String,
    pub inverse_label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verbs: Option<Verbs>,
}
