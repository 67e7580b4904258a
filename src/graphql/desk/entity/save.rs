//! Making entities and changing them.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::input::{CreateEntityInput, EntityChangesInput};
use super::{DeskEntity, again};
use crate::domain::entity::save::{Create, Update};
use crate::graphql::error::Result;
use crate::graphql::user_error::{Conflict, UserError, run};

/// Changes of an entity.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateEntityInput {
    /// The entity.
    pub id: ID,
    /// The version that the changes were made to; another one is a conflict.
    pub expected_version: i64,
    /// What changes.
    pub changes: EntityChangesInput,
}

/// What became of a new entity.
#[derive(Debug, SimpleObject)]
pub struct CreateEntityPayload {
    /// The entity; null where there are errors.
    entity: Option<DeskEntity>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of changes of an entity.
#[derive(Debug, SimpleObject)]
pub struct UpdateEntityPayload {
    /// The entity; null where nothing was saved.
    entity: Option<DeskEntity>,
    /// What somebody else changed meanwhile; nothing was saved then.
    conflict: Option<Conflict>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct EntitySaving;

#[Object]
impl EntitySaving {
    /// Makes an entity, with its names and identifiers.
    async fn create_entity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The entity.")] input: CreateEntityInput,
    ) -> Result<CreateEntityPayload> {
        let (saved, user_errors, _) = run(ctx, &Create(input.into())).await?.into_parts();
        Ok(CreateEntityPayload { entity: again(ctx, saved.map(|saved| saved.entity)).await?, user_errors })
    }

    /// Changes an entity. Readers see it at once, if it is public. Authors change what they made and nobody made public.
    async fn update_entity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateEntityInput,
    ) -> Result<UpdateEntityPayload> {
        let UpdateEntityInput { id, expected_version, changes } = input;
        let update = Update { id: id.0, expected_version, patch: changes.into() };
        let (saved, user_errors, conflict) = run(ctx, &update).await?.into_parts();
        let entity = again(ctx, saved.map(|saved| saved.entity)).await?;
        Ok(UpdateEntityPayload { entity, conflict, user_errors })
    }
}
