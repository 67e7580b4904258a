//! Names of entities, as the desk has them.

use async_graphql::SimpleObject;
use db::entity_name;

use crate::graphql::date::{PartialDate, partial};
use crate::graphql::entity::name::NameKind;
use crate::graphql::scalars::LanguageTag;

/// A name of an entity, beside the house name. Name, kind and language together tell it from the others.
#[derive(Clone, Debug, SimpleObject)]
pub struct DeskEntityName {
    /// The name.
    name: String,
    /// What it is to the entity.
    kind: NameKind,
    /// Its language, where it belongs to one.
    language: Option<LanguageTag>,
    /// The one to show in its language.
    preferred: bool,
    /// Whether a SHORT name means this entity wherever it stands: "Nazarbayev" does, "May" does not.
    distinctive: bool,
    /// Since when it is in use, where that is known.
    start_date: Option<PartialDate>,
    /// Until when it was in use, where that is known.
    end_date: Option<PartialDate>,
}

impl From<&entity_name::Model> for DeskEntityName {
    fn from(row: &entity_name::Model) -> Self {
        Self {
            name: row.name.clone(),
            kind: row.kind.into(),
            language: (!row.language.is_empty()).then(|| LanguageTag(row.language.clone())),
            preferred: row.preferred,
            distinctive: row.distinctive,
            start_date: partial(row.start_date),
            end_date: partial(row.end_date),
        }
    }
}
