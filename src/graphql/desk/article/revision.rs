//! One state of an article's content. It never changes.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use db::{article, article_revision};
use futures_util::future::try_join_all;

use super::part::{self, RevisionContributor, RevisionDateline, RevisionLink, RevisionPicture};
use super::{DeskArticle, load};
use crate::domain::article::read::NEWEST_REVISION;
use crate::domain::import::{Parts, told_picture};
use crate::domain::public_id;
use crate::graphql::connection::{Connection, Count, Edge, Paging, Total, cursor};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::desk::entity::DeskEntity;
use crate::graphql::desk::mention::{self, DeskMention};
use crate::graphql::error::{Fault, Result};
use crate::graphql::request;
use crate::graphql::scalars::{DateTime, LanguageTag};
use crate::graphql::user::{self, User};
use crate::store::keyset::Key;

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
    /// Opaque, and the same for ever.
    async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        Ok(ID(public_id::revision(self.article(ctx).await?.uid, self.0.number)))
    }

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

    /// What its author says that it changes.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where it was written, as it says itself.
    async fn dateline(&self) -> Option<RevisionDateline> {
        let text = self.0.located.clone()?;
        Some(RevisionDateline { text, place: self.0.located_entity_id })
    }

    /// What it is about, the main thing first.
    async fn about(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntity>> {
        let parts = self.parts(ctx).await?;
        let rows = parts.abouts.get(&self.0.id).into_iter().flatten();
        try_join_all(rows.map(|row| part::entity(ctx, row.entity_id))).await
    }

    /// Who made it.
    async fn contributors(&self, ctx: &Context<'_>) -> Result<Vec<RevisionContributor>> {
        let parts = self.parts(ctx).await?;
        let rows = parts.contributors.get(&self.0.id).into_iter().flatten();
        try_join_all(rows.map(async |row| {
            let entity = part::entity(ctx, row.entity_id).await?;
            Ok(RevisionContributor { entity, role: row.role.into() })
        }))
        .await
    }

    /// Its pictures, in their order.
    async fn pictures(&self, ctx: &Context<'_>) -> Result<Vec<RevisionPicture>> {
        let parts = self.parts(ctx).await?;
        let rows = parts.pictures.get(&self.0.id).into_iter().flatten();
        Ok(rows.map(|(link, picture)| told_picture(link, picture).into()).collect())
    }

    /// Where it leads.
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<RevisionLink>> {
        let parts = self.parts(ctx).await?;
        Ok(parts.links.get(&self.0.id).into_iter().flatten().cloned().map(RevisionLink).collect())
    }

    /// Every place in its text that names an entity, in reading order.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Also those whose passage is gone.", default)] orphans: bool,
    ) -> Result<Vec<DeskMention>> {
        mention::of_revision(ctx, &self.0, orphans).await
    }

    /// Whether readers have it.
    async fn is_live(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.article(ctx).await?.live_number == Some(self.0.number))
    }

    /// Whether it is the one that was approved.
    async fn is_approved(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.article(ctx).await?.approved_number == Some(self.0.number))
    }

    /// Whether it is the one that is to be published.
    async fn is_scheduled(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.article(ctx).await?.scheduled_number == Some(self.0.number))
    }

    /// As which version readers had or have it, 1 being the first; null where they never had it.
    async fn public_version(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        request::of(ctx)?.batches.load::<load::Versions>((), self.0.id).await
    }

    /// Who saved it; null where it was the product itself, an import for one.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        user::named(ctx, &self.0.created_by).await
    }

    /// When it was saved.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl Revision {
    async fn article(&self, ctx: &Context<'_>) -> Result<Arc<article::Model>> {
        let row = request::of(ctx)?.batches.load::<load::ById>((), self.0.article_id).await?;
        row.ok_or(Fault::Internal)
    }

    async fn parts(&self, ctx: &Context<'_>) -> Result<Arc<Parts>> {
        Ok(request::of(ctx)?.batches.load::<load::Parts>((), self.0.id).await?.unwrap_or_default())
    }
}

/// A page of the revisions of an article, the newest first.
pub(super) async fn of_article(
    article: &DeskArticle,
    ctx: &Context<'_>,
    paging: Paging,
) -> Result<Connection<Edge<Revision>>> {
    let page = paging.page(&NEWEST_REVISION)?;
    let batches = &request::of(ctx)?.batches;
    load::prime(batches, &article.0);
    let rows = batches.load::<load::Revisions>(page.clone(), article.0.id).await?;
    let rows = rows.iter().flat_map(|rows| rows.iter()).cloned().map(Arc::new).collect();
    // They are numbered without gaps.
    let total = Total::Known(Count::exact(article.0.head_number.into()));
    Ok(Connection::new(page.slice(rows), total, |row: Arc<article_revision::Model>| {
        let cursor = cursor(&NEWEST_REVISION, &[Key::Int(row.number.into())]);
        Edge { cursor, node: Revision(row) }
    }))
}

/// A revision of an article by its number.
pub(super) async fn numbered(
    article: &DeskArticle,
    ctx: &Context<'_>,
    number: i32,
) -> Result<Option<Revision>> {
    let batches = &request::of(ctx)?.batches;
    load::prime(batches, &article.0);
    Ok(batches.load::<load::Numbered>(number, article.0.id).await?.map(Revision))
}
