//! Folding: what two spellings of one name have in common.
//!
//! | in the name | in the key |
//! | --- | --- |
//! | compatibility forms, case | NFKC and full case folding (Unicode Standard, 3.13) |
//! | accents on Latin and Greek letters | dropped; `ł ø đ ı` fold to their plain letter |
//! | Cyrillic | stress marks dropped, ё is е; й, ў, ї, ќ, ѓ are letters of their own and stay |
//! | Arabic harakat and tatweel, Hebrew points | dropped; hamza and madda stay |
//! | signs of other scripts (Indic, Thai, kana voicing …) | kept: they are letters there |
//! | `' ’ ‘ ʼ ʻ ʿ ʾ ´ \` ′ ＇` and geresh | `'`; an apostrophe is never dropped, so that a possessive stays visible |
//! | `“ ” „ « »` and gershayim | `"` |
//! | hyphens, en dash, all spaces | one space: "Nur-Sultan" is "Nur Sultan" |
//! | dots of initials written together | dropped: "U.S." is "US" |
//! | invisible characters (soft hyphen, joiners, direction marks) | dropped |

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// The key under which a name is stored and searched. Empty when nothing of the name is left.
pub fn key(name: &str) -> String {
    fold(name, Mode::Key).text.trim().to_owned()
}

/// A part of a name or text, folded as the whole is: spaces at its ends stay.
pub fn part(text: &str) -> String {
    fold(text, Mode::Key).text
}

/// Stands in a folded text where no name may go on: a dash between spaces, a double hyphen.
pub(crate) const BREAK: char = '\u{1}';

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A name: any run of separators is one space.
    Key,
    /// Running text: a line or cell end stays, and so does a dash between spaces.
    Text,
    /// As `Text`, with a space put in where a small letter meets a capital ("EmmanuelMacron").
    Joined,
}

/// One step of the original text and where its folded form begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// Byte offset in the folded text.
    pub at: u32,
    /// Scalar range in the original.
    pub start: u32,
    pub end: u32,
    pub kind: Kind,
    /// The first scalar of the original.
    pub first: char,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Space,
    Hyphen,
    /// A line end, or a dash that separates.
    Break,
    /// A space that the text lacks.
    Joint,
    /// The dot of an initial, dropped.
    Dot,
    Other,
}

/// A folded text that knows the way back. The last unit is a sentinel of kind `Break` at the end.
#[derive(Debug)]
pub(crate) struct Folded {
    pub text: String,
    pub units: Vec<Unit>,
    /// Whether a small letter met a capital somewhere.
    pub camel: bool,
}

impl Folded {
    /// The units that a range of the folded text covers, if it begins and ends between units.
    pub fn units_of(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let begins = self.unit_at(start)?;
        let mut first = begins;
        while self.units.get(first + 1).is_some_and(|next| next.at as usize == start) {
            first += 1;
        }
        let mut last = self.unit_at(end)?;
        // The dot of the last initial belongs to the name.
        if self.units.get(last).is_some_and(|u| u.kind == Kind::Dot) {
            last += 1;
        }
        (first < last).then_some((first, last))
    }

    fn unit_at(&self, offset: usize) -> Option<usize> {
        let index = self.units.partition_point(|u| (u.at as usize) < offset);
        (self.units.get(index)?.at as usize == offset).then_some(index)
    }

    /// The folded form of the units `first..last`.
    pub fn slice(&self, first: usize, last: usize) -> &str {
        match (self.units.get(first), self.units.get(last)) {
            (Some(a), Some(b)) => &self.text[a.at as usize..b.at as usize],
            _ => "",
        }
    }

    fn push(&mut self, kind: Kind, first: char, start: u32, end: u32) {
        self.units.push(Unit { at: self.text.len() as u32, start, end, kind, first });
    }
}

