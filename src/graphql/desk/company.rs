//! What is made together with an article: entities and relations, in one mutation.

use async_graphql::{ID, InputObject};

use super::relation::input::{NewRelationInput, public};
use crate::domain::article::save::Company;
use crate::domain::bundle::format;
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::create::New;
use crate::graphql::entity::EntityKind;
use crate::graphql::entity::name::NameKind;
use crate::graphql::scalars::{EdtfDate, LanguageTag};

/// An entity that is made together with an article.
#[derive(Clone, Debug, InputObject)]
pub struct NewEntityInput {
    /// An id that the client made (`dent_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
    pub id: Option<ID>,
    /// A handle by which the article and its relations may name it; not kept.
    pub key: Option<String>,
    /// What it is.
    pub kind: EntityKind,
    /// The name in house style.
    pub name: String,
    /// Its name in addresses; made from the name, if it is not given.
    pub slug: Option<String>,
    /// One line that tells it from others of the same name.
    pub summary: Option<String>,
    /// More about it, in Markdown.
    pub description: Option<String>,
    /// Birth, foundation, beginning.
    pub start_date: Option<EdtfDate>,
    /// Death, dissolution, end.
    pub end_date: Option<EdtfDate>,
    /// Degrees north, -90 to 90.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180.
    pub longitude: Option<f64>,
    /// Its other names.
    pub names: Option<Vec<NewEntityNameInput>>,
    /// What others call it: codes and numbers.
    pub identifiers: Option<Vec<NewIdentifierInput>>,
}

/// Another name of an entity that is made together with an article.
#[derive(Clone, Debug, InputObject)]
pub struct NewEntityNameInput {
    /// The name.
    pub name: String,
    /// What it is to the entity.
    pub kind: NameKind,
    /// Its language, with the script where it matters.
    pub language: Option<LanguageTag>,
    /// It is the one to show in its language.
    #[graphql(default)]
    pub preferred: bool,
    /// A SHORT name that means this entity wherever it stands.
    #[graphql(default)]
    pub distinctive: bool,
    /// From when on it was in use.
    pub start_date: Option<EdtfDate>,
    /// Until when it was in use.
    pub end_date: Option<EdtfDate>,
}

/// What others call an entity that is made together with an article.
#[derive(Clone, Debug, InputObject)]
pub struct NewIdentifierInput {
    /// The code of a scheme: `wikidata`.
    pub scheme: String,
    /// The value there: `Q232`.
    pub value: String,
}

fn date(date: Option<EdtfDate>) -> Option<String> {
    date.map(|date| date.0.to_string())
}

impl From<NewEntityInput> for format::Entity {
    fn from(input: NewEntityInput) -> Self {
        let NewEntityInput { id, key, kind, name, slug, summary, description, .. } = input;
        let names = input.names.unwrap_or_default().into_iter().map(|name| format::EntityName {
            name: name.name,
            kind: name.kind.into(),
            language: name.language.map(|tag| tag.0),
            preferred: name.preferred,
            distinctive: name.distinctive,
            start_date: date(name.start_date),
            end_date: date(name.end_date),
        });
        let identifiers = input.identifiers.unwrap_or_default();
        let identifiers =
            identifiers.into_iter().map(|i| format::Identifier { scheme: i.scheme, value: i.value });
        Self {
            id: id.map(|id| public(Prefix::Entity, public_id::entity(&id), &id)),
            key,
            kind: kind.into(),
            name,
            slug,
            summary,
            description,
            start_date: date(input.start_date),
            end_date: date(input.end_date),
            latitude: input.latitude,
            longitude: input.longitude,
            names: names.collect(),
            identifiers: identifiers.collect(),
            public: None,
            merged_into: None,
        }
    }
}

/// The company of an article.
#[must_use]
pub fn company(entities: Option<Vec<NewEntityInput>>, relations: Option<Vec<NewRelationInput>>) -> Company {
    Company {
        entities: entities.unwrap_or_default().into_iter().map(format::Entity::from).collect(),
        relations: relations.unwrap_or_default().into_iter().map(New::from).collect(),
    }
}
