//! Saying that two entities that look like one are two; and taking that back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::domain::duplicate::dismiss::{Decided, Dismiss, Restore};
use crate::graphql::desk::entity::{DeskEntity, again};
use crate::graphql::error::Result;
use crate::graphql::user_error::{Outcome, UserError, run};

/// Two entities that are two.
#[derive(Clone, Debug, InputObject)]
pub struct DismissDuplicateInput {
    /// One of them.
    pub first: ID,
    /// The other one.
    pub second: ID,
    /// Why, for whoever asks later.
    pub reason: Option<String>,
}

/// Two entities that may be one after all.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreDuplicateInput {
    /// One of them.
    pub first: ID,
    /// The other one.
    pub second: ID,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct DismissDuplicatePayload {
    /// One of them; null where there are errors.
    first: Option<DeskEntity>,
    /// The other one; null where there are errors.
    second: Option<DeskEntity>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct RestoreDuplicatePayload {
    /// One of them; null where there are errors.
    first: Option<DeskEntity>,
    /// The other one; null where there are errors.
    second: Option<DeskEntity>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct DuplicateDismissing;

#[Object]
impl DuplicateDismissing {
    /// Says that two entities that look like one are two: they are not suggested any more.
    async fn dismiss_duplicate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two.")] input: DismissDuplicateInput,
    ) -> Result<DismissDuplicatePayload> {
        let DismissDuplicateInput { first, second, reason } = input;
        let outcome = run(ctx, &Dismiss { first: first.0, second: second.0, reason }).await?;
        let (first, second, user_errors) = told(ctx, outcome).await?;
        Ok(DismissDuplicatePayload { first, second, user_errors })
    }

    /// Takes back that two entities are two: as long as they look like one, they are suggested again.
    async fn restore_duplicate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two.")] input: RestoreDuplicateInput,
    ) -> Result<RestoreDuplicatePayload> {
        let RestoreDuplicateInput { first, second } = input;
        let outcome = run(ctx, &Restore { first: first.0, second: second.0 }).await?;
        let (first, second, user_errors) = told(ctx, outcome).await?;
        Ok(RestoreDuplicatePayload { first, second, user_errors })
    }
}

async fn told(
    ctx: &Context<'_>,
    outcome: Outcome<Decided>,
) -> Result<(Option<DeskEntity>, Option<DeskEntity>, Vec<UserError>)> {
    let (decided, user_errors, _) = outcome.into_parts();
    let first = again(ctx, decided.as_ref().map(|decided| decided.first)).await?;
    let second = again(ctx, decided.map(|decided| decided.second)).await?;
    Ok((first, second, user_errors))
}
