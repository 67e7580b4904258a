//! Entities that look like one, for whoever tidies up: pairs with reasons, the likeliest first.

pub mod dismiss;
pub mod find;
mod score;

use db::{EntityId, EntityKind, Timestamp};
use uuid::Uuid;

pub use crate::store::desk::duplicate::LIKELIEST;
use crate::store::keyset::Key;

/// Why two entities look like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Both have the same identifier, in different schemes.
    SameIdentifier,
    /// Their house names are the same, but for case and marks.
    SameName,
    /// The house name of one is another name of the other: a transliteration, an alias.
    OtherName,
    /// They share a name that is the house name of neither.
    SharedName,
    /// Relations join both with something that few others are joined with.
    SharedNeighbours,
    /// Against it: both have an identifier of one scheme, and not the same.
    OtherIdentifier,
    /// Against it: they began or ended at different times.
    OtherDates,
}

/// Two entities that look like one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The older one first.
    pub ids: (EntityId, EntityId),
    pub uids: (Uuid, Uuid),
    pub kind: EntityKind,
    /// 1 to 100.
    pub score: i64,
    pub reasons: Vec<Reason>,
    /// Names and identifiers, as they are folded, that both have.
    pub shared: Vec<String>,
    /// What relations join with both, and with few others.
    pub neighbours: Vec<EntityId>,
    pub dismissal: Option<Dismissal>,
}

/// That somebody said that they are two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    pub reason: Option<String>,
    pub at: Timestamp,
    /// As rows name people.
    pub by: String,
}

impl Pair {
    /// Its place among all.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let (first, second) = (self.uids.0.to_string(), self.uids.1.to_string());
        vec![Key::Int(self.score), Key::Text(first), Key::Text(second)]
    }

    fn place(&self) -> (i64, String, String) {
        (self.score, self.uids.0.to_string(), self.uids.1.to_string())
    }

    /// Whether it stands behind a place.
    #[must_use]
    pub fn is_behind(&self, keys: &[Key]) -> bool {
        match keys {
            [Key::Int(score), Key::Text(first), Key::Text(second)] => {
                self.place() < (*score, first.clone(), second.clone())
            }
            _ => true,
        }
    }
}
