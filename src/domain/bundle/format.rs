//! The bundle: what `nutgraph import` reads and `nutgraph export` writes. One JSON object of lists, or NDJSON with one
//! object of one member a line (`{"entity": {…}}`). Its JSON Schema is printed from these types.
//!
//! A *reference* names an entity or article by its id (`ent_…`), by an identifier (`wikidata:Q232`; entities only), by
//! the `key` it has in the same bundle, or by its slug (`en/the-slug` for an article of a language that is not the
//! newsroom's).

use db::{
    BodyFormat, ContributorRole, EntityKind, LinkRel, MentionOrigin, NameKind, NoticeKind, Phase,
    PictureRole, Rank, Stance, Temporal,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    #[schemars(with = "schema::Temporal")]
    pub temporal: Temporal,
    /// Kinds that the subject may have; empty: any.
    #[serde(default)]
    #[schemars(with = "Vec<schema::EntityKind>")]
    pub subject_kinds: Vec<EntityKind>,
    /// Kinds that the object may have; empty: any.
    #[serde(default)]
    #[schemars(with = "Vec<schema::EntityKind>")]
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
    #[schemars(with = "schema::EntityKind")]
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
    /// The entity that this one was merged into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<String>,
}

/// Another name of an entity.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntityName {
    pub name: String,
    #[schemars(with = "schema::NameKind")]
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

/// What readers have of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Published {
    Never,
    Live,
    Withdrawn,
    Retracted,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Article {
    /// `art_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A handle for references within this bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Absent: NEVER, or LIVE where the import is told to publish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Published>,
    /// When it was first published: RFC 3339. Absent: now, where it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// When the content below was published, where that was later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(flatten)]
    pub content: Content,
    /// What readers had before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FormerVersion>,
    /// The desk's newer text of an article whose published one stands above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Box<Content>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// A version that readers had.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormerVersion {
    /// RFC 3339.
    pub published_at: String,
    /// Kept, but no longer shown to readers.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    #[serde(flatten)]
    pub content: Content,
}

/// What a revision holds.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Made from the headline when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// BCP 47; the newsroom's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub headline: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subheadline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The day of the content: a partial date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_created: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright_notice: Option<String>,
    /// References to the entities that it is about, the main one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Contributor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<Picture>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    pub body: Body,
    /// Who is named where. Absent: the names of all entities are looked for in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Mention>>,
}

/// Where a report was written.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dateline {
    /// As printed.
    pub located: String,
    /// Reference to the place, city or country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contributor {
    /// Reference to a person.
    pub entity: String,
    #[schemars(with = "schema::ContributorRole")]
    pub role: ContributorRole,
}

/// A picture, by its address.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Picture {
    #[schemars(with = "schema::PictureRole")]
    pub role: PictureRole,
    /// `http` or `https`.
    pub url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    /// What it shows, for those who do not see it.
    pub alt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// A link to another article: `article` or `url`, one of them.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    #[schemars(with = "schema::LinkRel")]
    pub rel: LinkRel,
    /// Reference to an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body {
    #[schemars(with = "schema::BodyFormat")]
    pub format: BodyFormat,
    pub source: String,
}

/// A place in the text that names an entity, in Unicode scalar values over the body's plain text, the end exclusive.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mention {
    /// `men_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Reference to an entity.
    pub entity: String,
    pub start: i32,
    pub end: i32,
    /// The text there; checked, so that a shifted offset is noticed.
    pub exact: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::NameKind>")]
    pub name_kind: Option<NameKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::MentionOrigin>")]
    pub origin: Option<MentionOrigin>,
}

/// A correction or another word of the newsroom about its article.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Notice {
    /// `not_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[schemars(with = "schema::NoticeKind")]
    pub kind: NoticeKind,
    pub text: String,
    /// RFC 3339.
    pub published_at: String,
    /// The number of the version that has the fix, 1 being the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
}

/// An ordered row of articles.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Series {
    /// `ser_…`; made when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub slug: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// References to its articles, in order.
    pub articles: Vec<String>,
}

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
    /// Absent: FORMER with an end, OCCURRED for an event, else UNKNOWN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Phase>")]
    pub phase: Option<Phase>,
    /// The day of which the phase speaks: required for CURRENT, and for FORMER without an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Absent: NORMAL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::Rank>")]
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
    #[schemars(with = "schema::Stance")]
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

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The closed sets again, for the JSON Schema alone: the rows' crate knows nothing of JSON Schema. A test holds the two
/// together.
mod schema {
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
