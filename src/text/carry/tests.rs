use proptest::prelude::*;

use super::*;
use crate::text::anchor;

fn anchors(text: &str, names: &[&str]) -> Vec<Anchor> {
    let mut from = 0;
    let place = |name: &&str| {
        let byte = text[from..].find(name).unwrap() + from;
        from = byte + name.len();
        let start = text[..byte].chars().count();
        anchor::at(text, start..start + name.chars().count()).unwrap()
    };
    names.iter().map(place).collect()
}

/// What became of names, where `also` are the passages that name the same things.
fn carried<'a>(old: &str, new: &'a str, names: &[&str], also: &[&str]) -> Vec<Option<&'a str>> {
    let slice = |range: Range<usize>| anchor::slice(new, range);
    let is_name = |_, range| slice(range).is_some_and(|passage| also.contains(&passage));
    let found = carry(old, new, &anchors(old, names), &[], is_name);
    found.standing.into_iter().map(|range| range.and_then(slice)).collect()
}

#[test]
fn what_is_untouched_moves() {
    let old = "Macron met Nazarbayev in Almaty.";
    let new = "😀 Last night Macron met him, Nazarbayev’s aide and others in Almaty.";
    assert_eq!(
        carried(old, new, &["Macron", "Nazarbayev", "Almaty"], &[]),
        [Some("Macron"), Some("Nazarbayev"), Some("Almaty")]
    );
}

#[test]
fn what_is_edited_stays_while_it_is_a_name() {
    let (old, names) = ("We met EmmanuelMacron there.", ["EmmanuelMacron"]);
    let new = "We met Emmanuel Macron there.";
    assert_eq!(carried(old, new, &names, &["Emmanuel Macron"]), [Some("Emmanuel Macron")]);
    assert_eq!(carried(old, "We met Emanuel Macaroni there.", &names, &["Emmanuel Macron"]), [None]);
    assert_eq!(
        carried("In Nur-Sultan it snows.", "In Astana it snows.", &["Nur-Sultan"], &["Astana"]),
        [Some("Astana")]
    );
    assert_eq!(
        carried("emmanuel Macron", "Emmanuel Macron", &["emmanuel Macron"], &["Emmanuel Macron"]),
        [Some("Emmanuel Macron")]
    );
}

#[test]
fn a_name_that_became_a_part_of_a_word_is_none() {
    assert_eq!(carried("Macron is back.", "Macronism is back.", &["Macron"], &["Macron"]), [None]);
    // Where words are not divided by spaces, nothing of the kind can be told.
    assert_eq!(carried("習近平は", "昨日習近平は", &["習近平"], &[]), [Some("習近平")]);
}

#[test]
fn what_was_moved_elsewhere_is_found() {
    let old = "Astana is cold in winter, they say.\nNobody knows why that is so.\nIt rains in Astana, too.";
    let new = "Nobody knows why that is so.\nIt rains in Astana, too.\nAstana is cold in winter, they say.";
    let found = carry(old, new, &anchors(old, &["Astana", "Astana"]), &[], |_, _| false);
    assert_eq!(found.standing, [Some(54..60), Some(41..47)]);
    // Of two that say the same, none is the one.
    let (old, new) = ("Here is Astana.\nIt is cold.\n", "It is cold.\nOh: Astana, oh, Astana\n");
    assert_eq!(carried(old, new, &["Astana"], &[]), [None]);
}

#[test]
fn what_was_lost_comes_back_with_its_passage() {
    let old = "It rains in Astana, too.";
    let lost = anchors(old, &["Astana"]);
    let found = carry("Nothing.", "Nothing. It rains in Astana, too.", &[], &lost, |_, _| false);
    assert_eq!(found.orphans, [Some(21..27)]);
    assert_eq!(carry("Nothing.", "Nothing. Astanaville", &[], &lost, |_, _| false).orphans, [None]);
}

