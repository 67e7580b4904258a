//! Where an article stands in the text index: by when it was first published, then by its row id, as in lists. The index is
//! walked backwards from the newest, and a range of dates is a range of places.

use db::{ArticleId, Timestamp};

/// Bits of the row id. Articles of the same millisecond whose ids are alike in these take the next free places.
const ID_BITS: u32 = 20;
/// So many milliseconds before and behind 1970, some 139 years, have places of their own.
const REACH: i64 = 1 << 42;

/// The place of an article.
#[must_use]
pub fn place(at: Timestamp, article: ArticleId) -> i64 {
    first(at) | (article.0 & ((1 << ID_BITS) - 1))
}

/// The first place of an instant.
#[must_use]
pub fn first(at: Timestamp) -> i64 {
    (at.0.clamp(-REACH, REACH - 1) + REACH) << ID_BITS
}

/// The place behind the last one of an instant.
#[must_use]
pub fn behind(at: Timestamp) -> i64 {
    first(at).saturating_add(1 << ID_BITS)
}

/// The instant of a place.
#[must_use]
pub fn instant(place: i64) -> Timestamp {
    Timestamp((place >> ID_BITS) - REACH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_order_of_lists() {
        let places = [
            (-5_000_000_000_000, 9),
            (-1, 2),
            (0, 1),
            (0, 2),
            (1_641_461_400_000, 1),
            (1_641_461_400_001, 0),
            (i64::MAX, 1),
        ]
        .map(|(at, id)| place(Timestamp(at), ArticleId(id)));
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(instant(places[4]), Timestamp(1_641_461_400_000));
        assert!(behind(Timestamp(0)) > places[3] && behind(Timestamp(0)) <= places[4]);
        assert!(places[6] > places[5] && behind(Timestamp(i64::MAX)) > places[6]);
    }
}
