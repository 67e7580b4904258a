//! Making relations, changing them, and showing them to readers.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::input::{CreateRelationInput, RelationChangesInput};
use super::{DeskRelation, by_uid, by_uids};
use crate::domain::mutation::Mutation;
use crate::domain::relation::change::{End, Judge, Update};
use crate::domain::relation::create::{Create, Done};
use crate::domain::relation::publish::Show;
use crate::graphql::error::Result;
use crate::graphql::relation::filter::Rank;
use crate::graphql::scalars::EdtfDate;
use crate::graphql::user_error::{Conflict, UserError, run};

/// Changes to a relation.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRelationInput {
    /// The relation.
    pub id: ID,
    /// The version that the changes were made to; another one is a conflict.
    pub expected_version: i64,
    /// What changes.
    pub changes: RelationChangesInput,
}

/// That a relation is over: it gets its end, and phase FORMER.
#[derive(Clone, Debug, InputObject)]
pub struct EndRelationInput {
    /// The relation.
    pub id: ID,
    /// The version that the change was made to; another one is a conflict.
    pub expected_version: i64,
    /// When it ended; not in the future.
    pub end_date: EdtfDate,
}

/// The editors' verdict on a relation.
#[derive(Clone, Debug, InputObject)]
pub struct RankRelationInput {
    /// The relation.
    pub id: ID,
    /// The version that the change was made to; another one is a conflict.
    pub expected_version: i64,
    /// The verdict. What is over is not DEPRECATED but has an end.
    pub rank: Rank,
    /// Why; required for DEPRECATED.
    pub reason: Option<String>,
}

/// Relations that readers shall have.
#[derive(Clone, Debug, InputObject)]
pub struct PublishRelationsInput {
    /// The relations, at most 100: all of them, or none.
    pub ids: Vec<ID>,
}

/// Relations that readers shall have no more.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawRelationsInput {
    /// The relations, at most 100: all of them, or none.
    pub ids: Vec<ID>,
}

macro_rules! payloads {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        #[derive(Debug, SimpleObject)]
        pub struct $name {
            /// The relation; null where nothing was changed.
            relation: Option<DeskRelation>,
            /// What somebody else changed meanwhile; nothing was changed then.
            conflict: Option<Conflict>,
            /// All that is wrong with the arguments.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of<M: Mutation<Done = Done>>(ctx: &Context<'_>, mutation: &M) -> Result<Self> {
                let (done, user_errors, conflict) = run(ctx, mutation).await?.into_parts();
                Ok(Self { relation: relation(ctx, done).await?, conflict, user_errors })
            }
        }
    )+};
}

payloads! {
    /// What became of changes to a relation.
    UpdateRelationPayload
    /// What became of the end of a relation.
    EndRelationPayload
    /// What became of a verdict on a relation.
    RankRelationPayload
}

/// What became of a new relation.
#[derive(Debug, SimpleObject)]
pub struct CreateRelationPayload {
    /// The relation; null where there are errors.
    relation: Option<DeskRelation>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of relations that readers shall have.
#[derive(Debug, SimpleObject)]
pub struct PublishRelationsPayload {
    /// The relations, in the order of their ids; none where there are errors.
    relations: Vec<DeskRelation>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of relations that readers shall have no more.
#[derive(Debug, SimpleObject)]
pub struct WithdrawRelationsPayload {
    /// The relations, in the order of their ids; none where there are errors.
    relations: Vec<DeskRelation>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct RelationSaving;

#[Object]
impl RelationSaving {
    /// Makes a relation, with its evidence or `unsourced: true`. Readers have it as soon as they can read evidence that
    /// speaks of it; what authors found elsewhere waits for an editor.
    async fn create_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The relation.")] input: CreateRelationInput,
    ) -> Result<CreateRelationPayload> {
        let (done, user_errors, _) = run(ctx, &Create(input.into())).await?.into_parts();
        Ok(CreateRelationPayload { relation: relation(ctx, done).await?, user_errors })
    }

    /// Changes what a relation says. Its ends and its type stay once readers had it: deprecate it then, and make another
    /// one.
    async fn update_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateRelationInput,
    ) -> Result<UpdateRelationPayload> {
        let UpdateRelationInput { id, expected_version, changes } = input;
        let update = Update { id: id.0, expected_version, changes: changes.into() };
        UpdateRelationPayload::of(ctx, &update).await
    }

    /// Says that a relation is over.
    async fn end_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its end.")] input: EndRelationInput,
    ) -> Result<EndRelationPayload> {
        let EndRelationInput { id, expected_version, end_date } = input;
        let end = End { id: id.0, expected_version, end_date: end_date.0.to_string() };
        EndRelationPayload::of(ctx, &end).await
    }

    /// Gives the editors' verdict on a relation.
    async fn rank_relation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The verdict.")] input: RankRelationInput,
    ) -> Result<RankRelationPayload> {
        let RankRelationInput { id, expected_version, rank, reason } = input;
        let judge = Judge { id: id.0, expected_version, rank: rank.into(), reason };
        RankRelationPayload::of(ctx, &judge).await
    }

    /// Shows relations to readers, also those without any evidence. Those that have evidence, none of which readers can
    /// read, wait for it.
    async fn publish_relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The relations.")] input: PublishRelationsInput,
    ) -> Result<PublishRelationsPayload> {
        let (relations, user_errors) = show(ctx, input.ids, true).await?;
        Ok(PublishRelationsPayload { relations, user_errors })
    }

    /// Takes relations away from readers, whatever their evidence says.
    async fn withdraw_relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The relations.")] input: WithdrawRelationsInput,
    ) -> Result<WithdrawRelationsPayload> {
        let (relations, user_errors) = show(ctx, input.ids, false).await?;
        Ok(WithdrawRelationsPayload { relations, user_errors })
    }
}

async fn show(ctx: &Context<'_>, ids: Vec<ID>, live: bool) -> Result<(Vec<DeskRelation>, Vec<UserError>)> {
    let show = Show { ids: ids.into_iter().map(|id| id.0).collect(), live };
    let (shown, user_errors, _) = run(ctx, &show).await?.into_parts();
    let uids = shown.map(|shown| shown.relations).unwrap_or_default();
    Ok((by_uids(ctx, &uids).await?, user_errors))
}

async fn relation(ctx: &Context<'_>, done: Option<Done>) -> Result<Option<DeskRelation>> {
    match done {
        Some(done) => by_uid(ctx, done.relation).await,
        None => Ok(None),
    }
}
