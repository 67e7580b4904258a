//! Pages of the desk's articles.

use std::sync::Arc;

use async_graphql::Context;

use super::filter::{DeskArticleFilter, DeskArticleOrder, order};
use super::{DeskArticle, load};
use crate::graphql::connection::{Connection, Edge, Paging, Total, cursor};
use crate::graphql::error::Result;
use crate::graphql::request;

/// A page of the articles that whoever asks may see.
///
/// # Errors
/// Of paging and order; the database's.
pub async fn of_all(
    ctx: &Context<'_>,
    filter: Option<DeskArticleFilter>,
    order_by: Option<Vec<DeskArticleOrder>>,
    paging: Paging,
) -> Result<Connection<Edge<DeskArticle>>> {
    let request = request::of(ctx)?;
    let actor = request.caller()?.actor.to_string();
    let by = order(order_by.as_deref())?;
    let order = by.order();
    let page = paging.page(&order)?;
    let filter = filter.unwrap_or_default().complete(&actor, request.minute);
    let slice = request.batches.load::<load::Listed>((filter.clone(), by, page.clone()), ()).await?;
    let slice = slice.map_or_else(|| page.slice(vec![]), |slice| (*slice).clone());
    for row in &slice.rows {
        load::prime(&request.batches, &row.article);
    }
    let total = Total::counted::<load::Counted>(filter, ());
    Ok(Connection::new(slice, total, |row| Edge {
        cursor: cursor(&order, &by.keys(&row)),
        node: DeskArticle(Arc::clone(&row.article)),
    }))
}
