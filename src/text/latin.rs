//! Words as search compares them: folded, and in Latin letters whatever they are written in.
//!
//! | in the text | its words | in Latin letters |
//! | --- | --- | --- |
//! | Касым-Жомарт | `касым`, `жомарт`, and both as one: `касымжомарт` | `kasym`, `zhomart`, `kasymzhomart` |
//! | Nazarbayev's | `nazarbayev` | `nazarbayev` |
//! | O’Brien | `obrien` | `obrien` |
//! | U.S. | `us` | `us` |
//! | Μπακογιάννη | `μπακογιαννη` | `bakogianni` |
//!
//! Letters are replaced one by one (any_ascii), so two spellings by ear stay two: `nazarbaev`, `nazarbayev`. What they have
//! in common is for [sound](super::sound) and [likeness](super::likeness) to tell.

use any_ascii::any_ascii_char;
use unicode_script::{Script, UnicodeScript};

use super::fold;

/// Letters of a word that is kept and looked for: longer ones are nobody's name.
const LONGEST: usize = 48;
/// Bytes of a text that are looked at.
const MOST: usize = 4096;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded, without apostrophes and the ending of a possessive.
    pub word: String,
    /// In Latin letters and digits; the folded word, where nothing of it has any.
    pub latin: String,
    /// Where it stands in the text: Unicode scalars, the end exclusive.
    pub start: usize,
    pub end: usize,
    /// Words with hyphens between them, as one; each of them stands before it.
    pub is_joined: bool,
}

/// The words of a text, in its order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let end = (0..=MOST.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let letters: Vec<char> = text[..end].chars().collect();
    let mut words = vec![];
    // Words that hyphens join, so far: where they begin in the list.
    let mut joined = 0;
    let mut at = 0;
    while at < letters.len() {
        if !starts(&letters, at) {
            at += 1;
            continue;
        }
        let end = end_of(&letters, at);
        let follows = at > 0
            && letters.get(at - 1).is_some_and(|c| is_hyphen(*c))
            && words.last().is_some_and(|last: &Word| last.end + 1 == at);
        if !follows {
            join(&mut words, joined);
            joined = words.len();
        }
        words.extend(word(&letters, at, end));
        at = end;
    }
    join(&mut words, joined);
    words
}

/// Adds the words from this one on as one, where they are several.
fn join(words: &mut Vec<Word>, from: usize) {
    let parts = &words[from..];
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
    let is_short = parts.iter().map(|part| part.latin.len()).sum::<usize>() <= LONGEST;
    if parts.len() < 2 || !is_short {
        return;
    }
    let whole = Word {
        word: parts.iter().map(|part| part.word.as_str()).collect(),
        latin: parts.iter().map(|part| part.latin.as_str()).collect(),
        start: first.start,
        end: last.end,
        is_joined: true,
    };
    words.push(whole);
}

fn starts(letters: &[char], at: usize) -> bool {
    letters.get(at).is_some_and(|c| c.is_alphanumeric())
}

/// Where the word that begins here ends.
fn end_of(letters: &[char], start: usize) -> usize {
    let mut at = start;
    loop {
        let is = |at: usize, test: fn(char) -> bool| letters.get(at).is_some_and(|c| test(*c));
        let apostrophe = is(at, fold::is_apostrophe) && is(at + 1, char::is_alphanumeric);
        // The dots of "U.S.", none of "J. Biden".
        let dot = is(at, |c| c == '.')
            && is_initial(letters, start, at)
            && is(at + 1, char::is_alphabetic)
            && !is(at + 2, fold::is_word);
        if !(is(at, fold::is_word) || apostrophe || dot) {
            return at;
        }
        at += 1;
    }
}

/// Whether one letter alone stands before this dot, behind the beginning of the word or another dot.
fn is_initial(letters: &[char], start: usize, dot: usize) -> bool {
    dot == start + 1 || (dot > start + 1 && letters.get(dot - 2) == Some(&'.'))
}

