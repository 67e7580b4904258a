//! What is made together with an article: entities and relations, in one mutation.

use super::entity::input::CreateEntityInput;
use super::relation::input::NewRelationInput;
use crate::domain::article::save::Company;
use crate::domain::bundle::format;
use crate::domain::relation::create::New;

/// The company of an article.
#[must_use]
pub fn company(
    entities: Option<Vec<CreateEntityInput>>,
    relations: Option<Vec<NewRelationInput>>,
) -> Company {
    Company {
        entities: entities.unwrap_or_default().into_iter().map(format::Entity::from).collect(),
        relations: relations.unwrap_or_default().into_iter().map(New::from).collect(),
    }
}
