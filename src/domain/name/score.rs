//! How well a name fits what was asked for: a pure function of both.

use db::NameKind;

use super::How;
use crate::text::latin::{self, Word};
use crate::text::{fold, likeness as alike, sound};

/// What was asked for, taken apart.
#[derive(Clone, Debug)]
pub struct Asked {
    pub key: String,
    /// Its words; and where words could be one, those too: "Nur-Sultan" and "Nursultan".
    pub variants: Vec<Vec<Word>>,
    pub goes_on: bool,
    /// Whether words may be misspelt.
    pub loosely: bool,
}

/// A name of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub name: &'a str,
    /// None for the house name.
    pub kind: Option<NameKind>,
    pub language: &'a str,
}

/// How a name fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub how: How,
    /// 0 to 95.
    pub points: f64,
    pub ranges: Vec<(usize, usize)>,
}

/// How a word fits a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Same,
    /// With other letters of the same script: "Мәсімов", "Масимов".
    Alike,
    Initial,
    Beginning,
    AlikeBeginning,
    /// In other letters; with so many letters that differ.
    Transliterated(usize),
    /// With so many letters that are wrong.
    Misspelt(usize),
    Sound,
}

/// Words of a question that are looked at.
const WORDS: usize = 8;
/// Letters of a beginning that may be misspelt.
const SHORTEST: usize = 4;

impl Asked {
    pub fn new(text: &str, goes_on: bool) -> Self {
        let all = latin::words(text);
        let mut plain: Vec<Word> = all.iter().filter(|word| !word.is_joined).cloned().collect();
        plain.truncate(WORDS);
        let mut variants = vec![];
        if all.iter().any(|word| word.is_joined) {
            let within = |word: &&Word| {
                word.is_joined
                    || !all.iter().any(|j| j.is_joined && j.start <= word.start && word.end <= j.end)
            };
            variants.push(all.iter().filter(within).take(WORDS).cloned().collect());
        } else if let [first, second] = &plain[..] {
            let whole = Word {
                word: format!("{}{}", first.word, second.word),
                latin: format!("{}{}", first.latin, second.latin),
                start: first.start,
                end: second.end,
                is_joined: true,
            };
            variants.push(vec![whole]);
        }
        variants.insert(0, plain);
        Self { key: fold::key(text), variants, goes_on, loosely: false }
    }

    /// The word that may be the beginning of one.
    pub fn last(&self) -> Option<&Word> {
        self.variants.first().and_then(|words| words.last()).filter(|_| self.goes_on)
    }
}

/// How well the name fits, if it does.
pub fn fit(asked: &Asked, name: &Name<'_>) -> Option<Fit> {
    if asked.key.is_empty() {
        return None;
    }
    let words = latin::words(name.name);
    let lesser = lesser(name.kind);
    if fold::key(name.name) == asked.key {
        let wrong = name.kind == Some(NameKind::Misspelling);
        let how = if wrong { How::Misspelt } else { How::Name };
        let whole = vec![(0, name.name.chars().count())];
        return Some(Fit { how, points: if wrong { 64.0 } else { 95.0 - lesser }, ranges: whole });
    }
    let fits = asked.variants.iter().enumerate().filter_map(|(at, variant)| {
        let mut fit = words_fit(asked, variant, &words)?;
        // Words that are one are a guess.
        fit.points -= lesser + if at > 0 { 1.0 } else { 0.0 };
        Some(fit)
    });
    fits.max_by(|a, b| a.points.total_cmp(&b.points))
}

/// What a name of this kind counts less than the house name.
fn lesser(kind: Option<NameKind>) -> f64 {
    match kind {
        None => 0.0,
        Some(NameKind::Demonym | NameKind::Metonym) => 4.0,
        Some(NameKind::Misspelling) => 8.0,
        Some(NameKind::Former) => 2.0,
        Some(_) => 1.0,
    }
}

