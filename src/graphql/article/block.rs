//! The blocks of a text.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Interface, Object, SimpleObject};

use super::mention::Mention;
use super::text::{Text, html};
use crate::graphql::error::Result;
use crate::graphql::scalars::Url;
use crate::text::body::{self, Kind, Rendering, with_mentions};

/// A block of a text: every one can give its own HTML, so that a client survives new kinds.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque; the same as long as the text is of this version."),
    field(name = "html", ty = "String", desc = "The block as HTML that is safe to show, mentions as links.")
)]
pub enum Block {
    Paragraph(Paragraph),
    Heading(Heading),
    ListItem(ListItem),
    Quote(Quote),
    PictureBlock(PictureBlock),
    Embed(Embed),
    Table(Table),
    Code(Code),
}

/// A block at its place in a text whose spans end where mentions begin and end.
#[derive(Clone, Debug)]
struct Part {
    text: Arc<Text>,
    block: Arc<body::Block>,
    index: usize,
}

impl Block {
    pub(super) fn of(text: &Arc<Text>) -> Vec<Self> {
        let blocks = with_mentions(&text.blocks, &text.placed());
        let parts = blocks.into_iter().enumerate().map(|(index, block)| Part {
            text: Arc::clone(text),
            block: Arc::new(block),
            index,
        });
        parts.map(Self::new).collect()
    }

    fn new(part: Part) -> Self {
        match part.block.kind {
            Kind::Paragraph { .. } => Self::Paragraph(Paragraph(part)),
            Kind::Heading { .. } => Self::Heading(Heading(part)),
            Kind::ListItem { .. } => Self::ListItem(ListItem(part)),
            Kind::Quote { .. } => Self::Quote(Quote(part)),
            Kind::Picture { .. } => Self::PictureBlock(PictureBlock(part)),
            Kind::Embed { .. } => Self::Embed(Embed(part)),
            Kind::Table { .. } => Self::Table(Table(part)),
            Kind::Code { .. } => Self::Code(Code(part)),
        }
    }
}

impl Part {
    fn id(&self) -> ID {
        ID(format!("{}.{}", self.text.base, self.index))
    }

    async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        html(&self.text, std::slice::from_ref(&*self.block), Rendering::Links, ctx).await
    }

    /// The spans of a block that has one run of text.
    fn spans(&self) -> Vec<Span> {
        self.block.runs().first().map(|run| self.run(run)).unwrap_or_default()
    }

    fn run(&self, spans: &[body::Span]) -> Vec<Span> {
        spans.iter().map(|span| self.span(span)).collect()
    }

    fn span(&self, span: &body::Span) -> Span {
        let mention = span.mention.and_then(|index| self.text.mentions.get(index)).cloned();
        Span {
            text: span.text.clone(),
            marks: span.marks.iter().map(|mark| (*mark).into()).collect(),
            href: span.href.clone().map(Url),
            mention: self.text.article.clone().zip(mention).map(|(article, row)| Mention { article, row }),
        }
    }
}

/// How a run of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "body::Mark")]
pub enum Mark {
    /// Heavy.
    Bold,
    /// Slanted.
    Italic,
    /// Struck out.
    Strikethrough,
    /// As computers write.
    Code,
}

/// A run of text that looks alike and names one thing at most.
#[derive(Clone, Debug, SimpleObject)]
pub struct Span {
    /// What stands there.
    text: String,
    /// How it looks.
    marks: Vec<Mark>,
    /// Where it leads.
    href: Option<Url>,
    /// What it names.
    mention: Option<Mention>,
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph(Part);

/// A paragraph.
#[Object]
impl Paragraph {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show, mentions as links.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// Its text.
    async fn spans(&self) -> Vec<Span> {
        self.0.spans()
    }
}

/// A heading within a text.
#[derive(Clone, Debug)]
pub struct Heading(Part);

/// A heading within a text.
#[Object]
impl Heading {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show, mentions as links.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// 1 for the highest, to 6.
    async fn level(&self) -> u8 {
        match self.0.block.kind {
            Kind::Heading { level, .. } => level,
            _ => 1,
        }
    }

