//! Anchors: a passage of a text by position and by quotation.
//!
//! After the text position and text quote selectors of the W3C Web Annotation Data Model, 4.2.4 and 4.2.5.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Scalars of text kept before and after a passage.
const AROUND: usize = 32;

/// A passage: where it stood, what it said and what stood around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Unicode scalars, end exclusive.
    pub start: usize,
    pub end: usize,
    pub exact: String,
    /// Up to 32 scalars before the passage.
    pub prefix: String,
    /// Up to 32 scalars after it.
    pub suffix: String,
}

/// A passage as somebody quotes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quote<'a> {
    pub exact: &'a str,
    /// What ends right before the passage; may be empty.
    pub prefix: &'a str,
    /// What begins right after it; may be empty.
    pub suffix: &'a str,
    /// A position that decides between equal passages: the nearest start wins.
    pub near: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    #[error("the passage does not occur in the text")]
    NotFound,
    #[error("the passage occurs {0} times in the text")]
    Ambiguous(usize),
}

/// The anchor of a range of a text; `None` if the range is empty or goes beyond the text.
pub fn at(text: &str, range: Range<usize>) -> Option<Anchor> {
    let scalars: Vec<char> = text.chars().collect();
    let exact = scalars.get(range.clone()).filter(|s| !s.is_empty())?;
    let prefix = scalars.get(range.start.saturating_sub(AROUND)..range.start)?;
    let suffix = scalars.get(range.end..(range.end + AROUND).min(scalars.len()))?;
    let text = |s: &[char]| s.iter().collect::<String>();
    Some(Anchor {
        start: range.start,
        end: range.end,
        exact: text(exact),
        prefix: text(prefix),
        suffix: text(suffix),
    })
}

/// Where a quoted passage stands in a text, in scalars.
///
/// White space counts as equal whatever its kind and length, so that a quotation may be wrapped. A prefix or suffix
/// that fits nowhere is an error as the passage itself would be.
pub fn find(text: &str, quote: &Quote<'_>) -> Result<Range<usize>, FindError> {
    let hay = Squeezed::of(text);
    let [prefix, exact, suffix] = [quote.prefix, quote.exact, quote.suffix].map(|s| Squeezed::of(s).scalars);
    let exact = trimmed(&exact);
    if exact.is_empty() {
        return Err(FindError::NotFound);
    }
    // White space between passage and surroundings may stand on either side of the border, or be lost.
    let (prefix, suffix) = (trimmed(&prefix), trimmed(&suffix));
    let mut places: Vec<Range<usize>> = Vec::new();
    for (index, window) in hay.scalars.windows(exact.len()).enumerate() {
        if window != exact {
            continue;
        }
        let end = index + exact.len();
        let before = hay.scalars[..index].strip_suffix(&[' ']).unwrap_or(&hay.scalars[..index]);
        let after = hay.scalars[end..].strip_prefix(&[' ']).unwrap_or(&hay.scalars[end..]);
        if before.ends_with(prefix) && after.starts_with(suffix) {
            places.push(hay.starts[index]..hay.ends[end - 1]);
        }
    }
    match (places.as_slice(), quote.near) {
        ([], _) => Err(FindError::NotFound),
        ([only], _) => Ok(only.clone()),
        (several, Some(near)) => {
            several.iter().min_by_key(|place| place.start.abs_diff(near)).cloned().ok_or(FindError::NotFound)
        }
        (several, None) => Err(FindError::Ambiguous(several.len())),
    }
}

/// The UTF-16 code units of a range of scalars, as JavaScript counts. Ends beyond the text are its end.
pub fn utf16(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut start, mut end, mut units) = (None, None, 0);
    for (index, scalar) in text.chars().enumerate() {
        if index == range.start {
            start = Some(units);
        }
        if index == range.end {
            end = Some(units);
            break;
        }
        units += scalar.len_utf16();
    }
    start.unwrap_or(units)..end.unwrap_or(units)
}

/// Tells for many places of one text where they are in UTF-16 code units.
#[derive(Clone, Debug)]
pub struct Utf16 {
    /// Places of the scalars that take two units.
    wide: Vec<usize>,
}

