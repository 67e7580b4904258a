//! Rows of the graph in the words of a language: names, labels, sentences, and what the evidence is.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use db::{EntityId, EvidenceId, RelationId};
use sea_orm::DbErr;

use crate::domain::entity::name::in_languages;
use crate::domain::language::base;
use crate::domain::relation::sentence::{From, Said, sentence, when};
use crate::domain::relation::words::words;
use crate::domain::site::Site;
use crate::store::Edition;
use crate::store::edition::evidence::BY_POSITION;
use crate::store::edition::reference::Reference;
use crate::store::edition::{article, entity, evidence, relation};
use crate::store::keyset::Page;

/// Evidence that is read at once, of one relation; and all that is told of one.
const EVIDENCE: u32 = 100;
pub const MOST_EVIDENCE: usize = 1000;

/// An entity, with its name in the language.
#[derive(Clone, Debug)]
pub struct Entity {
    pub row: entity::Row,
    pub name: String,
    /// Pages elsewhere about the same.
    pub same_as: Vec<String>,
}

/// A relation, in the language.
#[derive(Clone, Debug)]
pub struct Relation {
    pub row: relation::Row,
    /// What stands between its subject and its object: "head of".
    pub label: String,
    pub when: Option<String>,
    pub sentence: String,
    pub symmetric: bool,
    /// The property of Wikidata that says the same.
    pub property: Option<String>,
}

/// A piece of evidence, with what it names.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub row: evidence::Row,
    pub article: Option<Arc<article::Row>>,
    pub attributed_to: Option<Arc<Entity>>,
    /// The piece that it takes back.
    pub retracts: Option<uuid::Uuid>,
}

/// Tells in one language of one edition.
#[derive(Clone, Debug)]
pub struct Teller {
    pub edition: Arc<Edition>,
    pub reference: Arc<Reference>,
    pub site: Arc<Site>,
    /// The language; without one, the newsroom's.
    pub language: Option<String>,
}

impl Teller {
    /// The language.
    #[must_use]
    pub fn language(&self) -> &str {
        self.language.as_deref().unwrap_or(&self.site.default_language)
    }

    /// These entities, in this order; those that the edition does not have are left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn entities(&self, ids: &[EntityId]) -> Result<Vec<Entity>, DbErr> {
        let rows = entity::by_ids(&self.edition, ids).await?;
        // The house name is in the newsroom's language.
        let is_house = base(self.language()).eq_ignore_ascii_case(base(&self.site.default_language));
        let names = if is_house { vec![] } else { entity::names(&self.edition, ids).await? };
        let names = grouped(names, |name| name.entity_id);
        let identifiers = entity::identifiers(&self.edition, ids).await?;
        let identifiers = grouped(identifiers, |identifier| identifier.entity_id);
        let mut told: HashMap<EntityId, Entity> = HashMap::new();
        for row in rows {
            let names = names.get(&row.id).map_or(&[][..], Vec::as_slice);
            let name = in_languages(&[self.language()], names).unwrap_or(&row.name).to_owned();
            let pages = identifiers.get(&row.id).into_iter().flatten();
            let pages = pages.filter_map(|identifier| {
                let template = self.reference.scheme(&identifier.scheme)?.url_template.as_ref()?;
                Some(template.replace("{value}", &identifier.value))
            });
            let same_as = pages.collect();
            told.insert(row.id, Entity { row, name, same_as });
        }
        Ok(ids.iter().filter_map(|id| told.remove(id)).collect())
    }

    /// These relations, in this order, whose ends have these names.
    ///
    /// # Errors
    /// The database's.
    pub async fn relations(
        &self,
        ids: &[RelationId],
        names: &HashMap<EntityId, String>,
    ) -> Result<Vec<Relation>, DbErr> {
        let rows = relation::by_ids(&self.edition, ids, None).await?;
        let mut rows: HashMap<RelationId, relation::Row> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        let rows = ids.iter().filter_map(|id| rows.remove(id));
        Ok(rows.filter_map(|row| self.relation(row, names)).collect())
    }

    /// `None` where the edition does not have its ends or its type.
    fn relation(&self, row: relation::Row, names: &HashMap<EntityId, String>) -> Option<Relation> {
        let of = self.reference.relation_type(&row.type_code)?;
        let words = words(of, &[self.language()]);
        let said = Said {
            from: From::Subject,
            subject: names.get(&row.subject_id)?,
            object: names.get(&row.object_id)?,
            role: row.role.as_deref(),
            temporal: of.row.temporal,
            start: row.start_date,
            end: row.end_date,
            phase: row.phase,
            as_of: row.as_of,
            on: self.edition.published_at().utc().date_naive().into(),
            standing: row.standing,
            rank: row.rank,
        };
        let sentence = sentence(&said, &words);
        let when = when(&said, words.language);
        let (symmetric, property) = (of.row.symmetric, of.row.wikidata_property.clone());
        Some(Relation { label: words.label.to_owned(), when, sentence, symmetric, property, row })
    }

    /// The evidence of these relations, of each in the newsroom's order and [`MOST_EVIDENCE`] at most, with the articles
    /// and sources that it names.
    ///
    /// # Errors
    /// The database's.
    pub async fn evidence(
        &self,
        relations: &[RelationId],
    ) -> Result<HashMap<RelationId, Vec<Evidence>>, DbErr> {
        let (all, mut page) = (evidence::Asked::default(), Page::first(EVIDENCE));
        let slices = evidence::of_relations(&self.edition, relations, &all, &page).await?;
        let mut rows: Vec<evidence::Row> = vec![];
        for (id, mut slice) in slices {
            // Few relations have more than a page: what they have is read page by page, one after the other.
            let mut read = slice.rows.len();
            while slice.after
                && read < MOST_EVIDENCE
                && let Some(last) = slice.rows.last()
            {
                page.from = Some(evidence::keys(last, &BY_POSITION));
                let mut next = evidence::of_relations(&self.edition, &[id], &all, &page).await?;
                rows.append(&mut slice.rows);
                match next.pop() {
                    Some((_, next)) => {
                        read += next.rows.len();
                        slice = next;
                    }
                    None => break,
                }
            }
            rows.append(&mut slice.rows);
        }
        let articles: Vec<_> = once(rows.iter().filter_map(|row| row.article_id));
        let articles = article::by_ids(&self.edition, &articles).await?;
        let sources = once(rows.iter().filter_map(|row| row.attributed_to_id));
        let sources = if sources.is_empty() { vec![] } else { self.entities(&sources).await? };
        let sources: HashMap<_, _> = sources.into_iter().map(|told| (told.row.id, Arc::new(told))).collect();
        let retracted = once(rows.iter().filter_map(|row| row.retracts_id));
        let retracted = if retracted.is_empty() {
            vec![]
        } else {
            evidence::by_ids(&self.edition, &retracted, None).await?
        };
        let retracted: HashMap<EvidenceId, _> = retracted.into_iter().map(|row| (row.id, row.uid)).collect();
        let told = rows.into_iter().map(|row| Evidence {
            article: row.article_id.and_then(|id| articles.get(&id).cloned()),
            attributed_to: row.attributed_to_id.and_then(|id| sources.get(&id).cloned()),
            retracts: row.retracts_id.and_then(|id| retracted.get(&id).copied()),
            row,
        });
        Ok(grouped(told, |told| told.row.relation_id))
    }
}

fn once<T: Copy + Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn grouped<K: Eq + Hash, T>(rows: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
