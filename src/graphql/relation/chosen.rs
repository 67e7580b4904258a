//! A filter of relations as the store takes it.

use db::Timestamp;

use super::filter::{Certainty, DateRange, DateRangeFilter, RelationFilter};
use super::sure;
use crate::domain::public_id::{self, Prefix};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::scalars::EdtfDate;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{self, Active, Asked, By, Row, When, column};
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
    pub fn new(filter: Option<&RelationFilter>, seen: bool, reference: &Reference) -> Result<Self> {
        let Some(filter) = filter else { return Ok(Self { shown: true, ..Self::default() }) };
        let mut reading =
            Reading { seen, reference, known_at: filter.known_at.map(|at| at.0), faults: vec![] };
        let predicate = Some(reading.filter(filter));
        if inner(filter).any(names_instant) {
            reading.fault("`knownAt` is about the whole list: it stands at the top of the filter alone.");
        }
        if !reading.faults.is_empty() {
            return Err(bad_request(reading.faults.join(" ")));
        }
        Ok(Self { predicate, shown: !names_standing(filter), known_at: reading.known_at, when: when(filter) })
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

/// The days that a date means.
pub(in crate::graphql) fn days(date: EdtfDate) -> Active {
    let (first, last) = date.0.days();
    Active { first, last }
}

/// The days from the first of one date to the last of the other; an end of which nothing is said is open.
fn between(from: Option<EdtfDate>, to: Option<EdtfDate>) -> Active {
    Active {
        first: from.map_or(db::Day::EVER, |date| days(date).first),
        last: to.map_or(db::Day::NEVER, |date| days(date).last),
    }
}

fn names_standing(filter: &RelationFilter) -> bool {
    filter.standing.is_some() || filter.rank.is_some() || inner(filter).any(names_standing)
}

fn names_instant(filter: &RelationFilter) -> bool {
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

/// A filter that is being read: what is wrong with it is told all at once.
struct Reading<'a> {
    seen: bool,
    reference: &'a Reference,
    known_at: Option<Timestamp>,
    faults: Vec<String>,
}

impl Reading<'_> {
    fn fault(&mut self, message: impl Into<String>) {
        let message = message.into();
        if !self.faults.contains(&message) {
            self.faults.push(message);
        }
    }

    fn each(&mut self, filters: &[RelationFilter]) -> Vec<Predicate> {
        filters.iter().map(|filter| self.filter(filter)).collect()
    }

    fn filter(&mut self, filter: &RelationFilter) -> Predicate {
        let mut all = vec![];
        all.extend(filter.and.as_ref().map(|filters| Predicate::All(self.each(filters))));
        all.extend(filter.or.as_ref().map(|filters| Predicate::Any(self.each(filters))));
        all.extend(filter.not.as_ref().map(|not| Predicate::Not(Box::new(self.filter(not)))));
        all.extend(filter.subject.as_ref().map(|e| relation::has_subject(e.predicate())));
        all.extend(filter.object.as_ref().map(|e| relation::has_object(e.predicate())));
        if let Some(other) = &filter.other {
            if !self.seen {
                self.fault("`other` is the other end as an entity sees it: here, use `subject` or `object`.");
            }
            all.push(relation::has_other(other.predicate()));
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
        if let Some(date) = filter.active_on {
            all.push(relation::active(When::On(days(date)), certainty, self.reference));
        }
        if let Some(DateRange { from, to }) = filter.active_during {
            let range = self.range("activeDuring", from, to, false);
            all.push(relation::active(When::Within(range), certainty, self.reference));
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

    fn range(
        &mut self,
        name: &str,
        from: Option<EdtfDate>,
        to: Option<EdtfDate>,
        may_be_empty: bool,
    ) -> Active {
        let range = between(from, to);
        if from.is_none() && to.is_none() && !may_be_empty {
            self.fault(format!("`{name}` says nothing: give it `from` or `to`."));
        }
        if range.first > range.last {
            self.fault(format!("`{name}` ends before it begins: `from` comes before `to`."));
        }
        range
    }

    fn sources(&mut self, filter: &RelationFilter, all: &mut Vec<Predicate>) {
        if let Some(least) = filter.min_sources {
            if least < 0 {
                self.fault(format!("`minSources` is {least}; it can be 0 or more."));
            }
            all.push(Predicate::Is(column::SOURCES, Test::AtLeast(Operand::Int(least.into()))));
        }
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
