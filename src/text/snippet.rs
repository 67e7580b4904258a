//! Where the words of a query stand in a text, and the passage that shows most of them.

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::escape::escape;
use super::query::{Field, Needle, Needles};
use super::terms::Analyzer;

/// Characters of a passage at most; words that it begins and ends with are whole.
const LONGEST: usize = 240;
/// Characters before the first word that is shown.
const LEAD: usize = 60;
/// Places of a text at most that are looked at.
const MOST_PLACES: usize = 500;

/// A place, in Unicode scalars and in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub start: usize,
    pub end: usize,
    pub utf16_start: usize,
    pub utf16_end: usize,
}

/// A passage of a text, with the places in it that were looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    /// Where the passage begins in the whole text, in Unicode scalars.
    pub at: usize,
    /// Whether there is text before it and behind it.
    pub cut: (bool, bool),
    /// In the passage, in order; none touches another.
    pub places: Vec<Place>,
}

/// A term of a text, and the bytes of its word.
struct Token {
    term: String,
    word: Range<usize>,
}

/// What of a headline or a summary shows the query, whole; none where no word of it stands there.
pub fn whole(analyzer: &mut Analyzer, text: &str, field: Field, needles: &Needles) -> Option<Snippet> {
    let found = places(analyzer, text, field, needles);
    (!found.is_empty()).then(|| cut(text, 0..text.len(), &found))
}

/// The passage of a body that shows most of the query.
pub fn best(analyzer: &mut Analyzer, text: &str, needles: &Needles) -> Option<Snippet> {
    let found = places(analyzer, text, Field::Body, needles);
    // The passage that begins with each place: how many different things it shows, and how many places.
    let within = |first: usize| {
        let end = found[first].0.start + LONGEST - LEAD;
        let shown = found[first..].iter().take_while(|(range, _)| range.end <= end);
        let mut what: Vec<usize> = shown.clone().map(|(_, clause)| *clause).collect();
        what.sort_unstable();
        what.dedup();
        (what.len(), shown.count())
    };
    let first = (0..found.len()).rev().max_by_key(|first| within(*first))?;
    let place = found.get(first)?.0.clone();
    Some(cut(text, passage(text, &place), &found))
}

/// The passage around a place: from a sentence's begin where one is near, or from a word's.
fn passage(text: &str, place: &Range<usize>) -> Range<usize> {
    let before = &text[..place.start];
    let earliest = before.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at);
    let lead = &text[earliest..place.start];
    let line = lead.rfind('\n').map(|at| at + 1);
    let sentence = || {
        lead.rmatch_indices(['.', '!', '?', '。']).find_map(|(at, sign)| {
            let behind = at + sign.len();
            lead[behind..].starts_with(' ').then_some(behind + 1)
        })
    };
    let space = || if earliest == 0 { Some(0) } else { lead.find(char::is_whitespace).map(|at| at + 1) };
    let space = || space().filter(|at| lead.is_char_boundary(*at));
    let start = earliest + line.or_else(sentence).or_else(space).unwrap_or(0);
    let latest = text[start..].char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| start + at);
    let latest = latest.max(place.end);
    let rest = &text[place.end..latest];
    let line = rest.find('\n');
    let space = || if latest == text.len() { None } else { rest.rfind(char::is_whitespace) };
    let end = line.or_else(space).map_or(latest, |at| place.end + at);
    start..end
}

fn cut(text: &str, range: Range<usize>, found: &[(Range<usize>, usize)]) -> Snippet {
    let passage = &text[range.clone()];
    let mut places: Vec<Place> = vec![];
    let (mut at, mut scalars, mut units) = (0, 0, 0);
    let mut to = |byte: usize| {
        let between = &passage[at..byte];
        scalars += between.chars().count();
        units += between.encode_utf16().count();
        at = byte;
        (scalars, units)
    };
    let mut end = range.start;
    for (place, _) in found {
        if place.start < end || place.start < range.start || place.end > range.end {
            continue;
        }
        let (start, utf16_start) = to(place.start - range.start);
        end = place.end;
        let (last, utf16_end) = to(end - range.start);
        places.push(Place { start, end: last, utf16_start, utf16_end });
    }
    Snippet {
        at: text[..range.start].chars().count(),
        cut: (range.start > 0, range.end < text.len()),
        text: passage.to_owned(),
        places,
    }
}

