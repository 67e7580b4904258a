//! Single values of a bundle: each is read, or reported.

use chrono::DateTime;
use db::{PartialDate, Timestamp};
use uuid::Uuid;

use crate::domain::bundle::fault::{Report, quoted};
use crate::domain::public_id::{self, Prefix};
use crate::text::language;

/// The longest name, headline or other line, in Unicode scalars.
const LINE: usize = 2_000;
/// The longest body or description, in bytes.
const TEXT: usize = 4 << 20;

pub fn date(text: Option<&str>, pointer: &str, report: &mut Report) -> Option<PartialDate> {
    let text = text?;
    text.parse()
        .map_err(|_| {
            let rest =
                "is not a date: write 2016, 2019-03 or 2022-01-06, and ~ (about) or ? (uncertain) behind it";
            report.add(pointer, format_args!("{} {rest}", quoted(text)));
        })
        .ok()
}

/// An end that lies before its start is a fault, at the end.
pub fn period(start: Option<PartialDate>, end: Option<PartialDate>, pointer: &str, report: &mut Report) {
    if let (Some(start), Some(end)) = (start, end)
        && end.latest() < start.earliest()
    {
        report.add(pointer, format_args!("{end} is before the start, {start}"));
    }
}

pub fn instant(text: Option<&str>, pointer: &str, report: &mut Report) -> Option<Timestamp> {
    let text = text?;
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) => Some(at.to_utc().into()),
        Err(_) => {
            let rest = "is not an instant: write 2022-01-08T12:00:00Z, or +06:00 instead of Z";
            report.add(pointer, format_args!("{} {rest}", quoted(text)));
            None
        }
    }
}

/// A language tag in its usual capitals.
pub fn tag(text: &str, pointer: &str, report: &mut Report) -> String {
    language::parse(text).unwrap_or_else(|_| {
        let rest = "is no language tag (BCP 47): write en, pt-BR or kk-Cyrl";
        report.add(pointer, format_args!("{} {rest}", quoted(text)));
        text.to_owned()
    })
}

pub fn id(prefix: Prefix, text: Option<&str>, pointer: &str, report: &mut Report) -> Option<Uuid> {
    let text = text?;
    let uid = public_id::parse(prefix, text);
    if uid.is_none() {
        let rest = format!(
            "is no id of this kind, which begins with {}_; leave it out for a new one",
            prefix.code()
        );
        report.add(format_args!("{pointer}/id"), format_args!("{} {rest}", quoted(text)));
    }
    uid
}

pub fn url(text: &str, pointer: &str, report: &mut Report) {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain =
        |c: char| c > ' ' && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '\u{7f}');
    if host.is_empty() || host.contains('@') || !text.chars().all(plain) {
        report
            .add(pointer, format_args!("{} is no address: it begins with https:// or http://", quoted(text)));
    }
}

/// A line that may not be empty, and has an end.
pub fn line(text: &str, pointer: &str, report: &mut Report) {
    if text.trim().is_empty() {
        report.add(pointer, "is empty");
    } else if text.contains('\n') {
        report.add(pointer, "has more than one line");
    } else if text.len() > LINE && text.chars().count() > LINE {
        report.add(pointer, format_args!("is longer than {LINE} characters"));
    }
}

/// A text of several lines, which has an end too.
pub fn text(text: &str, pointer: &str, report: &mut Report) {
    if text.len() > TEXT {
        report.add(pointer, format_args!("is longer than {} MiB", TEXT >> 20));
    }
    if text.contains('\0') {
        report.add(pointer, "has a NUL character, which no database takes");
    }
}
