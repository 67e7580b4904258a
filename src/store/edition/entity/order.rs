//! What entities can be ordered by. An order has its twin among rows that lead to entities.

use super::Row;
use crate::store::keyset::{Key, Order, Sort};
use crate::store::order::{Spelling, Term, Terms, nullable};

const TABLE: &str = "edition_entity";

/// What entities can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The house name, as it is folded for comparison.
    Name,
    Articles,
    About,
    StartDate,
    EndDate,
}

/// An order of entities; without keys, by name.
pub type By = Terms<SortKey>;

/// By name, as it is folded for comparison.
pub const BY_NAME: Order = Order::of("NAME_ASC", &[Sort::text("e.name_key"), Sort::row("e.id", TABLE)]);

/// Columns of an entity, each as `$at` leads to it.
macro_rules! spelled {
    ($key:expr, $at:ident) => {
        match $key {
            SortKey::Name => Spelling::Text($at!("name_key")),
            SortKey::Articles => Spelling::Int($at!("articles")),
            SortKey::About => Spelling::Int($at!("about")),
            SortKey::StartDate => nullable!($at!("start_min")),
            SortKey::EndDate => nullable!($at!("end_max")),
        }
    };
}

fn key_name(key: SortKey) -> &'static str {
    match key {
        SortKey::Name => "NAME",
        SortKey::Articles => "ARTICLES",
        SortKey::About => "ABOUT",
        SortKey::StartDate => "START_DATE",
        SortKey::EndDate => "END_DATE",
    }
}

/// The order of entities `e`.
#[must_use]
pub fn order(by: &By) -> Order {
    macro_rules! here {
        ($column:literal) => {
            concat!("e.", $column)
        };
    }
    if *by == By::own() { BY_NAME } else { by.order(key_name, |key| spelled!(key, here), ("e.id", TABLE)) }
}

/// The order of rows `c` that lead to entities; without keys, their own.
pub(in crate::store::edition) fn order_of_appearances(by: &By, own: Order) -> Order {
    macro_rules! there {
        ($column:literal) => {
            concat!("(SELECT o.", $column, " FROM edition_entity o WHERE o.id = c.entity_id)")
        };
    }
    if *by == By::own() {
        return own;
    }
    by.order(key_name, |key| spelled!(key, there), ("c.entity_id", TABLE))
}

/// Whether an index has all entities in that order, but for those alike in its first key.
#[must_use]
pub fn is_indexed(by: &By) -> bool {
    by.iter().next().is_none_or(|first| !matches!(first.key, SortKey::About | SortKey::EndDate))
}

/// The place of a row in an order.
#[must_use]
pub fn keys(row: &Row, by: &By) -> Vec<Key> {
    let id = Key::Uid(row.uid);
    if *by == By::own() {
        return vec![Key::Text(row.name_key.clone()), id];
    }
    let key = |term: Term<SortKey>| match term.key {
        SortKey::Name => Key::Text(row.name_key.clone()),
        SortKey::Articles => Key::Int(row.articles),
        SortKey::About => Key::Int(row.about),
        SortKey::StartDate => term.number(row.told.start_date.map(|date| date.days().0.0)),
        SortKey::EndDate => term.number(row.told.end_date.map(|date| date.days().1.0)),
    };
    by.iter().map(key).chain([id]).collect()
}
