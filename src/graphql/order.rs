//! Orders: what lists are sorted by, key by key.

/// An enum of orders: a table of its values, and the key and the direction that each has. `asc first` and `desc first` put
/// what has no value before all that has one.
macro_rules! orders {
    (
        $(#[$doc:meta])* $name:ident of $key:ty {
            $($(#[$about:meta])* $value:ident = $of:ident $direction:ident $($first:ident)?,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
        pub enum $name {
            $($(#[$about])* $value,)*
        }

        impl $name {
            fn term(self) -> $crate::store::order::Term<$key> {
                use $crate::store::order::Term;
                match self {
                    $(Self::$value => Term {
                        key: <$key>::$of,
                        descending: stringify!($direction) == "desc",
                        nulls_first: false $(|| stringify!($first) == "first")?,
                    },)*
                }
            }
        }
    };
}
pub(crate) use orders;

use super::error::{Result, bad_request};
use crate::store::order::{MOST, Term, Terms};

/// The order that is asked for.
///
/// # Errors
/// Too many keys, and keys that come twice or behind one that leaves no two rows alike.
pub fn order<K: Copy + PartialEq>(
    asked: impl IntoIterator<Item = Term<K>>,
    is_last: impl Fn(K) -> bool,
) -> Result<Terms<K>> {
    let asked: Vec<_> = asked.into_iter().collect();
    let twice =
        asked.iter().enumerate().any(|(at, term)| asked[..at].iter().any(|other| other.key == term.key));
    if twice {
        return Err(bad_request("`orderBy` names the same thing twice: only the first would count."));
    }
    if asked.iter().rev().skip(1).any(|term| is_last(term.key)) {
        let message = "`orderBy` has something behind a key that leaves no two alike: it would never count.";
        return Err(bad_request(message));
    }
    Terms::of(asked).ok_or_else(|| bad_request(format!("`orderBy` takes {MOST} keys at most.")))
}

/// Refuses an order for which all rows of a large table would have to be sorted.
///
/// # Errors
/// Where no index has it.
pub fn indexed(is_indexed: bool, keys: &str) -> Result<()> {
    if is_indexed {
        return Ok(());
    }
    Err(bad_request(format!("`orderBy` of this list begins with one of {keys}; others may follow it.")))
}
