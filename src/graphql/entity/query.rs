//! Asking for entities.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use futures_util::FutureExt;
use sea_orm::DbErr;

use super::filter::{EntityFilter, EntityOrder, order};
use super::{Entity, by_slug, find, shown};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::batch::Source;
use crate::graphql::connection::{COUNTED, Connection, Count, Edge, Paging, Total, cursor, shows_rows};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::filter;
use crate::graphql::order::indexed;
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::entity::{self, Counted};
use crate::store::keyset::Slice;
use crate::store::predicate::Predicate;

/// An identifier of an entity elsewhere.
#[derive(Clone, Debug, InputObject)]
pub struct IdentifierInput {
    /// The code of the scheme: `wikidata`, `iso3166-1-alpha2`.
    pub scheme: String,
    /// The value.
    pub value: String,
}

#[derive(Debug, Default)]
pub struct EntityQuery;

#[Object]
impl EntityQuery {
    /// An entity by its id, its slug or an identifier: one of them. The id and the slug of a merged entity find the one
    /// that it became.
    async fn entity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
        #[graphql(desc = "What it is called elsewhere.")] identifier: Option<IdentifierInput>,
    ) -> Result<Option<Entity>> {
        let request = request::of(ctx)?;
        let row = match (id, slug, identifier) {
            (Some(id), None, None) => match public_id::parse(Prefix::Entity, &id) {
                Some(uid) => return find(ctx, uid).await,
                None => None,
            },
            (None, Some(slug), None) => return by_slug(ctx, slug).await,
            (None, None, Some(IdentifierInput { scheme, value })) => {
                let read = |edition: Arc<Edition>| async move {
                    entity::by_identifier(&edition, &scheme, &value).await
                };
                request.batches.read(read).await?
            }
            _ => return Err(bad_request("Give one of `id`, `slug` and `identifier`.")),
        };
        Ok(row.map(|row| shown(request, &Arc::new(row))))
    }

    /// Entities, by name if no order is given.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<EntityFilter>>,
        #[graphql(desc = "The keys that they are sorted by, the most important first.")] order_by: Option<
            Vec<EntityOrder>,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<Entity>>> {
        let request = request::of(ctx)?;
        let by = order(order_by)?;
        indexed(entity::is_indexed(&by), "`NAME`, `ARTICLES` and `START_DATE`")?;
        let order = entity::order(&by);
        let page = Paging { first, after, last, before, offset }.page(&order)?;
        let filter = filter::read(ctx, filter.as_deref(), EntityFilter::predicate).await?;
        let total = Total::Counted(Box::new({
            let filter = filter.clone();
            move |request| {
                let filter = filter.clone();
                async move {
                    let counted = request.batches.load::<Counting>(filter, ()).await?;
                    Ok(counted.map_or(Count::exact(0), |c| Count { rows: c.total, exact: c.exact }))
                }
                .boxed()
            }
        }));
        let slice = if shows_rows(ctx) {
            let read =
                |edition: Arc<Edition>| async move { entity::list(&edition, &filter, &by, &page).await };
            request.batches.read(read).await?
        } else {
            Slice::default()
        };
        Ok(Connection::new(slice, total, |row| {
            let cursor = cursor(&order, &entity::keys(&row, &by));
            Edge { cursor, node: shown(request, &Arc::new(row)) }
        }))
    }
}

/// How many entities fit.
#[derive(Debug)]
enum Counting {}

impl Source for Counting {
    type From = Edition;
    type Args = Predicate;
    type Key = ();
    type Value = Counted;

    async fn fetch(
        edition: Arc<Edition>,
        filter: Predicate,
        _: Vec<()>,
    ) -> std::result::Result<HashMap<(), Counted>, DbErr> {
        Ok(HashMap::from([((), entity::count(&edition, &filter, COUNTED.into()).await?)]))
    }
}
