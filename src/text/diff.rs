//! What changed between two texts, word by word.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Kept,
    Added,
    Removed,
}

/// A run of words of one kind, with the white space in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: Kind,
    pub text: String,
}

/// The changes that lead from one text to the other. Kept and removed runs together are `from`, kept and added ones
/// are `to`.
pub fn changes(from: &str, to: &str) -> Vec<Change> {
    let diff = TextDiff::from_words(from, to);
    let mut changes: Vec<Change> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => Kind::Kept,
            ChangeTag::Insert => Kind::Added,
            ChangeTag::Delete => Kind::Removed,
        };
        match changes.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => changes.push(Change { kind, text: change.value().to_owned() }),
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_change_as_wholes() {
        let found = changes("He was head since 2015.", "He was head since 2016, they say.");
        let change = |kind, text: &str| Change { kind, text: text.to_owned() };
        assert_eq!(
            found,
            [
                change(Kind::Kept, "He was head since "),
                change(Kind::Removed, "2015."),
                change(Kind::Added, "2016, they say."),
            ]
        );
        assert_eq!(changes("same", "same"), [change(Kind::Kept, "same")]);
        assert_eq!(changes("", ""), []);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_told_from_the_changes(from in "[ab \n]{0,20}", to in "[ab \n]{0,20}") {
            let found = changes(&from, &to);
            let without = |kind| found.iter().filter(|c| c.kind != kind).map(|c| c.text.as_str()).collect::<String>();
            prop_assert_eq!(without(Kind::Added), from);
            prop_assert_eq!(without(Kind::Removed), to);
        }
    }
}
