//! Files: which kind they are, and how each is read.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde::de::IgnoredAny;

use super::{Input, Options, text};
use crate::domain::bundle::format::Bundle;
use crate::domain::bundle::{self, Form, List, Read, Report, Source};

/// The largest file that is read unless told otherwise: 256 MiB.
pub const MAX_BYTES: u64 = 256 << 20;

/// What a file is called in messages.
pub fn name(input: &Input) -> String {
    match input {
        Input::Path(path) => path.display().to_string(),
        Input::Bundle { name, .. } => name.clone(),
    }
}

/// Reads a file, whatever it is. What cannot be read is in the report. The notes tell what was decided on the way.
pub fn read(input: Input, options: &Options) -> (Read, Vec<String>) {
    let name = name(&input);
    let path = match input {
        Input::Bundle { name, json } => return (bundle::read(&name, json, Form::Json), vec![]),
        Input::Path(path) => path,
    };
    let bytes = match contents(&path, options.max_bytes) {
        Ok(bytes) => bytes,
        Err(fault) => return (faulty(&name, fault), vec![]),
    };
    let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("json") => (bundle::read(&name, bytes, Form::Json), vec![]),
        Some("ndjson" | "jsonl") => (bundle::read(&name, bytes, Form::Ndjson), vec![]),
        Some("md" | "markdown") => text::read(&name, &path, bytes, db::BodyFormat::Markdown, options),
        Some("txt" | "text") => text::read(&name, &path, bytes, db::BodyFormat::Plain, options),
        _ => match guess(&bytes) {
            Some(form) => (bundle::read(&name, bytes, form), vec![]),
            None => {
                let fault = "is of no known kind: .json, .ndjson, .md or .txt".to_owned();
                (faulty(&name, fault), vec![])
            }
        },
    }
}

fn contents(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(cannot)?;
    let size = file.metadata().map_err(cannot)?;
    if size.is_dir() {
        return Err("is a folder: name the files in it".to_owned());
    }
    let too_large = || {
        let (size, most) = (size.len() >> 20, most >> 20);
        format!("is too large, {size} MiB: at most {most} MiB are read; split it, or raise --max-bytes")
    };
    if size.len() > most {
        return Err(too_large());
    }
    // A pipe does not tell its size.
    let mut bytes = Vec::with_capacity(usize::try_from(size.len()).unwrap_or(0));
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

/// The form of a bundle without a telling name: NDJSON, where its first line is a whole JSON value and not the last.
fn guess(bytes: &[u8]) -> Option<Form> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if text.first() != Some(&b'{') {
        return None;
    }
    let line = text.iter().position(|b| *b == b'\n').map(|end| &text[..end]);
    let whole = line.is_some_and(|line| serde_json::from_slice::<IgnoredAny>(line).is_ok());
    Some(if whole { Form::Ndjson } else { Form::Json })
}

/// A file of which nothing can be said but that.
pub fn faulty(name: &str, fault: String) -> Read {
    let mut report = Report::default();
    report.add("", fault);
    Read { report, ..whole(name, Bundle::default()) }
}

/// A bundle that was never a file.
pub fn whole(name: &str, bundle: Bundle) -> Read {
    let count = |n: usize| (0..n).collect::<Vec<_>>();
    let mut places: [Vec<usize>; 6] = Default::default();
    places[List::IdentifierSchemes as usize] = count(bundle.identifier_schemes.len());
    places[List::RelationTypes as usize] = count(bundle.relation_types.len());
    places[List::Entities as usize] = count(bundle.entities.len());
    places[List::Articles as usize] = count(bundle.articles.len());
    places[List::Series as usize] = count(bundle.series.len());
    places[List::Relations as usize] = count(bundle.relations.len());
    let source = Source::new(name, vec![], Form::Json);
    Read { bundle, places, source, report: Report::default(), broken: Default::default() }
}
