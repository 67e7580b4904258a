//! How the desk's relations are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{RelationId, relation};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::relation::read::{self, By, Weighed};
use crate::graphql::batch::Source;
use crate::graphql::connection::COUNTED;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};
use crate::store::predicate::Predicate;

/// Relations by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<relation::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Result<HashMap<Uuid, Self::Value>, DbErr> {
        let rows = read::by_uids(&*desk, &keys).await?;
        Ok(rows.into_iter().map(|(uid, row)| (uid, Arc::new(row))).collect())
    }
}

/// Relations by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Desk;
    type Args = ();
    type Key = RelationId;
    type Value = Arc<relation::Model>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<RelationId>,
    ) -> Result<HashMap<RelationId, Self::Value>, DbErr> {
        let rows = read::by_ids(&*desk, &keys).await?;
        Ok(rows.into_iter().map(|(id, row)| (id, Arc::new(row))).collect())
    }
}

/// The evidence of relations, and what it is worth.
#[derive(Debug)]
pub enum Evidence {}

impl Source for Evidence {
    type From = Desk;
    type Args = ();
    type Key = RelationId;
    type Value = Arc<Weighed>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<RelationId>,
    ) -> Result<HashMap<RelationId, Self::Value>, DbErr> {
        let weighed = read::weighed(&*desk, &keys).await?;
        Ok(weighed.into_iter().map(|(id, weighed)| (id, Arc::new(weighed))).collect())
    }
}

/// Pages of all relations that fit.
#[derive(Debug)]
pub enum Listed {}

impl Source for Listed {
    type From = Desk;
    type Args = (Predicate, By, Page);
    type Key = ();
    type Value = Arc<Slice<relation::Model>>;

    async fn fetch(
        desk: Arc<Desk>,
        (filter, by, page): Self::Args,
        _: Vec<()>,
    ) -> Result<HashMap<(), Self::Value>, DbErr> {
        let slice = read::list(&*desk, &filter, by, &page).await?;
        Ok(HashMap::from([((), Arc::new(slice))]))
    }
}

/// How many relations fit.
#[derive(Debug)]
pub enum Counted {}

impl Source for Counted {
    type From = Desk;
    type Args = Predicate;
    type Key = ();
    type Value = i64;

    async fn fetch(desk: Arc<Desk>, filter: Predicate, _: Vec<()>) -> Result<HashMap<(), i64>, DbErr> {
        Ok(HashMap::from([((), read::count(&*desk, &filter, COUNTED.into()).await?)]))
    }
}
