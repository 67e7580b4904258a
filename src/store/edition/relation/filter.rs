//! What relations can be filtered by. In every condition here the relation is `r`, seen from an entity also `c`.

use db::{Day, Temporal};

use super::super::reference::Reference;
use crate::store::list::List;
use crate::store::predicate::{Column, Link, Operand, Predicate, Test};
use db::Certainty;

pub mod column {
    use super::Column;

    pub const ID: Column = Column("r.uid");
    pub const TYPE: Column = Column("r.type_code");
    pub const ROLE: Column = Column("r.role");
    pub const PHASE: Column = Column("r.phase");
    pub const STANDING: Column = Column("r.standing");
    pub const RANK: Column = Column("r.rank");
}

const SHOWN: Column = Column("CASE WHEN r.shown THEN 1 ELSE 0 END");
const START_MIN: Column = Column("r.start_min");
const START_MAX: Column = Column("r.start_max");
const END_MIN: Column = Column("r.end_min");
const END_MAX: Column = Column("r.end_max");

pub(super) const SUBJECT: Link = Link("edition_entity e WHERE e.id = r.subject_id");
pub(super) const OBJECT: Link = Link("edition_entity e WHERE e.id = r.object_id");
const OTHER: Link = Link("edition_entity e WHERE e.id = c.other_id");
/// From a row of evidence `c` to its relation.
pub const OF_EVIDENCE: Link = Link("edition_relation r WHERE r.id = c.relation_id");
/// From an edge `c` to its relation.
pub(super) const OF_EDGE: Link = OF_EVIDENCE;

/// On all or some of the days from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Active {
    pub first: Day,
    pub last: Day,
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

/// Holds on those days: certainly, only possibly, or either.
#[must_use]
pub fn active(on: Active, certainty: Option<Certainty>, reference: &Reference) -> Predicate {
    let Active { first, last } = on;
    let at_most = |column, day: Day| Predicate::Is(column, Test::AtMost(Operand::Int(day.0.into())));
    let at_least = |column, day: Day| Predicate::Is(column, Test::AtLeast(Operand::Int(day.0.into())));
    let possible = Predicate::All(vec![at_most(START_MIN, last), at_least(END_MAX, first)]);
    let events = reference.types().iter().filter(|t| t.row.temporal == Temporal::Event);
    let events = List::Texts(events.map(|t| t.row.code.clone()).collect());
    let certain = Predicate::Any(vec![
        // An event happened on the days, a state held on all of them.
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
    ]);
    match certainty {
        None => possible,
        Some(Certainty::Certain) => Predicate::All(vec![possible, certain]),
        Some(Certainty::Possible) => Predicate::All(vec![possible, Predicate::Not(Box::new(certain))]),
    }
}
