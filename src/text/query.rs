//! What people type into a search box. Nothing of it can fail but its length; whatever is odd is taken for a word.
//!
//! | typed | asks for |
//! | --- | --- |
//! | `spies arrested` | all the words, in whatever inflection |
//! | `"spies arrested"` | these words next to each other |
//! | `spies OR agents` | one of both at least; `OR` binds its neighbours only |
//! | `-court`, `-"high court"` | leaves out what has it |
//! | `headline:spies`, `summary:…`, `body:…` | a word or a phrase there |
//! | `kazakh*` | the words of headlines and summaries that begin so, of three letters at least |

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::fold;
use super::stem::Language;
use super::terms;

/// Characters of a query at most, and its words.
pub const LONGEST: usize = 500;
pub const MOST_WORDS: usize = 40;
/// Letters of a beginning at least.
const SHORTEST_BEGINNING: usize = 3;
/// Beginnings of a query at most; those that follow are taken for words.
const MOST_BEGINNINGS: usize = 5;

/// Why a query is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    #[error("The query has {0} characters; it can have {LONGEST}.")]
    Characters(usize),
    #[error("The query has {0} words; it can have {MOST_WORDS}.")]
    Words(usize),
}

/// Where a word is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Headline,
    Summary,
    Body,
}

/// A word or a phrase, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    pub text: String,
    pub field: Option<Field>,
    /// The last word is a beginning.
    pub begins: bool,
}

/// A query that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Of each, one at least.
    pub all: Vec<Vec<Unit>>,
    /// None of these.
    pub none: Vec<Unit>,
}

/// One way to find a unit: terms next to each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Needle {
    pub terms: Vec<String>,
    pub field: Option<Field>,
}

/// The words that there are, by their beginning.
pub type Beginnings = HashMap<String, Vec<String>>;

/// A query in the terms of the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needles {
    /// Of each, one at least. Without any, nothing is found.
    pub all: Vec<Vec<Needle>>,
    pub none: Vec<Needle>,
}

/// Reads a query.
///
/// # Errors
/// Where there is too much of it.
pub fn parse(text: &str) -> Result<Query, TooMuch> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(TooMuch::Characters(length));
    }
    let words = text.unicode_words().count();
    if words > MOST_WORDS {
        return Err(TooMuch::Words(words));
    }
    let mut query = Query::default();
    let mut or = false;
    for token in tokens(text) {
        match token {
            Token::Or if !query.all.is_empty() && !or => or = true,
            Token::Or => query.all.push(vec![Unit { text: "OR".into(), field: None, begins: false }]),
            Token::Unit(unit, true) => query.none.push(unit),
            Token::Unit(unit, false) => match query.all.last_mut().filter(|_| or) {
                Some(last) => {
                    last.push(unit);
                    or = false;
                }
                None => query.all.push(vec![unit]),
            },
        }
    }
    if or {
        // Nothing came behind it: it was a word.
        query.all.push(vec![Unit { text: "OR".into(), field: None, begins: false }]);
    }
    Ok(query)
}

