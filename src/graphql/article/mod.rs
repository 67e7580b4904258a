//! Articles.

mod block;
mod credit;
mod entities;
pub mod facet;
pub mod filter;
mod json_ld;
mod list;
pub mod load;
mod mention;
pub mod notice;
mod picture;
pub mod query;
mod related;
mod text;
mod version;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use db::EntityId;
use futures_util::future::try_join_all;

pub use block::Block;
pub use credit::{ArticleLink, Contributor, ContributorRole, Dateline, LinkRel};
pub use entities::ArticleEntityEdge;
pub use list::{Appearance, ArticleConnection, of_entity};
pub use mention::{Mention, MentionRendering};
pub use notice::Notice;
pub use picture::{ArticlePicture, Picture, PictureRole};
pub use related::RelatedArticleEdge;
pub use text::RichText;
pub use version::{ArticleVersion, ArticleVersionFilter, TextChange, text_changes};

use super::connection::{Connection, Edge, Paging};
use super::date::{PartialDate, partial};
use super::entity::filter::{EntityFilter, EntityOrder};
use super::entity::{self, Entity, EntityKind};
use super::error::Result;
use super::evidence::claim::{self, Claim};
use super::node;
use super::relation::filter::RelationFilter;
use super::request;
use super::scalars::{DateTime, LanguageTag};
use super::series::SeriesItem;
use crate::domain::public_id::{self, Prefix};
use crate::store::edition::article::{Direction, Entry, Part, Row};
use crate::text::body;

/// An article, without its text until that is asked for.
#[derive(Clone, Debug)]
pub struct Article(pub Arc<Row>);

/// A published article. A retracted one has its headline, and the notice that took it back as its body.
#[Object]
impl Article {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        id(&self.0)
    }

    /// Its name in addresses, one of its kind in its language; former ones go on finding it.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The language that it is written in.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.language.clone())
    }

    /// Where it stands on the site.
    async fn path(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(request::of(ctx)?.site.article_path(&self.0.language, &self.0.slug))
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

    /// Its text. For a retracted article, the notice: a front end that knows nothing of retractions still shows the
    /// right thing.
    async fn body(&self) -> RichText {
        RichText::of_article(Arc::clone(&self.0))
    }

    /// Where it was written, as printed.
    async fn dateline(&self) -> Option<Dateline> {
        Some(Dateline { text: self.0.located.clone()?, place: self.0.located_entity_id })
    }

    /// When it was first published.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }

    /// When it was last changed, or a notice was added.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// When its content was made, which may be long before it was published.
    async fn content_created(&self) -> Option<PartialDate> {
        partial(self.0.content_created)
    }

    /// Who made it, in the newsroom's order.
    async fn contributors(&self, ctx: &Context<'_>) -> Result<Vec<Contributor>> {
        let parts = self.parts(ctx, Part::Contributors).await?;
        let contributor = |entry: &Entry| match entry {
            Entry::Contributor(entity, role) => Some(Contributor { role: (*role).into(), entity: *entity }),
            _ => None,
        };
        Ok(parts.iter().filter_map(contributor).collect())
    }

    /// The picture that stands for it.
    async fn lead_picture(&self, ctx: &Context<'_>) -> Result<Option<Picture>> {
        let lead = picture::of_article(self, ctx).await?.into_iter().find(ArticlePicture::is_lead);
        Ok(lead.map(ArticlePicture::into_picture))
    }

    /// Its pictures, in the newsroom's order.
    async fn pictures(&self, ctx: &Context<'_>) -> Result<Vec<ArticlePicture>> {
        picture::of_article(self, ctx).await
    }

    /// What it is about, in the newsroom's order.
    async fn about(&self, ctx: &Context<'_>) -> Result<Vec<Entity>> {
        let parts = self.parts(ctx, Part::About).await?;
        let ids = parts.iter().filter_map(|entry| match entry {
            Entry::About(entity) => Some(*entity),
            _ => None,
        });
        entities_by_id(ctx, ids).await
    }

    /// Every place in the text that names an entity, in reading order.
    async fn mentions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of such entities only.")] kinds: Option<Vec<EntityKind>>,
        #[graphql(desc = "So many at most: 0 to 100; without it, all.")] first: Option<i32>,
    ) -> Result<Vec<Mention>> {
        Box::pin(mention::of_article(self, ctx, kinds, first)).await
    }

    /// The entities of the article, most telling first: those that it is about, then by how often it names them.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of such kinds only.")] kinds: Option<Vec<EntityKind>>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<EntityFilter>>,
        #[graphql(desc = "The keys that they are sorted by; without any, the most telling first.")] order_by: Option<
            Vec<EntityOrder>,
        >,
        #[graphql(desc = "So many at most: 0 to 100, 20 without it.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ArticleEntityEdge>> {
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(entities::of_article(self, ctx, entities::Asked { kinds, filter, order_by }, paging)).await
    }

    /// What it is a source for: relations, each with its own passage.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Codes of relation types, of which the types under them are found too; all, if it is \
            not given."
        )]
        types: Option<Vec<String>>,
        #[graphql(desc = "Which relations.")] filter: Option<Box<RelationFilter>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Claim>>> {
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(claim::of_article(ctx, self.0.id, types, filter.as_deref(), paging)).await
    }

    /// What the newsroom has said of it since: corrections, clarifications, a retraction; the oldest first.
    async fn notices(&self, ctx: &Context<'_>) -> Result<Vec<Notice>> {
        notice::of_article(self, ctx).await
    }

    /// The notice that took it back.
    async fn retraction(&self, ctx: &Context<'_>) -> Result<Option<Notice>> {
        retraction(self, ctx).await
    }

    /// The series that it is part of, with its place in each.
    async fn series(&self, ctx: &Context<'_>) -> Result<Vec<SeriesItem>> {
        let parts = self.parts(ctx, Part::Series).await?;
        let item = |entry: &Entry| match entry {
            Entry::Series(series, position) => Some(SeriesItem { series: *series, position: *position }),
            _ => None,
        };
        Ok(parts.iter().filter_map(item).collect())
    }

    /// The article before it: in a series, or else the one in its language that was published just before.
    async fn previous(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] series: Option<ID>,
    ) -> Result<Option<Article>> {
        self.beside(ctx, Direction::Previous, series).await
    }

    /// The article after it: in a series, or else the one in its language that was published just after.
    async fn next(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The series.")] series: Option<ID>,
    ) -> Result<Option<Article>> {
        self.beside(ctx, Direction::Next, series).await
    }

    /// The same article in other languages.
    async fn translations(&self, ctx: &Context<'_>) -> Result<Vec<Article>> {
        let rows = request::of(ctx)?.batches.load::<load::Translations>((), self.0.id).await?;
        Ok(rows.unwrap_or_default().iter().map(|row| Article(Arc::clone(row))).collect())
    }

    /// Articles that tell of the same: that share entities which few others have, the most related first. Retracted ones are
    /// left out.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most: 0 to 100, 20 without it.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<RelatedArticleEdge>> {
        Box::pin(related::of_article(self, ctx, Paging::forward(first, after))).await
    }

    /// Where the newsroom sends readers of it, in its order.
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<ArticleLink>> {
        let parts = self.parts(ctx, Part::Links).await?;
        let targets = parts.iter().filter_map(|entry| match entry {
            Entry::Link(link) => Some(credit::followed(ctx, link)),
            _ => None,
        });
        Ok(try_join_all(targets).await?.into_iter().flatten().collect())
    }

    /// The published versions, the newest first. A retracted article has none.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<ArticleVersionFilter>,
        #[graphql(desc = "So many at most: 0 to 100, 20 without it.")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<ArticleVersion>>> {
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(version::of_article(self, ctx, filter, paging)).await
    }

    /// What changed in the text from one version to another; empty where there is no such version.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of the older version.")] from: i32,
        #[graphql(desc = "The number of the newer version; without it, the present one.")] to: Option<i32>,
    ) -> Result<Vec<TextChange>> {
        Box::pin(version::changes(self, ctx, from, to.unwrap_or(self.0.version))).await
    }

    /// What machines are to know of it: a NewsArticle of schema.org as JSON-LD, safe to stand in a `script` element.
    async fn json_ld(&self, ctx: &Context<'_>) -> Result<String> {
        Box::pin(json_ld::of_article(self, ctx)).await
    }

    /// Words of its text.
    async fn word_count(&self) -> i32 {
        self.0.word_count
    }

    /// Minutes that reading it takes.
    async fn reading_minutes(&self) -> usize {
        body::reading_minutes(usize::try_from(self.0.word_count).unwrap_or(0))
    }

    /// Who owns the rights, as printed.
    async fn copyright_notice(&self) -> Option<&str> {
        self.0.copyright_notice.as_deref()
    }
}

