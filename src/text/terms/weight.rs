//! How much the words of an article tell, in a few hundred bytes: enough to rank it without reading its text.
//!
//! It has the words that stand in the headline or the summary, or more than once in the body, and words that stand there next
//! to each other. All others stand once in the body, and weigh the same: as little as the article is long.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A word in the headline, in the summary.
const HEADLINE: f32 = 3.0;
const SUMMARY: f32 = 1.5;
/// Words next to each other there, and more than once in the body.
const HEADLINE_PAIR: f32 = 2.0;
const SUMMARY_PAIR: f32 = 1.0;
const BODY_PAIR: f32 = 0.7;
/// What a word weighs that stands in the body again and again, and how soon it is so (as in BM25).
const BODY: f32 = 2.2;
const SOON: f32 = 1.2;
/// Words of a usual article.
const USUAL: f32 = 400.0;
/// One of the numbers that are kept.
const STEP: f32 = 24.0;

/// What is counted of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub headline: bool,
    pub summary: bool,
    pub body: u32,
    /// Its places in all parts.
    pub places: u32,
    /// Two words, next to each other.
    pub is_pair: bool,
}

/// What of a text is counted, by the number that stands for it.
pub(super) type Counts = HashMap<u32, Count, BuildHasherDefault<Spread>>;

/// Numbers are hashes already; they are only spread.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// The number that stands for a word: FNV-1a. Two words that have the same change an order by little.
pub(super) fn single(word: &str) -> u32 {
    on(0x811c_9dc5, word.bytes())
}

/// The number that stands for two words next to each other.
pub(super) fn pair(first: u32, second: &str) -> u32 {
    on(first, [b' '].into_iter().chain(second.bytes()))
}

fn on(hash: u32, bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn in_body(times: u32, length: f32) -> f32 {
    #[allow(clippy::cast_precision_loss, reason = "an article has few words")]
    let times = times as f32;
    BODY * times / (times + SOON * (0.6 + 0.4 * (length / USUAL).min(4.0)))
}

fn kept(weight: f32) -> u8 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is cut to a byte")]
    let byte = (weight * STEP).round().clamp(1.0, 255.0) as u8;
    byte
}

/// The bytes that are kept of an article: what a word weighs that stands in it once, then number and weight of each telling
/// word, by number.
pub(super) fn kept_of(counts: &Counts, length: usize) -> Vec<u8> {
    #[allow(clippy::cast_precision_loss, reason = "an article has few words")]
    let length = length as f32;
    let mut telling: Vec<(u32, u8)> = counts
        .iter()
        .filter(|(_, count)| count.headline || count.summary || count.body > 1)
        .map(|(number, count)| {
            let weight = |there: bool, weight: f32| if there { weight } else { 0.0 };
            let weight = if count.is_pair {
                weight(count.headline, HEADLINE_PAIR)
                    + weight(count.summary, SUMMARY_PAIR)
                    + weight(count.body > 1, BODY_PAIR)
            } else {
                weight(count.headline, HEADLINE)
                    + weight(count.summary, SUMMARY)
                    + in_body(count.body, length)
            };
            (*number, kept(weight))
        })
        .collect();
    telling.sort_unstable();
    let mut bytes = Vec::with_capacity(1 + telling.len() * 5);
    bytes.push(kept(in_body(1, length)));
    for (number, weight) in telling {
        bytes.extend_from_slice(&number.to_le_bytes());
        bytes.push(weight);
    }
    bytes
}

/// What is kept of an article, to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Weights<'a>(pub &'a [u8]);

impl Weights<'_> {
    /// What a word weighs that stands somewhere in the article.
    #[must_use]
    pub fn of(&self, word: &str) -> u32 {
        self.find(single(word)).unwrap_or_else(|| self.least())
    }

    /// What two words next to each other weigh more.
    #[must_use]
    pub fn of_pair(&self, first: &str, second: &str) -> u32 {
        self.find(pair(single(first), second)).unwrap_or(0)
    }

    /// What a word weighs that stands once in the body.
    fn least(&self) -> u32 {
        self.0.first().copied().unwrap_or(1).into()
    }

    fn find(&self, number: u32) -> Option<u32> {
        let (all, _) = self.0.get(1..)?.as_chunks::<5>();
        let number_of = |[a, b, c, d, _]: &[u8; 5]| u32::from_le_bytes([*a, *b, *c, *d]);
        let at = all.binary_search_by_key(&number, number_of).ok()?;
        all.get(at).map(|[.., weight]| u32::from(*weight))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fields, index};
    use super::*;

    #[test]
    fn words_weigh_by_where_and_how_often_they_stand() {
        let article = |headline: &str, summary: &str, body: &str| {
            index(&mut super::super::Analyzer::new("en"), &Fields { headline, summary, body }).weights
        };
        let filler = "something else entirely ".repeat(100);
        let kept =
            article("Spies arrested", "A minister goes", &format!("minister court court {filler} spies"));
        let weights = Weights(&kept);
        let of = |word: &str| weights.of(word);
        assert!(of("spi") > of("minist") && of("minist") > of("court") && of("court") > of("nowhere"));
        assert_eq!(of("nowhere"), weights.least());
        assert!(weights.of_pair("spi", "arrest") > weights.of_pair("a", "minist"));
        assert_eq!(weights.of_pair("arrest", "spi"), 0, "in their order");
        let short = article("", "", "court");
        assert!(Weights(&short).least() > weights.least(), "a short article is about less");
        assert!(kept.len() < 200, "{}", kept.len());
    }
}
