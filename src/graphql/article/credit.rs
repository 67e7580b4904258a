//! Whom and what an article names beside its text: where it was written, who made it, where it leads.

use async_graphql::{Context, Enum, Object, SimpleObject};
use db::EntityId;

use super::{Article, entities_by_id, entity_by_id, load};
use crate::graphql::entity::Entity;
use crate::graphql::error::Result;
use crate::graphql::request;
use crate::graphql::scalars::Url;
use crate::store::edition::article::Link;

/// A link with the article that it leads to.
pub(super) async fn followed(ctx: &Context<'_>, link: &Link) -> Result<Option<ArticleLink>> {
    let article = match link.target_id {
        Some(id) => request::of(ctx)?.batches.load::<load::ById>((), id).await?.map(Article),
        None => None,
    };
    let url = link.url.clone().map(Url);
    // A target that is not in the edition any more leaves a link to nowhere.
    if article.is_none() && url.is_none() {
        return Ok(None);
    }
    Ok(Some(ArticleLink { rel: link.rel.into(), article, url, title: link.title.clone() }))
}

/// Where an article was written.
#[derive(Debug)]
pub struct Dateline {
    pub(super) text: String,
    pub(super) place: Option<EntityId>,
}

/// Where an article was written.
#[Object]
impl Dateline {
    /// As printed: `ALMATY, Kazakhstan`.
    async fn text(&self) -> &str {
        &self.text
    }

    /// The place.
    async fn place(&self, ctx: &Context<'_>) -> Result<Option<Entity>> {
        match self.place {
            Some(id) => Ok(entities_by_id(ctx, [id]).await?.pop()),
            None => Ok(None),
        }
    }
}

/// What somebody did for an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::ContributorRole")]
pub enum ContributorRole {
    /// Wrote it.
    Author,
    /// Edited it.
    Editor,
    /// Translated it.
    Translator,
    /// Took its pictures.
    Photographer,
}

/// Somebody who made an article.
#[derive(Debug)]
pub struct Contributor {
    pub(super) role: ContributorRole,
    pub(super) entity: EntityId,
}

/// Somebody who made an article.
#[Object]
impl Contributor {
    /// What he or she did for it.
    async fn role(&self) -> ContributorRole {
        self.role
    }

    /// Who it is.
    async fn entity(&self, ctx: &Context<'_>) -> Result<Entity> {
        entity_by_id(ctx, self.entity).await
    }
}

/// What a link is to its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::LinkRel")]
pub enum LinkRel {
    /// Worth reading too.
    Related,
    /// What the article goes on from.
    Follows,
    /// What the article is a translation of.
    TranslationOf,
}

/// Where an article sends its readers.
#[derive(Debug, SimpleObject)]
pub struct ArticleLink {
    /// What it is to the article.
    rel: LinkRel,
    /// The article that it leads to.
    article: Option<Article>,
    /// The address that it leads to, on another site.
    url: Option<Url>,
    /// What it says.
    title: Option<String>,
}
