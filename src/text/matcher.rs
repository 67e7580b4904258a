//! Finding the names of entities in a text.
//!
//! One automaton over all folded names ([`crate::text::fold`]) reports every place where a name stands. A place
//! counts when it begins and ends where words do (`boundary`), is written with the capitals of the name
//! (`capitals`) and crosses no line. Then the longest leftmost names win (`choice`), weak names only with the
//! support they need, and the places that fall give way to the names within them.

mod boundary;
mod capitals;
mod choice;
mod surroundings;

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::text::fold::{self, Folded, Kind, Mode};
pub(super) use boundary::unspaced;
use capitals::{Capitals, Written};
use surroundings::Surroundings;

/// How much a name says on its own about whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Official, native, former, translated, abbreviated or misspelt: names its entity wherever it stands.
    Full,
    /// A surname: names its entity only where the text or its context names the entity in full.
    Short,
    /// "The Kremlin": needs to be the only one's, capitalised as stored.
    Metonym,
    /// "Kazakh": needs to be the only one's, capitalised as stored.
    Demonym,
}

/// A name as the newsroom knows it. Names whose key is empty never match.
#[derive(Clone, Debug)]
pub struct Name {
    pub entity: i64,
    pub id: i64,
    pub text: String,
    pub weight: Weight,
    /// A short name that needs no full name near it.
    pub distinctive: bool,
    /// BCP 47. A weak name written in small letters is looked for in texts of its language alone.
    pub language: Option<String>,
}

/// What is known about a text besides its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Entities that the article is about, or that a confirmed mention names.
    pub about: &'a [i64],
    /// BCP 47 tag of the text.
    pub language: Option<&'a str>,
    /// Places whose entity the author has fixed. Nothing is found in or across them, and they count as context;
    /// they are not among the results.
    pub pinned: &'a [(Range<usize>, i64)],
}

/// A place in the text, in Unicode scalars, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Linked {
        entity: i64,
        name: i64,
    },
    /// A name stands here, but whose is not certain. The candidates are entities, in ascending order.
    Unlinked {
        candidates: Vec<i64>,
        reason: Reason,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The name is several entities', and the context names none of them, or more than one.
    Ambiguous,
    /// A short name of an entity that nothing in the text names in full.
    ShortWithoutFull,
    /// The word is an ordinary one here: "May" that begins a sentence, or follows "in".
    OrdinaryWord,
    /// A short name next to another capitalised word that is no known name: "Will Smith" is not John Smith.
    LongerName,
}

#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("the names do not fit into one automaton")]
    Automaton(#[from] aho_corasick::BuildError),
    #[error("more than 65 534 languages among the names")]
    Languages,
}

/// All names of a newsroom, ready to be found.
#[derive(Debug)]
pub struct Matcher {
    automaton: AhoCorasick,
    /// Grouped by key; pattern `p` of the automaton is `names[first[p]..first[p + 1]]`.
    names: Vec<Stored>,
    first: Vec<u32>,
    languages: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Stored {
    entity: i64,
    id: i64,
    capitals: Capitals,
    /// 0: none; else one more than the place in `Matcher::languages`.
    language: u16,
    weight: Weight,
    distinctive: bool,
    /// Written in a script that puts no spaces between words.
    unspaced: bool,
}

/// A place where at least one name stands, and what speaks for and against it.
#[derive(Debug)]
struct Place {
    start: usize,
    end: usize,
    candidates: Vec<Candidate>,
    surroundings: Surroundings,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    name: Stored,
    written: Written,
}

impl Matcher {
    /// Builds the automaton. 200 000 names take about a second and 32 MB, and some 80 MB more while building.
    pub fn build(names: impl IntoIterator<Item = Name>) -> Result<Self, BuildError> {
        let mut languages: Vec<String> = Vec::new();
        let mut known: HashMap<String, u16> = HashMap::new();
        let mut keyed: Vec<(Box<str>, Stored)> = Vec::new();
        for name in names {
            let folded = fold::fold(&name.text, Mode::Key);
            let key = folded.text.trim();
            if key.is_empty() {
                continue;
            }
            let language = match name.language.as_deref().map(primary) {
                None => 0,
                Some(tag) => match known.get(&tag) {
                    Some(number) => *number,
                    None => {
                        languages.push(tag.clone());
                        let number = u16::try_from(languages.len()).map_err(|_| BuildError::Languages)?;
                        known.insert(tag, number);
                        number
                    }
                },
            };
            let units = folded.units.len() - 1;
            // A single letter names nothing by itself.
            let weight = if name.weight == Weight::Full && units == 1 { Weight::Short } else { name.weight };
            let stored = Stored {
                entity: name.entity,
                id: name.id,
                capitals: Capitals::of(&folded.units[..units]),
                language,
                weight,
                distinctive: name.distinctive,
                unspaced: units > 1 && folded.units[..units].iter().any(|u| unspaced(u.first)),
            };
            keyed.push((key.into(), stored));
        }
        keyed.sort_by(|(a, x), (b, y)| (a, x.entity, x.id).cmp(&(b, y.entity, y.id)));
        let names: Vec<Stored> = keyed.iter().map(|(_, stored)| *stored).collect();
        let mut first = Vec::new();
        let mut keys = keyed.iter().map(|(key, _)| key.as_ref()).enumerate().peekable();
        let mut patterns: Vec<&str> = Vec::new();
        while let Some((index, key)) = keys.next() {
            patterns.push(key);
            first.push(index as u32);
            while keys.next_if(|(_, next)| *next == key).is_some() {}
        }
        first.push(names.len() as u32);
        // Of 200 000 names (`benches/matcher.rs`) the noncontiguous NFA takes 54 MB and the contiguous one 25 MB,
        // which is faster too; a DFA of 8 000 names already takes 10 MB.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::Standard)
            .prefilter(false)
            .build(patterns)?;
        Ok(Self { automaton, names, first, languages })
    }