fn words_fit(asked: &Asked, question: &[Word], name: &[Word]) -> Option<Fit> {
    let last = question.len().checked_sub(1)?;
    let mut taken: Vec<usize> = vec![];
    let mut found: Vec<Option<(Match, usize)>> = vec![];
    for (at, word) in question.iter().enumerate() {
        let goes_on = asked.goes_on && at == last;
        // Each piece of a name fits one word: what is joined shares its letters with its parts.
        let is_taken = |word: &Word| {
            let mut taken = taken.iter().filter_map(|i: &usize| name.get(*i));
            taken.any(|other| other.start < word.end && word.start < other.end)
        };
        let free = name.iter().enumerate().filter(|(_, word)| !is_taken(word));
        let best = free.filter_map(|(i, other)| Some((matches(asked, word, other, goes_on)?, i))).min();
        taken.extend(best.map(|(_, i)| i));
        found.push(best);
    }
    let hits: Vec<(Match, usize)> = found.iter().flatten().copied().collect();
    let mut ranges: Vec<(usize, usize)> =
        hits.iter().filter_map(|(_, i)| name.get(*i)).map(|word| (word.start, word.end)).collect();
    if let (Some((Match::Beginning | Match::AlikeBeginning, i)), Some(word)) =
        (hits.last().copied(), question.last())
    {
        // Of a beginning, as many letters as were typed.
        if let (Some(range), Some(whole)) = (ranges.last_mut(), name.get(i)) {
            let typed = word.end - word.start;
            range.1 = (range.0 + typed).min(whole.end);
        }
    }
    ranges.sort_unstable();
    ranges.dedup();
    if hits.len() < question.len() {
        return partly(question, &found).map(|points| Fit { how: How::Partly, points, ranges });
    }
    let worst = hits.iter().map(|(hit, _)| *hit).max()?;
    let places: Vec<usize> = hits.iter().filter_map(|(_, i)| name.get(*i)).map(|word| word.start).collect();
    let in_order = places.windows(2).all(|pair| pair[0] < pair[1]);
    let (how, points) = match worst {
        Match::Same => (How::Words, 84.0),
        Match::Alike => (How::Words, 83.0),
        Match::Initial => (How::Words, 80.0),
        Match::Beginning => (How::Beginning, 74.0),
        Match::AlikeBeginning => (How::Beginning, 73.0),
        Match::Transliterated(_) => (How::Transliterated, 65.0),
        Match::Misspelt(_) => (How::Misspelt, 54.0),
        Match::Sound => (How::Sound, 38.0),
    };
    let letters: usize = hits
        .iter()
        .map(|(hit, _)| match hit {
            Match::Transliterated(wrong) | Match::Misspelt(wrong) => *wrong,
            _ => 0,
        })
        .sum();
    // Nobody takes a name for one with as many wrong letters.
    if letters > 4 {
        return None;
    }
    let all: usize = name.iter().filter(|word| !word.is_joined).count();
    let covered = share(hits.len(), all);
    let order = if in_order { 0.0 } else { 2.0 };
    let wrong = f64::from(u32::try_from(letters.saturating_sub(1)).unwrap_or(9)) * 3.0;
    Some(Fit { how, points: points - order - wrong + 2.0 * covered, ranges })
}

/// Points for a name that has not all words: half of them, and one that tells something.
fn partly(question: &[Word], found: &[Option<(Match, usize)>]) -> Option<f64> {
    let telling = |(word, hit): &(&Word, &Option<(Match, usize)>)| {
        matches!(hit, Some((Match::Same | Match::Alike | Match::Transliterated(0), _)))
            && word.latin.len() >= SHORTEST
    };
    let hits = question.iter().zip(found).filter(telling).count();
    (hits * 2 >= question.len() && hits > 0).then(|| 25.0 * share(hits, question.len()))
}

