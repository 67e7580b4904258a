//! A filter of relations as the store takes it.

use db::Timestamp;

use super::filter::{Certainty, RelationFilter};
use super::sure;
use crate::domain::public_id::{self, Prefix};
use crate::graphql::error::Result;
use crate::graphql::filter::{DateRange, DateRangeFilter, Reading, between, days};
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{self, Asked, By, Row, When, column};
use crate::store::list::List;
use crate::store::predicate::{Column, Operand, Predicate, Test};

/// A filter as the store takes it.
#[derive(Clone, Debug, Default)]
pub(in crate::graphql) struct Chosen {
    predicate: Option<Predicate>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    /// As the record stood then.
    pub known_at: Option<Timestamp>,
    /// The days of which edges say how sure they are.
    when: Vec<When>,
}

impl Chosen {
    /// The filter of a list; `seen` from an entity or not.
    ///
    /// # Errors
    /// Conditions that mean nothing there: all of them.
    pub fn new(
        filter: Option<&RelationFilter>,
        seen: bool,
        reference: &Reference,
        minute: Timestamp,
    ) -> Result<Self> {
        let Some(filter) = filter else { return Ok(Self { shown: true, ..Self::default() }) };
        let mut reading = Reading::new(Some(reference), minute);
        (reading.seen, reading.known_at) = (seen, filter.known_at.map(|at| at.0));
        let known_at = reading.known_at;
        let predicate = Some(reading.relation(filter));
        if inner(filter).any(names_instant) {
            reading.fault("`knownAt` is about the whole list: it stands at the top of the filter alone.");
        }
        if reading.searches {
            reading.fault("`search` chooses articles and entities: relations are not chosen by it.");
        }
        reading.end()?;
        Ok(Self { predicate, shown: !names_standing(filter), known_at, when: when(filter) })
    }

    pub fn predicate(&self) -> Predicate {
        self.predicate.clone().unwrap_or_else(Predicate::always)
    }

    /// What is asked of relations of these types, as the store takes it.
    pub fn asked(&self, types: Option<Vec<String>>, by: By) -> Asked {
        Asked { types, shown: self.shown, filter: self.predicate(), by, known_at: self.known_at }
    }

    /// How sure it is that a relation of the list holds when it is asked for: of several times, on all of them.
    pub fn sure(&self, reference: &Reference, row: &Row) -> Option<Certainty> {
        let each = self.when.iter().map(|when| sure(reference, row, *when));
        each.reduce(|one, other| match (one?, other?) {
            (Certainty::Certain, Certainty::Certain) => Some(Certainty::Certain),
            _ => Some(Certainty::Possible),
        })
        .flatten()
    }
}

pub(super) fn names_standing(filter: &RelationFilter) -> bool {
    filter.standing.is_some() || filter.rank.is_some() || inner(filter).any(names_standing)
}

pub(super) fn names_instant(filter: &RelationFilter) -> bool {
    filter.known_at.is_some() || inner(filter).any(names_instant)
}

/// The filters that stand in a filter.
fn inner(filter: &RelationFilter) -> impl Iterator<Item = &RelationFilter> {
    let lists = filter.and.iter().chain(&filter.or).flatten();
    lists.chain(filter.not.as_deref())
}

/// The times at which every relation of the list holds.
fn when(filter: &RelationFilter) -> Vec<When> {
    let inner = filter.and.iter().flatten().flat_map(when);
    let on = filter.active_on.map(|date| When::On(days(date)));
    let within = filter.active_during.map(|range| When::Within(between(range.from, range.to)));
    on.into_iter().chain(within).chain(inner).collect()
}