impl Article {
    /// What belongs to it.
    async fn parts(&self, ctx: &Context<'_>, part: Part) -> Result<Arc<Vec<Entry>>> {
        let parts = request::of(ctx)?.batches.load::<load::Parts>((), (part, self.0.id)).await?;
        Ok(parts.unwrap_or_default())
    }

    async fn beside(&self, ctx: &Context<'_>, to: Direction, series: Option<ID>) -> Result<Option<Self>> {
        let series = match series {
            None => None,
            Some(id) => match public_id::parse(Prefix::Series, &id) {
                Some(uid) => Some(uid),
                None => return Ok(None),
            },
        };
        let row = request::of(ctx)?.batches.load::<load::Neighbours>((to, series), self.0.id).await?;
        Ok(row.map(Article))
    }
}

/// The id under which an article goes out.
fn id(row: &Row) -> ID {
    node::id(if row.is_preview { Prefix::Preview } else { Prefix::Article }, row.uid)
}

/// The notice that took an article back.
pub(super) async fn retraction(article: &Article, ctx: &Context<'_>) -> Result<Option<Notice>> {
    if article.0.state != db::ArticleState::Retracted {
        return Ok(None);
    }
    Ok(notice::of_article(article, ctx).await?.into_iter().rev().find(Notice::is_retraction))
}

/// Entities by their row ids, in this order; siblings are read together.
async fn entities_by_id(ctx: &Context<'_>, ids: impl IntoIterator<Item = EntityId>) -> Result<Vec<Entity>> {
    let request = request::of(ctx)?;
    let known = ids.into_iter().map(|id| entity::known(request, id));
    Ok(try_join_all(known).await?.into_iter().map(Entity::new).collect())
}

async fn entity_by_id(ctx: &Context<'_>, id: EntityId) -> Result<Entity> {
    Ok(Entity::new(entity::known(request::of(ctx)?, id).await?))
}
