//! A relation in a bundle, with its evidence.

use db::{Phase, Rank, Stance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;

/// One dated, typed statement: subject – type – object.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Relation {
    /// `rel_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A lasting handle: a later import finds the relation by it. Absent: the same ends, type, role and dates are the
    /// same relation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Reference to an entity.
    pub subject: String,
    /// The code of a relation type.
    #[serde(rename = "type")]
    pub type_code: String,
    /// Reference to an entity.
    pub object: String,
    /// As published: "chair", "minister of defence".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// A partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// A partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Absent: FORMER with an end that is past on the day of the import, OCCURRED for an event, else UNKNOWN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<words::Phase>")]
    pub phase: Option<Phase>,
    /// The day of which the phase speaks: required for CURRENT, and for FORMER without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Absent: NORMAL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<words::Rank>")]
    pub rank: Option<Rank>,
    /// Why it is deprecated; required then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_reason: Option<String>,
    /// For the newsroom only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `true`: shown to readers even without evidence. `false`: withheld. Absent: shown as soon as readable evidence
    /// speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
}

/// A passage of an article, or an address, that speaks for or against a relation: `article` or `url`, one of them.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    /// `evd_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A lasting handle, and what `retracts` may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[schemars(with = "words::Stance")]
    pub stance: Stance,
    /// Reference to an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The passage, word for word; with `prefix` and `suffix` where it stands more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Who says so, word for word: "a statement from the KNB".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    /// Reference to the entity that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<String>,
    /// A partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_on: Option<String>,
    /// The key or id of the evidence that this one takes back; with stance RETRACTS only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracts: Option<String>,
}
