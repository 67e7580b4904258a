//! Reference rows: relation types with their labels, and identifier schemes. There are few and they seldom change, so
//! they are kept in memory, by the number of the edition that last changed one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::{edition_identifier_scheme, edition_relation_type, edition_relation_type_label};
use sea_orm::DbErr;

use super::Edition;

/// A kind of identifier, such as Wikidata's.
pub type Scheme = edition_identifier_scheme::Model;

/// A type of relation, with its words in other languages.
#[derive(Clone, Debug)]
pub struct RelationType {
    pub row: edition_relation_type::Model,
    pub labels: Vec<edition_relation_type_label::Model>,
    /// The codes of the types directly under it.
    pub subtypes: Vec<String>,
}

/// The reference rows of one edition.
#[derive(Debug, Default)]
pub struct Reference {
    number: i64,
    types: Vec<RelationType>,
    by_code: HashMap<String, usize>,
    schemes: HashMap<String, Scheme>,
}

impl Reference {
    /// All types, in the order of the catalogue.
    #[must_use]
    pub fn types(&self) -> &[RelationType] {
        &self.types
    }

    /// The type of a code.
    #[must_use]
    pub fn relation_type(&self, code: &str) -> Option<&RelationType> {
        self.by_code.get(code).and_then(|i| self.types.get(*i))
    }

    /// The scheme of a code.
    #[must_use]
    pub fn scheme(&self, code: &str) -> Option<&Scheme> {
        self.schemes.get(code)
    }

    /// All schemes of identifiers, in no order.
    pub fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.schemes.values()
    }

    /// The codes, and those of all types under them, each once.
    #[must_use]
    pub fn with_subtypes(&self, codes: &[String]) -> Vec<String> {
        let mut all: Vec<String> = vec![];
        let mut waiting: Vec<&str> = codes.iter().rev().map(String::as_str).collect();
        while let Some(code) = waiting.pop() {
            if all.iter().any(|c| c == code) {
                continue;
            }
            all.push(code.to_owned());
            waiting
                .extend(self.relation_type(code).into_iter().flat_map(|t| &t.subtypes).map(String::as_str));
        }
        all
    }
}

/// The reference rows that were read last. One per process, shared by its requests.
#[derive(Clone, Debug, Default)]
pub struct References(Arc<Mutex<Arc<Reference>>>);

impl References {
    /// The reference rows of the edition, where memory has them.
    #[must_use]
    pub fn kept(&self, edition: &Edition) -> Option<Arc<Reference>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Nothing is kept at first: then the catalogue is empty, as it never is in a database that was set up.
        (kept.number == edition.reference() && !kept.types.is_empty()).then(|| kept.clone())
    }

    /// The reference rows of the edition: from memory, or read within its snapshot where they changed since.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(&self, edition: &Edition) -> Result<Arc<Reference>, DbErr> {
        if let Some(kept) = self.kept(edition) {
            return Ok(kept);
        }
        let read = Arc::new(read(edition).await?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A request with an older snapshot takes nothing from the younger ones.
        if read.number >= kept.number {
            *kept = read.clone();
        }
        Ok(read)
    }
}

async fn read(edition: &Edition) -> Result<Reference, DbErr> {
    // PostgreSQL has reserved the word "symmetric": it stands behind the table.
    let types = "SELECT code, position, label, inverse_label, verb_present, verb_past, parent_code, t.symmetric, \
        transitive, temporal, subject_kinds, object_kinds, wikidata_property, retired \
        FROM edition_relation_type t ORDER BY position, code";
    let types: Vec<edition_relation_type::Model> = edition.all(types, vec![]).await?;
    let labels = "SELECT code, language, label, inverse_label, verb_present, verb_past \
        FROM edition_relation_type_label ORDER BY code, language";
    let labels: Vec<edition_relation_type_label::Model> = edition.all(labels, vec![]).await?;
    let schemes = "SELECT code, position, label, url_template FROM edition_identifier_scheme";
    let schemes: Vec<Scheme> = edition.all(schemes, vec![]).await?;

    let by_code: HashMap<String, usize> =
        types.iter().enumerate().map(|(i, t)| (t.code.clone(), i)).collect();
    let mut types: Vec<RelationType> =
        types.into_iter().map(|row| RelationType { row, labels: vec![], subtypes: vec![] }).collect();
    for label in labels {
        if let Some(of) = by_code.get(&label.code).and_then(|i| types.get_mut(*i)) {
            of.labels.push(label);
        }
    }
    let children: Vec<(String, String)> =
        types.iter().filter_map(|t| Some((t.row.parent_code.clone()?, t.row.code.clone()))).collect();
    for (parent, child) in children {
        if let Some(of) = by_code.get(&parent).and_then(|i| types.get_mut(*i)) {
            of.subtypes.push(child);
        }
    }
    let schemes = schemes.into_iter().map(|s| (s.code.clone(), s)).collect();
    Ok(Reference { number: edition.reference(), types, by_code, schemes })
}
