//! What stands around a place: whether it begins a sentence, and which capitalised words it touches.

mod english;

use std::collections::HashSet;
use std::ops::Range;

use crate::text::fold::{self, Folded, Kind};

/// Facts about the place of a name that speak against a weak or doubtful link.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    /// One word that the text, or English, also uses as an ordinary one right here.
    pub ordinary: bool,
    /// One capitalised word that begins a sentence, is written small elsewhere in the text and nowhere else with a
    /// capital; or an ordinary word in a line of capitals. Too doubtful even for a full name, unless that is
    /// stored in small letters.
    pub never_a_name: bool,
    /// Scalar ranges of the capitalised words next to the place.
    pub before: Option<Range<usize>>,
    pub after: Option<Range<usize>>,
}

/// A text's words, as far as they tell names from ordinary words.
pub(super) struct Words<'a> {
    folded: &'a Folded,
    language: Option<&'a str>,
    /// Words written small somewhere.
    small: HashSet<&'a str>,
    /// Words written with a capital where no sentence begins.
    capital: HashSet<&'a str>,
    lines: Vec<Line>,
    /// Units of web and mail addresses and of handles, in order.
    addresses: Vec<Range<usize>>,
}

/// How the words of a line are written.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// The unit after the line's last one.
    end: usize,
    /// Words with a capital.
    capitals: usize,
    /// Words of two letters or more, all of them capitals.
    shouted: usize,
    /// Words that begin small and are not minor ones, as "and" is.
    small: usize,
    /// Words with any small letter.
    spoken: usize,
}

impl Line {
    /// Every word but the minor ones has a capital.
    fn title_case(self) -> bool {
        self.capitals >= 4 && self.small == 0
    }

    fn shouting(self) -> bool {
        self.shouted >= 3 && self.spoken == 0
    }
}

#[derive(Clone, Copy)]
struct Word {
    from: usize,
    to: usize,
}

impl<'a> Words<'a> {
    pub fn of(folded: &'a Folded, language: Option<&'a str>) -> Self {
        let mut words = Self {
            folded,
            language,
            small: HashSet::new(),
            capital: HashSet::new(),
            lines: Vec::new(),
            addresses: addresses(folded),
        };
        let mut line = Line::default();
        let mut from = 0;
        while let Some(unit) = folded.units.get(from) {
            let Some(word) = words.word_from(from) else {
                from += 1;
                if unit.kind == Kind::Break {
                    words.lines.push(Line { end: from, ..std::mem::take(&mut line) });
                }
                continue;
            };
            let text = folded.slice(word.from, word.to);
            let letters = &folded.units[word.from..word.to];
            let any_small = letters.iter().any(|u| u.first.is_lowercase());
            line.spoken += usize::from(any_small);
            if unit.first.is_lowercase() {
                words.small.insert(text);
                line.small += usize::from(letters.len() > 2 && !english::MINOR_WORDS.contains(&text));
            } else if unit.first.is_uppercase() {
                line.capitals += 1;
                line.shouted += usize::from(letters.len() > 1 && !any_small);
                if !words.opens_sentence(from) {
                    words.capital.insert(text);
                }
            }
            from = word.to;
        }
        words
    }

    /// Whether the units lie within an address, where no name is meant.
    pub fn in_address(&self, from: usize) -> bool {
        let next = self.addresses.partition_point(|range| range.end <= from);
        self.addresses.get(next).is_some_and(|range| range.start <= from)
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
        if !one_word || !units[from].first.is_uppercase() {
            return facts;
        }
        let word = self.folded.slice(from, to);
        let common = self.small.contains(word);
        let opener =
            self.english() && (english::SENTENCE_OPENERS.contains(&word) || english::MONTHS.contains(&word));
        if capitals > 1 {
            // A word in capitals is no ordinary one ("US", "IT"), unless all the others are in capitals too.
            let shouting = self.line(from).shouting();
            let abbreviation = self.english() && english::IN_CAPITALS.contains(&word);
            facts.never_a_name = shouting && (common || abbreviation);
            facts.ordinary = shouting && (common || opener);
            return facts;
        }
        let opens = self.opens_sentence(from);
        facts.never_a_name = opens && common && !self.capital.contains(word);
        facts.ordinary = common
            || (opens && opener)
            || (self.english() && english::MONTHS.contains(&word) && self.dated(from, to));
        facts
    }

    fn english(&self) -> bool {
        self.language.is_none_or(|l| l == "en")
    }

    /// Whether the word at `from..to`, a month's name, is a month here.
    fn dated(&self, from: usize, to: usize) -> bool {
        let number = |w: Word| self.folded.units[w.from].first.is_numeric();
        let before = self.touching_before(from);
        before.is_some_and(|w| number(w) || english::BEFORE_MONTHS.contains(&self.folded.slice(w.from, w.to)))
            || self.touching_after(to).is_some_and(number)
    }

    /// The range of a neighbour that looks like a part of the same name. `apart`: it is a word before the name, so
    /// that its capital may come from the beginning of a sentence.
    fn unknown_part(&self, word: Word, apart: bool) -> Option<Range<usize>> {
        let units = &self.folded.units;
        let text = self.folded.slice(word.from, word.to);
        let mut letters = units[word.from..word.to].iter().map(|u| u.first);
        let line = self.line(word.from);
        let named = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(|c| c.is_lowercase() || line.shouting());
        // German capitalises every noun.
        let nouns = matches!(self.language, Some("de" | "lb"));
        if !named
            || nouns
            || english::TITLES.contains(&text)
            || english::MONTHS.contains(&text)
            || english::PREFIXES.contains(&text)
            || self.small.contains(text)
            || (apart && self.opens_sentence(word.from) && self.ordinary_opener(text))
            || (line.shouting() && self.ordinary_opener(text))
            || (line.title_case() && !line.shouting())
        {
            return None;
        }
        Some(units[word.from].start as usize..units[word.to - 1].end as usize)
    }

    /// Whether a word that begins a sentence has its capital from there: in English the words that do are known
    /// ("Yesterday", "Calling"), so that others are first names ("Bolat"); of other languages nothing is known.
    fn ordinary_opener(&self, word: &str) -> bool {
        let participle = word.len() > 5 && word.ends_with("ing");
        !self.english() || participle || english::OPENERS.contains(&word)
    }

    fn line(&self, at: usize) -> Line {
        let index = self.lines.partition_point(|line| line.end <= at);
        self.lines.get(index).copied().unwrap_or_default()
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
        length == 1
            || (length <= 4 && english::TITLES.contains(&word))
            || self.folded.units[dot].kind == Kind::Dot
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

/// Runs without spaces that hold `://` or `@`, or begin with `www.`.
fn addresses(folded: &Folded) -> Vec<Range<usize>> {
    if !folded.text.contains(['@', '/']) && !folded.text.contains("www.") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut from = 0;
    for (index, unit) in folded.units.iter().enumerate() {
        if matches!(unit.kind, Kind::Space | Kind::Break) {
            let run = folded.slice(from, index);
            if run.contains("://") || run.contains('@') || run.starts_with("www.") {
                found.push(from..index);
            }
            from = index + 1;
        }
    }
    found
}
