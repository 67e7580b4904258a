//! Pages of articles.

use std::sync::Arc;

use async_graphql::{Context, Enum};
use futures_util::{FutureExt, TryFutureExt};

use super::Article;
use super::facet::Faceted;
use super::filter::{ArticleFilter, ArticleOrder, order};
use super::load::{self, ById, CountOfEntities, OfEntities, Settle};
use crate::graphql::connection::{
    COUNTED, Connection, Count, Edge, Paging, Total, cursor, shows_places, shows_rows,
};
use crate::graphql::entity::whole;
use crate::graphql::error::Result;
use crate::graphql::filter;
use crate::graphql::request::{self, Request};
use crate::store::edition::article::order::By;
use crate::store::edition::article::{self, Row, Scope};
use crate::store::edition::entity::Brief;
use crate::store::keyset::Slice;
use crate::store::predicate::Predicate;

/// How an entity is in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Appearance {
    /// The article is about it.
    About,
    /// The text names it.
    Mentions,
}

/// A page of articles, and what they have in common.
pub type ArticleConnection = Connection<Edge<Article>, Faceted>;

/// A page of all listed articles.
pub(super) async fn of_all(
    ctx: &Context<'_>,
    filter: Option<Box<ArticleFilter>>,
    order_by: Option<Vec<ArticleOrder>>,
    paging: Paging,
) -> Result<ArticleConnection> {
    let request = request::of(ctx)?;
    let by = order(order_by)?;
    crate::graphql::order::indexed(
        article::order::is_indexed(&by),
        "`PUBLISHED_AT`, `UPDATED_AT`, `HEADLINE`, `WORD_COUNT` and `SLUG`",
    )?;
    let page = paging.page(&article::order::of_articles(&by))?;
    let predicate = filter::read(ctx, filter.as_deref(), ArticleFilter::predicate).await?;
    let asked = shows_rows(ctx).then(|| page.clone());
    let (scope, rows) = request
        .batches
        .read(move |edition| async move {
            let scope = article::settle(&edition, predicate).await?.scope();
            let rows = match asked {
                Some(page) => article::list(&edition, &scope, &by, &page).await?,
                None => vec![],
            };
            Ok((scope, rows))
        })
        .await?;
    Ok(connection(ctx, request, page.slice(rows), by, scope))
}

/// A page of the articles in which an entity appears; the pages of many entities are one statement.
///
/// # Errors
/// Of paging and order, and the database's.
pub async fn of_entity(
    ctx: &Context<'_>,
    entity: &Brief,
    appearances: Option<Vec<Appearance>>,
    filter: Option<Box<ArticleFilter>>,
    order_by: Option<Vec<ArticleOrder>>,
    paging: Paging,
) -> Result<ArticleConnection> {
    let request = request::of(ctx)?;
    let by = order(order_by)?;
    let page = paging.page(&article::order::of_articles(&by))?;
    let appearance = match appearances.as_deref() {
        None => article::Appearance::Any,
        Some([]) => {
            let scope = Scope { entity: None, predicate: Predicate::never() };
            return Ok(Connection::empty().with(Faceted::new(scope)));
        }
        Some(list) if list.iter().all(|a| *a == Appearance::About) => article::Appearance::About,
        Some(list) if list.iter().all(|a| *a == Appearance::Mentions) => article::Appearance::Mentioned,
        Some(_) => article::Appearance::Any,
    };
    let predicate = filter::read(ctx, filter.as_deref(), ArticleFilter::predicate).await?;
    let predicate = if predicate.is_always() {
        predicate
    } else {
        request.batches.load::<Settle>(true, predicate).await?.unwrap_or(Predicate::never())
    };
    let args = (appearance, predicate.clone(), by, page.clone());
    let rows = if shows_rows(ctx) {
        request.batches.load::<OfEntities>(args, entity.id).await?.unwrap_or_default()
    } else {
        Arc::default()
    };
    let is_kept = predicate.is_always() && appearance != article::Appearance::Mentioned;
    let scope = Scope { entity: Some((entity.id, appearance)), predicate };
    let mut connection = connection(ctx, request, page.slice(rows.to_vec()), by, scope);
    if is_kept {
        let id = entity.id;
        connection.total(Total::Counted(Box::new(move |request| {
            let kept = async move {
                let row = whole(&request, id).await?;
                let is_about = appearance == article::Appearance::About;
                Ok(Count::exact(if is_about { row.about } else { row.articles }))
            };
            kept.boxed()
        })));
    }
    Ok(connection)
}

fn connection(
    ctx: &Context<'_>,
    request: &Request,
    slice: Slice<Arc<Row>>,
    by: By,
    scope: Scope,
) -> ArticleConnection {
    request.batches.prime_all::<ById>(&(), slice.rows.iter().map(|row| (row.id, Arc::clone(row))));
    let faceted = Faceted::new(scope.clone());
    let Scope { entity, predicate } = scope;
    let total = match entity {
        Some((id, appearance)) => Total::counted::<CountOfEntities>((appearance, predicate, COUNTED), id),
        None if article::is_kept(&predicate) => Total::Counted(Box::new(move |request| {
            let predicate = predicate.clone();
            let count = async move { request.batches.load::<load::Count>(COUNTED, predicate).await };
            count.map_ok(|rows| Count::exact(rows.unwrap_or(0))).boxed()
        })),
        None => Total::counted::<load::Count>(COUNTED, predicate),
    };
    let order = article::order::of_articles(&by);
    let places = shows_places(ctx);
    Connection::new(slice, total, |row| {
        let cursor = if places { cursor(&order, &article::order::keys(&row, &by)) } else { String::new() };
        Edge { cursor, node: Article(row) }
    })
    .with(faceted)
}
