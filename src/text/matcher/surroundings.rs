//! What stands around a place: whether it begins a sentence, and which capitalised words it touches.

use std::collections::HashSet;
use std::ops::Range;

use crate::text::fold::{self, Folded, Kind};

/// Facts about the place of a name that speak against a weak or doubtful link.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    /// One word that the text, or English, also uses as an ordinary one right here.
    pub ordinary: bool,
    /// One capitalised word that begins a sentence, is written small elsewhere in the text and nowhere else with a
    /// capital: too doubtful even for a full name.
    pub never_a_name: bool,
    /// Scalar ranges of the capitalised words next to the place.
    pub before: Option<Range<usize>>,
    pub after: Option<Range<usize>>,
}

/// English words that begin sentences and are surnames too.
const SENTENCE_OPENERS: [&str; 26] = [
    "an", "best", "can", "do", "early", "go", "good", "has", "how", "in", "long", "more", "no", "price",
    "rich", "so", "still", "such", "to", "what", "will", "wise", "yes", "young", "you", "now",
];
const MONTHS: [&str; 5] = ["april", "august", "june", "march", "may"];
const BEFORE_MONTHS: [&str; 23] = [
    "in", "since", "until", "till", "by", "last", "next", "this", "early", "late", "mid", "of", "during",
    "from", "before", "after", "every", "on", "between", "to", "through", "and", "or",
];
/// Capitalised before or after a surname without making it longer. Titles, and days that news agencies put there.
const TITLES: [&str; 89] = [
    "admiral",
    "ambassador",
    "archbishop",
    "ayatollah",
    "baron",
    "bishop",
    "brother",
    "captain",
    "cardinal",
    "chair",
    "chairman",
    "chairwoman",
    "chancellor",
    "chief",
    "col",
    "colonel",
    "commander",
    "commissioner",
    "congressman",
    "congresswoman",
    "count",
    "dame",
    "deputy",
    "director",
    "doctor",
    "dr",
    "emir",
    "emperor",
    "father",
    "gen",
    "general",
    "gov",
    "governor",
    "imam",
    "judge",
    "justice",
    "king",
    "lady",
    "leader",
    "lieutenant",
    "lord",
    "lt",
    "maj",
    "major",
    "marshal",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mrs",
    "ms",
    "mullah",
    "patriarch",
    "pope",
    "premier",
    "president",
    "prime",
    "prince",
    "princess",
    "prof",
    "professor",
    "queen",
    "rabbi",
    "rep",
    "representative",
    "rev",
    "reverend",
    "saint",
    "secretary",
    "sen",
    "senator",
    "sergeant",
    "sheikh",
    "sir",
    "sister",
    "speaker",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "st",
    "sultan",
    "vice",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// Small in English titles.
const MINOR_WORDS: [&str; 10] = ["and", "but", "for", "from", "into", "nor", "over", "per", "the", "with"];
/// Before a hyphen.
const PREFIXES: [&str; 12] =
    ["anti", "ex", "mid", "neo", "non", "post", "pre", "pro", "then", "trans", "ultra", "under"];

/// A text's words, as far as they tell names from ordinary words.
pub(super) struct Words<'a> {
    folded: &'a Folded,
    language: Option<&'a str>,
    /// Words written small somewhere.
    small: HashSet<&'a str>,
    /// Words written with a capital where no sentence begins.
    capital: HashSet<&'a str>,
}

#[derive(Clone, Copy)]
struct Word {
    from: usize,
    to: usize,
}

impl<'a> Words<'a> {
    pub fn of(folded: &'a Folded, language: Option<&'a str>) -> Self {
        let mut words = Self { folded, language, small: HashSet::new(), capital: HashSet::new() };
        let mut from = 0;
        while from < folded.units.len() {
            let Some(word) = words.word_from(from) else {
                from += 1;
                continue;
            };
            let first = folded.units[from].first;
            let text = folded.slice(word.from, word.to);
            if first.is_lowercase() {
                words.small.insert(text);
            } else if first.is_uppercase() && !words.opens_sentence(from) {
                words.capital.insert(text);
            }
            from = word.to;
        }
        words
    }

    /// What stands around the units `from..to`.
    pub fn around(&self, from: usize, to: usize) -> Surroundings {
        let units = &self.folded.units;
        let before = self.touching_before(from);
        let after = self.touching_after(to);
        let mut facts = Surroundings {
            before: before.and_then(|w| self.unknown_part(w, !self.hyphen(w.to))),
            after: after.and_then(|w| self.unknown_part(w, false)),
            ..Surroundings::default()
        };
        let one_word = units[from..to].iter().all(|u| u.kind == Kind::Word);
        let capitals = units[from..to].iter().filter(|u| u.first.is_uppercase()).count();
        // A word in capitals is no ordinary one: "US", "IT".
        if !one_word || capitals != 1 || !units[from].first.is_uppercase() {
            return facts;
        }
        let word = self.folded.slice(from, to);
        let opens = self.opens_sentence(from);
        facts.never_a_name = opens && self.small.contains(word) && !self.capital.contains(word);
        facts.ordinary = self.small.contains(word)
            || (self.english() && opens && (SENTENCE_OPENERS.contains(&word) || MONTHS.contains(&word)))
            || (self.english() && MONTHS.contains(&word) && self.dated(from, to));
        facts
    }

