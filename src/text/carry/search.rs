//! Looking for passages by what stood in them and around them.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::{Anchor, Places};

/// A passage that stands in a text more often than this is found by its surroundings no more.
const MANY: usize = 500;
/// Surroundings on one side alone tell a passage from others when they are this long.
const TELLING: usize = 8;

/// Fills in where passages stand: where all that was around them is around them again, else where what was on one side
/// is, else where they stand once.
pub fn search(new: &str, places: &mut Places<'_>, lost: &mut [(&Anchor, &mut Option<Range<usize>>)]) {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for (anchor, _) in lost.iter().filter(|(anchor, _)| !anchor.exact.is_empty()) {
        let next = numbers.len();
        numbers.entry(anchor.exact.as_str()).or_insert(next);
    }
    if numbers.is_empty() {
        return;
    }
    let mut patterns: Vec<_> = numbers.iter().map(|(exact, number)| (*number, *exact)).collect();
    patterns.sort_unstable();
    let Ok(automaton) = AhoCorasick::new(patterns.iter().map(|(_, exact)| exact)) else { return };
    let mut starts: Vec<Vec<usize>> = vec![vec![]; patterns.len()];
    let (mut byte, mut scalar) = (0, 0);
    let mut hits: Vec<(usize, usize)> = vec![];
    for hit in automaton.find_overlapping_iter(new) {
        let of = &mut starts[hit.pattern().as_usize()];
        if of.len() <= MANY {
            of.push(hit.start());
            hits.push((hit.start(), hit.pattern().as_usize()));
        }
    }
    hits.sort_unstable();
    starts.iter_mut().for_each(Vec::clear);
    for (at, pattern) in hits {
        scalar += new[byte..at].chars().count();
        byte = at;
        starts[pattern].push(scalar);
    }
    for (anchor, found) in lost {
        let Some(starts) = numbers.get(anchor.exact.as_str()).and_then(|number| starts.get(*number)) else {
            continue;
        };
        let chosen = choose(anchor, starts, places);
        **found = chosen.and_then(|range| places.take(range));
    }
}

fn choose(anchor: &Anchor, starts: &[usize], places: &Places<'_>) -> Option<Range<usize>> {
    if starts.len() > MANY {
        return None;
    }
    let [exact, prefix, suffix] =
        [&anchor.exact, &anchor.prefix, &anchor.suffix].map(|text| text.chars().collect::<Vec<_>>());
    let here = |start: &usize| *start..*start + exact.len();
    let before = |range: &Range<usize>| places.new[..range.start].ends_with(&prefix);
    let after = |range: &Range<usize>| places.new[range.end..].starts_with(&suffix);
    let only = |fits: &dyn Fn(&Range<usize>) -> bool| {
        let mut fitting = starts.iter().map(here).filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let free = |range: &Range<usize>| places.is_free(range) && places.as_sound(anchor, range);
    // A paragraph that moved has other neighbours: what stood in the same line is enough, on one side if need be.
    let line_before = &prefix[prefix.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1)..];
    let line_after = &suffix[..suffix.iter().position(|c| *c == '\n').unwrap_or(suffix.len())];
    let in_line_before = |range: &Range<usize>| places.new[..range.start].ends_with(line_before);
    let in_line_after = |range: &Range<usize>| places.new[range.end..].starts_with(line_after);
    let telling = |range: &Range<usize>| {
        (line_before.len() >= TELLING && in_line_before(range))
            || (line_after.len() >= TELLING && in_line_after(range))
    };
    only(&|range| free(range) && before(range) && after(range))
        .or_else(|| {
            only(&|range| free(range) && telling(range) && in_line_before(range) && in_line_after(range))
        })
        .or_else(|| only(&|range| free(range) && telling(range)))
        // One that is taken counts: where a passage stood twice and stands once, one of the two is gone.
        .or_else(|| only(&|_| true).filter(free))
}
