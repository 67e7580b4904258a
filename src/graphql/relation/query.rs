//! Asking for relations.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use futures_util::FutureExt;
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use super::Relation;
use super::chosen::Chosen;
use super::facet::Faceted;
use super::filter::{RelationFilter, RelationOrder, by};
use super::relation_type::{codes, reference};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::batch::Source;
use crate::graphql::connection::{COUNTED, Connection, Count, Edge, Paging, Total, cursor, shows_rows};
use crate::graphql::entity::lookup::at_most;
use crate::graphql::error::Result;
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::relation::facet::Listed;
use crate::store::edition::relation::{self, Asked, By};
use crate::store::keyset::Slice;

#[derive(Debug, Default)]
pub struct RelationQuery;

#[Object]
impl RelationQuery {
    /// Relations by their ids, in the order of the ids; null where there is none, or none that readers have.
    async fn relations_by(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Relation>>> {
        at_most("ids", ids.len())?;
        try_join_all(ids.iter().map(|id| async {
            match public_id::parse(Prefix::Relation, id) {
                Some(uid) => super::find(ctx, uid).await,
                None => Ok(None),
            }
        }))
        .await
    }

    /// Relations, the newest record first if no order is given.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Codes of relation types; all, if it is not given.")] types: Option<Vec<String>>,
        #[graphql(desc = "Finds the types under those too.", default = true)] include_subtypes: bool,
        #[graphql(desc = "Which of them.")] filter: Option<Box<RelationFilter>>,
        #[graphql(desc = "The keys that they are sorted by, the most important first.")] order_by: Option<
            Vec<RelationOrder>,
        >,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Leaves out so many first, at most 10 000.")] offset: Option<i32>,
    ) -> Result<Connection<Edge<Relation>, Faceted>> {
        let request = request::of(ctx)?;
        let by = by(order_by)?;
        let order = relation::of_all(&by);
        let page = Paging { first, after, last, before, offset }.page(&order)?;
        let reference = reference(ctx).await?;
        let chosen = Chosen::new(filter.as_deref(), false, &reference, request.minute)?;
        let types = codes(&reference, types, include_subtypes)?;
        let asked = chosen.asked(types, by);
        let read = {
            let (asked, page) = (asked.clone(), page.clone());
            |edition: Arc<Edition>| async move { relation::list(&edition, &asked, &page).await }
        };
        let slice = if shows_rows(ctx) { request.batches.read(read).await? } else { Slice::default() };
        // However a list is sorted, it is counted once.
        let asked = Asked { by: By::own(), ..asked };
        let total = match asked.clone() {
            kept if kept.is_kept() => Total::Counted(Box::new(move |request| {
                let kept = kept.clone();
                async move {
                    let count = request.batches.load::<Counting>(kept, ()).await?;
                    Ok(Count::exact(count.unwrap_or_default()))
                }
                .boxed()
            })),
            counted => Total::counted::<Counting>(counted, ()),
        };
        let edge = |row| {
            let cursor = cursor(&order, &relation::keys(&row, by));
            Edge { cursor, node: Relation(Arc::new(row)) }
        };
        Ok(Connection::new(slice, total, edge).with(Faceted::new(Listed::All(asked), None)))
    }
}

/// How many relations fit.
#[derive(Debug)]
pub enum Counting {}

impl Source for Counting {
    type From = Edition;
    type Args = Asked;
    type Key = ();
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        asked: Asked,
        _: Vec<()>,
    ) -> std::result::Result<HashMap<(), i64>, DbErr> {
        Ok(HashMap::from([((), relation::count(&edition, &asked, COUNTED.into()).await?)]))
    }
}
