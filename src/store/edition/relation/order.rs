//! What relations can be ordered by. An order is spelled in four ways: for all relations, for those of an entity, for
//! those found by one of their ends, and for what was known of an entity's.

use super::Row;
use crate::store::keyset::{Key, Order, Sort};
use crate::store::order::{Spelling, Term, Terms};

const TABLE: &str = "edition_relation";

/// What relations can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The first day on which it may have begun.
    StartDate,
    /// The last day on which it may have ended.
    EndDate,
    Sources,
    /// When it was recorded: leaves no two alike.
    Created,
}

/// An order of relations. Without keys: of an entity, preferred ones first, then those that were so last; of all, the
/// newest record first.
pub type By = Terms<SortKey>;

const EDGES_BY_RELEVANCE: Order = Order::of(
    "relevance",
    &[Sort::int("c.rank_order"), Sort::int("c.latest_day").descending(), Sort::row("c.relation_id", TABLE)],
);
const EDGES_BY_CREATED_DESC: Order =
    Order::of("CREATED_DESC", &[Sort::row("c.relation_id", TABLE).descending()]);
const STATES_BY_RELEVANCE: Order = Order::of(
    "relevance",
    &[Sort::int("r.rank_order"), Sort::int("r.latest_day").descending(), Sort::row("r.id", TABLE)],
);
const ALL_BY_CREATED_DESC: Order = Order::of("CREATED_DESC", &[Sort::row("r.id", TABLE).descending()]);

/// The order of what follows from transitive relations: it is made in memory.
pub const NEAREST: Order = Order::of("nearest", &[Sort::int("distance"), Sort::row("id", TABLE)]);

fn name(key: SortKey) -> &'static str {
    match key {
        SortKey::StartDate => "START_DATE",
        SortKey::EndDate => "END_DATE",
        SortKey::Sources => "SOURCES",
        SortKey::Created => "CREATED",
    }
}

fn of_rows(by: &By) -> Order {
    let spelling = |key| match key {
        SortKey::StartDate => Spelling::Int("r.start_min"),
        SortKey::EndDate => Spelling::Int("r.end_max"),
        SortKey::Sources => Spelling::Int("r.sources"),
        SortKey::Created => Spelling::Row("r.id", TABLE),
    };
    by.order(name, spelling, ("r.id", TABLE))
}

fn of_edges(by: &By) -> Order {
    let spelling = |key| match key {
        SortKey::StartDate => Spelling::Int("c.start_min"),
        SortKey::EndDate => Spelling::Int("c.end_max"),
        SortKey::Sources => {
            Spelling::Int("(SELECT o.sources FROM edition_relation o WHERE o.id = c.relation_id)")
        }
        SortKey::Created => Spelling::Row("c.relation_id", TABLE),
    };
    by.order(name, spelling, ("c.relation_id", TABLE))
}

/// The order of an entity's relations.
#[must_use]
pub fn of_entity(by: &By) -> Order {
    if *by == By::own() { EDGES_BY_RELEVANCE } else { of_edges(by) }
}

/// The same order, of what was known of an entity's relations at an instant.
pub(super) fn of_entity_then(by: &By) -> Order {
    if *by == By::own() { STATES_BY_RELEVANCE } else { of_rows(by) }
}

/// The order of all relations, where they are found by one of their ends: told by its edges.
pub(super) fn of_end(by: &By) -> Order {
    if *by == By::own() { EDGES_BY_CREATED_DESC } else { of_edges(by) }
}

/// The order of all relations.
#[must_use]
pub fn of_all(by: &By) -> Order {
    if *by == By::own() { ALL_BY_CREATED_DESC } else { of_rows(by) }
}

/// Whether an index has all relations of a type in that order.
pub(super) fn is_by_record(by: &By) -> bool {
    by.iter().next().is_none_or(|first| first.key == SortKey::Created)
}

/// The place of a relation in an order that has keys.
pub(super) fn keys(row: &Row, by: &By) -> Vec<Key> {
    let key = |term: Term<SortKey>| match term.key {
        SortKey::StartDate => Key::Int(row.start_min.0.into()),
        SortKey::EndDate => Key::Int(row.end_max.0.into()),
        SortKey::Sources => Key::Int(row.sources.into()),
        SortKey::Created => Key::Uid(row.uid),
    };
    let ends = by.iter().any(|term| term.key == SortKey::Created);
    let id = (!ends).then_some(Key::Uid(row.uid));
    by.iter().map(key).chain(id).collect()
}
