//! Blocks as HTML. Everything is escaped on the way in, and the whole passes a sanitiser on the way out.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

use super::{Block, Kind, Mark, Placed, Span, with_mentions};

/// How mentions show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendering {
    /// `<a href="…" data-entity="…">`
    Links,
    /// `<span data-entity="…">`
    Spans,
    None,
}

/// What a mention leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionTarget {
    /// The public id of the entity.
    pub id: String,
    /// The address of its page; without one it is a span.
    pub path: Option<String>,
}

/// A body as HTML. `describe` is asked for each mention by its index.
pub fn html(
    blocks: &[Block],
    mentions: &[Placed],
    rendering: Rendering,
    describe: &dyn Fn(usize) -> MentionTarget,
) -> String {
    let placed = if rendering == Rendering::None { &[] } else { mentions };
    let mut page = Page { html: String::new(), lists: Vec::new(), quoting: false, rendering, describe };
    for block in &with_mentions(blocks, placed) {
        page.block(block);
    }
    page.close(&Opening::Other);
    SANITISER.clean(&page.html).to_string()
}

/// One block by itself; an item of a list comes in a list of its own.
pub fn block_html(
    block: &Block,
    mentions: &[Placed],
    rendering: Rendering,
    describe: &dyn Fn(usize) -> MentionTarget,
) -> String {
    html(std::slice::from_ref(block), mentions, rendering, describe)
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let attributes: [(&str, &[&str]); 5] = [
        ("a", &["href", "data-entity"]),
        ("span", &["data-entity"]),
        ("img", &["src", "alt"]),
        ("figure", &["data-provider"]),
        ("code", &["data-language"]),
    ];
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from(attributes.map(|(tag, names)| (tag, names.iter().copied().collect()))))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(None);
    builder
});

enum Opening {
    Item { depth: usize, ordered: bool },
    Quote,
    Other,
}

struct Page<'a> {
    html: String,
    /// The closing tags of the open lists, outermost first.
    lists: Vec<&'static str>,
    quoting: bool,
    rendering: Rendering,
    describe: &'a dyn Fn(usize) -> MentionTarget,
}

