//! Finding that two entities are one, or two after all.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::{DeskEntity, again};
use crate::domain::entity::merge::Merge;
use crate::domain::entity::unmerge::Unmerge;
use crate::domain::public_id::Prefix;
use crate::graphql::error::Result;
use crate::graphql::node;
use crate::graphql::user_error::{UserError, run};

/// Two entities that are one.
#[derive(Clone, Debug, InputObject)]
pub struct MergeEntitiesInput {
    /// The one that becomes the other. Its id and its slug go on working.
    pub source: ID,
    /// The one that stays.
    pub target: ID,
    /// Why.
    pub reason: String,
    /// Merges also where both have an identifier of one scheme; the target has both then.
    #[graphql(default = false)]
    pub force: bool,
}

/// An entity that was merged into another and is to be itself again.
#[derive(Clone, Debug, InputObject)]
pub struct UnmergeEntitiesInput {
    /// The one that became another.
    pub source: ID,
}

/// What became of a merge.
#[derive(Debug, SimpleObject)]
pub struct MergeEntitiesPayload {
    /// The entity that both are now; null where there are errors.
    entity: Option<DeskEntity>,
    /// Relations (`drel_…`) that would join it with itself. They stay on the desk, and readers do not have them.
    dropped_relations: Vec<ID>,
    /// Relations (`drel_…`) that said what another one says, which has their evidence now.
    joined_relations: Vec<ID>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of a merge that was taken back.
#[derive(Debug, SimpleObject)]
pub struct UnmergeEntitiesPayload {
    /// The entity that is itself again; null where there are errors.
    source: Option<DeskEntity>,
    /// The one that it had been merged into; null where there are errors.
    target: Option<DeskEntity>,
    /// Names and identifiers (`scheme:value`) that were changed since the merge, and stay where they are.
    left_behind: Vec<String>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct EntityMerging;

#[Object]
impl EntityMerging {
    /// Makes one entity of two of the same kind. Names and identifiers move; whatever names the source is shown with the
    /// target from now on. It can be taken back.
    async fn merge_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two.")] input: MergeEntitiesInput,
    ) -> Result<MergeEntitiesPayload> {
        let MergeEntitiesInput { source, target, reason, force } = input;
        let merge = Merge { source: source.0, target: target.0, reason, force };
        let (merged, user_errors, _) = run(ctx, &merge).await?.into_parts();
        let entity = again(ctx, merged.as_ref().map(|merged| merged.target)).await?;
        let ids = |uids: Vec<Uuid>| uids.into_iter().map(|uid| node::id(Prefix::DeskRelation, uid)).collect();
        let (dropped, joined) = merged.map(|merged| (merged.dropped, merged.joined)).unwrap_or_default();
        Ok(MergeEntitiesPayload {
            entity,
            dropped_relations: ids(dropped),
            joined_relations: ids(joined),
            user_errors,
        })
    }

    /// Takes a merge back: the source is itself again, with what the merge took from it, as far as nobody changed that.
    async fn unmerge_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The one that became another.")] input: UnmergeEntitiesInput,
    ) -> Result<UnmergeEntitiesPayload> {
        let unmerge = Unmerge { source: input.source.0 };
        let (parted, user_errors, _) = run(ctx, &unmerge).await?.into_parts();
        Ok(UnmergeEntitiesPayload {
            source: again(ctx, parted.as_ref().map(|parted| parted.source)).await?,
            target: again(ctx, parted.as_ref().map(|parted| parted.target)).await?,
            left_behind: parted.map(|parted| parted.left).unwrap_or_default(),
            user_errors,
        })
    }
}
