//! Who is who: the entities that a file speaks of, whether the database has them or the file brings them.

use std::collections::{HashMap, HashSet};

use db::{EntityId, EntityKind, entity};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::bundle::fault::{Code, Report, did_you_mean, quoted};
use crate::domain::bundle::format::{Bundle, Content};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Reads};

/// An entity: a row that is there, or the file's element that will become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Who {
    Row(EntityId),
    New(usize),
}

impl Who {
    /// One number for the matcher: rows are positive.
    pub fn number(self) -> i64 {
        match self {
            Self::Row(id) => id.0,
            Self::New(index) => -1 - i64::try_from(index).unwrap_or(i64::MAX - 1),
        }
    }

    pub fn of_number(number: i64) -> Self {
        if number > 0 {
            Self::Row(EntityId(number))
        } else {
            Self::New(usize::try_from(-1 - number).unwrap_or(0))
        }
    }
}

/// What a reference says.
pub enum Reference<'a> {
    Id(Uuid),
    Identifier(&'a str, &'a str),
    Word(&'a str),
}

pub fn reference(text: &str) -> Reference<'_> {
    if let Some(uid) = public_id::entity(text) {
        return Reference::Id(uid);
    }
    match text.split_once(':') {
        Some((scheme, value)) => Reference::Identifier(scheme, value),
        None => Reference::Word(text),
    }
}

/// The entities that a file can name.
#[derive(Debug, Default)]
pub struct Cast {
    pub rows: HashMap<EntityId, entity::Model>,
    keys: HashMap<String, Who>,
    uids: HashMap<Uuid, Who>,
    identifiers: HashMap<(String, String), Who>,
    slugs: HashMap<String, Who>,
    kinds: HashMap<Who, (EntityKind, String)>,
    broken: HashSet<String>,
}

impl Cast {
    /// Asks the database for all that a file names.
    pub async fn load(
        desk: &impl Reads,
        bundle: &Bundle,
        pins: &[String],
        broken: HashSet<String>,
    ) -> Result<Self, DbErr> {
        let mut uids = HashSet::new();
        let mut identifiers: HashSet<(&str, &str)> = HashSet::new();
        let mut slugs: HashSet<&str> = HashSet::new();
        for text in references(bundle).chain(pins.iter().map(String::as_str)) {
            match reference(text) {
                Reference::Id(uid) => {
                    uids.insert(uid);
                }
                Reference::Identifier(scheme, value) => {
                    identifiers.insert((scheme, value));
                }
                Reference::Word(slug) => {
                    slugs.insert(slug);
                }
            }
        }
        for entity in &bundle.entities {
            uids.extend(entity.id.as_deref().and_then(|id| public_id::parse(Prefix::Entity, id)));
            identifiers.extend(entity.identifiers.iter().map(|i| (i.scheme.as_str(), i.value.as_str())));
            slugs.extend(entity.slug.as_deref());
        }
        let derived: Vec<String> = bundle
            .entities
            .iter()
            .filter(|e| e.slug.is_none())
            .flat_map(|e| {
                let base = super::slugs::of(&e.name);
                super::slugs::candidates(&base).collect::<Vec<_>>()
            })
            .collect();
        slugs.extend(derived.iter().map(String::as_str));

        let uids: Vec<_> = uids.into_iter().collect();
        let identifiers: Vec<_> = identifiers.into_iter().collect();
        let slugs: Vec<_> = slugs.into_iter().collect();
        let found = desk::entity::identifiers(desk, &identifiers).await?;
        let ids: Vec<_> = found.iter().map(|i| i.entity_id).collect();
        let mut rows = desk::entity::by_uids(desk, &uids).await?;
        rows.extend(desk::entity::by_slugs(desk, &slugs).await?);
        let former = desk::entity::former_slugs(desk, &slugs).await?;
        let ids: Vec<_> = ids.into_iter().chain(former.iter().map(|slug| slug.entity_id)).collect();
        rows.extend(desk::entity::by_ids(desk, &ids).await?);
        let mut cast = Self { broken, ..Self::default() };
        for row in rows {
            let who = Who::Row(row.id);
            cast.uids.insert(row.uid, who);
            cast.slugs.insert(row.slug.clone(), who);
            cast.kinds.insert(who, (row.kind, row.name.clone()));
            cast.rows.insert(row.id, row);
        }
        for slug in former {
            cast.slugs.entry(slug.slug).or_insert(Who::Row(slug.entity_id));
        }
        for row in found {
            cast.identifiers.insert((row.scheme, row.value), Who::Row(row.entity_id));
        }
        Ok(cast)
    }

