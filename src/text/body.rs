//! Bodies of articles: from the source an author wrote to the canonical text and its blocks.
//!
//! Blocks and spans are a read model over plain or Markdown text; they are stored as JSON with what is published.

mod html;
mod link;
mod markdown;
mod mention;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

pub use html::{MentionTarget, Rendering, block_html, html};
pub use mention::{Placed, with_mentions};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Format {
    Plain,
    Markdown,
}

/// A body, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The canonical text that all offsets count. Blocks with text are joined by LF; cells of a table by TAB.
    pub text: String,
    pub blocks: Vec<Block>,
    /// Mentions that the author fixed, in order and without overlap.
    pub pins: Vec<Pin>,
}

/// `[Moscow](entity:REF)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub range: Range<usize>,
    /// What stands after `entity:`, verbatim: an id, a `scheme:value` or a slug.
    pub target: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Offset in the text, in scalars. Pictures and embeds have no text; theirs is where the text goes on.
    #[serde(rename = "at")]
    pub start: usize,
    #[serde(flatten)]
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Kind {
    Paragraph {
        spans: Vec<Span>,
    },
    Heading {
        /// 1 to 6.
        level: u8,
        spans: Vec<Span>,
    },
    ListItem {
        /// 1 is the outermost list.
        depth: u8,
        ordered: bool,
        /// Paragraphs of one item are joined by LF.
        spans: Vec<Span>,
    },
    Quote {
        spans: Vec<Span>,
    },
    /// A paragraph that is an image alone; caption and alternative text are no part of the article's text.
    Picture {
        url: String,
        alt: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
    /// A paragraph that is a web address alone.
    Embed {
        url: String,
        /// "YouTube"; the host where it is not known.
        provider: String,
    },
    Table {
        header: Vec<Vec<Span>>,
        rows: Vec<Vec<Vec<Span>>>,
    },
    Code {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        spans: Vec<Span>,
    },
}

/// A run of text in one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Offset in the article's text, in scalars.
    #[serde(rename = "at")]
    pub start: usize,
    pub text: String,
    /// In ascending order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// Which of the mentions given to [`with_mentions`] covers the span; not stored.
    #[serde(skip)]
    pub mention: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Mark {
    Bold,
    Italic,
    Strikethrough,
    Code,
}

/// Reads a body. Every text is a valid one: what is no Markdown is shown as it stands, and so is raw HTML.
pub fn parse(format: Format, source: &str) -> Document {
    let source = normal(source);
    match format {
        Format::Plain => plain(source),
        Format::Markdown => markdown::parse(&source),
    }
}

/// Words as Unicode finds them (UAX #29); a Han character is a word.
pub fn word_count(text: &str) -> usize {
    text.unicode_words().count()
}

/// Minutes that reading takes, rounded up, at 238 words a minute (Brysbaert 2019, silent reading of English).
pub fn reading_minutes(words: usize) -> usize {
    words.div_ceil(238)
}

impl Block {
    /// The runs of text of a block: one, or one for each cell of a table.
    pub fn runs(&self) -> Vec<&[Span]> {
        match &self.kind {
            Kind::Paragraph { spans }
            | Kind::Heading { spans, .. }
            | Kind::ListItem { spans, .. }
            | Kind::Quote { spans }
            | Kind::Code { spans, .. } => vec![spans],
            Kind::Table { header, rows } => {
                header.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect()
            }
            Kind::Picture { .. } | Kind::Embed { .. } => Vec::new(),
        }
    }

    fn runs_mut(&mut self) -> Vec<&mut Vec<Span>> {
        match &mut self.kind {
            Kind::Paragraph { spans }
            | Kind::Heading { spans, .. }
            | Kind::ListItem { spans, .. }
            | Kind::Quote { spans }
            | Kind::Code { spans, .. } => vec![spans],
            Kind::Table { header, rows } => header.iter_mut().chain(rows.iter_mut().flatten()).collect(),
            Kind::Picture { .. } | Kind::Embed { .. } => Vec::new(),
        }
    }
}

/// LF for every line end, NFC, no byte order mark and no control characters but LF and TAB.
fn normal(source: &str) -> String {
    source
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| *c != '\u{feff}')
        .nfc()
        .collect()
}

/// Every line with something on it is a paragraph; empty lines stay in the text.
fn plain(mut text: String) -> Document {
    text.truncate(text.trim_end_matches('\n').len());
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            let span = Span { start, text: line.to_owned(), ..Span::default() };
            blocks.push(Block { start, kind: Kind::Paragraph { spans: vec![span] } });
        }
        start += line.chars().count() + 1;
    }
    Document { text, blocks, pins: Vec::new() }
}

#[cfg(test)]
mod tests;
