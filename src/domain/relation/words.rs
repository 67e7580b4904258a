//! The words of a type of relation in a language.

use crate::domain::language;
use crate::store::edition::reference::RelationType;

/// The words of a type in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub language: &'a str,
    pub label: &'a str,
    pub inverse_label: &'a str,
    pub present: Option<&'a str>,
    pub past: Option<&'a str>,
}

/// The words of a type in the best of the languages; English, in which every type is named, at last.
#[must_use]
pub fn words<'a>(of: &'a RelationType, chain: &[&str]) -> Words<'a> {
    // English ends the chain where it stands in it: the type's own words are English.
    let before_english: Vec<&str> =
        chain.iter().copied().take_while(|tag| !language::base(tag).eq_ignore_ascii_case("en")).collect();
    match language::best(&before_english, &of.labels, |label| &label.language) {
        Some(label) => Words {
            language: &label.language,
            label: &label.label,
            inverse_label: &label.inverse_label,
            present: label.verb_present.as_deref(),
            past: label.verb_past.as_deref(),
        },
        None => Words {
            language: "en",
            label: &of.row.label,
            inverse_label: &of.row.inverse_label,
            present: of.row.verb_present.as_deref(),
            past: of.row.verb_past.as_deref(),
        },
    }
}
