//! From a filter to the way a list is walked. A filter that names an entity walks that entity's articles; one that
//! names several walks those of the rarest and looks for the others there.

use std::collections::HashMap;

use db::EntityId;
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::{Appearance, Scope, link};
use crate::store::edition::Edition;
use crate::store::edition::entity::column;
use crate::store::list::List;
use crate::store::predicate::{Operand, Predicate, Test};
use crate::store::sql::Sql;

/// A filter whose entities are found: those that were merged into others stand by what they became.
#[derive(Clone, Debug)]
pub struct Settled {
    pub predicate: Predicate,
    known: HashMap<Uuid, Known>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    id: EntityId,
    articles: i64,
    about: i64,
}

#[derive(FromQueryResult)]
struct Found {
    asked_uid: Uuid,
    asked_slug: String,
    id: EntityId,
    uid: Uuid,
    articles: i64,
    about: i64,
}

/// Finds the entities that a filter names. Without any, no statement is run.
///
/// # Errors
/// The database's.
pub async fn settle(edition: &Edition, mut predicate: Predicate) -> Result<Settled, DbErr> {
    let (mut uids, mut slugs) = (vec![], vec![]);
    each_name(&mut predicate, &mut |name| match name {
        Test::Eq(Operand::Uid(uid)) | Test::Ne(Operand::Uid(uid)) => uids.push(*uid),
        Test::In(List::Uids(list)) | Test::NotIn(List::Uids(list)) => uids.extend(list.iter().copied()),
        Test::Eq(Operand::Text(slug)) => slugs.push(slug.clone()),
        Test::In(List::Texts(list)) => slugs.extend(list.iter().cloned()),
        _ => {}
    });
    if uids.is_empty() && slugs.is_empty() {
        return Ok(Settled { predicate, known: HashMap::new() });
    }
    let found = find(edition, uids, slugs).await?;
    let known =
        found.iter().map(|f| (f.uid, Known { id: f.id, articles: f.articles, about: f.about })).collect();
    let by_uid: HashMap<Uuid, Uuid> = found.iter().map(|f| (f.asked_uid, f.uid)).collect();
    let by_slug: HashMap<&str, Uuid> = found.iter().map(|f| (f.asked_slug.as_str(), f.uid)).collect();
    each_name(&mut predicate, &mut |name| match name {
        Test::Eq(Operand::Uid(uid)) | Test::Ne(Operand::Uid(uid)) => *uid = *by_uid.get(uid).unwrap_or(uid),
        Test::In(List::Uids(list)) | Test::NotIn(List::Uids(list)) => {
            for uid in list {
                *uid = *by_uid.get(uid).unwrap_or(uid);
            }
        }
        Test::Eq(Operand::Text(slug)) => {
            *name = match by_slug.get(slug.as_str()) {
                Some(uid) => Test::Eq(Operand::Uid(*uid)),
                None => Test::In(List::Uids(vec![])),
            };
        }
        Test::In(List::Texts(list)) => {
            let uids = list.iter().filter_map(|slug| by_slug.get(slug.as_str()).copied()).collect();
            *name = Test::In(List::Uids(uids));
        }
        _ => {}
    });
    Ok(Settled { predicate, known })
}

/// Every test of an entity's id or slug. One of a slug is turned into one of the id where `change` makes it so.
fn each_name(predicate: &mut Predicate, change: &mut impl FnMut(&mut Test)) {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                each_name(part, change);
            }
        }
        Predicate::Not(part)
        | Predicate::Within(_, part)
        | Predicate::Some(_, part)
        | Predicate::Count(_, part, _)
        | Predicate::Probe(_, part) => each_name(part, change),
        Predicate::Is(of, test) if *of == column::UID => change(test),
        Predicate::Is(of, test) if *of == column::SLUG => {
            change(test);
            if matches!(test, Test::Eq(Operand::Uid(_)) | Test::In(List::Uids(_))) {
                *of = column::UID;
            }
        }
        Predicate::Is(..) => {}
    }
}

async fn find(edition: &Edition, uids: Vec<Uuid>, slugs: Vec<String>) -> Result<Vec<Found>, DbErr> {
    let (uids, slugs) = (List::Uids(uids), List::Texts(slugs));
    let mut sql = Sql::new(
        edition,
        "SELECT e.uid AS asked_uid, e.slug AS asked_slug, e.id, e.uid, e.articles, e.about \
         FROM edition_entity e WHERE (e.uid",
    );
    sql.any_of(&uids).push(" OR e.slug").any_of(&slugs);
    sql.push(
        ") UNION ALL SELECT r.uid, r.slug, e.id, e.uid, e.articles, e.about \
         FROM edition_redirect r JOIN edition_entity e ON e.id = r.entity_id WHERE (r.uid",
    );
    sql.any_of(&uids).push(" OR r.slug").any_of(&slugs).push(")");
    sql.all(edition).await
}

impl Settled {
    /// How to walk the list.
    #[must_use]
    pub fn scope(self) -> Scope {
        let conjuncts: Vec<Predicate> = self.predicate.conjuncts().into_iter().cloned().collect();
        let rarest = (0..conjuncts.len())
            .filter_map(|i| self.entity(&conjuncts[i]).map(|(count, entity)| (count, i, entity)))
            .min_by_key(|(count, ..)| *count);
        let Some((_, place, entity)) = rarest else {
            return Scope { entity: None, predicate: self.predicate };
        };
        let rest = conjuncts.into_iter().enumerate().filter(|(i, _)| *i != place);
        let rest = rest.map(|(_, part)| self.beside(part));
        Scope { entity: Some(entity), predicate: Predicate::All(rest.collect()) }
    }

    /// The condition on the articles of some entity, which are walked: others are looked for there.
    #[must_use]
    pub fn within(self) -> Predicate {
        let parts = self.predicate.conjuncts().into_iter().cloned();
        Predicate::All(parts.map(|part| self.beside(part)).collect())
    }

    fn beside(&self, part: Predicate) -> Predicate {
        self.entity(&part).map_or(part, |(_, (id, way))| probe(id, way))
    }

    /// The entity that a condition asks for, if it asks for nothing else, and how many articles it has.
    fn entity(&self, condition: &Predicate) -> Option<(i64, (EntityId, Appearance))> {
        let Predicate::Some(way, of) = condition else { return None };
        let [Predicate::Is(column::UID, Test::Eq(Operand::Uid(uid)))] = of.conjuncts()[..] else {
            return None;
        };
        let known = self.known.get(uid)?;
        match *way {
            link::ABOUT => Some((known.about, (known.id, Appearance::About))),
            link::MENTIONS => Some((known.articles, (known.id, Appearance::Mentioned))),
            _ => None,
        }
    }
}

/// Another entity in the articles of a walk: one row of the reading index.
fn probe(entity: EntityId, way: Appearance) -> Predicate {
    let link = if way == Appearance::About { link::PROBE_ABOUT } else { link::PROBE_MENTIONS };
    let is = Predicate::Is(link::PROBED, Test::Eq(Operand::Int(entity.0)));
    Predicate::Probe(link, Box::new(is))
}
