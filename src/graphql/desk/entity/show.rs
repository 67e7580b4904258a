//! Letting readers see entities, and taking them out of their sight.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use futures_util::future::try_join_all;

use super::{DeskEntity, by_uid};
use crate::domain::entity::show::{self, Publish, Shown, Withdraw};
use crate::graphql::error::Result;
use crate::graphql::user_error::{UserError, run};

/// Entities that readers shall see.
#[derive(Clone, Debug, InputObject)]
pub struct PublishEntitiesInput {
    /// The entities, at most 100.
    pub ids: Vec<ID>,
}

/// Entities that readers shall not see any more.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawEntitiesInput {
    /// The entities, at most 100.
    pub ids: Vec<ID>,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct PublishEntitiesPayload {
    /// The entities; none where there are errors.
    entities: Vec<DeskEntity>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What went out of readers' sight with entities.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct LeavingEdition {
    /// Articles that named them.
    articles: i64,
    /// Places in texts that were linked and are plain text now.
    mentions: i64,
    /// Articles that were about them and are not any more.
    abouts: i64,
    /// Relations that had one of them at an end.
    relations: i64,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct WithdrawEntitiesPayload {
    /// The entities; none where there are errors.
    entities: Vec<DeskEntity>,
    /// What went with them; null where there are errors.
    leaving: Option<LeavingEdition>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

impl From<show::Leaving> for LeavingEdition {
    fn from(leaving: show::Leaving) -> Self {
        let show::Leaving { articles, mentions, abouts, relations } = leaving;
        Self { articles, mentions, abouts, relations }
    }
}

#[derive(Debug, Default)]
pub struct EntityShowing;

#[Object]
impl EntityShowing {
    /// Lets readers see entities: all of them, or none. What names them is linked, and their relations are shown.
    async fn publish_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entities.")] input: PublishEntitiesInput,
    ) -> Result<PublishEntitiesPayload> {
        let publish = Publish { ids: input.ids.into_iter().map(|id| id.0).collect() };
        let (shown, user_errors, _) = run(ctx, &publish).await?.into_parts();
        Ok(PublishEntitiesPayload { entities: entities(ctx, shown.as_ref()).await?, user_errors })
    }

    /// Takes entities out of readers' sight: all of them, or none. Their names stay in texts, without links.
    async fn withdraw_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entities.")] input: WithdrawEntitiesInput,
    ) -> Result<WithdrawEntitiesPayload> {
        let withdraw = Withdraw { ids: input.ids.into_iter().map(|id| id.0).collect() };
        let (shown, user_errors, _) = run(ctx, &withdraw).await?.into_parts();
        let entities = entities(ctx, shown.as_ref()).await?;
        let leaving = shown.map(|shown| shown.leaving.into());
        Ok(WithdrawEntitiesPayload { entities, leaving, user_errors })
    }
}

async fn entities(ctx: &Context<'_>, shown: Option<&Shown>) -> Result<Vec<DeskEntity>> {
    let uids = shown.map(|shown| shown.entities.as_slice()).unwrap_or_default();
    let found = try_join_all(uids.iter().map(|uid| by_uid(ctx, *uid))).await?;
    Ok(found.into_iter().flatten().collect())
}
