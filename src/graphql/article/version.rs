//! Published versions of articles, and what changed between them.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use futures_util::future::try_join;

use super::{Article, load};
use crate::graphql::connection::{Connection, Edge, Paging, Total, cursor};
use crate::graphql::error::Result;
use crate::graphql::filter::{self, DateTimeFilter, IntFilter, noun_filter};
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::store::edition::article::{NEWEST_VERSION, VersionLine, version_column};
use crate::store::keyset::Key;
use crate::text::diff;

/// A published version of an article.
#[derive(Clone, Debug)]
pub struct ArticleVersion(VersionLine);

/// A published version of an article.
#[Object]
impl ArticleVersion {
    /// 1 for the first, rising.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// When it was published.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// What stood above it.
    async fn headline(&self) -> &str {
        &self.0.headline
    }

    /// What stood below the headline.
    async fn subheadline(&self) -> Option<&str> {
        self.0.subheadline.as_deref()
    }

    /// What it said, in short.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// Its text.
    async fn text(&self, ctx: &Context<'_>) -> Result<String> {
        let key = (self.0.parent, self.0.number);
        let text = request::of(ctx)?.batches.load::<load::Texts>((), key).await?;
        Ok(text.map_or_else(String::new, |version| version.text.clone()))
    }
}

noun_filter! {
    /// Chooses versions of an article; all that is given must hold.
    ArticleVersionFilter {
        /// 1 for the first, rising.
        number: IntFilter => |filter, _| filter.predicate(version_column::NUMBER),
        /// When it was published.
        published_at: DateTimeFilter => |filter, reading| {
            filter.predicate(version_column::PUBLISHED_AT, reading.minute)
        },
    }
}

/// What happened to a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TextChangeKind {
    /// It is in both texts.
    Kept,
    /// It is in the newer text only.
    Added,
    /// It is in the older text only.
    Removed,
}

/// A run of words, and what happened to it.
#[derive(Clone, Debug, SimpleObject)]
pub struct TextChange {
    /// What happened to it.
    kind: TextChangeKind,
    /// The words, with the white space in them.
    text: String,
}

pub(super) async fn of_article(
    article: &Article,
    ctx: &Context<'_>,
    filter: Option<ArticleVersionFilter>,
    paging: Paging,
) -> Result<Connection<Edge<ArticleVersion>>> {
    let page = paging.page(&NEWEST_VERSION)?;
    let filter = filter::read(ctx, filter.as_ref(), ArticleVersionFilter::predicate).await?;
    let args = (filter.clone(), page.clone());
    let rows = request::of(ctx)?.batches.load::<load::Versions>(args, article.0.id).await?;
    let slice = page.slice(rows.unwrap_or_default().to_vec());
    let total = Total::counted::<load::CountVersions>(filter, article.0.id);
    Ok(Connection::new(slice, total, |line| {
        let cursor = cursor(&NEWEST_VERSION, &[Key::Int(i64::from(line.number))]);
        Edge { cursor, node: ArticleVersion(line) }
    }))
}

pub(super) async fn changes(
    article: &Article,
    ctx: &Context<'_>,
    from: i32,
    to: i32,
) -> Result<Vec<TextChange>> {
    let batches = Arc::clone(&request::of(ctx)?.batches);
    let id = article.0.id;
    let older = batches.load::<load::Texts>((), (id, from));
    let newer = batches.load::<load::Texts>((), (id, to));
    let (Some(older), Some(newer)) = try_join(older, newer).await? else { return Ok(vec![]) };
    Ok(text_changes(&older.text, &newer.text))
}

/// What changed between two texts, by words.
#[must_use]
pub fn text_changes(from: &str, to: &str) -> Vec<TextChange> {
    let change = |change: diff::Change| TextChange {
        kind: match change.kind {
            diff::Kind::Kept => TextChangeKind::Kept,
            diff::Kind::Added => TextChangeKind::Added,
            diff::Kind::Removed => TextChangeKind::Removed,
        },
        text: change.text,
    };
    diff::changes(from, to).into_iter().map(change).collect()
}
