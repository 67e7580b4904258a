//! Reading a bundle: all that is wrong with its bytes and its structure, at once.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::fault::{Report, did_you_mean, quoted};
use super::format::{Bundle, VERSION};
use super::source::{Form, List, Source};
use super::structure::Structure;

/// The largest element that is read, in bytes. A body has 4 MiB at most.
const ELEMENT: usize = 32 << 20;

/// A file that was read, with what was wrong so far. Elements that could not be understood are missing from the bundle.
#[derive(Debug)]
pub struct Read {
    pub bundle: Bundle,
    /// For each element of each list of the bundle, its place in the file's list.
    pub places: [Vec<usize>; 6],
    pub source: Source,
    pub report: Report,
    /// Handles (ids, keys, slugs, identifiers, codes) of elements that are missing: what names them is no fault.
    pub broken: HashSet<String>,
}

/// Reads a bundle. Never fails: what is wrong is in the report.
#[must_use]
pub fn read(name: &str, bytes: Vec<u8>, form: Form) -> Read {
    let mut report = Report::default();
    let bytes = mended(bytes, &mut report);
    let mut source = Source::new(name, bytes, form);
    let mut reader = Reader { report, ..Reader::default() };
    let bytes = std::mem::take(&mut source.bytes);
    match std::str::from_utf8(&bytes) {
        Ok(text) => match form {
            Form::Json => reader.json(text),
            Form::Ndjson => reader.ndjson(text),
            // Texts have a reader of their own; as a bundle one is empty.
            Form::Text => {}
        },
        Err(error) => reader.report.add("@0", error),
    }
    source.bytes = bytes;
    source.starts = reader.starts;
    Read {
        bundle: reader.bundle,
        places: reader.places,
        source,
        report: reader.report,
        broken: reader.broken,
    }
}

/// Reports every place that is not UTF-8, and puts question marks there, so that the rest can be read.
pub fn mended(mut bytes: Vec<u8>, report: &mut Report) -> Vec<u8> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        // A byte order mark; blanks keep all offsets.
        bytes[..3].fill(b' ');
    }
    let mut at = 0;
    let mut column = 1;
    while let Some(Err(error)) = bytes.get(at..).map(std::str::from_utf8) {
        let start = at + error.valid_up_to();
        let end = error.error_len().map_or(bytes.len(), |length| start + length);
        let passed = &bytes[at..start];
        let line = passed.iter().rposition(|b| *b == b'\n');
        let scalars =
            passed[line.map_or(0, |n| n + 1)..].iter().filter(|b| !matches!(**b, 0x80..=0xbf)).count();
        column = if line.is_some() { 1 + scalars } else { column + scalars };
        let hex: Vec<String> = bytes[start..end].iter().map(|b| format!("{b:02x}")).collect();
        let message = format!("column {column}, byte {start}: {} is not UTF-8", hex.join(" "));
        report.add(format_args!("@{start}"), message);
        bytes[start..end].fill(b'?');
        column += 1;
        at = end;
        if report.is_full() {
            break;
        }
    }
    bytes
}

#[derive(Default)]
struct Reader {
    report: Report,
    structure: Structure,
    bundle: Bundle,
    places: [Vec<usize>; 6],
    starts: [Vec<usize>; 6],
    broken: HashSet<String>,
}

