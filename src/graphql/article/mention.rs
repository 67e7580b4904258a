//! Places in a text that name entities.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object};
use futures_util::future::try_join_all;

use super::{Article, entity_by_id, load};
use crate::domain::public_id::Prefix;
use crate::graphql::connection::MOST;
use crate::graphql::entity::name::NameKind;
use crate::graphql::entity::{self, Entity, EntityKind};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::node;
use crate::graphql::relation::edge::{self, Role};
use crate::graphql::request;
use crate::store::edition::article::{self, Entry, Part, Row};
use crate::store::edition::relation::Active;
use crate::text::body::Rendering;

/// How mentions show in HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MentionRendering {
    /// As links to the pages of the entities.
    Links,
    /// As `span` elements with the ids of the entities.
    Spans,
    /// Not at all.
    None,
}

impl From<MentionRendering> for Rendering {
    fn from(rendering: MentionRendering) -> Self {
        match rendering {
            MentionRendering::Links => Self::Links,
            MentionRendering::Spans => Self::Spans,
            MentionRendering::None => Self::None,
        }
    }
}

/// A place in a text that names an entity.
#[derive(Clone, Debug)]
pub struct Mention {
    pub(super) article: Arc<Row>,
    pub(super) row: article::Mention,
}

/// A place in a text that names an entity.
#[Object]
impl Mention {
    /// Opaque; the same as long as the place stands in the text.
    async fn id(&self) -> ID {
        node::id(Prefix::Mention, self.row.uid)
    }

    /// Whom or what it names.
    async fn entity(&self, ctx: &Context<'_>) -> Result<Entity> {
        entity_by_id(ctx, self.row.entity_id).await
    }

    /// Where it begins in `body.text`, in Unicode scalars.
    async fn start(&self) -> i32 {
        self.row.start_at
    }

    /// Where it ends, exclusive, in Unicode scalars.
    async fn end(&self) -> i32 {
        self.row.end_at
    }

    /// Where it begins in UTF-16 units, as JavaScript counts.
    async fn utf16_start(&self) -> i32 {
        self.row.utf16_start
    }

    /// Where it ends, exclusive, in UTF-16 units.
    async fn utf16_end(&self) -> i32 {
        self.row.utf16_end
    }

    /// What stands there.
    async fn surface(&self) -> &str {
        &self.row.surface
    }

    /// Which kind of name it is, where it is one that the newsroom knows.
    async fn name_kind(&self) -> Option<NameKind> {
        self.row.name_kind.map(NameKind::from)
    }

    /// The posts that it held on the day of the article, the certain ones first: then minister, now president. The day
    /// is that of its content, else of its first publication.
    async fn roles_then(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        let on = match self.article.content_created {
            Some(date) => {
                let (first, last) = date.days();
                Active { first, last }
            }
            None => {
                let day = self.article.published_at.day();
                Active { first: day, last: day }
            }
        };
        edge::roles_then(ctx, self.row.entity_id, on).await
    }
}

/// All mentions of an article.
pub(super) async fn all(article: &Article, ctx: &Context<'_>) -> Result<Vec<article::Mention>> {
    let parts = article.parts(ctx, Part::Mentions).await?;
    let mention = |entry: &Entry| match entry {
        Entry::Mention(row) => Some(row.clone()),
        _ => None,
    };
    Ok(parts.iter().filter_map(mention).collect())
}

pub(super) async fn of_article(
    article: &Article,
    ctx: &Context<'_>,
    kinds: Option<Vec<EntityKind>>,
    first: Option<i32>,
) -> Result<Vec<Mention>> {
    let first = match first {
        Some(n) => {
            let page = u32::try_from(n).ok().filter(|n| *n <= MOST);
            Some(page.ok_or_else(|| bad_request(format!("`first` is {n}; it can be 0 to {MOST}.")))?)
        }
        None => None,
    };
    let request = request::of(ctx)?;
    let batches = &request.batches;
    let mut rows = match (first, &kinds) {
        (Some(first), None) => {
            batches.load::<load::FirstMentions>(first, article.0.id).await?.unwrap_or_default().to_vec()
        }
        _ => all(article, ctx).await?,
    };
    if let Some(kinds) = kinds {
        let kinds: Vec<db::EntityKind> = kinds.into_iter().map(Into::into).collect();
        let named = rows.iter().map(|row| entity::known(request, row.entity_id));
        let mut named = try_join_all(named).await?.into_iter();
        rows.retain(|_| named.next().is_some_and(|entity| kinds.contains(&entity.kind)));
        rows.truncate(first.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX));
    }
    Ok(rows.into_iter().map(|row| Mention { article: Arc::clone(&article.0), row }).collect())
}
