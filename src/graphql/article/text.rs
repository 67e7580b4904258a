//! Published text, as clients show it.

use std::sync::Arc;

use async_graphql::{Context, Object};
use futures_util::future::{try_join, try_join_all};

use super::block::Block;
use super::mention::{self, MentionRendering};
use super::{Article, load};
use crate::domain::public_id::Prefix;
use crate::graphql::entity;
use crate::graphql::error::{Fault, Result};
use crate::graphql::node;
use crate::graphql::request::{self, Request};
use crate::store::edition::article::{self, Row};
use crate::store::edition::entity::Brief;
use crate::text::body::{self, Format, MentionTarget, Placed, Rendering};

/// Published text; the source that it was written in is the newsroom's.
#[derive(Clone, Debug)]
pub enum RichText {
    /// The body of an article, not read yet.
    Body(Arc<Row>),
    /// A text that is there already.
    Read(Arc<Text>),
}

/// A text with what is named in it.
#[derive(Debug)]
pub struct Text {
    /// What the ids of its blocks begin with.
    pub(super) base: String,
    pub(super) text: String,
    pub(super) blocks: Vec<body::Block>,
    pub(super) mentions: Vec<article::Mention>,
    /// Whose mentions they are.
    pub(super) article: Option<Arc<Row>>,
}

/// Published text; the source that it was written in is the newsroom's.
#[Object]
impl RichText {
    /// The text without any form; offsets of mentions count it.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        match self {
            Self::Read(text) => Ok(text.text.clone()),
            Self::Body(row) if retracted(row) => retraction(row, ctx).await,
            Self::Body(row) => Ok(version(row, ctx).await?.text.clone()),
        }
    }

    /// The text as HTML that is safe to show.
    async fn html(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How the places that name entities show.",
            default_with = "MentionRendering::Links"
        )]
        mentions: MentionRendering,
    ) -> Result<String> {
        let text = self.read(ctx).await?;
        html(&text, &text.blocks, mentions.into(), ctx).await
    }

    /// The paragraphs, headings, pictures … of the text; each can give its own HTML.
    async fn blocks(&self, ctx: &Context<'_>) -> Result<Vec<Block>> {
        Ok(Block::of(&self.read(ctx).await?))
    }
}

impl RichText {
    pub(super) fn of_article(row: Arc<Row>) -> Self {
        Self::Body(row)
    }

    /// A text of something else than an article, in Markdown. `base` begins the ids of its blocks.
    #[must_use]
    pub fn markdown(base: String, source: &str) -> Self {
        Self::Read(Arc::new(Text::of_source(base, Format::Markdown, source)))
    }

    async fn read(&self, ctx: &Context<'_>) -> Result<Arc<Text>> {
        let row = match self {
            Self::Read(text) => return Ok(Arc::clone(text)),
            Self::Body(row) => row,
        };
        let base = format!("{}.{}", *super::id(row), row.version);
        if retracted(row) {
            return Ok(Arc::new(Text::of_source(base, Format::Plain, &retraction(row, ctx).await?)));
        }
        let article = Article(Arc::clone(row));
        let (version, mentions) = try_join(version(row, ctx), mention::all(&article, ctx)).await?;
        let blocks = serde_json::from_str(&version.blocks).map_err(|cause| {
            tracing::error!(%cause, article = row.id.0, "the blocks of a version cannot be read");
            Fault::Internal
        })?;
        let article = Some(Arc::clone(row));
        Ok(Arc::new(Text { base, text: version.text.clone(), blocks, mentions, article }))
    }
}

impl Text {
    fn of_source(base: String, format: Format, source: &str) -> Self {
        let body::Document { text, blocks, .. } = body::parse(format, source);
        Self { base, text, blocks, mentions: vec![], article: None }
    }

    pub(super) fn placed(&self) -> Vec<Placed> {
        let offset = |n: i32| usize::try_from(n).unwrap_or(0);
        let place = |(index, m): (usize, &article::Mention)| Placed {
            start: offset(m.start_at),
            end: offset(m.end_at),
            index,
        };
        self.mentions.iter().enumerate().map(place).collect()
    }
}

fn retracted(row: &Row) -> bool {
    row.state == db::ArticleState::Retracted
}

/// The notice that took an article back.
async fn retraction(row: &Arc<Row>, ctx: &Context<'_>) -> Result<String> {
    let notice = super::retraction(&Article(Arc::clone(row)), ctx).await?;
    Ok(notice.map_or_else(String::new, |notice| notice.row().text.clone()))
}

async fn version(row: &Row, ctx: &Context<'_>) -> Result<Arc<article::Version>> {
    let key = (row.id, row.version);
    request::of(ctx)?.batches.load::<load::Texts>((), key).await?.ok_or_else(|| {
        tracing::error!(article = row.id.0, version = row.version, "a live article has no text");
        Fault::Internal
    })
}

/// Blocks of a text as HTML.
pub(super) async fn html(
    text: &Text,
    blocks: &[body::Block],
    rendering: Rendering,
    ctx: &Context<'_>,
) -> Result<String> {
    let request = request::of(ctx)?;
    let placed = if rendering == Rendering::None { vec![] } else { text.placed() };
    let named = placed.iter().filter_map(|p| text.mentions.get(p.index));
    let named = named.map(|mention| entity::known(request, mention.entity_id));
    let targets: Vec<MentionTarget> =
        try_join_all(named).await?.iter().map(|row| target(request, row)).collect();
    let describe =
        |index: usize| targets.get(index).cloned().unwrap_or(MentionTarget { id: String::new(), path: None });
    Ok(body::html(blocks, &placed, rendering, &describe))
}

fn target(request: &Request, row: &Brief) -> MentionTarget {
    let id = node::id(Prefix::Entity, row.uid);
    MentionTarget { id: id.0, path: Some(request.site.entity_path(&row.slug)) }
}