enum Token {
    Or,
    /// A unit, and whether it is to be left out.
    Unit(Unit, bool),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = vec![];
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut from = rest;
        let mut without = false;
        if let Some(behind) = from.strip_prefix('-').filter(|behind| begins_something(behind)) {
            (from, without) = (behind, true);
        }
        let mut field = None;
        for (name, it) in
            [("headline:", Field::Headline), ("summary:", Field::Summary), ("body:", Field::Body)]
        {
            let named = from.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name));
            if let Some(behind) = named.and(from.get(name.len()..)).filter(|behind| begins_something(behind))
            {
                (from, field) = (behind, Some(it));
                break;
            }
        }
        let first = from.chars().next().filter(|c| fold::is_quote(*c));
        if let Some(quote) = first {
            let inner = &from[quote.len_utf8()..];
            let end = inner.find(fold::is_quote).unwrap_or(inner.len());
            let (phrase, behind) = inner.split_at(end);
            let mut behind = behind.chars().next().map_or("", |quote| &behind[quote.len_utf8()..]);
            let begins = behind.starts_with('*') || phrase.ends_with('*');
            behind = behind.strip_prefix('*').unwrap_or(behind);
            let text = phrase.trim_end_matches('*').to_owned();
            tokens.push(Token::Unit(Unit { text, field, begins }, without));
            rest = behind.trim_start();
            continue;
        }
        // A quotation mark within a word is part of it where Hebrew and others write it so; ASCII's begins a phrase.
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '„' | '«'))
            .unwrap_or(from.len());
        let (word, behind) = from.split_at(end);
        let is_or = field.is_none() && !without && (word == "OR" || word == "|");
        if is_or {
            tokens.push(Token::Or);
        } else if !word.is_empty() {
            let begins = word.ends_with('*');
            tokens.push(Token::Unit(
                Unit { text: word.trim_end_matches('*').to_owned(), field, begins },
                without,
            ));
        }
        rest = behind.trim_start();
    }
    tokens
}

/// Whether a word or a phrase begins here.
fn begins_something(text: &str) -> bool {
    text.chars().next().is_some_and(|c| !c.is_whitespace())
}

impl Query {
    /// The beginnings of words that it asks for, folded.
    #[must_use]
    pub fn beginnings(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.all.iter().flatten().chain(&self.none).filter_map(Unit::beginning).collect();
        all.sort();
        all.dedup();
        all.truncate(MOST_BEGINNINGS);
        all
    }

    /// The query in the terms of these languages: a word is looked for by its stem in each.
    #[must_use]
    pub fn under(&self, languages: &[Language], beginnings: &Beginnings) -> Needles {
        let needles = |unit: &Unit| {
            let mut found: Vec<Needle> = vec![];
            for language in languages {
                for needle in unit.needles(*language, beginnings) {
                    if !found.contains(&needle) {
                        found.push(needle);
                    }
                }
            }
            found
        };
        let any = |units: &Vec<Unit>| units.iter().flat_map(needles).collect::<Vec<_>>();
        Needles {
            // What has no letters asks for nothing.
            all: self.all.iter().map(any).filter(|needles| !needles.is_empty()).collect(),
            none: self.none.iter().flat_map(needles).collect(),
        }
    }

    /// The words that are to be there, as a name would be written.
    #[must_use]
    pub fn words(&self) -> String {
        let units = self
            .all
            .iter()
            .map(|any| any.iter().map(|unit| unit.text.as_str()).collect::<Vec<_>>().join(" "));
        units.collect::<Vec<_>>().join(" ")
    }

    /// Whether it asks for words in general alone, as somebody does who looks for a name.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.none.is_empty() && self.all.iter().all(|any| matches!(&any[..], [unit] if unit.field.is_none()))
    }
}

impl Unit {
    /// The beginning that its last word is. Languages differ in stems alone, and in apostrophes.
    fn beginning(&self) -> Option<String> {
        let last = || terms::plain(&self.text, Language::of("")).pop();
        last().filter(|last| self.begins && last.chars().count() >= SHORTEST_BEGINNING)
    }

    fn needles(&self, language: Language, beginnings: &Beginnings) -> Vec<Needle> {
        let needle = |terms: Vec<String>| Needle { terms, field: self.field };
        let stems = terms::of(&self.text, language);
        let Some((_, before)) = stems.split_last() else { return vec![] };
        let begun = self.beginning().and_then(|beginning| beginnings.get(&beginning));
        let words = begun.into_iter().flatten().map(|word| {
            let mut terms = before.to_vec();
            terms.extend(terms::of(word, language));
            needle(terms)
        });
        let words: Vec<Needle> = words.collect();
        [needle(stems)].into_iter().chain(words).collect()
    }
}