fn word(letters: &[char], start: usize, end: usize) -> Option<Word> {
    let text: String = letters[start..end].iter().filter(|c| **c != '.').collect();
    let key = fold::key(&text);
    let key = key.strip_suffix("'s").unwrap_or(&key);
    let word: String = key.chars().filter(|c| !matches!(c, '\'' | ' ' | '"')).collect();
    if word.is_empty() || word.chars().count() > LONGEST {
        return None;
    }
    let latin = of(&word);
    let is_long = latin.len() > LONGEST;
    (!is_long).then_some(Word { latin, word, start, end, is_joined: false })
}

/// A folded word in Latin letters.
#[must_use]
pub fn of(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let greek = word.chars().any(|c| c.script() == Script::Greek).then(|| by_ear(word));
    let letters = greek.as_deref().unwrap_or(word).chars().flat_map(|c| any_ascii_char(c).chars());
    let latin: String = letters.filter(char::is_ascii_alphanumeric).collect();
    if latin.is_empty() { word.to_owned() } else { latin.to_ascii_lowercase() }
}

/// Pairs of Greek letters that are one sound.
fn by_ear(word: &str) -> String {
    let word = match (word.strip_prefix("μπ"), word.strip_prefix("ντ")) {
        (Some(rest), _) => format!("b{rest}"),
        (_, Some(rest)) => format!("d{rest}"),
        _ => word.to_owned(),
    };
    [("ου", "ou"), ("ευ", "ev"), ("αυ", "av"), ("γγ", "ng"), ("γκ", "g"), ("μπ", "mp")]
        .iter()
        .fold(word, |word, (pair, sound)| word.replace(pair, sound))
}

/// Whether two words are written in different scripts, so that the one can only be the other's transliteration.
#[must_use]
pub fn is_other_script(one: &str, other: &str) -> bool {
    fn script(word: &str) -> Option<Script> {
        word.chars().map(|c| c.script()).find(|s| !matches!(s, Script::Common | Script::Inherited))
    }
    matches!((script(one), script(other)), (Some(one), Some(other)) if one != other)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' | '\u{58a}' | '\u{5be}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        words(text).into_iter().map(|word| (word.word, word.latin)).collect()
    }

    fn latin(text: &str) -> String {
        words(text).into_iter().map(|word| word.latin).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_folded_and_in_latin_letters() {
        for (text, is) in [
            ("Nursultan Nazarbayev’s", "nursultan nazarbayev"),
            ("Касым-Жомарт Токаев", "kasym zhomart kasymzhomart tokaev"),
            ("Нұрсұлтан Әбішұлы", "nursultan abishuly"),
            ("Володимир Зеленський", "volodimir zelenskiy"),
            ("Кирило Буданов, Харків", "kirilo budanov kharkiv"),
            ("Μπακογιάννη, Μητσοτάκης", "bakogianni mitsotakis"),
            ("Ευάγγελος", "evangelos"),
            ("U.S. J. Biden J.Biden A.B.", "us j biden j biden ab"),
            ("Charles de Gaulle O’Brien d'Estaing", "charles de gaulle obrien destaing"),
            ("Łódź Şöhrət Ərdoğan ß", "lodz sohret erdogan ss"),
            ("中国", "zhongguo"),
            ("2022, G-20 «Казмунайгаз»", "2022 g 20 g20 kazmunaygaz"),
            ("-- . ' ’", ""),
        ] {
            assert_eq!(latin(text), is, "{text}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "Их «Нур-Султан» – Астана";
        for word in words(text) {
            let piece: String = text.chars().skip(word.start).take(word.end - word.start).collect();
            assert_eq!(fold::key(&piece).replace(' ', ""), word.word);
        }
        assert_eq!(told(text).len(), 5);
    }

    #[test]
    fn any_text_has_words_or_none() {
        for text in
            ["\u{0}", "a-", "-a-", "a--b", "a.b.c.", "\u{301}", "💥", &"x".repeat(10_000), "'''", "a'", "ﷺ"]
        {
            for word in words(text) {
                assert!(!word.word.is_empty() && !word.latin.is_empty() && word.start < word.end, "{text:?}");
                assert!(word.latin.len() <= LONGEST * 4);
            }
        }
        assert!(words(&"é".repeat(5000)).is_empty());
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!(is_other_script("назарбаев", "nazarbayev"));
        assert!(!is_other_script("əliev", "aliev"));
        assert!(!is_other_script("2022", "назарбаев"));
    }
}
