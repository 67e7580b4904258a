//! Relations as the published record had them at an instant.
//!
//! What was public of a relation stands in `edition_relation_state`, a row for each time in which nothing of it changed,
//! with the columns that the relation has now: whatever can be asked of relations, is asked of their states in the same
//! words. A statement about an instant takes the states of then in place of the relations.

use db::Timestamp;

use super::Row;
use super::filter::OF_EDGE;
use crate::store::predicate::{Column, Link, Operand, Predicate, Test};

const SINCE: Column = Column("r.since");
const UNTIL: Column = Column("r.until");
/// From a row of evidence `c` to what was known of its relation.
const STATE_OF_EVIDENCE: Link = Link("edition_relation_state r WHERE r.id = c.relation_id");

/// The table that has the relations `r`.
pub(super) fn table(known_at: Option<Timestamp>) -> &'static str {
    if known_at.is_some() { "edition_relation_state" } else { "edition_relation" }
}

/// Its state is the one of then.
pub(super) fn then(known_at: Option<Timestamp>) -> Predicate {
    match known_at {
        None => Predicate::always(),
        Some(at) => Predicate::All(vec![
            Predicate::Is(SINCE, Test::AtMost(Operand::Int(at.0))),
            Predicate::Is(UNTIL, Test::More(Operand::Int(at.0))),
        ]),
    }
}

/// Rows that say of which instant they tell.
pub(super) fn told(rows: Vec<Row>, known_at: Option<Timestamp>) -> Vec<Row> {
    rows.into_iter().map(|row| Row { known_at, ..row }).collect()
}

/// The relation of a row of evidence `c` fits, or fitted then.
#[must_use]
pub fn of_evidence(relation: &Predicate, known_at: Option<Timestamp>) -> Predicate {
    match known_at {
        None => Predicate::Some(OF_EDGE, Box::new(relation.clone())),
        Some(_) => {
            let then = Predicate::All(vec![then(known_at), relation.clone()]);
            Predicate::Some(STATE_OF_EVIDENCE, Box::new(then))
        }
    }
}