    /// Makes an element of the file known by all its handles.
    pub fn admit(&mut self, who: Who, uid: Uuid, slug: &str, entity: &crate::domain::bundle::format::Entity) {
        self.uids.insert(uid, who);
        self.uids.extend(
            entity.id.as_deref().and_then(|id| public_id::parse(Prefix::Entity, id)).map(|u| (u, who)),
        );
        self.slugs.insert(slug.to_owned(), who);
        self.keys.extend(entity.key.clone().map(|key| (key, who)));
        self.kinds.insert(who, (entity.kind, entity.name.clone()));
        for identifier in &entity.identifiers {
            self.identifiers.insert((identifier.scheme.clone(), identifier.value.clone()), who);
        }
    }

    pub fn by_uid(&self, uid: Uuid) -> Option<Who> {
        self.uids.get(&uid).copied()
    }

    pub fn by_slug(&self, slug: &str) -> Option<Who> {
        self.slugs.get(slug).copied()
    }

    pub fn by_identifier(&self, scheme: &str, value: &str) -> Option<Who> {
        self.identifiers.get(&(scheme.to_owned(), value.to_owned())).copied()
    }

    pub fn kind(&self, who: Who) -> Option<EntityKind> {
        self.kinds.get(&who).map(|(kind, _)| *kind)
    }

    pub fn name(&self, who: Who) -> &str {
        self.kinds.get(&who).map_or("", |(_, name)| name)
    }

    /// What a handle that outlives the file names: an id, an identifier or a slug.
    pub fn find(&self, text: &str) -> Option<Who> {
        match reference(text) {
            Reference::Id(uid) => self.by_uid(uid),
            Reference::Identifier(scheme, value) => self.by_identifier(scheme, value),
            Reference::Word(slug) => self.by_slug(slug),
        }
    }

    /// What a reference names; a fault where that is nobody.
    pub fn resolve(&self, text: &str, pointer: &str, report: &mut Report) -> Option<Who> {
        let found = self.keys.get(text).copied().or_else(|| self.find(text));
        if found.is_none() && !self.broken.contains(text) {
            let known = self.keys.keys().chain(self.slugs.keys()).map(String::as_str);
            let near = did_you_mean(text, known);
            let message = format!("there is no entity {}{near}", quoted(text));
            report.add_coded(Code::NotFound, pointer, message);
        }
        found
    }
}

/// All references to entities in a bundle.
fn references(bundle: &Bundle) -> impl Iterator<Item = &str> {
    let articles = bundle.articles.iter().flat_map(|article| {
        let former = article.former.iter().map(|f| &f.content);
        former
            .chain([&article.content])
            .chain(article.draft.as_ref().map(|draft| &draft.content))
            .flat_map(of_content)
    });
    let relations = bundle.relations.iter().flat_map(|relation| {
        let sources = relation.evidence.iter().filter_map(|e| e.attributed_to.as_deref());
        [relation.subject.as_str(), relation.object.as_str()].into_iter().chain(sources)
    });
    let merged = bundle.entities.iter().filter_map(|e| e.merged_into.as_deref());
    articles.chain(relations).chain(merged)
}

fn of_content(content: &Content) -> impl Iterator<Item = &str> {
    let about = content.about.iter().map(String::as_str);
    let contributors = content.contributors.iter().map(|c| c.entity.as_str());
    let mentions = content.mentions.iter().flatten().map(|m| m.entity.as_str());
    let dateline = content.dateline.as_ref().and_then(|d| d.entity.as_deref());
    about.chain(contributors).chain(mentions).chain(dateline)
}
