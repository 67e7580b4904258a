//! What an editor writes of an entity, as it is sent.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use crate::domain::article::patch::ListPatch;
use crate::domain::bundle::format;
use crate::domain::entity::patch::{NameKey, Names, Patch};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::desk::article::content::field;
use crate::graphql::desk::relation::input::public as readers_id;
use crate::graphql::entity::EntityKind;
use crate::graphql::entity::name::NameKind;
use crate::graphql::entity::query::IdentifierInput;
use crate::graphql::scalars::{EdtfDate, LanguageTag};

/// A name of an entity, beside the house name.
#[derive(Clone, Debug, InputObject)]
pub struct EntityNameInput {
    /// The name.
    pub name: String,
    /// What it is to the entity.
    pub kind: NameKind,
    /// Its language, where it belongs to one.
    pub language: Option<LanguageTag>,
    /// Whether it is the one to show in its language; another one is that no more then.
    #[graphql(default = false)]
    pub preferred: bool,
    /// Whether a SHORT name means this entity wherever it stands: "Nazarbayev" does, "May" does not.
    #[graphql(default = false)]
    pub distinctive: bool,
    /// Since when it is in use.
    pub start_date: Option<EdtfDate>,
    /// Until when it was in use.
    pub end_date: Option<EdtfDate>,
}

/// What tells a name from the others of its entity.
#[derive(Clone, Debug, InputObject)]
pub struct EntityNameKeyInput {
    /// The name.
    pub name: String,
    /// What it is to the entity.
    pub kind: NameKind,
    /// Its language, where it belongs to one.
    pub language: Option<LanguageTag>,
}

/// How the names of an entity change.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EntityNamesChange {
    /// All of them; nothing else can be said then.
    pub set: Option<Vec<EntityNameInput>>,
    /// What comes to them; what is there already, of the same kind and language, is changed.
    pub add: Option<Vec<EntityNameInput>>,
    /// What goes from them.
    pub remove: Option<Vec<EntityNameKeyInput>>,
}

/// How the identifiers of an entity change.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IdentifiersChange {
    /// All of them; nothing else can be said then.
    pub set: Option<Vec<IdentifierInput>>,
    /// What comes to them.
    pub add: Option<Vec<IdentifierInput>>,
    /// What goes from them.
    pub remove: Option<Vec<IdentifierInput>>,
}

/// What becomes of the former name of an entity that gets another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum FormerName {
    /// It stays among the names, as another name.
    Alias,
    /// It stays among the names, as one that is not in use any more.
    Former,
}

/// A new entity, alone or together with an article.
#[derive(Clone, Debug, InputObject)]
pub struct CreateEntityInput {
    /// An id that the client made (`dent_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
    pub id: Option<ID>,
    /// A handle by which an article and relations that are made together with it may name it; not kept.
    pub key: Option<String>,
    /// What it is; that never changes.
    pub kind: EntityKind,
    /// Its name in house style.
    pub name: String,
    /// Its name in addresses; made from the name, if it is not given.
    pub slug: Option<String>,
    /// One line that tells it from others of the same name.
    pub summary: Option<String>,
    /// What there is to say of it, in Markdown.
    pub description: Option<String>,
    /// When it began: was born, founded.
    pub start_date: Option<EdtfDate>,
    /// When it ended: died, was dissolved.
    pub end_date: Option<EdtfDate>,
    /// Degrees north, -90 to 90; with a longitude.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180; with a latitude.
    pub longitude: Option<f64>,
    /// Its names beside the house name.
    pub names: Option<Vec<EntityNameInput>>,
    /// What it is called elsewhere.
    pub identifiers: Option<Vec<IdentifierInput>>,
    /// Whether readers see it at once. Else they do when an article is published that names it, or by an act of its own.
    #[graphql(default = false)]
    pub public: bool,
}