impl Utf16 {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let wide = text.chars().enumerate().filter(|(_, scalar)| scalar.len_utf16() == 2).map(|(at, _)| at);
        Self { wide: wide.collect() }
    }

    /// The units before a scalar.
    #[must_use]
    pub fn at(&self, scalar: usize) -> usize {
        scalar + self.wide.partition_point(|wide| *wide < scalar)
    }
}

/// The part of a text that a range of scalars covers; `None` beyond its end.
pub fn slice(text: &str, range: Range<usize>) -> Option<&str> {
    let byte = |scalar: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(scalar);
    text.get(byte(range.start)?..byte(range.end)?)
}

/// A text with every run of white space as one space, and the way back.
struct Squeezed {
    scalars: Vec<char>,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Squeezed {
    fn of(text: &str) -> Self {
        let mut all = Self { scalars: Vec::new(), starts: Vec::new(), ends: Vec::new() };
        for (index, scalar) in text.chars().enumerate() {
            let space = scalar.is_whitespace();
            if space && all.scalars.last() == Some(&' ') {
                if let Some(end) = all.ends.last_mut() {
                    *end = index + 1;
                }
                continue;
            }
            all.scalars.push(if space { ' ' } else { scalar });
            all.starts.push(index);
            all.ends.push(index + 1);
        }
        all
    }
}

fn trimmed(scalars: &[char]) -> &[char] {
    let start = scalars.iter().take_while(|c| **c == ' ').count();
    let end = scalars.len() - scalars[start..].iter().rev().take_while(|c| **c == ' ').count();
    &scalars[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "😀 Almaty was quiet.\nThe airport of Almaty was not.";

    #[test]
    fn an_anchor_finds_its_place_again() {
        let second = TEXT.chars().count() - 15;
        let anchor = at(TEXT, second..second + 6).unwrap();
        assert_eq!(anchor.exact, "Almaty");
        assert_eq!(anchor.prefix, "lmaty was quiet.\nThe airport of ");
        assert_eq!(anchor.suffix, " was not.");
        let quote =
            Quote { exact: &anchor.exact, prefix: &anchor.prefix, suffix: &anchor.suffix, near: None };
        assert_eq!(find(TEXT, &quote), Ok(second..second + 6));
    }

    #[test]
    fn ranges_beyond_the_text_have_no_anchor() {
        assert_eq!(at(TEXT, 3..3), None);
        assert_eq!(at("ab", 1..3), None);
        assert_eq!(slice("ab", 1..3), None);
        assert_eq!(slice("a😀b", 1..3), Some("😀b"));
    }

    #[test]
    fn a_quote_must_be_unique_or_near_something() {
        let quote = Quote { exact: "Almaty", ..Quote::default() };
        assert_eq!(find(TEXT, &quote), Err(FindError::Ambiguous(2)));
        assert_eq!(find(TEXT, &Quote { near: Some(0), ..quote }), Ok(2..8));
        assert_eq!(find(TEXT, &Quote { near: Some(40), ..quote }), Ok(35..41));
        assert_eq!(find(TEXT, &Quote { prefix: "airport of", ..quote }), Ok(35..41));
        assert_eq!(find(TEXT, &Quote { suffix: "was quiet", ..quote }), Ok(2..8));
        assert_eq!(find(TEXT, &Quote { prefix: "nowhere", ..quote }), Err(FindError::NotFound));
        assert_eq!(find(TEXT, &Quote { exact: " ", ..quote }), Err(FindError::NotFound));
    }

    #[test]
    fn white_space_is_white_space() {
        let quote = Quote { exact: "quiet. The  airport", ..Quote::default() };
        let range = find(TEXT, &quote).unwrap();
        assert_eq!(slice(TEXT, range), Some("quiet.\nThe airport"));
    }

    #[test]
    fn utf16_counts_astral_scalars_twice() {
        assert_eq!(utf16(TEXT, 2..8), 3..9);
        assert_eq!(utf16("😀", 0..1), 0..2);
        assert_eq!(utf16("a", 5..9), 1..1);
        let units = Utf16::of(TEXT);
        assert_eq!((units.at(0), units.at(2)..units.at(8)), (0, 3..9));
    }
}
