//! Text and Markdown articles: a body, with YAML before it or flags beside it.
//!
//! Front matter has the keys of an article in a bundle, and `located` for a dateline without an entity.

use std::path::Path;

use db::BodyFormat;
use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::{Options, file};
use crate::domain::bundle::format::{Article, Bundle, VERSION};
use crate::domain::bundle::{Form, List, Read, Report, Source, Structure, mended};
use crate::text::body::{self, Kind};
use crate::text::slug;

/// The most scalars of a headline that is made from a text.
const HEADLINE: usize = 200;

/// What is known of an article besides its file. What the file says itself wins.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub headline: Option<String>,
    pub subheadline: Option<String>,
    pub slug: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    pub summary: Option<String>,
    pub byline: Option<String>,
    pub genre: Option<String>,
    /// Where it was written, as printed.
    pub located: Option<String>,
    /// A partial date.
    pub content_created: Option<String>,
    /// RFC 3339.
    pub published_at: Option<String>,
    pub copyright_notice: Option<String>,
    /// References to entities.
    pub about: Vec<String>,
}

/// Reads a text as a bundle of one article. The notes tell what was made up.
pub fn read(
    name: &str,
    path: &Path,
    bytes: Vec<u8>,
    format: BodyFormat,
    options: &Options,
) -> (Read, Vec<String>) {
    let mut report = Report::default();
    let mut notes = vec![];
    let bytes = mended(bytes, &mut report);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (mut fields, source) = split(&text, &mut report);
    let mut source = source.to_owned();
    fill(&mut fields, &options.text);
    if !fields.contains_key("headline")
        && let Some(headline) = headline(&mut source, format)
    {
        notes.push(format!("{name} has no headline: took \u{201c}{headline}\u{201d} from its first line"));
        fields.insert("headline".to_owned(), headline.into());
    }
    if !fields.contains_key("slug")
        && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
        && slug::slug(stem) == stem
    {
        fields.insert("slug".to_owned(), stem.into());
    }
    if source.trim().is_empty() {
        report.add("/articles/0/body", "there is no text");
    }
    fields.insert("body".to_owned(), json!({ "format": format, "source": source }));
    let json = Value::Object(fields).to_string();
    let article = Structure::default().element::<Article>(List::Articles, &json, "/articles/0", &mut report);
    let articles = match article {
        Ok(article) | Err(Some(article)) => vec![article],
        Err(None) => vec![],
    };
    let bundle = Bundle { nutgraph: VERSION, articles, ..Bundle::default() };
    let source = Source::new(name, bytes, Form::Text);
    (Read { source, report, ..file::whole(name, bundle) }, notes)
}

/// The fields before a text, and the text.
fn split<'a>(text: &'a str, report: &mut Report) -> (Map<String, Value>, &'a str) {
    let none = (Map::new(), text);
    let Some(rest) = text
        .strip_prefix("---")
        .and_then(|rest| rest.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n'))
    else {
        return none;
    };
    let mut at = 0;
    let end = rest.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        matches!(line.trim_end(), "---" | "...").then_some((start, at))
    });
    let Some((end, body)) = end else {
        report.add("@0", "the front matter has no end: a line of --- alone");
        return none;
    };
    let (yaml, body) = (&rest[..end], rest[body..].trim_start_matches(['\r', '\n']));
    if yaml.trim().is_empty() {
        return (Map::new(), body);
    }
    match serde_saphyr::from_str::<Value>(yaml) {
        Ok(Value::Object(fields)) => (fields.into_iter().map(plain).collect(), body),
        Ok(_) => {
            report.add("@0", "the front matter is no list of keys and values");
            (Map::new(), body)
        }
        Err(error) => {
            let line = error.location().map_or(1, |location| location.line());
            let line = usize::try_from(line).unwrap_or(1);
            let offset: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let message = error.without_snippet().to_string();
            report.add(format_args!("@{offset}"), format_args!("the front matter is no YAML: {message}"));
            (Map::new(), body)
        }
    }
}

/// All fields of an article itself are texts: `contentCreated: 2016` is one too.
fn plain((key, value): (String, Value)) -> (String, Value) {
    match value {
        Value::Number(number) => (key, Value::String(number.to_string())),
        Value::Bool(flag) => (key, Value::String(flag.to_string())),
        other => (key, other),
    }
}

fn fill(fields: &mut Map<String, Value>, given: &Given) {
    let Given {
        headline,
        subheadline,
        slug,
        language,
        summary,
        byline,
        genre,
        located,
        content_created,
        published_at,
        copyright_notice,
        about,
    } = given;
    for (key, value) in [
        ("headline", headline),
        ("subheadline", subheadline),
        ("slug", slug),
        ("language", language),
        ("summary", summary),
        ("byline", byline),
        ("genre", genre),
        ("located", located),
        ("contentCreated", content_created),
        ("publishedAt", published_at),
        ("copyrightNotice", copyright_notice),
    ] {
        if let Some(value) = value {
            fields.entry(key).or_insert_with(|| value.as_str().into());
        }
    }
    if !about.is_empty() {
        fields.entry("about").or_insert_with(|| about.clone().into());
    }
    if let Some(located) = fields.remove("located")
        && !fields.contains_key("dateline")
    {
        fields.insert("dateline".to_owned(), json!({ "located": located }));
    }
}

/// A headline for a text without one: a Markdown heading above it, which then is no part of the body; else the first
/// sentence of the first line, without its full stop, which stays there.
fn headline(source: &mut String, format: BodyFormat) -> Option<String> {
    if format == BodyFormat::Markdown {
        let document = body::parse(body::Format::Markdown, source);
        if let Some(Kind::Heading { level: 1, spans }) = document.blocks.first().map(|block| &block.kind) {
            let text: String = spans.iter().map(|span| span.text.as_str()).collect();
            let rest = source.trim_start().strip_prefix("# ").and_then(|rest| rest.split_once('\n'));
            if let Some((_, rest)) = rest {
                *source = rest.trim_start_matches(['\r', '\n']).to_owned();
            }
            return Some(text);
        }
    }
    let form = if format == BodyFormat::Markdown { body::Format::Markdown } else { body::Format::Plain };
    let text = body::parse(form, source).text;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let sentence = line.unicode_sentences().next().unwrap_or(line).trim();
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    if sentence.chars().count() <= HEADLINE {
        return Some(sentence.to_owned());
    }
    let cut: String = sentence.chars().take(HEADLINE - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    Some(format!("{cut}…"))
}
