//! Terms: what the text index knows of a text, and by what it is asked. Both databases keep the same ones, so they find
//! the same.
//!
//! | in the text | in the index |
//! | --- | --- |
//! | words, as Unicode (UAX 29) parts them | [folded](super::fold), so without case and accents, and then [stemmed](super::stem) |
//! | the apostrophe of a possessive, with its `s` | left out: "Masimov's" is "Masimov" |
//! | the apostrophe of an elision (l'État) | parts two words, in languages that have it |
//! | other apostrophes | left out: "don't" is "dont" |
//! | commas within numbers, dots within initials | left out: "1,000" is "1000", "U.S." is "us" |
//! | other signs within words | part words: "example.com" is "example com" |
//! | Chinese, Thai and others that leave no spaces | one term each character; in a query they are a phrase |
//!
//! A term has letters, digits and marks, and of ASCII only small letters and digits.

mod index;
mod weight;

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

pub use self::index::{Fields, Indexed, index, vocabulary};
pub use self::weight::Weights;
use super::fold;
use super::stem::Language;

/// Letters of a term at most: what is longer is cut, in texts and in queries.
const LONGEST: usize = 64;
/// Words that are remembered with their terms.
const KEPT: usize = 20_000;

/// The folded parts of one word as a text has it, before they are stemmed.
fn parts(word: &str, language: Language, mut each: impl FnMut(&str)) {
    let folded;
    let plain = if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        word
    } else if word.is_ascii() && !word.contains('`') {
        folded = word.to_ascii_lowercase();
        folded.as_str()
    } else {
        folded = fold::key(word);
        folded.as_str()
    };
    let plain = plain.strip_suffix("'s").unwrap_or(plain);
    // "u.s", "к.п": initials.
    let initials = plain.contains('.') && plain.split('.').all(|part| part.chars().count() == 1);
    let mut part = String::new();
    let mut letters = 0;
    let mut before = ' ';
    for c in plain.chars() {
        if c.is_alphanumeric() || is_combining_mark(c) {
            if letters < LONGEST {
                part.push(c);
                letters += 1;
            }
        } else if (c == '.' && initials)
            || (c == ',' && before.is_ascii_digit())
            || (c == '\'' && !language.elides)
        {
            // Left out.
        } else if !part.is_empty() {
            each(&part);
            part.clear();
            letters = 0;
        }
        before = c;
    }
    if !part.is_empty() {
        each(&part);
    }
}

/// Makes terms, of one language, and remembers them: few words make most of a text.
#[derive(Debug)]
pub struct Analyzer {
    language: Language,
    /// The terms of words, parted by spaces, and the number of each word among them.
    terms: Vec<String>,
    known: HashMap<String, usize>,
}

impl Analyzer {
    /// For a language by its tag.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        Self { language: Language::of(tag), terms: Vec::new(), known: HashMap::new() }
    }

    /// The terms of a word as a text has it, parted by spaces; most words have one.
    pub fn terms(&mut self, word: &str) -> &str {
        let number = match self.known.get(word) {
            Some(number) => *number,
            None => self.learn(word),
        };
        self.terms.get(number).map_or("", String::as_str)
    }

    fn learn(&mut self, word: &str) -> usize {
        if self.terms.len() >= KEPT {
            self.terms.clear();
            self.known.clear();
        }
        let mut terms = String::new();
        parts(word, self.language, |part| {
            if !terms.is_empty() {
                terms.push(' ');
            }
            terms.push_str(&self.language.stem(part));
        });
        let number = self.terms.len();
        self.terms.push(terms);
        self.known.insert(word.to_owned(), number);
        number
    }
}

/// The terms of a text, in its order.
#[must_use]
pub fn of(text: &str, language: Language) -> Vec<String> {
    let mut terms = vec![];
    for word in text.unicode_words() {
        parts(word, language, |part| terms.push(language.stem(part)));
    }
    terms
}

/// The same, but not stemmed: the words that people write.
#[must_use]
pub fn plain(text: &str, language: Language) -> Vec<String> {
    let mut words = vec![];
    for word in text.unicode_words() {
        parts(word, language, |part| words.push(part.to_owned()));
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn english(text: &str) -> String {
        of(text, Language::of("en")).join(" ")
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        assert_eq!(english("The KNB arrested Massimov's friends."), "the knb arrest massimov friend");
        assert_eq!(english("Nur-Sultan, U.S. and 1,000.50 don't"), "nur sultan us and 1000 50 dont");
        assert_eq!(english("Ёлка in Łódź: café_noir @example.com"), "елка in lodz cafe noir exampl com");
        assert_eq!(of("L'État de l’Église", Language::of("fr")).join(" "), "l etat de l eglis");
        assert_eq!(english("北京 ไทย 🎈 …"), "北 京 ไ ท ย");
        assert_eq!(plain("Arrests were made", Language::of("en")).join(" "), "arrests were made");
    }

    #[test]
    fn an_analyzer_remembers() {
        let mut analyzer = Analyzer::new("en");
        for _ in 0..2 {
            assert_eq!(analyzer.terms("Elections"), "elect");
            assert_eq!(analyzer.terms("example.com"), "exampl com");
            assert_eq!(analyzer.terms("—"), "");
        }
    }

    proptest! {
        #[test]
        fn a_term_has_nothing_that_a_database_reads(text in any::<String>()) {
            for tag in ["en", "fr", "tr", "ru", "zh"] {
                for term in of(&text, Language::of(tag)) {
                    prop_assert!(!term.is_empty());
                    for c in term.chars() {
                        let plain = if c.is_ascii() { c.is_ascii_lowercase() || c.is_ascii_digit() } else { c.is_alphanumeric() || is_combining_mark(c) };
                        prop_assert!(plain, "{term:?} of {text:?}");
                    }
                }
            }
        }
    }
}
