//! What the text index gets of an article.

use std::collections::BTreeSet;
use std::hash::BuildHasherDefault;

use unicode_segmentation::UnicodeSegmentation;

use super::weight::{Count, Counts, kept_of, pair, single};
use super::{Analyzer, plain};
use crate::text::stem::Language;

/// Terms of an article at most that are searched: PostgreSQL counts to 16 383.
const MOST_TERMS: usize = 15_000;
/// Places of one term in an article at most: PostgreSQL keeps 256. At more of them, it is not found as part of a phrase.
const MOST_PLACES: u32 = 250;
/// Stands for a term that is left out. No query has it.
const GAP: char = '·';
/// Places between headline, summary and body, which no phrase goes over.
pub(super) const APART: usize = 10;

/// The parts of an article that are searched.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub headline: &'a str,
    pub summary: &'a str,
    pub body: &'a str,
}

/// What the text index gets of an article: the terms of each part in their order, parted by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    pub headline: String,
    pub summary: String,
    pub body: String,
    /// [What its words weigh](super::Weights).
    pub weights: Vec<u8>,
}

/// Makes them.
#[must_use]
pub fn index(analyzer: &mut Analyzer, fields: &Fields<'_>) -> Indexed {
    let mut counts = Counts::with_capacity_and_hasher(fields.body.len() / 4, BuildHasherDefault::default());
    let mut left = MOST_TERMS;
    let mut part = |text: &str, see: fn(&mut Count)| {
        let mut terms = String::with_capacity(text.len());
        let mut before = None;
        'words: for word in text.unicode_words() {
            for term in analyzer.terms(word).split(' ').filter(|term| !term.is_empty()) {
                if left == 0 {
                    break 'words;
                }
                left -= 1;
                if !terms.is_empty() {
                    terms.push(' ');
                }
                let number = single(term);
                let count = counts.entry(number).or_default();
                see(count);
                count.places += 1;
                if count.places > MOST_PLACES {
                    terms.push(GAP);
                } else {
                    terms.push_str(term);
                }
                if let Some(before) = before {
                    let two = counts.entry(pair(before, term)).or_default();
                    see(two);
                    two.is_pair = true;
                }
                before = Some(number);
            }
        }
        terms
    };
    let headline = part(fields.headline, |count| count.headline = true);
    let summary = part(fields.summary, |count| count.summary = true);
    let body = part(fields.body, |count| count.body += 1);
    let length = body.split(' ').count();
    Indexed { headline, summary, body, weights: kept_of(&counts, length) }
}

impl Indexed {
    /// Each term that is kept with its place, counted through all parts, and the letter of its part: A, B, D.
    pub fn places(&self) -> impl Iterator<Item = (&str, usize, char)> {
        let mut next = 1;
        let parts = [(&self.headline, 'A'), (&self.summary, 'B'), (&self.body, 'D')];
        parts
            .into_iter()
            .flat_map(move |(terms, letter)| {
                let first = next;
                let all = || terms.split(' ').filter(|term| !term.is_empty());
                next += all().count() + APART;
                all().enumerate().map(move |(at, term)| (term, first + at, letter))
            })
            .filter(|(term, ..)| !term.starts_with(GAP))
    }
}

/// The words of a headline and a summary as people write them, folded, each once: what is suggested to those who misspell
/// them.
#[must_use]
pub fn vocabulary(language: &str, headline: &str, summary: &str) -> BTreeSet<String> {
    let language = Language::of(language);
    let words = [headline, summary].into_iter().flat_map(|text| plain(text, language));
    words.filter(|word| word.chars().count() > 3 && !word.bytes().any(|b| b.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(headline: &str, summary: &str, body: &str) -> Indexed {
        index(&mut Analyzer::new("en"), &Fields { headline, summary, body })
    }

    #[test]
    fn parts_have_their_places() {
        let indexed = english("Spies arrested", "", "The spy, arrested.");
        assert_eq!((indexed.headline.as_str(), indexed.body.as_str()), ("spi arrest", "the spi arrest"));
        let places: Vec<_> = indexed.places().collect();
        assert_eq!(places[..2], [("spi", 1, 'A'), ("arrest", 2, 'A')]);
        assert_eq!(places[2..], [("the", 23, 'D'), ("spi", 24, 'D'), ("arrest", 25, 'D')]);
    }

    #[test]
    fn what_is_too_much_is_left_out_in_the_same_way_for_both() {
        let indexed = english("", "", &"word ".repeat(20_000));
        assert_eq!(indexed.body.split(' ').count(), MOST_TERMS);
        assert_eq!(indexed.places().count(), 250);
        assert!(indexed.places().all(|(_, at, _)| at <= 16_383));
    }

    #[test]
    fn the_vocabulary_is_what_people_write() {
        let words = vocabulary("en", "Spies arrested in 2022", "Arrests of spies");
        assert_eq!(words.into_iter().collect::<Vec<_>>(), ["arrested", "arrests", "spies"]);
    }
}