impl Needles {
    /// Whether nothing can be found by it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        let query = parse(text).unwrap();
        let unit = |unit: &Unit| {
            let field = unit.field.map_or(String::new(), |field| format!("{field:?}:"));
            format!("{field}[{}]{}", unit.text, if unit.begins { "*" } else { "" })
        };
        let any = |units: &Vec<Unit>| units.iter().map(unit).collect::<Vec<_>>().join("|");
        let mut told = query.all.iter().map(any).collect::<Vec<_>>();
        told.extend(query.none.iter().map(|none| format!("-{}", unit(none))));
        told.join(" ")
    }

    #[test]
    fn the_syntax_is_what_people_know() {
        for (typed, understood) in [
            ("spies arrested", "[spies] [arrested]"),
            ("\"spies arrested\" -court", "[spies arrested] -[court]"),
            ("a b OR c d", "[a] [b]|[c] [d]"),
            ("a OR b OR c", "[a]|[b]|[c]"),
            ("a | \"b c\"", "[a]|[b c]"),
            ("headline:spies Body:\"the court\"*", "Headline:[spies] Body:[the court]*"),
            ("-headline:spies", "-Headline:[spies]"),
            ("kaz* \"of kaz*\"", "[kaz]* [of kaz]*"),
            ("“Karim Masimov” «КНБ»", "[Karim Masimov] [КНБ]"),
            // Whatever is odd is a word.
            ("OR", "[OR]"),
            ("a OR", "[a] [OR]"),
            ("a OR OR b", "[a] [OR]|[b]"),
            ("\"never closed", "[never closed]"),
            ("- a", "[-] [a]"),
            ("headline: x", "[headline:] [x]"),
            ("author:x AND (y)", "[author:x] [AND] [(y)]"),
            ("a-b", "[a-b]"),
            ("rock'n'roll 12\"", "[rock'n'roll] [12] []"),
            ("", ""),
        ] {
            assert_eq!(read(typed), understood, "{typed}");
        }
    }

    #[test]
    fn too_much_is_said() {
        assert_eq!(parse(&"x".repeat(501)), Err(TooMuch::Characters(501)));
        assert_eq!(parse(&"x ".repeat(41)), Err(TooMuch::Words(41)));
        assert_eq!(TooMuch::Words(41).to_string(), "The query has 41 words; it can have 40.");
        assert!(parse(&"x ".repeat(40)).is_ok());
    }

    #[test]
    fn words_become_the_terms_of_all_languages() {
        let languages = [Language::of("en"), Language::of("fr"), Language::of("kk")];
        let query = parse("elections -%_% l'État \"--\" elec* \"early elec\"*").unwrap();
        assert_eq!(query.beginnings(), ["elec"]);
        let there = Beginnings::from([("elec".into(), vec!["elections".into(), "electoral".into()])]);
        let needles = query.under(&languages, &there);
        let told = |any: &Vec<Needle>| any.iter().map(|n| n.terms.join("+")).collect::<Vec<_>>();
        let all: Vec<_> = needles.all.iter().map(told).collect();
        assert_eq!(all[0], ["elect", "elections"]);
        assert_eq!(all[1], ["letat", "l+etat"]);
        assert_eq!(
            all[2],
            ["elec", "elect", "elector", "electoral", "elections"],
            "the word itself, and those that begin so"
        );
        assert_eq!(all[3][..2], ["earli+elec", "earli+elect"]);
        assert_eq!((all.len(), needles.none.len()), (4, 0));
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,500}", signs in "[\"*:|()-OR headline:a]{0,200}") {
            for text in [text, signs] {
                if let Ok(query) = parse(&text) {
                    let needles = query.under(&[Language::of("en"), Language::of("ru")], &Beginnings::default());
                    prop_assert!(needles.all.iter().flatten().all(|n| !n.terms.is_empty()));
                }
            }
        }
    }
}