    fn english(&self) -> bool {
        self.language.is_none_or(|l| l == "en")
    }

    /// Whether the word at `from..to`, a month's name, is a month here.
    fn dated(&self, from: usize, to: usize) -> bool {
        let number = |w: Word| self.folded.units[w.from].first.is_numeric();
        let before = self.touching_before(from);
        before.is_some_and(|w| number(w) || BEFORE_MONTHS.contains(&self.folded.slice(w.from, w.to)))
            || self.touching_after(to).is_some_and(number)
    }

    /// The range of a neighbour that looks like a part of the same name.
    fn unknown_part(&self, word: Word, opening_is_doubtful: bool) -> Option<Range<usize>> {
        let units = &self.folded.units;
        let text = self.folded.slice(word.from, word.to);
        let mut letters = units[word.from..word.to].iter().map(|u| u.first);
        let named =
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        // German capitalises every noun.
        let nouns = matches!(self.language, Some("de" | "lb"));
        if !named
            || nouns
            || TITLES.contains(&text)
            || MONTHS.contains(&text)
            || PREFIXES.contains(&text)
            || self.small.contains(text)
            || (opening_is_doubtful && self.opens_sentence(word.from))
            || self.headline(word.from)
        {
            return None;
        }
        Some(units[word.from].start as usize..units[word.to - 1].end as usize)
    }

    /// Whether the line is written in title case: every word of it but the minor ones has a capital.
    fn headline(&self, at: usize) -> bool {
        let units = &self.folded.units;
        let mut from = units[..at].iter().rposition(|u| u.kind == Kind::Break).map_or(0, |i| i + 1);
        let mut capitals = 0;
        while from < units.len() && units[from].kind != Kind::Break {
            let Some(word) = self.word_from(from) else {
                from += 1;
                continue;
            };
            if units[from].first.is_uppercase() {
                capitals += 1;
            } else if word.to - word.from > 2 && !MINOR_WORDS.contains(&self.folded.slice(word.from, word.to))
            {
                return false;
            }
            from = word.to;
        }
        capitals >= 4
    }

    /// The word that begins at a unit.
    fn word_from(&self, from: usize) -> Option<Word> {
        let units = &self.folded.units;
        if units.get(from)?.kind != Kind::Word {
            return None;
        }
        let to = units[from..].iter().position(|u| u.kind != Kind::Word).map_or(units.len(), |n| from + n);
        Some(Word { from, to })
    }

    fn touching_before(&self, from: usize) -> Option<Word> {
        let gap = from.checked_sub(1)?;
        let to = match self.folded.units.get(gap)?.kind {
            Kind::Space | Kind::Hyphen | Kind::Joint => gap,
            _ => return None,
        };
        // "Gen. Milley", "B. Obama"
        let to = if to > 0 && matches!(self.folded.units[to - 1].first, '.') && self.abbreviates(to - 1) {
            to - 1
        } else {
            to
        };
        let length = self.folded.units[..to].iter().rev().take_while(|u| u.kind == Kind::Word).count();
        (length > 0).then(|| Word { from: to - length, to })
    }

    fn touching_after(&self, to: usize) -> Option<Word> {
        match self.folded.units.get(to)?.kind {
            Kind::Space | Kind::Hyphen | Kind::Joint => self.word_from(to + 1),
            _ => None,
        }
    }

    fn hyphen(&self, index: usize) -> bool {
        self.folded.units.get(index).is_some_and(|u| u.kind == Kind::Hyphen)
    }

    /// Whether the dot at a unit belongs to a title or an initial and ends no sentence.
    fn abbreviates(&self, dot: usize) -> bool {
        let length = self.folded.units[..dot].iter().rev().take_while(|u| u.kind == Kind::Word).count();
        let word = self.folded.slice(dot - length, dot);
        length == 1 || (length <= 4 && TITLES.contains(&word)) || self.folded.units[dot].kind == Kind::Dot
    }

    /// Whether a capital at this unit may come from its place alone: after a line end, a full stop, a colon, an
    /// opening quote.
    fn opens_sentence(&self, from: usize) -> bool {
        for index in (0..from).rev() {
            let unit = &self.folded.units[index];
            match unit.kind {
                Kind::Break => return true,
                Kind::Space | Kind::Hyphen | Kind::Joint => {}
                Kind::Word => return false,
                Kind::Dot => return !self.abbreviates(index),
                Kind::Other => match unit.first {
                    '.' => return !self.abbreviates(index),
                    '!' | '?' | '…' | ':' | '。' | '¿' | '¡' | '•' => return true,
                    '(' | '[' => {}
                    c if fold::is_quote(c) || fold::is_apostrophe(c) => return true,
                    _ => return false,
                },
            }
        }
        true
    }
}
