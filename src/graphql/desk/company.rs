//! What is made together with an article: entities and relations, in one mutation.

use async_graphql::{ID, InputObject};

use super::entity::input::EntityNameInput;
use super::relation::input::{NewRelationInput, public};
use crate::domain::article::save::Company;
use crate::domain::bundle::format;
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::create::New;
use crate::graphql::entity::EntityKind;
use crate::graphql::entity::query::IdentifierInput;
use crate::graphql::scalars::EdtfDate;

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
    /// Its names beside the house name.
    pub names: Option<Vec<EntityNameInput>>,
    /// What it is called elsewhere.
    pub identifiers: Option<Vec<IdentifierInput>>,
}

impl From<NewEntityInput> for format::Entity {
    fn from(input: NewEntityInput) -> Self {
        let NewEntityInput { id, key, kind, name, slug, summary, description, .. } = input;
        let date = |date: Option<EdtfDate>| date.map(|date| date.0.to_string());
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
            names: input.names.unwrap_or_default().into_iter().map(format::EntityName::from).collect(),
            identifiers: input
                .identifiers
                .unwrap_or_default()
                .into_iter()
                .map(format::Identifier::from)
                .collect(),
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