/// Where the needles of the query stand, in order, each with the number of what it is a needle of.
fn places(
    analyzer: &mut Analyzer,
    text: &str,
    field: Field,
    needles: &Needles,
) -> Vec<(Range<usize>, usize)> {
    let mut tokens = vec![];
    for (at, word) in text.unicode_word_indices() {
        let word_at = at..at + word.len();
        let terms = analyzer.terms(word).split(' ').filter(|term| !term.is_empty());
        tokens.extend(terms.map(|term| Token { term: term.to_owned(), word: word_at.clone() }));
    }
    // By their first terms: a long text is not held against each of many needles.
    let mut beginning: HashMap<&str, Vec<(usize, &Needle)>> = HashMap::new();
    for (clause, any) in needles.all.iter().enumerate() {
        for needle in any.iter().filter(|needle| needle.field.is_none_or(|of| of == field)) {
            if let Some(first) = needle.terms.first() {
                beginning.entry(first).or_default().push((clause, needle));
            }
        }
    }
    let mut found: Vec<(Range<usize>, usize)> = vec![];
    for (first, token) in tokens.iter().enumerate() {
        for (clause, needle) in beginning.get(&*token.term).into_iter().flatten() {
            let Some(last) = stands(needle, &tokens[first..]) else { continue };
            let range = token.word.start..tokens[first + last].word.end;
            match found.last_mut() {
                // The longest of those that begin here.
                Some((place, of)) if place.start == range.start => {
                    if range.end > place.end {
                        (*place, *of) = (range, *clause);
                    }
                }
                _ => found.push((range, *clause)),
            }
        }
        if found.len() >= MOST_PLACES {
            break;
        }
    }
    found
}

/// Whether a needle stands at the beginning of these; the number of its last.
fn stands(needle: &Needle, tokens: &[Token]) -> Option<usize> {
    let last = needle.terms.len().checked_sub(1)?;
    let here = tokens.get(..=last)?;
    let fits = needle.terms.iter().zip(here).all(|(term, token)| token.term == *term);
    fits.then_some(last)
}

impl Snippet {
    /// The passage as HTML, with `mark` elements around the places; ellipses where text is left out.
    #[must_use]
    pub fn html(&self) -> String {
        let mut html = String::from(if self.cut.0 { "… " } else { "" });
        let chars: Vec<(usize, char)> = self.text.char_indices().collect();
        let byte = |scalar: usize| chars.get(scalar).map_or(self.text.len(), |(at, _)| *at);
        let mut at = 0;
        for place in &self.places {
            let (start, end) = (byte(place.start), byte(place.end));
            html.push_str(&escape(&self.text[at..start]));
            html.push_str("<mark>");
            html.push_str(&escape(&self.text[start..end]));
            html.push_str("</mark>");
            at = end;
        }
        html.push_str(&escape(&self.text[at..]));
        html.push_str(if self.cut.1 { " …" } else { "" });
        html
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::query::{Beginnings, parse};
    use super::super::stem::Language;
    use super::*;

    fn needles(query: &str) -> Needles {
        let there = Beginnings::from([("kaz".into(), vec!["kazakhstan".into()])]);
        parse(query).unwrap().under(&[Language::of("en"), Language::of("ru")], &there)
    }

    fn html(text: &str, query: &str) -> String {
        best(&mut Analyzer::new("en"), text, &needles(query)).map_or(String::new(), |snippet| snippet.html())
    }

    #[test]
    fn words_are_marked_in_whatever_inflection() {
        assert_eq!(
            html("Spies <b>were</b> arrested & tried.", "arrest spy"),
            "<mark>Spies</mark> &lt;b&gt;were&lt;/b&gt; <mark>arrested</mark> &amp; tried."
        );
        assert_eq!(
            html("The high court and the court", "\"high court\""),
            "The <mark>high court</mark> and the court"
        );
        assert_eq!(html("Kazakhstan", "kaz*"), "<mark>Kazakhstan</mark>");
        assert_eq!(html("Kazakhstan", "headline:kazakhstan"), "");
        assert_eq!(html("Kazakhstan", "nothing"), "");
    }

    #[test]
    fn places_are_counted_as_clients_count() {
        let text = "🎈🎈 KNB";
        let snippet = whole(&mut Analyzer::new("en"), text, Field::Headline, &needles("knb")).unwrap();
        assert_eq!(snippet.places, [Place { start: 3, end: 6, utf16_start: 5, utf16_end: 8 }]);
    }

    #[test]
    fn the_passage_shows_most() {
        let far = "Nothing of it here. ".repeat(30);
        let text = format!("A court. {far}The spies went to court. {far}");
        let shown = html(&text, "spies court");
        assert!(shown.starts_with("… The <mark>spies</mark> went to <mark>court</mark>. Nothing"), "{shown}");
        assert!(shown.ends_with(" …") && shown.chars().count() < 320, "{shown}");
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "(\\PC|\n|knb |court. ){0,300}", query in "\\PC{0,20}") {
            for query in [query.as_str(), "knb court", "\"knb court\""] {
                let needles = needles(query);
                let snippet = best(&mut Analyzer::new("en"), &text, &needles);
                if let Some(snippet) = snippet {
                    let chars: Vec<char> = text.chars().collect();
                    let length = snippet.text.chars().count();
                    prop_assert_eq!(chars[snippet.at..snippet.at + length].iter().collect::<String>(), snippet.text.clone());
                    prop_assert!(!snippet.places.is_empty());
                    let mut end = 0;
                    for place in &snippet.places {
                        prop_assert!(place.start >= end && place.end > place.start && place.end <= length);
                        end = place.end;
                    }
                    prop_assert!(snippet.html().contains("<mark>"));
                }
            }
        }
    }
}
