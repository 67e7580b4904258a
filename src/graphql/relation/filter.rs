//! Which relations are meant, and in which order.

use async_graphql::{Enum, ID, InputObject};

use crate::graphql::entity::filter::EntityFilter;
use crate::graphql::error::Result;
use crate::graphql::evidence::filter::EvidenceListFilter;
use crate::graphql::filter::{DateRange, DateRangeFilter, IdFilter, IntFilter, StringFilter};
use crate::graphql::order::{self, orders};
use crate::graphql::scalars::{DateTime, EdtfDate};
use crate::store::edition::relation::{By, SortKey};

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
    /// Its id.
    pub id: Option<IdFilter>,
    /// The entity of which it says something.
    pub subject: Option<Box<EntityFilter>>,
    /// The entity that it says of the subject.
    pub object: Option<Box<EntityFilter>>,
    /// The end that is not the entity whose relations are asked for.
    pub other: Option<Box<EntityFilter>>,
    /// The post or part, as it was published.
    pub role: Option<StringFilter>,
    /// It holds on that day; in that year or month, CERTAIN on all its days, POSSIBLE on any.
    pub active_on: Option<EdtfDate>,
    /// It holds at some time within those days: CERTAIN if it does whatever the unknown days may be, else POSSIBLE.
    pub active_during: Option<DateRange>,
    /// Its beginning, or the event, has a date, of which all possible days lie in the range.
    pub start_date: Option<DateRangeFilter>,
    /// Its end has a date, of which all possible days lie in the range.
    pub end_date: Option<DateRangeFilter>,
    /// How sure `activeOn` and `activeDuring` are; both, if nothing is said.
    pub certainty: Option<Certainty>,
    /// What is known of its time: one of these.
    pub phase: Option<Vec<Phase>>,
    /// What its evidence says: one of these.
    pub standing: Option<Vec<Standing>>,
    /// The editors' verdict: one of these.
    pub rank: Option<Vec<Rank>>,
    /// The id of an entity that evidence of it names as its source, for it or against it, taken back or not.
    pub attributed_to: Option<ID>,
    /// The id of an article that has evidence of it; with `attributedTo`, evidence that names that source.
    pub cited_in: Option<ID>,
    /// As the published record stood at that instant: of what readers may read now, what was public then.
    pub known_at: Option<DateTime>,
    /// So many different articles and addresses support it, at least.
    pub min_sources: Option<i32>,
    /// How many different articles and addresses support it.
    pub sources: Option<IntFilter>,
    /// The passages and addresses that speak for it or against it.
    pub evidence: Option<EvidenceListFilter>,
}

orders! {
    /// A key by which relations are sorted. Without one: of an entity, preferred ones first, then those that were so last;
    /// of all, the newest record first.
    RelationOrder of SortKey {
        /// By the first day on which they may have begun; unknown ones first.
        StartDateAsc = StartDate asc,
        /// By the first day on which they may have begun, the latest first; unknown ones last.
        StartDateDesc = StartDate desc,
        /// By the last day on which they may have ended; what goes on, or may, comes last.
        EndDateAsc = EndDate asc,
        /// By the last day on which they may have ended, the latest first; what goes on, or may, comes first.
        EndDateDesc = EndDate desc,
        /// Those that the most sources support first.
        SourcesDesc = Sources desc,
        /// Those that the fewest sources support first.
        SourcesAsc = Sources asc,
        /// As they were recorded.
        CreatedAsc = Created asc,
        /// The newest record first.
        CreatedDesc = Created desc,
    }
}

/// The order that is asked for.
///
/// # Errors
/// Keys that cannot be.
pub(in crate::graphql) fn by(orders: Option<Vec<RelationOrder>>) -> Result<By> {
    let is_last = |key| key == SortKey::Created;
    order::order(orders.unwrap_or_default().into_iter().map(RelationOrder::term), is_last)
}