    /// Bytes held by the automaton and the table of names.
    pub fn memory_usage(&self) -> usize {
        self.automaton.memory_usage()
            + self.names.capacity() * size_of::<Stored>()
            + self.first.capacity() * 4
    }

    /// The names in a text, in order and without overlap, linked or with the reason why not.
    pub fn find(&self, text: &str, context: &Context<'_>) -> Vec<Found> {
        let folded = fold::fold(text, Mode::Text);
        let language = context.language.map(primary);
        let words = surroundings::Words::of(&folded, language.as_deref());
        let mut places = self.places(&folded, &words, context, |_| true);
        if folded.camel {
            let joined = fold::fold(text, Mode::Joined);
            let words = surroundings::Words::of(&joined, language.as_deref());
            places.extend(
                self.places(&joined, &words, context, |units| units.iter().any(|u| u.kind == Kind::Joint)),
            );
        }
        choice::choose(places, context)
    }

    /// The name of an entity that a whole passage is, however it is written.
    #[must_use]
    pub fn name_of(&self, passage: &str, entity: i64) -> Option<i64> {
        [Mode::Key, Mode::Joined].into_iter().find_map(|mode| {
            let folded = fold::fold(passage, mode).text;
            let key = folded.trim();
            let hits = self.automaton.find_overlapping_iter(key);
            let whole = hits.filter(|hit| hit.start() == 0 && hit.end() == key.len());
            let known = whole.filter_map(|hit| self.known(hit.pattern().as_usize())).flatten();
            known.filter(|name| name.entity == entity).map(|name| name.id).next()
        })
    }

    fn places(
        &self,
        folded: &Folded,
        words: &surroundings::Words<'_>,
        context: &Context<'_>,
        wanted: impl Fn(&[fold::Unit]) -> bool,
    ) -> Vec<Place> {
        let language = context.language.map(primary);
        let mut places = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&folded.text) {
            let Some((from, to)) = folded.units_of(hit.start(), hit.end()) else { continue };
            let units = &folded.units[from..to];
            if !wanted(units) || words.in_address(from) {
                continue;
            }
            let [strict, loose] = [false, true]
                .map(|unspaced| boundary::holds(folded, from, to, unspaced, language.as_deref()));
            if !loose {
                continue;
            }
            let Some(known) = self.known(hit.pattern().as_usize()) else { continue };
            let surface = Capitals::of(units);
            let candidates: Vec<Candidate> = known
                .iter()
                .filter(|name| strict || name.unspaced)
                .filter(|name| self.speaks(name, language.as_deref()))
                .filter_map(|name| {
                    let written = surface.as_written(name.capitals, name.weight)?;
                    Some(Candidate { name: *name, written })
                })
                .collect();
            if let (false, Some(head), Some(tail)) = (candidates.is_empty(), units.first(), units.last()) {
                places.push(Place {
                    start: head.start as usize,
                    end: tail.end as usize,
                    candidates,
                    surroundings: words.around(from, to),
                });
            }
        }
        places
    }

    fn known(&self, pattern: usize) -> Option<&[Stored]> {
        let (from, to) = (*self.first.get(pattern)?, *self.first.get(pattern + 1)?);
        self.names.get(from as usize..to as usize)
    }

    /// A weak name in small letters is a common noun elsewhere ("chino"): it needs a text of its language.
    fn speaks(&self, name: &Stored, language: Option<&str>) -> bool {
        let own = usize::from(name.language).checked_sub(1).and_then(|i| self.languages.get(i));
        match (name.weight, own, language) {
            (Weight::Full, ..) | (_, None, _) | (_, _, None) => true,
            (_, Some(own), Some(language)) => name.capitals.begins_upper() || own == language,
        }
    }
}

/// The primary language of a tag, in lower case.
fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
