//! The pieces of an export, each read when it is asked for.

use std::collections::HashMap;

use db::{EntityId, RelationId};
use sea_orm::DbErr;

use super::form::{Entity, Head, Named, Relation};
use super::{Format, csv, graphml, json, jsonld};
use crate::domain::graph::surroundings::Subgraph;
use crate::domain::graph::telling::Teller;
use crate::domain::public_id::{self, Prefix};

/// Entities, and relations with their evidence, that are read at once.
const ENTITIES: usize = 200;
const RELATIONS: usize = 50;

/// An export under way.
#[derive(Debug)]
pub struct Export {
    format: Format,
    teller: Teller,
    head: Head,
    entities: Vec<(EntityId, u8)>,
    relations: Vec<RelationId>,
    /// The ends of relations, as they are told there; and their names alone.
    ends: HashMap<EntityId, Named>,
    names: HashMap<EntityId, String>,
    next: Next,
    is_first: bool,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Head,
    Entities(usize),
    Relations(usize),
    End,
}

impl Export {
    /// The export of a subgraph around an entity.
    #[must_use]
    pub fn new(format: Format, teller: Teller, entity: uuid::Uuid, subgraph: Subgraph) -> Self {
        let head = Head {
            edition: teller.edition.number(),
            published_at: teller.edition.published_at().to_string(),
            entity: public_id::print(Prefix::Entity, entity),
            language: teller.language().to_owned(),
            truncated: subgraph.truncated,
        };
        let Subgraph { entities, relations, .. } = subgraph;
        let (ends, names) = (HashMap::new(), HashMap::new());
        Self { format, teller, head, entities, relations, ends, names, next: Next::Head, is_first: true }
    }

    /// The next piece; none at the end. A piece may be empty.
    ///
    /// # Errors
    /// The database's.
    pub async fn piece(&mut self) -> Result<Option<String>, DbErr> {
        match self.next {
            Next::Head => {
                self.next = Next::Entities(0);
                Ok(Some(self.head()))
            }
            Next::Entities(from) => {
                let part = self.entities.get(from..).unwrap_or_default();
                let part: Vec<(EntityId, u8)> = part.iter().take(ENTITIES).copied().collect();
                if part.is_empty() {
                    (self.next, self.is_first) = (Next::Relations(0), true);
                    return Ok(Some(self.middle()));
                }
                self.next = Next::Entities(from + part.len());
                Ok(Some(self.some_entities(&part).await?))
            }
            Next::Relations(from) => {
                let part = self.relations.get(from..).unwrap_or_default();
                let part: Vec<RelationId> = part.iter().take(RELATIONS).copied().collect();
                if part.is_empty() {
                    self.next = Next::End;
                    return Ok(Some(self.tail()));
                }
                self.next = Next::Relations(from + part.len());
                Ok(Some(self.some_relations(&part).await?))
            }
            Next::End => Ok(None),
        }
    }

    async fn some_entities(&mut self, part: &[(EntityId, u8)]) -> Result<String, DbErr> {
        let ids: Vec<EntityId> = part.iter().map(|(id, _)| *id).collect();
        let distances: HashMap<EntityId, u8> = part.iter().copied().collect();
        let mut text = String::new();
        for told in self.teller.entities(&ids).await? {
            let id = told.row.id;
            let distance = distances.get(&id).copied().unwrap_or_default();
            let entity = Entity::new(told, distance, &self.teller.site);
            self.names.insert(id, entity.name.clone());
            self.ends.insert(id, Named { id: entity.id.clone(), name: entity.name.clone() });
            match self.format {
                Format::Json => text += &json::entity(&entity, self.is_first),
                Format::JsonLd => text += &jsonld::entity(&entity, self.is_first),
                Format::GraphMl => text += &graphml::entity(&entity),
                Format::Csv => {}
            }
            self.is_first = false;
        }
        Ok(text)
    }

    async fn some_relations(&mut self, part: &[RelationId]) -> Result<String, DbErr> {
        let told = self.teller.relations(part, &self.names).await?;
        let mut evidence = self.teller.evidence(part).await?;
        let mut text = String::new();
        for told in told {
            let evidence = evidence.remove(&told.row.id).unwrap_or_default();
            let Some(relation) = Relation::new(told, evidence, &self.ends, &self.teller.site) else {
                continue;
            };
            match self.format {
                Format::Json => text += &json::relation(&relation, self.is_first),
                Format::JsonLd => text += &jsonld::relation(&relation, self.is_first),
                Format::GraphMl => text += &graphml::relation(&relation),
                Format::Csv => text += &csv::relation(&relation),
            }
            self.is_first = false;
        }
        Ok(text)
    }

    fn head(&self) -> String {
        match self.format {
            Format::Json => json::head(&self.head),
            Format::JsonLd => jsonld::head(&self.head),
            Format::GraphMl => graphml::head(&self.head),
            Format::Csv => csv::head(),
        }
    }

    fn middle(&self) -> String {
        match self.format {
            Format::Json => json::middle(),
            Format::JsonLd => jsonld::middle(),
            Format::GraphMl | Format::Csv => "",
        }
        .to_owned()
    }

    fn tail(&self) -> String {
        match self.format {
            Format::Json => json::tail(),
            Format::JsonLd => jsonld::tail(),
            Format::GraphMl => graphml::tail(),
            Format::Csv => "",
        }
        .to_owned()
    }
}
