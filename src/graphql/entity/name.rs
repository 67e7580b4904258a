//! Names, identifiers and former ids of entities.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::{Enum, SimpleObject};
use db::EntityId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::detail;
use crate::domain::entity::name::in_languages;
use crate::graphql::batch::Source;
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::Result;
use crate::graphql::language::{base, chain};
use crate::graphql::request::Request;
use crate::graphql::scalars::{LanguageTag, Url};
use crate::store::Edition;
use crate::store::edition::entity::{self, Brief, Identifier as IdentifierRow, Name};

/// What a name is to its entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::NameKind")]
pub enum NameKind {
    /// As its papers or statutes have it.
    Official,
    /// In its own language.
    Native,
    /// Translated.
    Translation,
    /// In other letters.
    Transliteration,
    /// A surname, or another part that stands for the whole.
    Short,
    /// Initials and the like.
    Abbreviation,
    /// The name of something near that stands for it: "the Kremlin".
    Metonym,
    /// What its people are called; given only where it is asked for.
    Demonym,
    /// Not in use any more.
    Former,
    /// Another name.
    Alias,
    /// A wrong spelling that texts have; never given among an entity's names.
    Misspelling,
}

/// A text, and the language that it is in.
#[derive(Clone, Debug, SimpleObject)]
pub struct LocalizedText {
    /// The text.
    pub value: String,
    /// Its language.
    pub language: LanguageTag,
}

/// A name of an entity, beside the house name.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntityName {
    /// The name.
    name: String,
    /// What it is to the entity.
    kind: NameKind,
    /// Its language, where it belongs to one.
    language: Option<LanguageTag>,
    /// The one to show in its language.
    preferred: bool,
    /// Since when it is in use, where that is known.
    start_date: Option<PartialDate>,
    /// Until when it was in use, where that is known.
    end_date: Option<PartialDate>,
}

/// An identifier of an entity elsewhere.
#[derive(Clone, Debug, SimpleObject)]
pub struct Identifier {
    /// The code of the scheme: `wikidata`, `iso3166-1-alpha2`.
    pub scheme: String,
    /// The value.
    pub value: String,
    /// The name of the scheme.
    pub label: String,
    /// The page about the value, where the scheme has pages.
    pub url: Option<Url>,
}

impl From<&Name> for EntityName {
    fn from(row: &Name) -> Self {
        Self {
            name: row.name.clone(),
            kind: row.kind.into(),
            language: (!row.language.is_empty()).then(|| LanguageTag(row.language.clone())),
            preferred: row.preferred,
            start_date: partial(row.start_date),
            end_date: partial(row.end_date),
        }
    }
}

/// Whether a name may be among an entity's names: wrong spellings never are, and what its people are called is not
/// its name, so that must be asked for.
pub(super) fn displayed(row: &Name, kinds: Option<&[NameKind]>) -> bool {
    let kind = NameKind::from(row.kind);
    match kinds {
        _ if kind == NameKind::Misspelling => false,
        Some(kinds) => kinds.contains(&kind),
        None => kind != NameKind::Demonym,
    }
}

/// The name of an entity for a reader: in the language that is named or that the request prefers, else the house name.
pub(in crate::graphql) async fn shown(
    request: &Request,
    entity: &Arc<Brief>,
    named: Option<&LanguageTag>,
) -> Result<String> {
    let house = base(&request.site.default_language);
    // The house name is in the newsroom's language: behind it, the chain says nothing more.
    let wanted: Vec<&str> =
        chain(request, named).into_iter().take_while(|tag| !base(tag).eq_ignore_ascii_case(house)).collect();
    if wanted.is_empty() {
        return Ok(entity.name.clone());
    }
    let names = all_names(request, entity).await?;
    Ok(in_languages(&wanted, &names).unwrap_or(&entity.name).to_owned())
}

/// All names of an entity.
pub(super) async fn all_names(request: &Request, entity: &Arc<Brief>) -> Result<Arc<Vec<Name>>> {
    let read = async || Ok(request.batches.load::<Names>((), entity.id).await?.unwrap_or_default());
    detail(request, entity, &request.newsroom.graphs.details.names, read).await
}

/// The names of entities.
#[derive(Debug)]
pub enum Names {}

impl Source for Names {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Vec<Name>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Vec<Name>>>, DbErr> {
        Ok(grouped(entity::names(&edition, &keys).await?, |row| (row.entity_id, row)))
    }
}

/// The identifiers of entities.
#[derive(Debug)]
pub enum Identifiers {}

impl Source for Identifiers {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Vec<IdentifierRow>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Vec<IdentifierRow>>>, DbErr> {
        Ok(grouped(entity::identifiers(&edition, &keys).await?, |row| (row.entity_id, row)))
    }
}

/// The ids of what was merged into entities.
#[derive(Debug)]
pub enum Merged {}

impl Source for Merged {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Vec<Uuid>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Vec<Uuid>>>, DbErr> {
        Ok(grouped(entity::merged(&edition, &keys).await?, |row| (row.entity_id, row.uid)))
    }
}

fn grouped<R, K: Eq + Hash, V>(rows: Vec<R>, pair: impl Fn(R) -> (K, V)) -> HashMap<K, Arc<Vec<V>>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows.into_iter().map(pair) {
        groups.entry(key).or_default().push(value);
    }
    groups.into_iter().map(|(key, values)| (key, Arc::new(values))).collect()
}
