//! What somebody may have meant who asked for words that no article has.

use std::collections::HashMap;

use sea_orm::DbErr;

use super::languages;
use crate::store::Edition;
use crate::store::edition::search::{self, Look, Word};
use crate::store::predicate::Predicate;
use crate::text::query::{Beginnings, Query, Unit};
use crate::text::terms;

/// Words of a query at most that are looked at.
const MOST_WORDS: usize = 5;
/// Letters of a word at least that may be another one misspelt.
const SHORTEST: usize = 4;

/// The query with a likely word in the place of each that no article has; none where all are there, or nothing is like them.
///
/// # Errors
/// The database's.
pub async fn did_you_mean(edition: &Edition, typed: &str, query: &Query) -> Result<Option<String>, DbErr> {
    let reach = search::reach(edition).await?;
    let languages = languages(&reach.languages);
    let plain = languages.first().copied();
    let Some(plain) = plain else { return Ok(None) };
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
    let mut instead: HashMap<String, String> = HashMap::new();
    for word in words {
        let unit = Unit { text: word.clone(), field: None, begins: false };
        let needles = Query { all: vec![vec![unit]], none: vec![] }.under(&languages, &Beginnings::default());
        let look = Look::new(needles, &Predicate::always(), &reach);
        if search::count(edition, &look, 0).await? > 0 {
            continue;
        }
        let alike = search::alike(edition, &word).await?;
        if let Some(likest) = likest(&word, alike) {
            instead.insert(word, likest);
        }
    }
    Ok((!instead.is_empty()).then(|| replaced(typed, &instead)))
}

/// The word that is like it by the fewest changes, and of those the most frequent.
fn likest(word: &str, alike: Vec<Word>) -> Option<String> {
    let length = word.chars().count();
    let most = if length < 6 { 1 } else { 2 };
    let changed = |other: &Word| strsim::osa_distance(word, &other.word);
    let likely =
        alike.into_iter().map(|other| (changed(&other), other)).filter(|(changes, _)| *changes <= most);
    let best = likely.min_by(|(a, x), (b, y)| {
        a.cmp(b).then(y.articles.cmp(&x.articles)).then_with(|| x.word.cmp(&y.word))
    });
    best.map(|(_, other)| other.word)
}

/// The text with these words in the place of others; all else stays as it was typed.
fn replaced(typed: &str, instead: &HashMap<String, String>) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let mut text = String::with_capacity(typed.len());
    for part in typed.split_word_bounds() {
        let folded = crate::text::fold::key(part);
        text.push_str(instead.get(&folded).map_or(part, String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likest_word_is_meant() {
        let words = [("arrest", 5), ("arrested", 9), ("forest", 100)];
        let words = || words.map(|(word, articles)| Word { word: word.into(), articles }).to_vec();
        assert_eq!(likest("arested", words()).as_deref(), Some("arrested"));
        assert_eq!(likest("arrets", words()).as_deref(), Some("arrest"));
        assert_eq!(likest("completely", words()), None);
    }

    #[test]
    fn a_query_keeps_its_signs() {
        let instead = HashMap::from([("arested".to_owned(), "arrested".to_owned())]);
        assert_eq!(replaced("\"Arested spies\" -court", &instead), "\"arrested spies\" -court");
    }
}