pub(crate) fn fold(source: &str, mode: Mode) -> Folded {
    let mut folded = Folded { text: String::with_capacity(source.len()), units: Vec::new(), camel: false };
    let steps: Vec<&str> = if source.is_ascii() {
        (0..source.len()).filter_map(|i| source.get(i..i + 1)).collect()
    } else {
        source.graphemes(true).collect()
    };
    let mut position = 0u32;
    let mut index = 0;
    let mut previous_lower = false;
    while let Some(step) = steps.get(index) {
        let Some(first) = step.chars().next() else { break };
        if separator(first).is_some() {
            let run = steps[index..].iter().take_while(|s| s.chars().next().and_then(separator).is_some());
            let (mut count, mut scalars, mut hyphens, mut lines) = (0, 0u32, 0, false);
            for s in run {
                count += 1;
                scalars += s.chars().count() as u32;
                hyphens += usize::from(s.chars().next().and_then(separator) == Some(Kind::Hyphen));
                lines |= s.chars().any(|c| matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}'));
            }
            let (kind, out) = match (mode, lines, hyphens, count) {
                (Mode::Key, ..) => (Kind::Space, ' '),
                (_, true, ..) => (Kind::Break, '\n'),
                (_, _, 0, _) => (Kind::Space, ' '),
                (_, _, 1, 1) => (Kind::Hyphen, ' '),
                _ => (Kind::Break, BREAK),
            };
            folded.push(kind, first, position, position + scalars);
            folded.text.push(out);
            position += scalars;
            index += count;
            previous_lower = false;
            continue;
        }
        let scalars = step.chars().count() as u32;
        if previous_lower && first.is_uppercase() {
            folded.camel = true;
            if mode == Mode::Joined {
                folded.push(Kind::Joint, ' ', position, position);
                folded.text.push(' ');
            }
        }
        let kind = if first == '.' && initial_dot(&steps, index) {
            Kind::Dot
        } else if is_word(first) {
            Kind::Word
        } else {
            Kind::Other
        };
        folded.push(kind, first, position, position + scalars);
        if kind != Kind::Dot {
            fold_step(step, first, &mut folded.text);
        }
        previous_lower = first.is_lowercase();
        position += scalars;
        index += 1;
    }
    folded.push(Kind::Break, '\n', position, position);
    folded
}

/// Letters, digits, marks: what words are made of.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c) || ignorable(c)
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '’'
            | '‘'
            | '‛'
            | 'ʼ'
            | 'ʻ'
            | 'ʽ'
            | 'ʾ'
            | 'ʿ'
            | 'ʹ'
            | '`'
            | '´'
            | '′'
            | '‵'
            | '＇'
            | '׳'
            | 'ꞌ'
    )
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' | '״')
}

fn separator(c: char) -> Option<Kind> {
    match c {
        // Minus and the Hebrew and Armenian hyphens join words as well.
        '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' | '\u{58a}' | '\u{5be}'
        | '\u{fe63}' | '\u{ff0d}' => Some(Kind::Hyphen),
        c if c.is_whitespace() => Some(Kind::Space),
        _ => None,
    }
}

/// Whether the dot at `index` ends an initial of several written together: both dots of "U.S.", none of "J. Biden".
fn initial_dot(steps: &[&str], index: usize) -> bool {
    let at = |i: Option<usize>| i.and_then(|i| steps.get(i)).and_then(|s| s.chars().next());
    let before = |n: usize| at(index.checked_sub(n));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    if !letter(before(1)) || before(2).is_some_and(is_word) {
        return false;
    }
    let goes_on = letter(at(Some(index + 1))) && at(Some(index + 2)) == Some('.');
    let went_on = before(2) == Some('.') && letter(before(3)) && !before(4).is_some_and(is_word);
    goes_on || went_on
}

fn fold_step(step: &str, first: char, out: &mut String) {
    if step.len() == 1 && first != '`' {
        out.push(first.to_ascii_lowercase());
    } else if is_apostrophe(first) {
        out.push('\'');
    } else if is_quote(first) {
        out.push('"');
    } else {
        let visible: String = step.chars().filter(|c| !ignorable(*c)).nfkc().collect();
        let lower = caseless::default_case_fold_str(&visible);
        let mut base = None;
        let plain = lower.nfkd().filter(|&c| {
            if is_combining_mark(c) {
                return !base.is_some_and(|b| drops(b, c));
            }
            base = Some(c);
            c != '\u{640}'
        });
        out.extend(plain.nfc().map(plain_letter));
    }
}

/// Whether `mark` on the letter `base` is an ornament there, rather than part of the letter.
fn drops(base: char, mark: char) -> bool {
    match base.script() {
        Script::Latin | Script::Greek => true,
        Script::Cyrillic => match mark {
            '\u{300}' => true,
            '\u{301}' => !matches!(base, 'к' | 'г'),
            '\u{308}' => base == 'е',
            _ => false,
        },
        Script::Arabic => matches!(mark,
            '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}'
            | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'),
        Script::Hebrew => matches!(mark, '\u{591}'..='\u{5c7}' | '\u{fb1e}'),
        _ => false,
    }
}

/// Latin letters whose stroke Unicode does not take apart, and apostrophes that it sets free ("ŉ").
fn plain_letter(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        c if is_apostrophe(c) => '\'',
        c => c,
    }
}

/// Invisible characters that tell no word from another (a part of Default_Ignorable_Code_Point).
fn ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
#[path = "fold/tests.rs"]
mod tests;