impl Page<'_> {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            Kind::ListItem { depth, ordered, spans } => {
                self.close(&Opening::Item { depth: usize::from(*depth), ordered: *ordered });
                // The item stays open for a list within it.
                self.html.push_str("<li>");
                self.spans(spans);
            }
            Kind::Quote { spans } => {
                self.close(&Opening::Quote);
                self.element("p", spans);
            }
            other => {
                self.close(&Opening::Other);
                self.plain_block(other);
            }
        }
    }

    fn plain_block(&mut self, kind: &Kind) {
        match kind {
            Kind::Heading { level, spans } => {
                let tag = ["h1", "h2", "h3", "h4", "h5", "h6"];
                self.element(tag[usize::from(level.clamp(&1, &6) - 1)], spans);
            }
            Kind::Paragraph { spans } | Kind::Quote { spans } | Kind::ListItem { spans, .. } => {
                self.element("p", spans);
            }
            Kind::Code { language, spans } => {
                self.html.push_str("<pre><code");
                if let Some(language) = language {
                    self.attribute("data-language", language);
                }
                self.html.push('>');
                for span in spans {
                    escape(&span.text, &mut self.html);
                }
                self.html.push_str("</code></pre>");
            }
            Kind::Picture { url, alt, caption } => {
                self.html.push_str("<figure><img");
                self.attribute("src", url);
                self.attribute("alt", alt);
                self.html.push('>');
                if let Some(caption) = caption {
                    self.html.push_str("<figcaption>");
                    escape(caption, &mut self.html);
                    self.html.push_str("</figcaption>");
                }
                self.html.push_str("</figure>");
            }
            Kind::Embed { url, provider } => {
                self.html.push_str("<figure");
                self.attribute("data-provider", provider);
                self.html.push_str("><a");
                self.attribute("href", url);
                self.html.push('>');
                escape(url, &mut self.html);
                self.html.push_str("</a></figure>");
            }
            Kind::Table { header, rows } => {
                self.html.push_str("<table><thead><tr>");
                header.iter().for_each(|cell| self.element("th", cell));
                self.html.push_str("</tr></thead><tbody>");
                for row in rows {
                    self.html.push_str("<tr>");
                    row.iter().for_each(|cell| self.element("td", cell));
                    self.html.push_str("</tr>");
                }
                self.html.push_str("</tbody></table>");
            }
        }
    }

    /// Closes and opens lists and quotations as the next block needs.
    fn close(&mut self, next: &Opening) {
        let (depth, tags) = match next {
            Opening::Item { depth, ordered: true } => (*depth, Some(("<ol>", "</ol>"))),
            Opening::Item { depth, ordered: false } => (*depth, Some(("<ul>", "</ul>"))),
            _ => (0, None),
        };
        while self.lists.len() > depth {
            self.end_list();
        }
        if let Some((opening, closing)) = tags {
            if self.lists.len() == depth {
                if self.lists.last() == Some(&closing) {
                    self.html.push_str("</li>");
                } else {
                    self.end_list();
                }
            }
            if self.lists.len() < depth {
                self.html.push_str(opening);
                self.lists.push(closing);
            }
        }
        let quote = matches!(next, Opening::Quote);
        if quote != self.quoting {
            self.html.push_str(if quote { "<blockquote>" } else { "</blockquote>" });
            self.quoting = quote;
        }
    }

    fn end_list(&mut self) {
        if let Some(closing) = self.lists.pop() {
            self.html.push_str("</li>");
            self.html.push_str(closing);
        }
    }

    fn element(&mut self, tag: &str, spans: &[Span]) {
        self.html.push('<');
        self.html.push_str(tag);
        self.html.push('>');
        self.spans(spans);
        self.html.push_str("</");
        self.html.push_str(tag);
        self.html.push('>');
    }

    /// Spans of one link are one link; within it, spans of one mention are one mention, which then is no link.
    fn spans(&mut self, spans: &[Span]) {
        for linked in spans.chunk_by(|a, b| a.href == b.href) {
            let href = linked.first().and_then(|s| s.href.as_deref());
            if let Some(href) = href {
                self.html.push_str("<a");
                self.attribute("href", href);
                self.html.push('>');
            }
            for mentioned in linked.chunk_by(|a, b| a.mention == b.mention) {
                let target = mentioned.first().and_then(|s| s.mention).map(|index| (self.describe)(index));
                let closing = target.map(|target| self.open_mention(&target, href.is_some()));
                mentioned.iter().for_each(|span| self.span(span));
                self.html.push_str(closing.unwrap_or_default());
            }
            if href.is_some() {
                self.html.push_str("</a>");
            }
        }
    }

    fn open_mention(&mut self, target: &MentionTarget, in_link: bool) -> &'static str {
        let path = target.path.as_deref().filter(|_| self.rendering == Rendering::Links && !in_link);
        self.html.push_str(if path.is_some() { "<a" } else { "<span" });
        if let Some(path) = path {
            self.attribute("href", path);
        }
        self.attribute("data-entity", &target.id);
        self.html.push('>');
        if path.is_some() { "</a>" } else { "</span>" }
    }

    fn span(&mut self, span: &Span) {
        let tags = span.marks.iter().map(|mark| match mark {
            Mark::Bold => ("<strong>", "</strong>"),
            Mark::Italic => ("<em>", "</em>"),
            Mark::Strikethrough => ("<del>", "</del>"),
            Mark::Code => ("<code>", "</code>"),
        });
        tags.clone().for_each(|(opening, _)| self.html.push_str(opening));
        for (index, line) in span.text.split('\n').enumerate() {
            if index > 0 {
                self.html.push_str("<br>");
            }
            escape(line, &mut self.html);
        }
        tags.rev().for_each(|(_, closing)| self.html.push_str(closing));
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        escape(value, &mut self.html);
        self.html.push('"');
    }
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            c => into.push(c),
        }
    }
}
