//! What somebody may have meant to write: words that readers have, in the place of words that nobody has.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use db::Dictionary;
use sea_orm::DbErr;

use crate::store::Edition;
use crate::store::edition::word::{self, Known, Misspelt};
use crate::text::latin::{self, Word};
use crate::text::likeness;

/// Words of a query that are looked at.
const WORDS: usize = 12;
/// What stands between alternatives, and is no word.
const SIGNS: [&str; 3] = ["OR", "AND", "NOT"];

/// The query with other words in the place of those that neither a name nor a headline has; none where all are known, or
/// nothing like them is. What stands between the words, and words that are excluded, stay as they are.
///
/// Words of bodies alone are not known here: ask where a search finds little.
///
/// # Errors
/// The database's.
pub async fn did_you_mean(edition: &Edition, query: &str) -> Result<Option<String>, DbErr> {
    let letters: Vec<char> = query.chars().collect();
    let piece = |word: &Word| letters.get(word.start..word.end).map(|some| some.iter().collect::<String>());
    let excluded = |word: &Word| {
        let before = |n: usize| word.start.checked_sub(n).and_then(|at| letters.get(at));
        before(1) == Some(&'-') && before(2).is_none_or(|c| c.is_whitespace())
    };
    let mut words = latin::words(query);
    words.retain(|word| {
        let sign = || piece(word).is_some_and(|text| SIGNS.contains(&text.as_str()));
        let letters = word.latin.chars().count();
        !word.is_joined
            && likeness::allowed(letters) > 0
            && word.latin.chars().all(char::is_alphabetic)
            && !excluded(word)
            && !sign()
    });
    words.truncate(WORDS);
    if words.is_empty() {
        return Ok(None);
    }
    let known = word::known(edition, once(words.iter().map(|word| word.latin.clone()))).await?;
    let known: HashSet<&str> = known.iter().map(|known| known.latin.as_str()).collect();
    let unknown: BTreeMap<&str, &Word> =
        words.iter().filter(|w| !known.contains(&*w.latin)).map(|w| (w.latin.as_str(), w)).collect();
    if unknown.is_empty() {
        return Ok(None);
    }
    let wanted: Vec<Misspelt> = unknown.keys().map(|latin| misspelt(latin)).collect();
    let both = [Dictionary::Names, Dictionary::Headlines];
    let mut meant: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    for alike in word::alike(edition, &both, &wanted).await? {
        if let Some(wrong) = likeness::wrong(&alike.asked, &alike.latin) {
            meant.entry(alike.asked).or_default().push((wrong, alike.latin));
        }
    }
    let forms = once(meant.values().flatten().map(|(_, latin)| latin.clone()));
    if forms.is_empty() {
        return Ok(None);
    }
    let mut spellings: HashMap<String, Vec<Known>> = HashMap::new();
    for known in word::known(edition, forms).await? {
        spellings.entry(known.latin.clone()).or_default().push(known);
    }
    let mut told: Vec<char> = vec![];
    let (mut at, mut changed) = (0, false);
    for word in &words {
        let Some(better) = meant.get(&word.latin).and_then(|forms| best(word, forms, &spellings)) else {
            continue;
        };
        told.extend(letters.get(at..word.start).unwrap_or_default());
        told.extend(cased(letters.get(word.start..word.end).unwrap_or_default(), &better).chars());
        at = word.end;
        changed = true;
    }
    told.extend(letters.get(at..).unwrap_or_default());
    Ok(changed.then(|| told.into_iter().collect()))
}

fn once(words: impl Iterator<Item = String>) -> Vec<String> {
    let words: std::collections::BTreeSet<String> = words.collect();
    words.into_iter().collect()
}

fn misspelt(latin: &str) -> Misspelt {
    let letters = latin.chars().count();
    let few = likeness::allowed(letters);
    let lengths = letters.saturating_sub(few)..=letters + few;
    Misspelt { latin: latin.to_owned(), grams: likeness::grams(latin), lengths }
}

/// The word with the fewest wrong letters, of those the most used one; in the letters of the query before others.
fn best(word: &Word, forms: &[(usize, String)], spellings: &HashMap<String, Vec<Known>>) -> Option<String> {
    let mut uses: BTreeMap<(usize, &str), i64> = BTreeMap::new();
    for (wrong, latin) in forms {
        for known in spellings.get(latin).into_iter().flatten() {
            *uses.entry((*wrong, &known.word)).or_default() += known.uses;
        }
    }
    let of = |((wrong, other), uses): ((usize, &str), i64)| {
        (latin::is_other_script(&word.word, other), wrong, Reverse(uses), other.to_owned())
    };
    uses.into_iter().map(of).min().map(|(.., word)| word)
}

/// A folded word as the misspelt one was written: with a capital, in capitals, or small.
fn cased(written: &[char], word: &str) -> String {
    let capitals = written.iter().filter(|c| c.is_uppercase()).count();
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if capitals > 1 && capitals == written.iter().filter(|c| c.is_alphabetic()).count() => {
            first.to_uppercase().chain(letters.flat_map(char::to_uppercase)).collect()
        }
        Some(first) if written.first().is_some_and(|c| c.is_uppercase()) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => word.to_owned(),
    }
}
