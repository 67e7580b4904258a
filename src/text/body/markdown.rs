//! Markdown (CommonMark with tables and strikethrough) to blocks.
//!
//! | source | what becomes of it |
//! | --- | --- |
//! | `[Moscow](entity:REF)` | text, and a pin |
//! | `![alt](url "caption")` alone in a paragraph | a picture |
//! | `![alt](url)` among words | its alternative text |
//! | `<https://…>` or `https://…` alone in a paragraph | an embed |
//! | raw HTML | shown as text |
//! | a link that is not safe to follow | its text |
//! | `---` | nothing: the blocks around it are told apart anyway |
//! | a soft line break | a space; a hard one is LF |

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::{Block, Document, Kind, Mark, Pin, Span, link};

pub(super) fn parse(source: &str) -> Document {
    let mut reader = Reader::default();
    for event in Parser::new_ext(source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.event(event);
    }
    reader.document
}

/// Text with its spans and pins, counted from its own beginning.
#[derive(Debug, Default)]
struct Run {
    spans: Vec<Span>,
    length: usize,
    pins: Vec<(Range<usize>, String)>,
}

#[derive(Debug)]
struct Picture {
    url: String,
    alt: String,
    caption: String,
}

#[derive(Debug)]
enum Link {
    Href(String),
    /// Where the pinned text began, and what it is pinned to.
    Pin(usize, String),
    Unsafe,
}

#[derive(Debug)]
struct Item {
    ordered: bool,
    depth: u8,
}

