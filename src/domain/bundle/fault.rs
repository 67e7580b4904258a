//! What is wrong with a file, told so that it can be put right.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub file: String,
    /// From 1.
    pub line: Option<usize>,
    /// JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)); empty: the whole.
    pub pointer: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " {}", self.pointer)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// What kind of fault it is, for those who do not read the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// It does not have the right form, or does not fit the rest.
    Invalid,
    /// A reference names nothing.
    NotFound,
    /// Another thing has it.
    Taken,
}

/// All that is wrong with a file, of which a page at most is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// In the order of the file.
    pub list: Vec<Fault>,
    /// Whether there are more. The rest of the file was not looked at then.
    pub more: bool,
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.list {
            writeln!(f, "{fault}")?;
        }
        if self.more {
            writeln!(f, "… and more: these are the first {MOST}")?;
        }
        Ok(())
    }
}

/// Faults kept of a file.
pub const MOST: usize = 100;

/// Collects faults while a file is read and checked.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub(super) found: Vec<(String, Code, String)>,
    pub(super) more: bool,
}

impl Report {
    /// Notes that something is wrong at a JSON pointer.
    pub fn add(&mut self, pointer: impl fmt::Display, message: impl fmt::Display) {
        self.add_coded(Code::Invalid, pointer, message);
    }

    /// The same, with the kind of the fault.
    pub fn add_coded(&mut self, code: Code, pointer: impl fmt::Display, message: impl fmt::Display) {
        if self.found.len() < MOST {
            self.found.push((pointer.to_string(), code, message.to_string()));
        } else {
            self.more = true;
        }
    }

    /// What is wrong, as it was found: JSON pointer, kind and message.
    pub fn into_found(self) -> impl Iterator<Item = (String, Code, String)> {
        self.found.into_iter()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether no more faults are kept, so that there is no use in looking for them.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }
}

/// "; did you mean …?", where one of the known words is near.
#[must_use]
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&word.to_lowercase(), &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= 1 + k.chars().count() / 4)
        .min();
    near.map_or_else(String::new, |(_, k)| format!("; did you mean \"{k}\"?"))
}

/// A word as it may stand in a message: quoted, and cut where it is very long.
#[must_use]
pub fn quoted(word: &str) -> String {
    const MOST: usize = 60;
    if word.chars().count() <= MOST {
        format!("{word:?}")
    } else {
        format!("{:?}…", word.chars().take(MOST).collect::<String>())
    }
}