impl Reading<'_> {
    fn relations(&mut self, filters: &[RelationFilter]) -> Vec<Predicate> {
        filters.iter().map(|filter| self.relation(filter)).collect()
    }

    pub(super) fn relation(&mut self, filter: &RelationFilter) -> Predicate {
        let mut all = vec![];
        all.extend(filter.and.as_ref().map(|filters| Predicate::All(self.relations(filters))));
        all.extend(filter.or.as_ref().map(|filters| Predicate::Any(self.relations(filters))));
        all.extend(filter.not.as_ref().map(|not| Predicate::Not(Box::new(self.relation(not)))));
        all.extend(filter.id.as_ref().map(|id| id.predicate(Prefix::Relation, column::ID)));
        all.extend(filter.subject.as_ref().map(|e| relation::has_subject(e.predicate(self))));
        all.extend(filter.object.as_ref().map(|e| relation::has_object(e.predicate(self))));
        if let Some(other) = &filter.other {
            if !self.seen {
                self.fault("`other` is the other end as an entity sees it: here, use `subject` or `object`.");
            }
            all.push(relation::has_other(other.predicate(self)));
        }
        all.extend(filter.role.as_ref().map(|role| role.predicate(column::ROLE)));
        self.times(filter, &mut all);
        self.sources(filter, &mut all);
        let phases = |set: &Vec<_>| set.iter().map(|v| db::Phase::from(*v).code()).collect();
        let standings = |set: &Vec<_>| set.iter().map(|v| db::Standing::from(*v).code()).collect();
        let ranks = |set: &Vec<_>| set.iter().map(|v| db::Rank::from(*v).code()).collect();
        all.extend(filter.phase.as_ref().map(|set| codes(column::PHASE, phases(set))));
        all.extend(filter.standing.as_ref().map(|set| codes(column::STANDING, standings(set))));
        all.extend(filter.rank.as_ref().map(|set| codes(column::RANK, ranks(set))));
        Predicate::All(all)
    }

    fn times(&mut self, filter: &RelationFilter, all: &mut Vec<Predicate>) {
        let certainty = filter.certainty.map(db::Certainty::from);
        if certainty.is_some() && filter.active_on.is_none() && filter.active_during.is_none() {
            self.fault("`certainty` goes with `activeOn` or `activeDuring`.");
        }
        if let (Some(date), Some(reference)) = (filter.active_on, self.reference()) {
            all.push(relation::active(When::On(days(date)), certainty, reference));
        }
        if let Some(DateRange { from, to }) = filter.active_during {
            let range = self.range("activeDuring", from, to, false);
            all.extend(self.reference().map(|types| relation::active(When::Within(range), certainty, types)));
        }
        let ends = [
            ("startDate", filter.start_date, relation::DatedEnd::Start),
            ("endDate", filter.end_date, relation::DatedEnd::End),
        ];
        for (name, dates, end) in ends {
            let Some(DateRangeFilter { from, to, is_null }) = dates else { continue };
            let range = self.range(name, from, to, is_null.is_some());
            if from.is_some() || to.is_some() {
                all.push(relation::dated(end, range));
            }
            all.extend(is_null.map(|is_null| relation::undated(end, is_null)));
        }
    }

    fn sources(&mut self, filter: &RelationFilter, all: &mut Vec<Predicate>) {
        if let Some(least) = filter.min_sources {
            if least < 0 {
                self.fault(format!("`minSources` is {least}; it can be 0 or more."));
            }
            all.push(Predicate::Is(column::SOURCES, Test::AtLeast(Operand::Int(least.into()))));
        }
        all.extend(filter.sources.as_ref().map(|sources| sources.predicate(column::SOURCES)));
        all.extend(filter.evidence.as_ref().map(|evidence| evidence.of_relation(self)));
        let named = |prefix, id: &Option<async_graphql::ID>| {
            id.as_ref().map(|id| public_id::parse(prefix, id).unwrap_or_default())
        };
        let by = named(Prefix::Entity, &filter.attributed_to);
        let article = named(Prefix::Article, &filter.cited_in);
        if by.is_some() || article.is_some() {
            all.push(relation::has_evidence(by, article, self.known_at));
        }
    }
}

fn codes(column: Column, codes: Vec<&'static str>) -> Predicate {
    Predicate::Is(column, Test::In(List::Texts(codes.into_iter().map(str::to_owned).collect())))
}
