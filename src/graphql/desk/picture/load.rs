//! How the desk's rows of pictures are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{article, picture};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::picture::read;
use crate::graphql::batch::Source;
use crate::graphql::connection::COUNTED;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};
use crate::store::predicate::Predicate;

type Fetched<K, V> = Result<HashMap<K, V>, DbErr>;

/// Pictures by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<picture::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Fetched<Uuid, Self::Value> {
        let rows = read::by_uids(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(uid, row)| (uid, Arc::new(row))).collect())
    }
}

/// Articles that show addresses: so many of each.
#[derive(Debug)]
pub enum ShownIn {}

impl Source for ShownIn {
    type From = Desk;
    type Args = u32;
    type Key = String;
    type Value = Arc<Vec<Arc<article::Model>>>;

    async fn fetch(desk: Arc<Desk>, most: u32, keys: Vec<String>) -> Fetched<String, Self::Value> {
        let of = read::articles(&desk, &keys, most).await?;
        let shared = |rows: Vec<article::Model>| Arc::new(rows.into_iter().map(Arc::new).collect());
        Ok(of.into_iter().map(|(href, rows)| (href, shared(rows))).collect())
    }
}

/// Pages of the pictures that fit.
#[derive(Debug)]
pub enum Listed {}

impl Source for Listed {
    type From = Desk;
    type Args = (Predicate, Page);
    type Key = ();
    type Value = Arc<Slice<picture::Model>>;

    async fn fetch(desk: Arc<Desk>, (filter, page): Self::Args, _: Vec<()>) -> Fetched<(), Self::Value> {
        Ok(HashMap::from([((), Arc::new(read::list(&*desk, &filter, &page).await?))]))
    }
}

/// How many pictures fit.
#[derive(Debug)]
pub enum Counted {}

impl Source for Counted {
    type From = Desk;
    type Args = Predicate;
    type Key = ();
    type Value = i64;

    async fn fetch(desk: Arc<Desk>, filter: Predicate, _: Vec<()>) -> Fetched<(), i64> {
        Ok(HashMap::from([((), read::count(&*desk, &filter, COUNTED.into()).await?)]))
    }
}
