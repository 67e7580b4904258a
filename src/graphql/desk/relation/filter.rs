//! Which of the desk's relations are meant, and in which order.

use async_graphql::{Enum, ID, InputObject};
use db::Timestamp;

use crate::domain::public_id;
use crate::domain::relation::read::{By, OBJECT, SUBJECT, column};
use crate::graphql::filter::DateTimeFilter;
use crate::graphql::relation::filter::{Phase, Rank};
use crate::store::list::List;
use crate::store::predicate::{Column, Link, Predicate, Test};

/// Whether readers may have a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Visibility")]
pub enum RelationPublication {
    /// They have it as soon as they can read evidence that speaks of it.
    Never,
    /// The same; and where there is no evidence at all, they have it by an editor's decision.
    Live,
    /// They do not have it, whatever evidence there is: an editor took it back, or did not look yet at what an author
    /// found elsewhere.
    Withdrawn,
}

/// The order of a list of the desk's relations; what was changed last comes first, if nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeskRelationOrder {
    /// What was changed last comes first.
    UpdatedAtDesc,
    /// What was recorded last comes first.
    CreatedAtDesc,
}

/// Chooses relations of the desk; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskRelationFilter {
    /// All of these hold.
    pub and: Option<Vec<DeskRelationFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<DeskRelationFilter>>,
    /// This does not hold.
    pub not: Option<Box<DeskRelationFilter>>,
    /// It is of one of these types, by their codes.
    #[graphql(name = "type")]
    pub types: Option<Vec<String>>,
    /// The entity of which it says something is one of these.
    pub subject: Option<Vec<ID>>,
    /// The entity that it says of the subject is one of these.
    pub object: Option<Vec<ID>>,
    /// One of these entities stands at either end.
    pub entity: Option<Vec<ID>>,
    /// What is known of its time: one of these.
    pub phase: Option<Vec<Phase>>,
    /// The editors' verdict: one of these.
    pub rank: Option<Vec<Rank>>,
    /// Whether readers may have it: one of these.
    pub publication: Option<Vec<RelationPublication>>,
    /// When it was changed last.
    pub updated_at: Option<DateTimeFilter>,
}

impl From<DeskRelationOrder> for By {
    fn from(order: DeskRelationOrder) -> Self {
        match order {
            DeskRelationOrder::UpdatedAtDesc => Self::Updated,
            DeskRelationOrder::CreatedAtDesc => Self::Created,
        }
    }
}

impl DeskRelationFilter {
    /// The codes of types that it names.
    #[must_use]
    pub fn types(&self) -> Vec<&str> {
        let Self { and, or, not, types, .. } = self;
        let within = and.iter().chain(or).flatten().chain(not.as_deref());
        types.iter().flatten().map(String::as_str).chain(within.flat_map(Self::types)).collect()
    }

    /// What it asks.
    #[must_use]
    pub fn predicate(&self, minute: Timestamp) -> Predicate {
        let Self { and, or, not, types, subject, object, entity, phase, rank, publication, updated_at } =
            self;
        let each = |filters: &Vec<Self>| filters.iter().map(|filter| filter.predicate(minute)).collect();
        let mut all = vec![];
        all.extend(and.as_ref().map(|filters| Predicate::All(each(filters))));
        all.extend(or.as_ref().map(|filters| Predicate::Any(each(filters))));
        all.extend(not.as_ref().map(|filter| Predicate::Not(Box::new(filter.predicate(minute)))));
        all.extend(types.as_ref().map(|codes| is_in(column::TYPE, codes.iter().cloned())));
        all.extend(subject.as_ref().map(|ids| end(SUBJECT, ids)));
        all.extend(object.as_ref().map(|ids| end(OBJECT, ids)));
        all.extend(entity.as_ref().map(|ids| Predicate::Any(vec![end(SUBJECT, ids), end(OBJECT, ids)])));
        let phases = phase.as_ref().map(|set| set.iter().map(|one| db::Phase::from(*one).code().to_owned()));
        all.extend(phases.map(|codes| is_in(column::PHASE, codes)));
        let ranks = rank.as_ref().map(|set| set.iter().map(|one| db::Rank::from(*one).code().to_owned()));
        all.extend(ranks.map(|codes| is_in(column::RANK, codes)));
        let publications = publication
            .as_ref()
            .map(|set| set.iter().map(|one| db::Visibility::from(*one).code().to_owned()));
        all.extend(publications.map(|codes| is_in(column::PUBLICATION, codes)));
        all.extend(updated_at.as_ref().map(|filter| filter.predicate(column::UPDATED_AT, minute)));
        Predicate::All(all)
    }
}

fn is_in(column: Column, words: impl Iterator<Item = String>) -> Predicate {
    Predicate::Is(column, Test::In(List::Texts(words.collect())))
}

/// The entity at an end is one of these, or was merged into one.
fn end(link: Link, ids: &[ID]) -> Predicate {
    let uids = || List::Uids(ids.iter().filter_map(|id| public_id::entity(id)).collect());
    let either = [column::END, column::END_NOW].map(|column| Predicate::Is(column, Test::In(uids())));
    Predicate::Some(link, Box::new(Predicate::Any(either.to_vec())))
}
