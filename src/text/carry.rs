//! Carrying places of a text through its edits.
//!
//! The two texts are compared line by line, changed lines word by word, changed words letter by letter. A place whose
//! letters all stayed together moves with them. One that was edited within stays where the new passage is still a name
//! of the same thing; that is for the caller to say. One that the comparison lost is looked for by what stood in it and
//! around it. The comparison cuts its way short where texts have little in common, and is the same every time.

mod compare;
mod search;

use std::collections::BTreeMap;
use std::ops::Range;

use super::anchor::Anchor;
use super::matcher::unspaced;
use compare::Kept;

/// The longest passage that is asked about.
const LONGEST: usize = 300;

/// What became of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Where each of the places is now; none where it is nowhere.
    pub standing: Vec<Option<Range<usize>>>,
    /// Where each of those that stood nowhere before is now.
    pub orphans: Vec<Option<Range<usize>>>,
}

/// Carries `standing`, which are places of `old`, to `new`; and looks there for `orphans`, which an earlier edit lost.
/// No two of the results overlap. `is_name` tells whether a passage of `new` names what the place of that number in
/// `standing` names.
pub fn carry(
    old: &str,
    new: &str,
    standing: &[Anchor],
    orphans: &[Anchor],
    is_name: impl Fn(usize, Range<usize>) -> bool,
) -> Carried {
    let old: Vec<char> = old.chars().collect();
    let new_scalars: Vec<char> = new.chars().collect();
    let kept = compare::kept(&old, &new_scalars);
    let mut places = Places { new: &new_scalars, taken: BTreeMap::new() };
    let mut found: Vec<Option<Range<usize>>> = vec![None; standing.len()];
    for (anchor, found) in standing.iter().zip(&mut found) {
        let moved = kept.moved(anchor.start..anchor.end).filter(|moved| places.as_sound(anchor, moved));
        *found = moved.and_then(|moved| places.take(moved));
    }
    for (index, anchor) in standing.iter().enumerate() {
        if let Some(found @ None) = found.get_mut(index) {
            let candidates = kept.edited(anchor.start..anchor.end);
            *found = places.edited(candidates, |range| is_name(index, range));
        }
    }
    let lost = standing.iter().zip(&mut found).filter(|(_, found)| found.is_none());
    let mut back: Vec<Option<Range<usize>>> = vec![None; orphans.len()];
    let mut lost: Vec<_> = lost.chain(orphans.iter().zip(&mut back)).collect();
    search::search(new, &mut places, &mut lost);
    Carried { standing: found, orphans: back }
}

/// The places of the new text that are taken.
struct Places<'a> {
    new: &'a [char],
    /// Ends, by starts.
    taken: BTreeMap<usize, usize>,
}

impl Places<'_> {
    fn is_free(&self, range: &Range<usize>) -> bool {
        let before = self.taken.range(..range.end).next_back();
        before.is_none_or(|(_, end)| *end <= range.start)
    }

    fn take(&mut self, range: Range<usize>) -> Option<Range<usize>> {
        let free = range.start < range.end && range.end <= self.new.len() && self.is_free(&range);
        free.then(|| {
            self.taken.insert(range.start, range.end);
            range
        })
    }

    /// Whether a passage begins and ends with words here, or did not where it came from either: "Macron" is not in
    /// "Macronism".
    fn as_sound(&self, anchor: &Anchor, range: &Range<usize>) -> bool {
        let first = (anchor.prefix.chars().next_back(), anchor.exact.chars().next());
        let last = (anchor.exact.chars().next_back(), anchor.suffix.chars().next());
        let was = [first, last].map(|(left, right)| left.zip(right).is_some_and(glued));
        (was[0] || !self.splits_word(range.start)) && (was[1] || !self.splits_word(range.end))
    }

    fn splits_word(&self, at: usize) -> bool {
        let left = at.checked_sub(1).and_then(|at| self.new.get(at));
        left.copied().zip(self.new.get(at).copied()).is_some_and(glued)
    }

    /// The widest of the passages that is a name, also when it is widened to whole words.
    fn edited(
        &mut self,
        candidates: Vec<Range<usize>>,
        is_name: impl Fn(Range<usize>) -> bool,
    ) -> Option<Range<usize>> {
        let whole = candidates.iter().map(|range| self.to_words(range));
        let mut all: Vec<Range<usize>> = whole.chain(candidates.iter().cloned()).collect();
        all.sort_by_key(|range| (std::cmp::Reverse(range.len()), range.start));
        all.dedup();
        let fits = |range: &Range<usize>| {
            (1..=LONGEST).contains(&range.len())
                && range.end <= self.new.len()
                && self.is_free(range)
                && !self.splits_word(range.start)
                && !self.splits_word(range.end)
                && is_name(range.clone())
        };
        let range = all.into_iter().find(fits)?;
        self.take(range)
    }

    fn to_words(&self, range: &Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start, range.end);
        while range.start - start <= LONGEST && self.splits_word(start) {
            start -= 1;
        }
        while end - range.end <= LONGEST && self.splits_word(end) {
            end += 1;
        }
        start..end
    }
}

/// Whether two scalars that follow each other belong to one word.
fn glued((left, right): (char, char)) -> bool {
    left.is_alphanumeric() && right.is_alphanumeric() && !unspaced(left) && !unspaced(right)
}

impl Kept {
    /// Where a passage is now whose letters stayed together.
    fn moved(&self, range: Range<usize>) -> Option<Range<usize>> {
        let part = self.at(range.start)?;
        (range.start < range.end && range.end <= part.old + part.len).then(|| {
            let start = part.new + range.start - part.old;
            start..start + range.len()
        })
    }

    /// Where a passage may be now that was edited within: from and to what is left of it, or what came in its place.
    fn edited(&self, range: Range<usize>) -> Vec<Range<usize>> {
        if range.start >= range.end {
            return vec![];
        }
        let (before, after) = (self.gap_at(range.start), self.gap_at(range.end - 1));
        let starts = match self.at(range.start) {
            Some(part) => vec![part.new + range.start - part.old],
            None => vec![before.start, before.end],
        };
        let ends = match self.at(range.end - 1) {
            Some(part) => vec![part.new + range.end - part.old],
            None => vec![after.start, after.end],
        };
        let pairs = starts.iter().flat_map(|start| ends.iter().map(|end| *start..*end));
        pairs.filter(|range| range.start < range.end).collect()
    }
}

#[cfg(test)]
mod tests;
