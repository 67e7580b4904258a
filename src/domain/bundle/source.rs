//! The bytes of a file, and the way from a JSON pointer to a line.

use super::fault::{Fault, Faults, Report};

/// The lists of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    IdentifierSchemes,
    RelationTypes,
    Entities,
    Articles,
    Series,
    Relations,
}

impl List {
    pub const ALL: [Self; 6] = [
        Self::IdentifierSchemes,
        Self::RelationTypes,
        Self::Entities,
        Self::Articles,
        Self::Series,
        Self::Relations,
    ];

    /// Its key in a bundle.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::IdentifierSchemes => "identifierSchemes",
            Self::RelationTypes => "relationTypes",
            Self::Entities => "entities",
            Self::Articles => "articles",
            Self::Series => "series",
            Self::Relations => "relations",
        }
    }

    /// The key of one element on a line of NDJSON.
    #[must_use]
    pub fn line_key(self) -> &'static str {
        match self {
            Self::IdentifierSchemes => "identifierScheme",
            Self::RelationTypes => "relationType",
            Self::Entities => "entity",
            Self::Articles => "article",
            Self::Series => "series",
            Self::Relations => "relation",
        }
    }
}

/// How a bundle is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Ndjson,
    /// A text with, or without, YAML between two lines of `---` before it; the one article of a bundle.
    Text,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) form: Form,
    /// Where the elements of each list begin, in bytes.
    pub(super) starts: [Vec<usize>; 6],
}

impl Source {
    #[must_use]
    pub fn new(name: &str, bytes: Vec<u8>, form: Form) -> Self {
        Self { name: name.to_owned(), bytes, form, starts: Default::default() }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The faults with their lines, in the order of the file.
    #[must_use]
    pub fn faults(&self, report: Report) -> Faults {
        let mut places: Vec<_> = report
            .found
            .into_iter()
            .map(|(pointer, _, message)| {
                let (offset, pointer) = self.locate(&pointer);
                (offset, pointer, message)
            })
            .collect();
        places.sort();
        places.dedup();
        let (mut line, mut upto) = (1, 0);
        let list = places.into_iter().map(|(offset, pointer, message)| {
            if let Some(passed) = self.bytes.get(upto..offset) {
                line += passed.iter().filter(|b| **b == b'\n').count();
                upto = offset;
            }
            let line = (!self.bytes.is_empty()).then_some(line);
            Fault { file: self.name.clone(), line, pointer, message }
        });
        Faults { list: list.collect(), more: report.more }
    }

    /// Where a pointer leads, in bytes, and the pointer as people see it. A pointer `@123` is a place in bytes.
    fn locate(&self, pointer: &str) -> (usize, String) {
        if let Some(offset) = pointer.strip_prefix('@') {
            return (offset.parse().unwrap_or(0), String::new());
        }
        let mut parts = pointer.splitn(4, '/').skip(1);
        let list = parts.next().and_then(|key| List::ALL.into_iter().find(|l| l.key() == key));
        let index = parts.next().and_then(|i| i.parse::<usize>().ok());
        let rest = parts.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        if self.form == Form::Text {
            return (self.front_matter(&rest), rest);
        }
        let start = list.zip(index).and_then(|(l, i)| self.starts[l as usize].get(i).copied());
        match (start, list) {
            (Some(start), Some(list)) => {
                let element = self.bytes.get(start..).unwrap_or_default();
                let shown = match self.form {
                    Form::Json | Form::Text => pointer.to_owned(),
                    Form::Ndjson => format!("/{}{rest}", list.line_key()),
                };
                (start + offset_of(element, &rest), shown)
            }
            _ => (offset_of(&self.bytes, pointer), pointer.to_owned()),
        }
    }
}

impl Source {
    /// Where the key is written that a pointer begins with; the beginning, where that is in no front matter.
    fn front_matter(&self, pointer: &str) -> usize {
        let key = pointer.split('/').nth(1).unwrap_or_default();
        let mut at = 0;
        for (number, line) in self.bytes.split_inclusive(|b| *b == b'\n').enumerate() {
            let fence = line.trim_ascii_end() == b"---";
            let own = line
                .strip_prefix(key.as_bytes())
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"));
            match (number, fence) {
                (0, false) => return 0,
                (0, true) => {}
                (_, true) => return if key == "body" { at + line.len() } else { 0 },
                (_, false) if own && !key.is_empty() => return at,
                (_, false) => {}
            }
            at += line.len();
        }
        0
    }
}

/// Where a pointer leads within a JSON value, in bytes: the key of a member, the beginning of an element. Where the way
/// ends early, the last place on it.
fn offset_of(json: &[u8], pointer: &str) -> usize {
    let mut scanner = Scanner { json, at: 0 };
    scanner.space();
    let mut best = scanner.at;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let found = match scanner.peek() {
            Some(b'{') => scanner.member(&step),
            Some(b'[') => step.parse().ok().and_then(|index| scanner.element(index)),
            _ => None,
        };
        match found {
            Some(offset) => best = offset,
            None => break,
        }
    }
    best
}

/// Walks over JSON that is known to be well formed; over any other it stops somewhere.
struct Scanner<'a> {
    json: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace() || b == b',' || b == b':') {
            self.at += 1;
        }
    }

    /// Steps over a string and tells where it began.
    fn string(&mut self) -> usize {
        let start = self.at;
        self.at += 1;
        while let Some(b) = self.peek() {
            self.at += if b == b'\\' { 2 } else { 1 };
            if b == b'"' {
                break;
            }
        }
        start
    }

    /// Steps over a value.
    fn value(&mut self) {
        let mut depth = 0_usize;
        while let Some(b) = self.peek() {
            match b {
                b'"' => {
                    self.string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => return,
                _ => self.at += 1,
            }
            if depth == 0 && matches!(b, b'"' | b'}' | b']') {
                return;
            }
        }
    }

    /// Goes to the value of a member of the object here, and tells where its key stands.
    fn member(&mut self, name: &str) -> Option<usize> {
        self.at += 1;
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return None;
            }
            let start = self.string();
            let key: Option<String> = serde_json::from_slice(self.json.get(start..self.at)?).ok();
            self.space();
            if key.as_deref() == Some(name) {
                return Some(start);
            }
            self.value();
        }
    }

    /// Goes to an element of the array here.
    fn element(&mut self, index: usize) -> Option<usize> {
        self.at += 1;
        for _ in 0..index {
            self.space();
            self.value();
        }
        self.space();
        self.peek().filter(|b| *b != b']').map(|_| self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_places() {
        let json = br#" {"a": [1, {"b\n": "x,}"}, [2]], "c": {"d": null}}"#;
        let at = |pointer| String::from_utf8_lossy(&json[offset_of(json, pointer)..]).into_owned();
        assert!(at("").starts_with("{\"a\""));
        assert!(at("/a").starts_with("\"a\""));
        assert!(at("/a/1").starts_with("{\"b"));
        assert!(at("/a/1/b\n").starts_with("\"b\\n\""));
        assert!(at("/a/2/0").starts_with("2]"));
        assert!(at("/c/d").starts_with("\"d\""));
        assert!(at("/c/none").starts_with("\"c\""), "as far as the way goes");
    }
}
