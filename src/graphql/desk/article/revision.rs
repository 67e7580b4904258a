//! One state of an article's content. It never changes.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use db::article_revision;

use crate::graphql::date::{PartialDate, partial};
use crate::graphql::desk::mention::{self, DeskMention};
use crate::graphql::error::Result;
use crate::graphql::scalars::{DateTime, LanguageTag};

/// How the source of a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::BodyFormat")]
pub enum BodyFormat {
    /// As it stands; every line is a paragraph.
    Plain,
    /// Markdown (CommonMark, with tables).
    Markdown,
}

/// One state of an article's content. It never changes.
#[derive(Clone, Debug)]
pub struct Revision(pub Arc<article_revision::Model>);

/// One state of an article's content. It never changes.
#[Object]
impl Revision {
    /// 1 for the first of its article, rising without gaps.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The language that it is written in.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// What stands above it.
    async fn headline(&self) -> &str {
        &self.0.headline
    }

    /// What stands below the headline.
    async fn subheadline(&self) -> Option<&str> {
        self.0.subheadline.as_deref()
    }

    /// What it says, in short.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// Who wrote it, as printed.
    async fn byline(&self) -> Option<&str> {
        self.0.byline.as_deref()
    }

    /// What kind of article it is: news, analysis, interview.
    async fn genre(&self) -> Option<&str> {
        self.0.genre.as_deref()
    }

    /// When its content was made.
    async fn content_created(&self) -> Option<PartialDate> {
        partial(self.0.content_created)
    }

    /// Who owns the rights, as printed.
    async fn copyright_notice(&self) -> Option<&str> {
        self.0.copyright_notice.as_deref()
    }

    /// How its text is written.
    async fn body_format(&self) -> BodyFormat {
        self.0.body_format.into()
    }

    /// Its text, as it was written.
    async fn body_source(&self) -> &str {
        &self.0.body
    }

    /// Its text without marks, over which places are counted.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Places in its text that name entities, in their order.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Also those whose passage is gone.", default = false)] orphans: bool,
    ) -> Result<Vec<DeskMention>> {
        mention::of_revision(ctx, &self.0, orphans).await
    }

    /// What its author says that it changes.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When it was saved.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
