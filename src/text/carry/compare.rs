//! What two texts have in common, and where.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Letters are compared in passages up to this long together. What is longer and was written anew is another passage.
const LETTERS: usize = 4000;

/// A passage that stands in both texts, in scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub old: usize,
    pub new: usize,
    pub len: usize,
}

/// The passages that stand in both texts, in the order of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    parts: Vec<Part>,
    /// Length of the new text.
    end: usize,
}

impl Kept {
    /// The part that has a scalar of the old text.
    pub fn at(&self, old: usize) -> Option<Part> {
        let after = self.parts.partition_point(|part| part.old <= old);
        let part = self.parts.get(after.checked_sub(1)?)?;
        (old < part.old + part.len).then_some(*part)
    }

    /// What stands in the new text between the parts around a scalar of the old one that did not stay.
    pub fn gap_at(&self, old: usize) -> Range<usize> {
        let after = self.parts.partition_point(|part| part.old <= old);
        let before = after.checked_sub(1).and_then(|index| self.parts.get(index));
        let start = before.map_or(0, |part| part.new + part.len);
        start..self.parts.get(after).map_or(self.end, |part| part.new).max(start)
    }

    fn push(&mut self, part: Part) {
        match self.parts.last_mut() {
            Some(last) if last.old + last.len == part.old && last.new + last.len == part.new => {
                last.len += part.len;
            }
            _ if part.len == 0 => {}
            _ => self.parts.push(part),
        }
    }
}

/// Compares two texts.
pub fn kept(old: &[char], new: &[char]) -> Kept {
    let mut kept = Kept { parts: vec![], end: new.len() };
    let same = |(a, b): &(&char, &char)| a == b;
    let head = old.iter().zip(new).take_while(same).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(same).count();
    kept.push(Part { old: 0, new: 0, len: head });
    // The words at the borders of the difference are compared as wholes.
    let lines = Level { cut: |left, _| left == '\n', next: Some(&WORDS) };
    lines.compare(
        Side { all: old, range: head..old.len() - tail },
        Side { all: new, range: head..new.len() - tail },
        &mut kept,
    );
    kept.push(Part { old: old.len() - tail, new: new.len() - tail, len: tail });
    kept
}

/// A part of a text.
#[derive(Clone, Debug)]
struct Side<'a> {
    all: &'a [char],
    range: Range<usize>,
}

/// How finely two passages are compared.
struct Level {
    /// Whether a piece ends between two scalars.
    cut: fn(char, char) -> bool,
    /// How what differs is compared then.
    next: Option<&'static Level>,
}

static WORDS: Level =
    Level { cut: |left, right| !(left.is_alphanumeric() && right.is_alphanumeric()), next: Some(&SCALARS) };
static SCALARS: Level = Level { cut: |_, _| true, next: None };

impl Level {
    fn compare(&self, old: Side<'_>, new: Side<'_>, kept: &mut Kept) {
        if old.range.is_empty() || new.range.is_empty() {
            return;
        }
        if self.next.is_none() && old.range.len() + new.range.len() > LETTERS {
            return;
        }
        let [cuts_old, cuts_new] = [&old, &new].map(|side| self.cuts(side));
        let [of_old, of_new] = [(&old, &cuts_old), (&new, &cuts_new)].map(|(side, cuts)| pieces(side, cuts));
        for op in capture_diff_slices(Algorithm::Myers, &of_old, &of_new) {
            let at = |cuts: &[usize], range: Range<usize>| cuts[range.start]..cuts[range.end];
            let (from, to) = (at(&cuts_old, op.old_range()), at(&cuts_new, op.new_range()));
            match (op, self.next) {
                (DiffOp::Equal { .. }, _) => {
                    kept.push(Part { old: from.start, new: to.start, len: from.len() });
                }
                (DiffOp::Replace { .. }, Some(finer)) => {
                    finer.compare(Side { range: from, ..old }, Side { range: to, ..new }, kept);
                }
                _ => {}
            }
        }
    }

    /// Where pieces begin, and where the last one ends.
    fn cuts(&self, side: &Side<'_>) -> Vec<usize> {
        let Range { start, end } = side.range;
        let inner = (start + 1..end).filter(|at| (self.cut)(side.all[at - 1], side.all[*at]));
        [start].into_iter().chain(inner).chain([end]).collect()
    }
}

fn pieces<'a>(side: &Side<'a>, cuts: &[usize]) -> Vec<&'a [char]> {
    let all = side.all;
    cuts.windows(2).filter_map(|pair| all.get(*pair.first()?..*pair.last()?)).collect()
}
