//! What relations can be filtered by. In every condition here the relation is `r`, seen from an entity also `c`.

use db::{Certainty, Day, Temporal, Timestamp};
use uuid::Uuid;

use super::super::reference::Reference;
use crate::store::list::List;
use crate::store::predicate::{Column, Folding, Link, Lookup, Operand, Predicate, Test, Words};

pub mod column {
    use super::{Column, Folding, Words};

    pub const ID: Column = Column("r.uid");
    pub const TYPE: Column = Column("r.type_code");
    pub const ROLE: Words =
        Words { exact: Column("r.role"), folded: Column("r.role_key"), folding: Folding::Key };
    pub const PHASE: Column = Column("r.phase");
    pub const STANDING: Column = Column("r.standing");
    pub const RANK: Column = Column("r.rank");
    pub const SOURCES: Column = Column("r.sources");
}

const ENTITY: Lookup = Lookup(
    "COALESCE((SELECT id FROM edition_entity WHERE uid = ?), (SELECT entity_id FROM edition_redirect WHERE uid = ?), 0)",
);
const ARTICLE: Lookup = Lookup("COALESCE((SELECT id FROM edition_article WHERE uid = ?), 0)");

const SHOWN: Column = Column("CASE WHEN r.shown THEN 1 ELSE 0 END");
const START_MIN: Column = Column("r.start_min");
const START_MAX: Column = Column("r.start_max");
const END_MIN: Column = Column("r.end_min");
const END_MAX: Column = Column("r.end_max");

pub(super) const SUBJECT: Link = Link("edition_entity e WHERE e.id = r.subject_id");
pub(super) const OBJECT: Link = Link("edition_entity e WHERE e.id = r.object_id");
const OTHER: Link = Link("edition_entity e WHERE e.id = c.other_id");
/// From an edge or a row of evidence `c` to its relation.
pub(super) const OF_EDGE: Link = Link("edition_relation r WHERE r.id = c.relation_id");

/// From a relation to its evidence.
pub const EVIDENCE: Link = Link("edition_evidence v WHERE v.relation_id = r.id");
pub(super) const CITED: Column = Column("v.article_id");
const HEARD: Column = Column("v.since");
pub(super) const ATTRIBUTED: Column = Column("v.attributed_to_id");

/// The days from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Active {
    pub first: Day,
    pub last: Day,
}

/// When a relation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// On all of the days, or only on some; an event happens on one of them.
    On(Active),
    /// At some time within the days.
    Within(Active),
}

/// An end of a relation in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatedEnd {
    /// Its beginning; of an event, the event.
    Start,
    End,
}

/// Its subject is an entity that fits.
#[must_use]
pub fn has_subject(entity: Predicate) -> Predicate {
    Predicate::Some(SUBJECT, Box::new(entity))
}

/// Its object is an entity that fits.
#[must_use]
pub fn has_object(entity: Predicate) -> Predicate {
    Predicate::Some(OBJECT, Box::new(entity))
}

/// Its other end, as an entity sees it, fits. For the relations of entities only.
#[must_use]
pub fn has_other(entity: Predicate) -> Predicate {
    Predicate::Some(OTHER, Box::new(entity))
}

/// What is shown unless somebody asks for more: not denied, retracted or deprecated.
#[must_use]
pub fn shown() -> Predicate {
    Predicate::Is(SHOWN, Test::Eq(Operand::Int(1)))
}

/// Has evidence that names this entity as its source, or that stands in this article; with both, one piece of evidence
/// does both. An entity that was merged is found by either of its ids. With an instant, evidence that was public then.
#[must_use]
pub fn has_evidence(
    attributed_to: Option<Uuid>,
    cited_in: Option<Uuid>,
    known_at: Option<Timestamp>,
) -> Predicate {
    let by = attributed_to.map(|uid| Predicate::Is(ATTRIBUTED, Test::Names(ENTITY, uid)));
    let article = cited_in.map(|uid| Predicate::Is(CITED, Test::Names(ARTICLE, uid)));
    let then = known_at.map(heard);
    Predicate::Some(EVIDENCE, Box::new(Predicate::All(article.into_iter().chain(by).chain(then).collect())))
}

/// A piece of evidence was public then.
#[must_use]
pub fn heard(at: Timestamp) -> Predicate {
    Predicate::Is(HEARD, Test::AtMost(Operand::Int(at.0)))
}

/// Has a date at that end, all possible days of which lie in the range.
#[must_use]
pub fn dated(end: DatedEnd, range: Active) -> Predicate {
    let (min, max) = match end {
        DatedEnd::Start => (START_MIN, START_MAX),
        DatedEnd::End => (END_MIN, END_MAX),
    };
    Predicate::All(vec![undated(end, false), at_least(min, range.first), at_most(max, range.last)])
}

/// Has no date at that end, or has one.
#[must_use]
pub fn undated(end: DatedEnd, is_null: bool) -> Predicate {
    let date = match end {
        DatedEnd::Start => Column("r.start_date"),
        DatedEnd::End => Column("r.end_date"),
    };
    Predicate::Is(date, Test::IsNull(is_null))
}

fn at_most(column: Column, day: Day) -> Predicate {
    Predicate::Is(column, Test::AtMost(Operand::Int(day.0.into())))
}

fn at_least(column: Column, day: Day) -> Predicate {
    Predicate::Is(column, Test::AtLeast(Operand::Int(day.0.into())))
}

/// Holds then: certainly, only possibly, or either.
#[must_use]
pub fn active(when: When, certainty: Option<Certainty>, reference: &Reference) -> Predicate {
    let (When::On(days) | When::Within(days)) = when;
    let Active { first, last } = days;
    let possible = Predicate::All(vec![at_most(START_MIN, last), at_least(END_MAX, first)]);
    let certain = match when {
        When::Within(_) => Predicate::All(vec![at_most(START_MAX, last), at_least(END_MIN, first)]),
        When::On(_) => certain_on(days, reference),
    };
    match certainty {
        None => possible,
        Some(Certainty::Certain) => Predicate::All(vec![possible, certain]),
        Some(Certainty::Possible) => Predicate::All(vec![possible, Predicate::Not(Box::new(certain))]),
    }
}

/// An event happened on the days, a state held on all of them.
fn certain_on(Active { first, last }: Active, reference: &Reference) -> Predicate {
    let events = reference.types().iter().filter(|t| t.row.temporal == Temporal::Event);
    let events = List::Texts(events.map(|t| t.row.code.clone()).collect());
    Predicate::Any(vec![
        Predicate::All(vec![
            Predicate::Is(column::TYPE, Test::In(events.clone())),
            at_least(START_MIN, first),
            at_most(START_MAX, last),
        ]),
        Predicate::All(vec![
            Predicate::Is(column::TYPE, Test::NotIn(events)),
            at_most(START_MAX, first),
            at_least(END_MIN, last),
        ]),
    ])
}
