//! Sort keys of an entity's relations: preferred ones first, then those that were so last.

use db::{Day, Rank};

/// Preferred ones first.
#[must_use]
pub fn rank_order(rank: Rank) -> i32 {
    match rank {
        Rank::Preferred => 0,
        Rank::Normal => 1,
        Rank::Deprecated => 2,
    }
}

/// The latest day on which they may have held.
#[must_use]
pub fn latest_day(start_max: Day, end_max: Day) -> Day {
    if end_max == Day::EVER { start_max } else { end_max }
}