#[derive(Debug, Default)]
struct Reader {
    document: Document,
    /// Scalars of `document.text`.
    length: usize,
    run: Run,
    marks: Vec<Mark>,
    links: Vec<Link>,
    /// The open image and the ones that the open paragraph has had.
    picture: Option<Picture>,
    pictures: Vec<Picture>,
    lists: Vec<bool>,
    items: Vec<Item>,
    quotes: usize,
    code: Option<Option<String>>,
    cells: Vec<Run>,
    rows: Vec<Vec<Run>>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => {
                self.marks.push(Mark::Code);
                self.text(&text);
                self.marks.pop();
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => self.flush(),
            // Extensions that are off.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if !self.items.is_empty() && self.run.length > 0 => self.text("\n"),
            Tag::Heading { .. } | Tag::HtmlBlock => self.flush(),
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(str::to_owned),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some(language);
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.flush();
                let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
                self.items.push(Item { ordered: self.lists.last() == Some(&true), depth });
            }
            Tag::Emphasis => self.marks.push(Mark::Italic),
            Tag::Strong => self.marks.push(Mark::Bold),
            Tag::Strikethrough => self.marks.push(Mark::Strikethrough),
            Tag::Link { dest_url, link_type, .. } => {
                let link = match dest_url.strip_prefix("entity:") {
                    Some(target) if !target.is_empty() => Link::Pin(self.run.length, target.to_owned()),
                    None if link_type == LinkType::Email => Link::Href(format!("mailto:{dest_url}")),
                    None if link::safe(&dest_url) => Link::Href(dest_url.into_string()),
                    _ => Link::Unsafe,
                };
                self.links.push(link);
            }
            Tag::Image { dest_url, title, .. } => {
                let url = if link::safe_picture(&dest_url) { dest_url.into_string() } else { String::new() };
                self.picture = Some(Picture { url, alt: String::new(), caption: title.into_string() });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.items.is_empty() => self.flush(),
            TagEnd::Heading(level) => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    HeadingLevel::H5 => 5,
                    HeadingLevel::H6 => 6,
                };
                self.textual(|spans| Kind::Heading { level, spans });
            }
            TagEnd::HtmlBlock => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                let language = self.code.take().flatten();
                self.textual(|spans| Kind::Code { language, spans });
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.items.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.marks.pop();
            }
            TagEnd::Link => {
                if let Some(Link::Pin(from, target)) = self.links.pop()
                    && from < self.run.length
                {
                    self.run.pins.push((from..self.run.length, target));
                }
            }
            TagEnd::Image => {
                if let Some(picture) = self.picture.take() {
                    self.text(&picture.alt);
                    self.pictures.push(picture);
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.run);
                self.pictures.clear();
                self.cells.push(cell);
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                self.rows.push(cells);
            }
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(picture) = &mut self.picture {
            picture.alt.push_str(text);
            return;
        }
        // Character references can name what `normal` takes out of the source.
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        if text.is_empty() {
            return;
        }
        let mut marks = self.marks.clone();
        marks.sort_unstable();
        marks.dedup();
        let href = self.links.iter().rev().find_map(|link| match link {
            Link::Href(href) => Some(href.clone()),
            _ => None,
        });
        let start = self.run.length;
        self.run.length += text.chars().count();
        match self.run.spans.last_mut() {
            Some(last) if last.marks == marks && last.href == href => last.text.push_str(&text),
            _ => self.run.spans.push(Span { start, text, marks, href, mention: None }),
        }
    }

    /// Ends a paragraph, or an item of a list.
    fn flush(&mut self) {
        let pictures = std::mem::take(&mut self.pictures);
        let alone = match (pictures.as_slice(), self.run.spans.as_slice()) {
            ([picture], []) => Some(picture),
            ([picture], [span]) if span.text.trim() == picture.alt.trim() => Some(picture),
            _ => None,
        };
        if let Some(picture) = alone.filter(|p| !p.url.is_empty()) {
            let caption = Some(picture.caption.clone()).filter(|c| !c.is_empty());
            let kind = Kind::Picture { url: picture.url.clone(), alt: picture.alt.clone(), caption };
            self.wordless(kind);
            return;
        }
        if self.items.is_empty()
            && let Some(url) = self.lone_address()
        {
            let provider = link::provider(&url);
            self.wordless(Kind::Embed { url, provider });
            return;
        }
        match self.items.last() {
            Some(Item { depth, ordered }) => {
                let (depth, ordered) = (*depth, *ordered);
                self.textual(|spans| Kind::ListItem { depth, ordered, spans });
            }
            None if self.quotes > 0 => self.textual(|spans| Kind::Quote { spans }),
            None => self.textual(|spans| Kind::Paragraph { spans }),
        }
    }

    fn lone_address(&self) -> Option<String> {
        let [span] = self.run.spans.as_slice() else { return None };
        let text = span.text.trim();
        let written = span.href.as_deref().is_none_or(|href| href == text);
        (written && span.marks.is_empty() && self.run.pins.is_empty() && link::is_web_address(text))
            .then(|| text.to_owned())
    }

    /// Adds a block that has no part in the text.
    fn wordless(&mut self, kind: Kind) {
        self.run = Run::default();
        self.document.blocks.push(Block { start: self.length, kind });
    }

    fn textual(&mut self, kind: impl FnOnce(Vec<Span>) -> Kind) {
        let mut run = std::mem::take(&mut self.run);
        self.pictures.clear();
        trim_end(&mut run);
        if run.spans.is_empty() {
            return;
        }
        let start = self.begin();
        let spans = self.append(run);
        self.document.blocks.push(Block { start, kind: kind(spans) });
    }

    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let start = self.begin();
        let mut placed: Vec<Vec<Vec<Span>>> = Vec::new();
        for (row_number, row) in rows.into_iter().enumerate() {
            if row_number > 0 {
                self.separate('\n');
            }
            let mut cells = Vec::new();
            for (cell_number, cell) in row.into_iter().enumerate() {
                if cell_number > 0 {
                    self.separate('\t');
                }
                cells.push(self.append(cell));
            }
            placed.push(cells);
        }
        if !placed.is_empty() {
            let header = placed.remove(0);
            self.document.blocks.push(Block { start, kind: Kind::Table { header, rows: placed } });
        }
    }

    /// Where the next block with text begins.
    fn begin(&mut self) -> usize {
        if self.length > 0 {
            self.separate('\n');
        }
        self.length
    }

    fn separate(&mut self, with: char) {
        self.document.text.push(with);
        self.length += 1;
    }

    fn append(&mut self, run: Run) -> Vec<Span> {
        let start = self.length;
        let mut spans = run.spans;
        for span in &mut spans {
            span.start += start;
            self.document.text.push_str(&span.text);
        }
        self.length += run.length;
        let pins = run.pins.into_iter();
        self.document.pins.extend(
            pins.map(|(range, target)| Pin { range: start + range.start..start + range.end, target }),
        );
        spans
    }
}

/// Drops line ends at the end of a run: code and raw HTML have one.
fn trim_end(run: &mut Run) {
    while let Some(last) = run.spans.last_mut() {
        let kept = last.text.trim_end_matches('\n').len();
        let dropped = last.text.len() - kept;
        last.text.truncate(kept);
        run.length -= dropped;
        if !last.text.is_empty() {
            break;
        }
        run.spans.pop();
    }
    let length = run.length;
    run.pins.retain_mut(|(range, _)| {
        range.end = range.end.min(length);
        range.start < range.end
    });
}
