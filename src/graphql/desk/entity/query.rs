//! Asking the desk for entities.

use async_graphql::{Context, ID};

use super::{DeskEntity, find, load};
use crate::graphql::entity::query::IdentifierInput;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;

/// An entity by its id, the readers' or the desk's, by its slug or by an identifier: one of them.
pub(in crate::graphql::desk) async fn one(
    ctx: &Context<'_>,
    id: Option<ID>,
    slug: Option<String>,
    identifier: Option<IdentifierInput>,
) -> Result<Option<DeskEntity>> {
    let batches = &request::of(ctx)?.batches;
    let row = match (id, slug, identifier) {
        (Some(id), None, None) => return find(ctx, &id).await,
        (None, Some(slug), None) => batches.load::<load::BySlug>((), slug).await?,
        (None, None, Some(IdentifierInput { scheme, value })) => {
            batches.load::<load::ByIdentifier>((), (scheme, value)).await?
        }
        _ => return Err(bad_request("Give one of `id`, `slug` and `identifier`.")),
    };
    Ok(row.map(DeskEntity))
}
