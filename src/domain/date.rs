//! Partial dates in words, for people.

use chrono::NaiveDate;
use db::PartialDate;

use super::words::{Words, of};

/// The date in a language: "6 January 2022", "March 2019", "about 2016". English, French, German, Spanish and Russian
/// are known, each with its regional forms (`de-AT`); in other languages the date is written as it is kept,
/// `2022-01-06`, which needs no language.
#[must_use]
pub fn text(date: PartialDate, language: &str) -> String {
    match of(language) {
        Some(words) => spoken(date, words),
        None => date.to_string(),
    }
}

/// A day in a language, as [`text`].
#[must_use]
pub fn day_text(day: NaiveDate, language: &str) -> String {
    text(day.into(), language)
}

fn spoken(date: PartialDate, words: &Words) -> String {
    let year = date.year();
    let month = |names: &[&'static str; 12]| {
        date.month().and_then(|m| names.get(m as usize - 1)).copied().unwrap_or_default()
    };
    let plain = match (date.month(), date.day()) {
        (Some(_), Some(day)) => (words.day)(day, month(words.months), year),
        (Some(_), None) => (words.month)(month(words.months_alone), year),
        (None, _) => year.to_string(),
    };
    if date.approximate() {
        format!("{} {plain}", words.about)
    } else if date.uncertain() {
        format!("{plain} ({})", words.uncertain)
    } else {
        plain
    }
}

/// The English preposition for something that happened then: "on 6 January 2022", "in 2016".
#[must_use]
pub(super) fn english_when(date: PartialDate) -> String {
    let text = text(date, "en");
    match date.day() {
        _ if date.approximate() => text,
        Some(_) => format!("on {text}"),
        None => format!("in {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(date: &str, language: &str) -> String {
        text(date.parse().unwrap(), language)
    }

    #[test]
    fn each_language_has_its_own_order_and_words() {
        assert_eq!(said("2022-01-06", "en"), "6 January 2022");
        assert_eq!(said("2022-01-06", "en-GB"), "6 January 2022");
        assert_eq!(said("2022-01-06", "fr"), "6 janvier 2022");
        assert_eq!(said("2022-01-01", "fr"), "1er janvier 2022");
        assert_eq!(said("2022-01-06", "de-AT"), "6. Januar 2022");
        assert_eq!(said("2022-01-06", "es"), "6 de enero de 2022");
        assert_eq!(said("2022-01-06", "ru"), "6 января 2022");
    }

    #[test]
    fn months_and_years() {
        assert_eq!(said("2019-03", "en"), "March 2019");
        assert_eq!(said("2019-03", "es"), "marzo de 2019");
        assert_eq!(said("2019-03", "ru"), "март 2019");
        assert_eq!(said("2016", "de"), "2016");
    }

    #[test]
    fn marks_are_said() {
        assert_eq!(said("2016~", "en"), "about 2016");
        assert_eq!(said("2016~", "ru"), "примерно 2016");
        assert_eq!(said("2019-03?", "en"), "March 2019 (uncertain)");
        assert_eq!(said("2019-03?", "fr"), "mars 2019 (incertain)");
    }

    #[test]
    fn other_languages_read_it_as_it_is_kept() {
        assert_eq!(said("2022-01-06", "kk-Cyrl"), "2022-01-06");
        assert_eq!(said("2016~", "kk"), "2016~");
        assert_eq!(said("2016", "english"), "2016", "a language is a subtag, not a prefix of a word");
        assert_eq!(said("2019-03", "enm"), "2019-03");
    }

    #[test]
    fn english_prepositions() {
        assert_eq!(english_when("2022-01-06".parse().unwrap()), "on 6 January 2022");
        assert_eq!(english_when("2019-03".parse().unwrap()), "in March 2019");
        assert_eq!(english_when("2016~".parse().unwrap()), "about 2016");
    }
}
