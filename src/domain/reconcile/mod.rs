//! Finding which of the entities that readers have is meant by a name in somebody else's table, as the
//! [Reconciliation Service API](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/) has it.

pub mod extend;
pub mod find;
pub mod property;
mod score;
pub mod suggest;

use db::{EntityKind, PartialDate};
use uuid::Uuid;

pub use self::property::Property;
use crate::store::edition::entity::Row;

/// Questions that are asked at once, at most.
pub const MOST_QUERIES: usize = 50;
/// Candidates that one question gets, at most.
pub const MOST_CANDIDATES: usize = 25;

/// What somebody has in a row of their table.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// A name.
    pub text: Option<String>,
    /// What it may be; none named: anything.
    pub kinds: Vec<EntityKind>,
    pub limit: usize,
    pub wants: Vec<Want>,
}

/// What else is known of it.
#[derive(Clone, Debug)]
pub struct Want {
    pub property: Property,
    /// One of these.
    pub values: Vec<Given>,
}

/// A value that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Given {
    Text(String),
    /// An entity, by its public id.
    Entity(Uuid),
}

/// An entity that may be meant.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub row: Row,
    /// 0 to 100.
    pub score: f64,
    pub features: Vec<(&'static str, Feature)>,
    /// Whether it may be taken without looking: nothing else can be meant, and nothing speaks against it.
    pub is_match: bool,
}

/// What speaks for a candidate, or against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feature {
    Is(bool),
    Amount(f64),
}

/// Whether two dates may be the same day, as far as they are known.
fn may_be(one: PartialDate, other: PartialDate) -> bool {
    let ((a, b), (c, d)) = (one.days(), other.days());
    a <= d && c <= b
}
