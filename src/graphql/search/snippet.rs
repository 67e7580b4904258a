//! Where an article has what was asked for.

use async_graphql::{Enum, SimpleObject};

use crate::store::edition::article::Row;
use crate::text::query::{Field, Needles};
use crate::text::snippet::{self, Place, Snippet};
use crate::text::terms::Analyzer;

/// A part of an article that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchField {
    /// Its headline.
    Headline,
    /// Its summary.
    Summary,
    /// Its text.
    Body,
}

/// A passage that has what was asked for.
#[derive(Clone, Debug, SimpleObject)]
pub struct SearchSnippet {
    /// What it is a passage of.
    field: SearchField,
    /// The passage: the whole headline or summary, or some 240 characters of the text.
    text: String,
    /// The same as HTML, safe to show: `mark` elements around what was asked for, `…` where the text goes on.
    html: String,
    /// Where the passage begins in the whole, in Unicode scalars.
    start: usize,
    /// What was asked for, in the passage's order.
    ranges: Vec<TextRange>,
}

/// A place in a passage.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TextRange {
    /// Where it begins in the passage, in Unicode scalars.
    start: usize,
    /// Where it ends, exclusive, in Unicode scalars.
    end: usize,
    /// Where it begins in UTF-16 units, as JavaScript counts.
    utf16_start: usize,
    /// Where it ends, exclusive, in UTF-16 units.
    utf16_end: usize,
}

impl From<Place> for TextRange {
    fn from(Place { start, end, utf16_start, utf16_end }: Place) -> Self {
        Self { start, end, utf16_start, utf16_end }
    }
}

/// One passage of each part that has it.
pub(super) fn of_article(row: &Row, body: Option<&str>, needles: &Needles) -> Vec<SearchSnippet> {
    let analyzer = &mut Analyzer::new(&row.language);
    let headline = snippet::whole(analyzer, &row.headline, Field::Headline, needles);
    let summary =
        row.summary.as_ref().and_then(|text| snippet::whole(analyzer, text, Field::Summary, needles));
    let body = body.and_then(|text| snippet::best(analyzer, text, needles));
    let parts =
        [(SearchField::Headline, headline), (SearchField::Summary, summary), (SearchField::Body, body)];
    parts.into_iter().filter_map(|(field, snippet)| snippet.map(|snippet| one(field, snippet))).collect()
}

fn one(field: SearchField, snippet: Snippet) -> SearchSnippet {
    let html = snippet.html();
    let Snippet { text, at, places, .. } = snippet;
    SearchSnippet { field, text, html, start: at, ranges: places.into_iter().map(TextRange::from).collect() }
}
