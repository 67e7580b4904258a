//! What somebody may have meant who asked for words that neither an article nor a name has.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use sea_orm::DbErr;

use super::languages;
use crate::store::Edition;
use crate::store::edition::search::{self, Look};
use crate::store::edition::word::{self, Known, Misspelt};
use crate::store::predicate::Predicate;
use crate::text::query::{Beginnings, Query, Unit};
use crate::text::stem::Language;
use crate::text::{latin, likeness, terms};

/// Words of a query at most that are looked at.
const MOST_WORDS: usize = 5;
/// Letters of a word at least that may be another one misspelt.
const SHORTEST: usize = 4;

/// The query with a likely word of a headline, a summary or a name in the place of each that is nowhere; none where all are
/// there, or nothing is like them.
///
/// # Errors
/// The database's.
pub async fn did_you_mean(edition: &Edition, typed: &str, query: &Query) -> Result<Option<String>, DbErr> {
    let reach = search::reach(edition).await?;
    let languages = languages(&reach.languages);
    // Without any article, there are names.
    let plain = languages.first().copied().unwrap_or(Language::of(""));
    // The words as they are typed, with their folded forms.
    let mut words: Vec<String> = vec![];
    for unit in query.all.iter().flatten().filter(|unit| !unit.begins) {
        for word in terms::plain(&unit.text, plain) {
            if word.chars().count() >= SHORTEST && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words.truncate(MOST_WORDS);
    let known = if words.is_empty() { vec![] } else { search::known(edition, &words).await? };
    words.retain(|word| known.iter().all(|known| known.word != *word));
    let mut missing = vec![];
    for word in words {
        let unit = Unit { text: word.clone(), field: None, begins: false };
        let needles = Query { all: vec![vec![unit]], none: vec![] }.under(&languages, &Beginnings::default());
        let look = Look::new(needles, &Predicate::always(), &reach);
        if search::count(edition, &look, 0).await? == 0 {
            missing.push(word);
        }
    }
    let names = names(edition, &missing).await?;
    let mut instead: HashMap<String, String> = HashMap::new();
    for word in missing {
        let Some(mut likely) = names.get(&word).cloned() else { continue };
        for other in search::alike(edition, &word).await? {
            let changes = likeness::wrong(&word, &other.word);
            likely.extend(changes.map(|changes| Likely { changes, uses: other.articles, word: other.word }));
        }
        if let Some(likest) = likest(&word, likely) {
            instead.insert(word, likest);
        }
    }
    Ok((!instead.is_empty()).then(|| replaced(typed, &instead)))
}

/// A word that may have been meant.
#[derive(Clone, Debug)]
struct Likely {
    /// Letters that are wrong.
    changes: usize,
    /// Articles or entities that have it.
    uses: i64,
    word: String,
}

/// The words of names that are like each of these; those that are words of names themselves are left out.
async fn names(edition: &Edition, words: &[String]) -> Result<HashMap<String, Vec<Likely>>, DbErr> {
    let mut latin: HashMap<&String, String> = words.iter().map(|word| (word, latin::of(word))).collect();
    if latin.is_empty() {
        return Ok(HashMap::new());
    }
    let known = word::known(edition, once(latin.values().cloned())).await?;
    latin.retain(|_, latin| known.iter().all(|known| known.latin != *latin));
    let asked: Vec<Misspelt> = once(latin.values().cloned()).iter().map(|latin| misspelt(latin)).collect();
    let mut alike = word::alike(edition, &asked).await?;
    alike.retain(|alike| likeness::wrong(&alike.asked, &alike.latin).is_some());
    let forms = once(alike.iter().map(|alike| alike.latin.clone()));
    let spelt = if forms.is_empty() { vec![] } else { word::known(edition, forms).await? };
    let likely = |asked: &String| {
        let of = alike.iter().filter(|alike| alike.asked == *asked);
        let of = of.flat_map(|alike| spelt.iter().filter(|spelt| spelt.latin == alike.latin));
        let one = |spelt: &Known| {
            let changes = likeness::wrong(asked, &spelt.latin)?;
            Some(Likely { changes, uses: spelt.uses, word: spelt.word.clone() })
        };
        of.filter_map(one).collect()
    };
    Ok(latin.iter().map(|(word, latin)| ((*word).clone(), likely(latin))).collect())
}

fn misspelt(latin: &str) -> Misspelt {
    let letters = latin.chars().count();
    let few = likeness::allowed(letters);
    let lengths = letters.saturating_sub(few)..=letters + few;
    Misspelt { latin: latin.to_owned(), grams: likeness::grams(latin), lengths }
}

fn once(words: impl Iterator<Item = String>) -> Vec<String> {
    words.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The word with the fewest wrong letters, of those the most used one; in the letters of the query before others.
fn likest(word: &str, likely: Vec<Likely>) -> Option<String> {
    let key = |other: &Likely| {
        (latin::is_other_script(word, &other.word), other.changes, Reverse(other.uses), other.word.clone())
    };
    likely.into_iter().min_by_key(key).map(|other| other.word)
}

/// The text with these words in the place of others, in capitals where those were; all else stays as it was typed.
fn replaced(typed: &str, instead: &HashMap<String, String>) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let mut text = String::with_capacity(typed.len());
    for part in typed.split_word_bounds() {
        let folded = crate::text::fold::key(part);
        match instead.get(&folded) {
            Some(word) => text.push_str(&cased(part, word)),
            None => text.push_str(part),
        }
    }
    text
}

/// A folded word as the misspelt one was written: with a capital, in capitals, or small.
fn cased(written: &str, word: &str) -> String {
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    let all = written.chars().filter(|c| c.is_alphabetic()).count();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if capitals > 1 && capitals == all => {
            first.to_uppercase().chain(letters.flat_map(char::to_uppercase)).collect()
        }
        Some(first) if written.chars().next().is_some_and(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_word_is_meant() {
        let likely = |word: &str, words: &[(&str, i64)]| {
            let one = |(other, uses): &(&str, i64)| {
                let changes = likeness::wrong(word, other)?;
                Some(Likely { changes, uses: *uses, word: (*other).to_owned() })
            };
            likest(word, words.iter().filter_map(one).collect())
        };
        let words = [("arrest", 5), ("arrested", 9), ("forest", 100)];
        assert_eq!(likely("arested", &words).as_deref(), Some("arrested"));
        assert_eq!(likely("arrets", &words).as_deref(), Some("arrest"));
        assert_eq!(likely("completely", &words), None);
    }

    #[test]
    fn a_query_keeps_its_signs() {
        let instead = HashMap::from([("arested".to_owned(), "arrested".to_owned())]);
        assert_eq!(
            replaced("\"Arested spies\" -ARESTED arested", &instead),
            "\"Arrested spies\" -ARRESTED arrested"
        );
    }
}