#[test]
fn long_texts_that_have_nothing_in_common_take_no_long_time() {
    let words = |from: u32| (from..from + 150_000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let (old, new) = (words(0), words(1_000_000));
    let places = anchors(&old, &["w17", "w70000"]);
    assert_eq!(carry(&old, &new, &places, &[], |_, _| false).standing, [None, None]);
    let lines = |step: usize| (0..60_000).map(|n| format!("{}\n", n * step % 7919)).collect::<String>();
    let (old, new) = (lines(3), lines(5));
    carry(&old, &new, &anchors(&old, &["6", "9", "12"]), &[], |_, _| true);
}

proptest! {
    #[test]
    fn places_outside_of_edits_move_exactly_and_come_back(
        count in 1usize..60,
        edits in prop::collection::vec((0usize..60, 0usize..5, 0usize..5), 0..4),
    ) {
        let old: Vec<String> = (0..count).map(|n| format!("{}", 1000 + n)).collect();
        // Words of the old text by number, and new ones.
        let mut new: Vec<(Option<usize>, String)> = old.iter().cloned().enumerate().map(|(n, w)| (Some(n), w)).collect();
        for (number, (at, out, put)) in edits.into_iter().enumerate() {
            let at = at.min(new.len());
            let end = (at + out).min(new.len());
            let fresh = (0..put).map(|n| (None, format!("x{number}y{n}")));
            new.splice(at..end, fresh);
        }
        let text = |words: &[String]| words.join(" ");
        let starts = |words: &[String]| {
            words.iter().scan(0, |at, word| { let start = *at; *at += word.len() + 1; Some(start) }).collect::<Vec<usize>>()
        };
        let new_words: Vec<String> = new.iter().map(|(_, w)| w.clone()).collect();
        let (from, to) = (text(&old), text(&new_words));
        let places: Vec<Anchor> =
            starts(&old).into_iter().map(|s| anchor::at(&from, s..s + 4).unwrap()).collect();
        let found = carry(&from, &to, &places, &[], |_, _| false).standing;
        for ((number, _), start) in new.iter().zip(starts(&new_words)) {
            if let Some(number) = number {
                prop_assert_eq!(&found[*number], &Some(start..start + 4));
            }
        }
        let there: Vec<Anchor> = found.iter().flatten().map(|r| anchor::at(&to, r.clone()).unwrap()).collect();
        let back = carry(&to, &from, &there, &[], |_, _| false).standing;
        let stayed = places.iter().zip(&found).filter(|(_, found)| found.is_some()).map(|(p, _)| Some(p.start..p.end));
        prop_assert!(back.into_iter().eq(stayed));
    }

    #[test]
    fn results_never_overlap_nor_leave_the_text(
        old in "[abé \n]{0,40}",
        new in "[abé \n]{0,40}",
        ranges in prop::collection::vec((0usize..40, 1usize..6), 0..12),
        yes in any::<bool>(),
    ) {
        let place = |(start, len): &(usize, usize)| anchor::at(&old, *start..start + len);
        let places: Vec<Anchor> = ranges.iter().filter_map(place).collect();
        let (standing, orphans) = places.split_at(places.len() / 2);
        let found = carry(&old, &new, standing, orphans, |_, _| yes);
        prop_assert_eq!((found.standing.len(), found.orphans.len()), (standing.len(), orphans.len()));
        let mut all: Vec<_> = found.standing.into_iter().chain(found.orphans).flatten().collect();
        all.sort_by_key(|range| range.start);
        prop_assert!(all.iter().all(|range| range.start < range.end && range.end <= new.chars().count()));
        prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn a_text_that_stays_keeps_its_places(text in "[abé \n]{1,40}", start in 0usize..39) {
        if let Some(place) = anchor::at(&text, start..start + 1) {
            let found = carry(&text, &text, &[place], &[], |_, _| false).standing;
            prop_assert_eq!(found, [Some(start..start + 1)]);
        }
    }
}
