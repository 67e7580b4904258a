//! The newsroom's side: what readers do not have, or do not have yet. Its types are not the readers' types: a draft may
//! lack what a published article never lacks.

pub mod article;
pub mod entity;

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use self::article::DeskArticle;
use self::entity::DeskEntity;
use super::entity::query::IdentifierInput;
use super::error::Result;
use super::{node, request};
use crate::domain::public_id::Prefix;

/// What the newsroom works on; there is one.
#[derive(Clone, Copy, Debug)]
pub struct Desk;

/// The newsroom: drafts, revisions, workflow. Authors see their own articles, editors all.
#[Object]
impl Desk {
    /// Always the same: there is one desk.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Desk, Uuid::nil())
    }

    /// An article by its id, the readers' or the desk's.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<DeskArticle>> {
        article::find(ctx, &id).await
    }

    /// An entity by its id, the readers' or the desk's, its slug or an identifier: one of them. A slug that it had while
    /// readers had it finds it too.
    async fn entity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
        #[graphql(desc = "What it is called elsewhere.")] identifier: Option<IdentifierInput>,
    ) -> Result<Option<DeskEntity>> {
        entity::query::one(ctx, id, slug, identifier).await
    }
}

#[derive(Debug, Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// The newsroom: drafts, revisions, workflow. Null, with an error UNAUTHENTICATED, where nobody is signed in.
    async fn desk(&self, ctx: &Context<'_>) -> Result<Option<Desk>> {
        request::of(ctx)?.caller()?;
        Ok(Some(Desk))
    }
}
