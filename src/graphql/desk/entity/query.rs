//! Asking the desk for entities.

use std::sync::Arc;

use async_graphql::{Context, ID};

use super::filter::{DeskEntityFilter, DeskEntityOrder};
use super::{DeskEntity, find, load};
use crate::domain::entity::read::By;
use crate::graphql::connection::{Connection, Edge, Paging, Total, cursor};
use crate::graphql::entity::query::IdentifierInput;
use crate::graphql::error::{Fault, Result, bad_request};
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

/// A page of the entities that fit.
pub(in crate::graphql::desk) async fn list(
    ctx: &Context<'_>,
    filter: Option<DeskEntityFilter>,
    orders: Option<Vec<DeskEntityOrder>>,
    paging: Paging,
) -> Result<Connection<Edge<DeskEntity>>> {
    let by: By = match orders.unwrap_or_default().as_slice() {
        [] => By::Name,
        [order] => (*order).into(),
        _ => {
            return Err(bad_request("`orderBy` takes one order: each of them leaves no two entities alike."));
        }
    };
    let order = by.order();
    let page = paging.page(&order)?;
    let filter = filter.unwrap_or_default().whole(request::of(ctx)?.minute);
    let batches = &request::of(ctx)?.batches;
    let slice = batches.load::<load::Listed>((filter.clone(), by, page), ()).await?;
    let slice = slice.ok_or(Fault::Internal)?;
    let total = Total::counted::<load::Counted>(filter, ());
    Ok(Connection::new((*slice).clone(), total, |row| {
        let cursor = cursor(&order, &by.keys(&row));
        let row = Arc::new(row);
        batches.prime::<load::ByUid>((), row.uid, Arc::clone(&row));
        batches.prime::<load::ById>((), row.id, Arc::clone(&row));
        Edge { cursor, node: DeskEntity(row) }
    }))
}
