//! Slugs that the import makes, and those that it is given.

use crate::domain::bundle::fault::{Report, quoted};
use crate::text::slug;

/// A slug for a name or headline; never empty.
pub fn of(text: &str) -> String {
    let made = slug::slug(text);
    if made.is_empty() { "untitled".to_owned() } else { made }
}

/// A made slug, and what stands in for it where it is taken: `x`, `x-2`, `x-3` … `x-9`.
pub fn candidates(base: &str) -> impl Iterator<Item = String> {
    std::iter::once(base.to_owned()).chain((2..10).map(move |n| format!("{base}-{n}")))
}

/// Reports a given slug that is none.
pub fn check(given: &str, pointer: &str, report: &mut Report) {
    let right = slug::slug(given);
    if right != given {
        let instead = if right.is_empty() { String::new() } else { format!(": write {}", quoted(&right)) };
        let message = format!("{} is no slug{instead}", quoted(given));
        report.add(pointer, message);
    }
}