impl Reader {
    fn json(&mut self, text: &str) {
        let members = match serde_json::from_str::<Members<'_>>(text) {
            Ok(members) => members.0,
            Err(error) if error.is_data() => {
                self.report.add("", "a bundle is a JSON object: { \"nutgraph\": 1, \"entities\": [ … ], … }");
                return;
            }
            Err(error) => {
                self.syntax(text, 0, &error);
                return;
            }
        };
        let mut seen = HashSet::new();
        for (key, raw) in &members {
            if !seen.insert(key.as_str()) {
                self.report.add(format_args!("/{key}"), format_args!("the key {} stands twice", quoted(key)));
            } else if key == "nutgraph" {
                self.version("/nutgraph", raw.get());
            } else if let Some(list) = List::ALL.into_iter().find(|list| list.key() == key) {
                match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
                    Ok(elements) => {
                        for element in elements {
                            self.element(list, element.get(), offset(text, element.get()));
                        }
                    }
                    Err(_) => self.report.add(format_args!("/{key}"), "is no array"),
                }
            } else {
                let known = List::ALL.into_iter().map(List::key).chain(["nutgraph"]);
                let near = did_you_mean(key, known);
                let step = key.replace('~', "~0").replace('/', "~1");
                self.report
                    .add(format_args!("/{step}"), format_args!("there is no key {}{near}", quoted(key)));
            }
        }
        if !seen.contains("nutgraph") {
            self.report.add("", "\"nutgraph\", the version of the format, is missing: write \"nutgraph\": 1");
        }
    }

    fn ndjson(&mut self, text: &str) {
        self.bundle.nutgraph = VERSION;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if self.report.is_full() {
                break;
            }
            let at = offset(text, line);
            let members = match serde_json::from_str::<Members<'_>>(line) {
                Ok(members) => members.0,
                Err(error) if error.is_data() => {
                    self.report.add(
                        format_args!("@{at}"),
                        "a line is a JSON object of one member: {\"entity\": { … }}",
                    );
                    continue;
                }
                Err(error) => {
                    self.syntax(text, at, &error);
                    continue;
                }
            };
            let [(key, raw)] = members.as_slice() else {
                self.report
                    .add(format_args!("@{at}"), "a line is a JSON object of one member: {\"entity\": { … }}");
                continue;
            };
            if key == "nutgraph" {
                self.version(&format!("@{at}"), raw.get());
            } else if let Some(list) = List::ALL.into_iter().find(|list| list.line_key() == key) {
                self.element(list, raw.get(), offset(text, raw.get()));
            } else {
                let near = did_you_mean(key, List::ALL.into_iter().map(List::line_key).chain(["nutgraph"]));
                self.report.add(format_args!("@{at}"), format_args!("there is no key {}{near}", quoted(key)));
            }
        }
    }

    fn version(&mut self, pointer: &str, json: &str) {
        self.bundle.nutgraph = VERSION;
        if json.trim() != VERSION.to_string() {
            let message = format!("this release reads version {VERSION} of the format, not {}", quoted(json));
            self.report.add(pointer, message);
        }
    }

    fn syntax(&mut self, text: &str, base: usize, error: &serde_json::Error) {
        let lines = text.get(base..).unwrap_or_default().split_inclusive('\n');
        let before: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = (base + before + error.column().saturating_sub(1)).min(text.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        self.report.add(format_args!("@{at}"), format_args!("column {}: {message}", error.column()));
    }

    fn element(&mut self, list: List, json: &str, start: usize) {
        let index = self.starts[list as usize].len();
        self.starts[list as usize].push(start);
        let pointer = format!("/{}/{index}", list.key());
        if self.report.is_full() {
            return self.report.add(pointer, "was not looked at");
        }
        if json.len() > ELEMENT {
            return self.report.add(pointer, format_args!("is larger than {} MiB", ELEMENT >> 20));
        }
        macro_rules! push {
            ($into:expr) => {{
                match self.structure.element(list, json, &pointer, &mut self.report) {
                    Ok(element) | Err(Some(element)) => {
                        $into.push(element);
                        self.places[list as usize].push(index);
                    }
                    Err(None) => self.broken.extend(handles(json)),
                }
            }};
        }
        match list {
            List::IdentifierSchemes => push!(self.bundle.identifier_schemes),
            List::RelationTypes => push!(self.bundle.relation_types),
            List::Entities => push!(self.bundle.entities),
            List::Articles => push!(self.bundle.articles),
            List::Series => push!(self.bundle.series),
            List::Relations => push!(self.bundle.relations),
        }
    }
}

/// All by which something else may name an element that could not be understood.
fn handles(json: &str) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(json) else { return vec![] };
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut all: Vec<String> =
        ["id", "key", "slug", "code"].iter().filter_map(|key| text(&value, key)).collect();
    if let (Some(language), Some(slug)) = (text(&value, "language"), text(&value, "slug")) {
        all.push(format!("{language}/{slug}"));
    }
    for list in ["identifiers", "evidence"] {
        for part in value.get(list).and_then(Value::as_array).into_iter().flatten() {
            all.extend(["id", "key"].iter().filter_map(|key| text(part, key)));
            all.extend(text(part, "scheme").zip(text(part, "value")).map(|(s, v)| format!("{s}:{v}")));
        }
    }
    all
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The members of an object as they stand, also those that stand twice.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = vec![];
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}