/// What changes of an entity: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EntityChangesInput {
    /// Its name in house style.
    pub name: Option<String>,
    /// With another name: keeps the former one among the names. It goes, if nothing is said.
    pub keep_name_as: Option<FormerName>,
    /// Its name in addresses. The former one goes on finding it, if readers had it.
    pub slug: Option<String>,
    /// One line that tells it from others of the same name.
    pub summary: MaybeUndefined<String>,
    /// What there is to say of it, in Markdown.
    pub description: MaybeUndefined<String>,
    /// When it began: was born, founded.
    pub start_date: MaybeUndefined<EdtfDate>,
    /// When it ended: died, was dissolved.
    pub end_date: MaybeUndefined<EdtfDate>,
    /// Degrees north, -90 to 90; with a longitude.
    pub latitude: MaybeUndefined<f64>,
    /// Degrees east, -180 to 180; with a latitude.
    pub longitude: MaybeUndefined<f64>,
    /// Its names beside the house name.
    pub names: Option<EntityNamesChange>,
    /// What it is called elsewhere.
    pub identifiers: Option<IdentifiersChange>,
}

impl From<EntityNameInput> for format::EntityName {
    fn from(input: EntityNameInput) -> Self {
        let EntityNameInput { name, kind, language, preferred, distinctive, start_date, end_date } = input;
        Self {
            name,
            kind: kind.into(),
            language: language.map(|tag| tag.0),
            preferred,
            distinctive,
            start_date: start_date.map(|date| date.0.to_string()),
            end_date: end_date.map(|date| date.0.to_string()),
        }
    }
}

impl From<EntityNameKeyInput> for NameKey {
    fn from(EntityNameKeyInput { name, kind, language }: EntityNameKeyInput) -> Self {
        Self { name, kind: kind.into(), language: language.map(|tag| tag.0) }
    }
}

impl From<IdentifierInput> for format::Identifier {
    fn from(IdentifierInput { scheme, value }: IdentifierInput) -> Self {
        Self { scheme, value }
    }
}

fn list<T, U: From<T>>(list: Option<Vec<T>>) -> Vec<U> {
    list.unwrap_or_default().into_iter().map(U::from).collect()
}

impl From<EntityNamesChange> for Names {
    fn from(EntityNamesChange { set, add, remove }: EntityNamesChange) -> Self {
        match set {
            Some(set) => Self::Set(list(Some(set))),
            None => Self::Change { add: list(add), remove: list(remove) },
        }
    }
}

impl From<IdentifiersChange> for ListPatch<format::Identifier> {
    fn from(IdentifiersChange { set, add, remove }: IdentifiersChange) -> Self {
        match set {
            Some(set) => Self::Set(list(Some(set))),
            None => Self::Change { add: list(add), remove: list(remove) },
        }
    }
}

impl From<CreateEntityInput> for format::Entity {
    fn from(input: CreateEntityInput) -> Self {
        let CreateEntityInput {
            id,
            key,
            kind,
            name,
            slug,
            summary,
            description,
            start_date,
            end_date,
            latitude,
            longitude,
            names,
            identifiers,
            public,
        } = input;
        Self {
            id: id.map(|id| readers_id(Prefix::Entity, public_id::entity(&id), &id)),
            key,
            kind: kind.into(),
            name,
            slug,
            summary,
            description,
            start_date: start_date.map(|date| date.0.to_string()),
            end_date: end_date.map(|date| date.0.to_string()),
            latitude,
            longitude,
            names: list(names),
            identifiers: list(identifiers),
            public: public.then_some(true),
            merged_into: None,
        }
    }
}

impl From<EntityChangesInput> for Patch {
    fn from(input: EntityChangesInput) -> Self {
        let EntityChangesInput {
            name,
            keep_name_as,
            slug,
            summary,
            description,
            start_date,
            end_date,
            latitude,
            longitude,
            names,
            identifiers,
        } = input;
        Self {
            name,
            keep_name_as: keep_name_as.map(|kind| match kind {
                FormerName::Alias => db::NameKind::Alias,
                FormerName::Former => db::NameKind::Former,
            }),
            slug,
            summary: field(summary, |text| text),
            description: field(description, |text| text),
            start_date: field(start_date, |date| date.0.to_string()),
            end_date: field(end_date, |date| date.0.to_string()),
            latitude: field(latitude, |degrees| degrees),
            longitude: field(longitude, |degrees| degrees),
            names: names.map(Names::from),
            identifiers: identifiers.map(ListPatch::from),
        }
    }
}
