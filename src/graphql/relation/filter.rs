//! Which relations are meant, and in which order.

use async_graphql::{Enum, InputObject};

use crate::graphql::entity::filter::EntityFilter;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::filter::StringFilter;
use crate::graphql::scalars::EdtfDate;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{self, Active, By, column};
use crate::store::list::List;
use crate::store::predicate::{Column, Predicate, Test};

/// From which end an entity sees a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::EdgeDirection")]
pub enum EdgeDirection {
    /// It is the subject.
    Out,
    /// It is the object.
    In,
    /// The relation says the same from either end.
    Mutual,
}

/// What is known of a relation's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Phase")]
pub enum Phase {
    /// It held on the day `asOf`.
    Current,
    /// It was over by then.
    Former,
    /// It is an event, and happened.
    Occurred,
    /// Nothing more than its dates.
    Unknown,
}

/// What the readable evidence says of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Standing")]
pub enum Standing {
    /// Sources support it, none denies it.
    Asserted,
    /// Sources support it, others deny it.
    Disputed,
    /// Sources deny it, and none ever supported it.
    Denied,
    /// All that supported it was taken back.
    Retracted,
    /// It stands without evidence, by an editor's decision.
    Unsourced,
}

/// The editors' verdict on a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Rank")]
pub enum Rank {
    /// The one to show of several that differ.
    Preferred,
    /// No verdict.
    Normal,
    /// Wrong; kept so that nobody adds it again.
    Deprecated,
}

/// How sure it is that a relation holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Certainty")]
pub enum Certainty {
    /// It does, whatever the unknown days may be.
    Certain,
    /// It does for some of them.
    Possible,
}

/// The order of a list of relations. Without one: of an entity, preferred ones first, then those that were so last; of
/// all, the newest record first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RelationOrder {
    /// By the first day on which they may have begun; unknown ones first.
    StartDateAsc,
    /// By the first day on which they may have begun, the latest first; unknown ones last.
    StartDateDesc,
    /// As they were recorded.
    CreatedAsc,
}

/// Chooses relations; all that is given must hold. What is denied, retracted or deprecated is left out, unless
/// `standing` or `rank` is named anywhere in the filter.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RelationFilter {
    /// All of these hold.
    pub and: Option<Vec<RelationFilter>>,
    /// One of these holds at least; of none, never.
    pub or: Option<Vec<RelationFilter>>,
    /// This does not hold.
    pub not: Option<Box<RelationFilter>>,
    /// The entity of which it says something.
    pub subject: Option<EntityFilter>,
    /// The entity that it says of the subject.
    pub object: Option<EntityFilter>,
    /// The end that is not the entity whose relations are asked for.
    pub other: Option<EntityFilter>,
    /// The post or part, as it was published.
    pub role: Option<StringFilter>,
    /// It holds on that day; in that year or month, CERTAIN on all its days, POSSIBLE on any.
    pub active_on: Option<EdtfDate>,
    /// How sure `activeOn` is; both, if nothing is said.
    pub certainty: Option<Certainty>,
    /// What is known of its time: one of these.
    pub phase: Option<Vec<Phase>>,
    /// What its evidence says: one of these.
    pub standing: Option<Vec<Standing>>,
    /// The editors' verdict: one of these.
    pub rank: Option<Vec<Rank>>,
}

/// A filter as the store takes it.
#[derive(Clone, Debug, Default)]
pub(in crate::graphql) struct Chosen {
    pub predicate: Option<Predicate>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    /// The days of which edges say how sure they are.
    pub active: Option<Active>,
}

impl Chosen {
    /// The filter of a list; `seen` from an entity or not.
    ///
    /// # Errors
    /// Conditions that mean nothing there.
    pub fn new(filter: Option<&RelationFilter>, seen: bool, reference: &Reference) -> Result<Self> {
        let predicate = filter.map(|f| f.predicate(seen, reference)).transpose()?;
        let shown = !filter.is_some_and(RelationFilter::names_standing);
        Ok(Self { predicate, shown, active: filter.and_then(RelationFilter::active) })
    }

    pub fn predicate(&self) -> Predicate {
        self.predicate.clone().unwrap_or_else(Predicate::always)
    }
}

/// The days that a date means.
pub(in crate::graphql) fn days(date: EdtfDate) -> Active {
    let (first, last) = date.0.days();
    Active { first, last }
}

/// The order that is asked for, of which there is one.
///
/// # Errors
/// More than one.
pub(in crate::graphql) fn by(orders: Option<Vec<RelationOrder>>) -> Result<By> {
    match orders.unwrap_or_default().as_slice() {
        [] => Ok(By::Relevance),
        [RelationOrder::StartDateAsc] => Ok(By::Start),
        [RelationOrder::StartDateDesc] => Ok(By::StartDesc),
        [RelationOrder::CreatedAsc] => Ok(By::Created),
        _ => Err(bad_request("`orderBy` takes one order: each of them leaves no two relations alike.")),
    }
}

impl RelationFilter {
    fn predicate(&self, seen: bool, reference: &Reference) -> Result<Predicate> {
        let each = |filters: &Vec<Self>| {
            filters.iter().map(|f| f.predicate(seen, reference)).collect::<Result<Vec<_>>>()
        };
        let codes = |column: Column, codes: Vec<&'static str>| {
            Predicate::Is(column, Test::In(List::Texts(codes.into_iter().map(str::to_owned).collect())))
        };
        let mut all = vec![];
        all.extend(self.and.as_ref().map(each).transpose()?.map(Predicate::All));
        all.extend(self.or.as_ref().map(each).transpose()?.map(Predicate::Any));
        if let Some(not) = &self.not {
            all.push(Predicate::Not(Box::new(not.predicate(seen, reference)?)));
        }
        all.extend(self.subject.as_ref().map(|e| relation::has_subject(e.predicate())));
        all.extend(self.object.as_ref().map(|e| relation::has_object(e.predicate())));
        if let Some(other) = &self.other {
            if !seen {
                return Err(bad_request(
                    "`other` is the other end as an entity sees it: here, use `subject` or `object`.",
                ));
            }
            all.push(relation::has_other(other.predicate()));
        }
        all.extend(self.role.as_ref().map(|role| role.predicate(column::ROLE)));
        match (self.active_on, self.certainty) {
            (Some(date), certainty) => {
                all.push(relation::active(days(date), certainty.map(db::Certainty::from), reference));
            }
            (None, Some(_)) => return Err(bad_request("`certainty` goes with `activeOn`.")),
            (None, None) => {}
        }
        all.extend(
            self.phase
                .as_ref()
                .map(|set| codes(column::PHASE, set.iter().map(|v| db::Phase::from(*v).code()).collect())),
        );
        all.extend(
            self.standing.as_ref().map(|set| {
                codes(column::STANDING, set.iter().map(|v| db::Standing::from(*v).code()).collect())
            }),
        );
        all.extend(
            self.rank
                .as_ref()
                .map(|set| codes(column::RANK, set.iter().map(|v| db::Rank::from(*v).code()).collect())),
        );
        Ok(Predicate::All(all))
    }

    fn names_standing(&self) -> bool {
        let any = |filters: &Option<Vec<Self>>| filters.iter().flatten().any(Self::names_standing);
        self.standing.is_some()
            || self.rank.is_some()
            || any(&self.and)
            || any(&self.or)
            || self.not.as_ref().is_some_and(|f| f.names_standing())
    }

    /// The days that every relation of the list holds on.
    fn active(&self) -> Option<Active> {
        let inner = || self.and.iter().flatten().find_map(Self::active);
        self.active_on.map(days).or_else(inner)
    }
}
