//! Orders as they are asked for: keys one behind the other, each with its direction, and with the place of what has no
//! value. The last key is always the row, so that a cursor names one place.

use std::borrow::Cow;

use super::keyset::{Key, Order, Sort};

/// Keys of an order at most.
pub const MOST: usize = 4;

/// Where what has no value stands: beyond all that has one.
pub(super) const BEYOND: i64 = 9_007_199_254_740_991;

/// A key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term<K> {
    pub key: K,
    pub descending: bool,
    /// What has no value comes first; else it comes last.
    pub nulls_first: bool,
}

/// Keys of an order, the most important first; without any, a list has its own order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms<K>([Option<Term<K>>; MOST]);

/// How a key is read of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spelling {
    Int(&'static str),
    Text(&'static str),
    /// Has no value at some rows: with the largest and the smallest number in its place.
    Nullable {
        high: &'static str,
        low: &'static str,
    },
    /// The same for a text.
    NullableText {
        high: &'static str,
        low: &'static str,
    },
    /// The row id of a row in this table.
    Row(&'static str, &'static str),
}

/// The same for texts, which are no longer than a line.
const BEYOND_TEXTS: &str = "\u{10ffff}";

/// A number that may be missing.
macro_rules! nullable {
    ($column:expr) => {
        $crate::store::order::Spelling::Nullable {
            high: concat!("COALESCE(", $column, ", 9007199254740991)"),
            low: concat!("COALESCE(", $column, ", -9007199254740991)"),
        }
    };
}
pub(super) use nullable;

impl<K: Copy> Term<K> {
    /// Stands what has no value for the largest number? Else for the smallest.
    fn is_high(self) -> bool {
        self.descending == self.nulls_first
    }

    fn sort(self, spelling: Spelling) -> Sort {
        let sort = match spelling {
            Spelling::Int(column) => Sort::int(column),
            Spelling::Text(column) => Sort::text(column),
            Spelling::Nullable { high, low } => Sort::int(if self.is_high() { high } else { low }),
            Spelling::NullableText { high, low } => Sort::text(if self.is_high() { high } else { low }),
            Spelling::Row(column, table) => Sort::row(column, table),
        };
        if self.descending { sort.descending() } else { sort }
    }

    /// The place of a number that may be missing.
    pub(super) fn number(self, value: Option<impl Into<i64>>) -> Key {
        Key::Int(value.map_or(if self.is_high() { BEYOND } else { -BEYOND }, Into::into))
    }

    /// The place of a text that may be missing.
    pub(super) fn text(self, value: Option<String>) -> Key {
        Key::Text(value.unwrap_or_else(|| if self.is_high() { BEYOND_TEXTS.into() } else { String::new() }))
    }
}

impl<K: Copy> Terms<K> {
    /// The list's own order.
    #[must_use]
    pub const fn own() -> Self {
        Self([None; MOST])
    }

    /// These keys; none where they are too many.
    pub fn of(keys: impl IntoIterator<Item = Term<K>>) -> Option<Self> {
        let mut terms = Self::own();
        let mut places = terms.0.iter_mut();
        for key in keys {
            *places.next()? = Some(key);
        }
        Some(terms)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Term<K>> + '_ {
        self.0.iter().copied().flatten()
    }

    /// The order of a list whose rows spell the keys so; `name` is what cursors call them. A key that is the row itself
    /// ends the order.
    pub(super) fn order(
        &self,
        name: fn(K) -> &'static str,
        spelling: impl Fn(K) -> Spelling,
        (row, table): (&'static str, &'static str),
    ) -> Order {
        let mut code = String::new();
        let mut sorts = vec![];
        let mut ended = false;
        for term in self.iter() {
            if !code.is_empty() {
                code.push(',');
            }
            code.push_str(name(term.key));
            code.push_str(if term.descending { "_DESC" } else { "_ASC" });
            code.push_str(if term.nulls_first { "_NULLS_FIRST" } else { "" });
            let spelling = spelling(term.key);
            ended = matches!(spelling, Spelling::Row(..));
            sorts.push(term.sort(spelling));
        }
        if !ended {
            let last = Sort::row(row, table);
            let backwards = self.iter().next_back().is_some_and(|term| term.descending);
            sorts.push(if backwards { last.descending() } else { last });
        }
        Order { code: Cow::Owned(code), sorts: Cow::Owned(sorts) }
    }
}
