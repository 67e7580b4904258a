//! The capitals of a name, and whether a place in a text is written with them.

use super::Weight;
use crate::text::fold::{Kind, Unit};

/// Capitals per word, for the first sixteen words of a name; what follows is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Capitals {
    /// Words that begin with a capital.
    initial: u16,
    /// Words of two letters or more, all of them capitals.
    all: u16,
    /// Words that begin with a letter that has case.
    cased: u16,
    words: u8,
    /// Letters, up to 255.
    letters: u8,
}

/// How a place compares with the stored name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// In capitals, where the name has small letters: a headline.
    Loosely,
    AsStored,
}

impl Capitals {
    pub fn of(units: &[Unit]) -> Self {
        let mut all = Self { initial: 0, all: 0, cased: 0, words: 0, letters: 0 };
        let ends_word = |u: &Unit| matches!(u.kind, Kind::Space | Kind::Hyphen | Kind::Break | Kind::Joint);
        for word in units.split(ends_word).filter(|w| !w.is_empty()) {
            let bit = 1u16.checked_shl(u32::from(all.words)).unwrap_or_default();
            let mut letters = word.iter().map(|u| u.first).filter(|c| c.is_alphabetic());
            let Some(first) = letters.next() else {
                all.words = all.words.saturating_add(1);
                continue;
            };
            let (mut count, mut capitals) = (1usize, true);
            for letter in letters {
                count += 1;
                capitals &= letter.is_uppercase();
            }
            if first.is_uppercase() {
                all.initial |= bit;
                if count > 1 && capitals {
                    all.all |= bit;
                }
            }
            if first.is_uppercase() || first.is_lowercase() {
                all.cased |= bit;
            }
            all.words = all.words.saturating_add(1);
            all.letters = all.letters.saturating_add(u8::try_from(count).unwrap_or(u8::MAX));
        }
        all
    }

    pub fn begins_upper(self) -> bool {
        self.initial & 1 == 1
    }

    /// Compares a place (`self`) with a name of the same key.
    ///
    /// - A word stored in capitals needs capitals: "us" is never the US, nor is "Who" the WHO.
    /// - A word stored with a capital needs one. In full names of three words or more, the first or the last
    ///   capital will do ("National security committee of Kazakhstan").
    /// - A word stored small may be capitalised, as titles do.
    /// - A name of four letters or more may be all in capitals, as in headlines (KAZAKHSTAN) or French surnames
    ///   (Emmanuel MACRON), but no metonym or demonym.
    pub fn as_written(self, name: Self, weight: Weight) -> Option<Written> {
        if self.words != name.words {
            // Letters that fold to a space, as some old accents do: nothing to compare word by word.
            return (weight == Weight::Full).then_some(Written::Loosely);
        }
        if name.all & !self.all != 0 {
            return None;
        }
        let missing = name.initial & !self.initial;
        if missing != 0 {
            let last = 1u16.checked_shl(u32::from(name.words).saturating_sub(1)).unwrap_or_default();
            let ends = name.initial & (1 | last);
            let some_end = ends & self.initial != 0;
            if weight != Weight::Full || name.words < 3 || !some_end {
                return None;
            }
        }
        if self.all & !name.all & name.cased == 0 {
            return Some(Written::AsStored);
        }
        let strong = matches!(weight, Weight::Full | Weight::Short);
        (strong && self.letters >= 4).then_some(Written::Loosely)
    }
}
