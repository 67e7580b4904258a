//! The bundle: what `nutgraph import` reads and `nutgraph export` writes. One JSON object of lists, or NDJSON with one
//! object of one member a line (`{"entity": {…}}`). Its JSON Schema is printed from these types.
//!
//! A *reference* names an entity or article by its id (`ent_…`), by an identifier (`wikidata:Q232`; entities only), by
//! the `key` it has in the same bundle, or by its slug (`en/the-slug` for an article of a language that is not the
//! newsroom's).

mod article;
mod entity;
mod reference;
mod relation;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use article::{
    Article, Body, Content, Contributor, Dateline, FormerVersion, Link, Mention, Notice, Picture, Published,
    Series,
};
pub use entity::{Entity, EntityName, Identifier};
pub use reference::{IdentifierScheme, RelationType, RelationTypeLabel, Verbs};
pub use relation::{Evidence, Relation};

/// The version of the format that this release writes, and the only one it reads.
pub const VERSION: u32 = 1;

/// A newsroom's content, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "Nutgraph bundle")]
pub struct Bundle {
    /// The version of this format: 1.
    #[schemars(range(min = 1, max = 1))]
    pub nutgraph: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifier_schemes: Vec<IdentifierScheme>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relation_types: Vec<RelationType>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Article>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
}

/// One line of an NDJSON bundle.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Line of a Nutgraph NDJSON bundle")]
pub enum Line {
    /// The version of the format, on the first line if at all.
    Nutgraph(u32),
    IdentifierScheme(IdentifierScheme),
    RelationType(RelationType),
    Entity(Entity),
    Article(Box<Article>),
    Series(Series),
    Relation(Relation),
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The closed sets again, for the JSON Schema alone: the rows' crate knows nothing of JSON Schema. A test holds the two
/// together.
mod words {
    use schemars::JsonSchema;

    macro_rules! words {
        ($($name:ident { $($word:ident),+ })+) => {$(
            #[derive(JsonSchema)]
            #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
            #[allow(dead_code, reason = "only its schema is used")]
            pub enum $name { $($word),+ }
        )+};
    }
    words! {
        EntityKind { Person, Organisation, Country, Place, Event, Topic }
        NameKind {
            Official, Native, Translation, Transliteration, Short, Abbreviation, Metonym, Demonym, Former, Alias,
            Misspelling
        }
        ContributorRole { Author, Editor, Translator, Photographer }
        PictureRole { Lead, Body }
        LinkRel { Related, Follows, TranslationOf }
        BodyFormat { Plain, Markdown }
        MentionOrigin { Editor, Import, Model }
        NoticeKind { Correction, Clarification, Update, EditorsNote, Retraction }
        Temporal { State, Event, Timeless }
        Phase { Current, Former, Occurred, Unknown }
        Rank { Preferred, Normal, Deprecated }
        Stance { Supports, Denies, Retracts }
    }
}
