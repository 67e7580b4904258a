//! What holds for any text.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::text::fold::key;

const NAMES: [(i64, &str, Weight); 14] = [
    (1, "Kazakhstan", Weight::Full),
    (1, "Kazakh", Weight::Demonym),
    (2, "Kassym-Jomart Tokayev", Weight::Full),
    (2, "Tokayev", Weight::Short),
    (3, "National Security Committee of Kazakhstan", Weight::Full),
    (3, "KNB", Weight::Full),
    (4, "US", Weight::Full),
    (5, "US State Department", Weight::Full),
    (6, "Nur-Sultan", Weight::Full),
    (7, "Moscow", Weight::Metonym),
    (8, "Georgia", Weight::Full),
    (9, "Georgia", Weight::Full),
    (10, "O’Brien", Weight::Full),
    (11, "東京", Weight::Full),
];

fn known() -> Matcher {
    matcher(NAMES.map(|(entity, text, weight)| weak(entity, text, weight)))
}

/// Names, pieces of names and what lies between, in any order.
fn text() -> impl Strategy<Value = String> {
    let pieces = NAMES.map(|(_, text, _)| text).into_iter().chain([
        " ",
        " ",
        " ",
        "-",
        "’s ",
        "'",
        ". ",
        "”",
        "\n",
        "\t",
        "😀",
        "é",
        "the",
        "of ",
        "State",
        "Sultan",
        "Nur",
        "Committee",
        "Jomart",
        "U.S.",
        "KAZAKHSTAN",
        "\u{ad}",
        "大",
        "EmmanuelTokayev",
        "—",
    ]);
    prop::collection::vec(prop::sample::select(pieces.collect::<Vec<_>>()), 0..24)
        .prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn found_places_are_in_order_and_apart(text in text()) {
        let mut end = 0;
        for found in known().find(&text, &Context::default()) {
            prop_assert!(found.start >= end && found.start < found.end, "{:?}", found);
            end = found.end;
        }
        prop_assert!(end <= text.chars().count());
    }

    #[test]
    fn what_is_found_is_a_name(text in text()) {
        let keys: HashSet<String> = NAMES.iter().map(|(_, name, _)| key(name)).collect();
        let joined: HashSet<String> = keys.iter().map(|k| k.replace(' ', "")).collect();
        for found in known().find(&text, &Context::default()) {
            let surface = key(&slice(&text, &found));
            prop_assert!(keys.contains(&surface) || joined.contains(&surface.replace(' ', "")), "{surface}");
        }
    }

    #[test]
    fn a_full_name_stays_linked_whatever_is_far_away(before in text(), after in text()) {
        let sentence = "Talks in Kazakhstan went on.";
        let whole = format!("{before}\n\n{sentence}\n\n{after}");
        let start = before.chars().count() + 2 + 9;
        let outcome = Outcome::Linked { entity: 1, name: 0 };
        let expected = Found { start, end: start + 10, outcome };
        prop_assert!(known().find(&whole, &Context::default()).contains(&expected), "{whole}");
    }

    #[test]
    fn pinned_places_are_left_alone(text in text(), start in 0usize..60, length in 1usize..20) {
        let pins = [(start..start + length, 7)];
        for found in known().find(&text, &Context { pinned: &pins, ..Context::default() }) {
            prop_assert!(found.end <= start || found.start >= start + length, "{:?}", found);
        }
    }

    #[test]
    fn any_text_at_all(text in "\\PC{0,80}") {
        known().find(&text, &Context { language: Some("tr"), ..Context::default() });
    }
}