    /// Its text.
    async fn spans(&self) -> Vec<Span> {
        self.0.spans()
    }
}

/// An item of a list; items that follow each other are one list.
#[derive(Clone, Debug)]
pub struct ListItem(Part);

/// An item of a list; items that follow each other are one list.
#[Object]
impl ListItem {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show, mentions as links.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// 1 in the outermost list.
    async fn depth(&self) -> u8 {
        match self.0.block.kind {
            Kind::ListItem { depth, .. } => depth,
            _ => 1,
        }
    }

    /// Whether the list counts its items.
    async fn ordered(&self) -> bool {
        matches!(self.0.block.kind, Kind::ListItem { ordered: true, .. })
    }

    /// Its text.
    async fn spans(&self) -> Vec<Span> {
        self.0.spans()
    }
}

/// A paragraph that somebody else said.
#[derive(Clone, Debug)]
pub struct Quote(Part);

/// A paragraph that somebody else said.
#[Object]
impl Quote {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show, mentions as links.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// Its text.
    async fn spans(&self) -> Vec<Span> {
        self.0.spans()
    }
}

/// A picture within a text.
#[derive(Clone, Debug)]
pub struct PictureBlock(Part);

/// A picture within a text.
#[Object]
impl PictureBlock {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// Where the picture is.
    async fn url(&self) -> Url {
        Url(match &self.0.block.kind {
            Kind::Picture { url, .. } => url.clone(),
            _ => String::new(),
        })
    }

    /// What it shows, for those who do not see it.
    async fn alt(&self) -> &str {
        match &self.0.block.kind {
            Kind::Picture { alt, .. } => alt,
            _ => "",
        }
    }

    /// What stands below it.
    async fn caption(&self) -> Option<&str> {
        match &self.0.block.kind {
            Kind::Picture { caption, .. } => caption.as_deref(),
            _ => None,
        }
    }
}

/// Something of another site, shown in a text.
#[derive(Clone, Debug)]
pub struct Embed(Part);

/// Something of another site, shown in a text.
#[Object]
impl Embed {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show: a link, for clients that know no better.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// Where it is.
    async fn url(&self) -> Url {
        Url(match &self.0.block.kind {
            Kind::Embed { url, .. } => url.clone(),
            _ => String::new(),
        })
    }

    /// Whose site it is: `YouTube`, or the name of the host.
    async fn provider(&self) -> &str {
        match &self.0.block.kind {
            Kind::Embed { provider, .. } => provider,
            _ => "",
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table(Part);

/// A table.
#[Object]
impl Table {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show, mentions as links.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// What stands above its columns.
    async fn header(&self) -> TableRow {
        match &self.0.block.kind {
            Kind::Table { header, .. } => self.row(header),
            _ => TableRow { cells: vec![] },
        }
    }

    /// Its rows below the header.
    async fn rows(&self) -> Vec<TableRow> {
        match &self.0.block.kind {
            Kind::Table { rows, .. } => rows.iter().map(|row| self.row(row)).collect(),
            _ => vec![],
        }
    }
}

impl Table {
    fn row(&self, cells: &[Vec<body::Span>]) -> TableRow {
        TableRow { cells: cells.iter().map(|cell| TableCell { spans: self.0.run(cell) }).collect() }
    }
}

/// A row of a table.
#[derive(Clone, Debug, SimpleObject)]
pub struct TableRow {
    /// Its cells, one for each column.
    cells: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Clone, Debug, SimpleObject)]
pub struct TableCell {
    /// Its text.
    spans: Vec<Span>,
}

/// Text as computers write it, line by line.
#[derive(Clone, Debug)]
pub struct Code(Part);

/// Text as computers write it, line by line.
#[Object]
impl Code {
    /// Opaque; the same as long as the text is of this version.
    pub async fn id(&self) -> ID {
        self.0.id()
    }

    /// The block as HTML that is safe to show.
    pub async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        self.0.html(ctx).await
    }

    /// The language that it is written in, as its author calls it: `json`.
    async fn language(&self) -> Option<&str> {
        match &self.0.block.kind {
            Kind::Code { language, .. } => language.as_deref(),
            _ => None,
        }
    }

    /// Its text.
    async fn spans(&self) -> Vec<Span> {
        self.0.spans()
    }
}