fn matches(asked: &Asked, word: &Word, other: &Word, goes_on: bool) -> Option<Match> {
    if word.word == other.word {
        return Some(Match::Same);
    }
    let mut letters = word.word.chars();
    if letters.next().is_some_and(char::is_alphabetic)
        && letters.next().is_none()
        && other.word.starts_with(&word.word)
    {
        return Some(if goes_on { Match::Beginning } else { Match::Initial });
    }
    if goes_on && other.word.starts_with(&word.word) {
        return Some(Match::Beginning);
    }
    let crosses = latin::is_other_script(&word.word, &other.word);
    if word.latin == other.latin {
        return Some(if crosses { Match::Transliterated(0) } else { Match::Alike });
    }
    if goes_on && other.latin.starts_with(&word.latin) {
        return Some(if crosses { Match::Transliterated(1) } else { Match::AlikeBeginning });
    }
    let wrong = alike::wrong(&word.latin, &other.latin);
    let sounds = || sound::of(&word.latin).is_some_and(|one| sound::of(&other.latin) == Some(one));
    if crosses {
        return match wrong {
            Some(wrong) if wrong == 1 || asked.loosely => Some(Match::Transliterated(wrong)),
            _ => sounds().then_some(Match::Transliterated(2)),
        };
    }
    if let Some(wrong) = wrong.filter(|_| asked.loosely) {
        return Some(Match::Misspelt(wrong));
    }
    if asked.loosely && goes_on && word.latin.len() >= SHORTEST {
        let beginning = [0, 1].into_iter().filter_map(|more| {
            let piece: String = other.latin.chars().take(word.latin.len() + more).collect();
            alike::wrong(&word.latin, &piece)
        });
        if let Some(wrong) = beginning.min() {
            return Some(Match::Misspelt(wrong + 1));
        }
    }
    sounds().then_some(Match::Sound)
}

/// How alike two texts are, 0 to 1, in whatever letters: for names of which no word need be the same.
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    let plain = strsim::jaro_winkler(one, other);
    if one.is_ascii() && other.is_ascii() {
        return plain;
    }
    let spelt = |text: &str| {
        let words = latin::words(text).into_iter().filter(|word| !word.is_joined);
        words.map(|word| word.latin).collect::<Vec<_>>().join(" ")
    };
    // Other letters leave something to chance.
    plain.max(strsim::jaro_winkler(&spelt(one), &spelt(other)) * 0.98)
}

fn share(some: usize, all: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (number(some) / number(all.max(1))).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how(question: &str, name: &str) -> Option<How> {
        let mut asked = Asked::new(question, true);
        asked.loosely = true;
        fit(&asked, &Name { name, kind: None, language: "" }).map(|fit| fit.how)
    }

    #[test]
    fn a_name_fits_in_a_way() {
        for (question, name, is) in [
            ("nursultan nazarbayev", "Nursultan Nazarbayev", Some(How::Name)),
            ("nazarbayev nursultan", "Nursultan Nazarbayev", Some(How::Words)),
            ("n. nazarbayev", "Nursultan Nazarbayev", Some(How::Words)),
            ("nazarb", "Nursultan Nazarbayev", Some(How::Beginning)),
            ("nursultan n", "Nursultan Nazarbayev", Some(How::Beginning)),
            ("Назарбаев", "Nursultan Nazarbayev", Some(How::Transliterated)),
            ("Nazarbayev", "Нұрсұлтан Назарбаев", Some(How::Transliterated)),
            ("nazarbaev", "Nursultan Nazarbayev", Some(How::Misspelt)),
            ("nasarbajew", "Nursultan Nazarbayev", Some(How::Sound)),
            ("president nazarbayev", "Nursultan Nazarbayev", Some(How::Partly)),
            ("nursultan", "Nur-Sultan", Some(How::Words)),
            ("Nur-Sultan", "Nursultan", Some(How::Words)),
            ("masimov", "Nursultan Nazarbayev", None),
            ("", "Nursultan Nazarbayev", None),
            ("--", "--", None),
        ] {
            assert_eq!(how(question, name), is, "{question}, {name}");
        }
    }

    #[test]
    fn what_fits_is_told_by_its_letters() {
        let asked = Asked::new("токаев касы", true);
        let fit = fit(&asked, &Name { name: "Касым-Жомарт Токаев", kind: None, language: "" });
        let fit = fit.map(|fit| (fit.how, fit.ranges));
        assert_eq!(fit, Some((How::Beginning, vec![(0, 4), (13, 19)])));
    }
}
