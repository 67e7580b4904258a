//! An entity in a bundle.

use db::{EntityKind, NameKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_false, words};

/// A person, organisation, country, place, event or topic.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entity {
    /// `ent_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A handle for references within this bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[schemars(with = "words::EntityKind")]
    pub kind: EntityKind,
    /// The name in house style.
    pub name: String,
    /// Made from the name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// One line that tells it from others of the same name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Birth, foundation, beginning: a partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// Death, dissolution, end: a partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Degrees north, -90 to 90.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<EntityName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Whether readers see it: `true` and `false` say so; absent, it becomes public with the first article that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
    /// The entity that this one was merged into. Its addresses lead there from now on, and nothing else moves: give the
    /// other entity the names and relations that it should have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
}

/// Another name of an entity.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntityName {
    pub name: String,
    #[schemars(with = "words::NameKind")]
    pub kind: NameKind,
    /// BCP 47, with the script where it matters: `kk-Cyrl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The one to show in its language.
    #[serde(default, skip_serializing_if = "is_false")]
    pub preferred: bool,
    /// A SHORT name that means this entity wherever it stands ("Nazarbayev" yes, "May" no).
    #[serde(default, skip_serializing_if = "is_false")]
    pub distinctive: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
}

/// A value of an identifier scheme.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Identifier {
    pub scheme: String,
    pub value: String,
}
