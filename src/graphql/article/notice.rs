//! What the newsroom says of its articles.

use async_graphql::{Context, Enum, ID, Object};
use uuid::Uuid;

use super::{Article, load};
use crate::domain::public_id::Prefix;
use crate::graphql::error::Result;
use crate::graphql::node;
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::store::edition::article::{self, Entry, Part};

/// What a notice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::NoticeKind")]
pub enum NoticeKind {
    /// Says what was wrong and is right now.
    Correction,
    /// Says what was misunderstood.
    Clarification,
    /// Says what is new.
    Update,
    /// Says what readers should know.
    EditorsNote,
    /// Takes the article back.
    Retraction,
}

/// What the newsroom says of an article.
#[derive(Clone, Debug)]
pub struct Notice(article::Notice);

/// What the newsroom says of an article of its own.
#[Object]
impl Notice {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Notice, self.0.uid)
    }

    /// What it does.
    async fn kind(&self) -> NoticeKind {
        self.0.kind.into()
    }

    /// What it says.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// When it was published.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// The number of the version that came with it.
    async fn version(&self) -> Option<i32> {
        self.0.version
    }

    /// The article that it speaks of.
    async fn article(&self, ctx: &Context<'_>) -> Result<Option<Article>> {
        Ok(request::of(ctx)?.batches.load::<load::ById>((), self.0.article_id).await?.map(Article))
    }
}

impl Notice {
    pub(super) fn is_retraction(&self) -> bool {
        self.0.kind == db::NoticeKind::Retraction
    }

    pub(super) fn row(&self) -> &article::Notice {
        &self.0
    }
}

/// The notices of an article, the oldest first.
pub(in crate::graphql) async fn of_article(article: &Article, ctx: &Context<'_>) -> Result<Vec<Notice>> {
    let parts = article.parts(ctx, Part::Notices).await?;
    let notice = |entry: &Entry| match entry {
        Entry::Notice(row) => Some(Notice(row.clone())),
        _ => None,
    };
    Ok(parts.iter().filter_map(notice).collect())
}

/// A notice by its public id.
pub(in crate::graphql) async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Notice>> {
    let batches = &request::of(ctx)?.batches;
    Ok(batches.read(|edition| async move { article::notice_by_uid(&edition, uid).await }).await?.map(Notice))
}
