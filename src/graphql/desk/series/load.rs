//! How the desk's rows of series are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{SeriesId, article, series};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::series::read;
use crate::graphql::batch::Source;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};

type Fetched<K, V> = Result<HashMap<K, V>, DbErr>;

/// Series by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<series::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Fetched<Uuid, Self::Value> {
        let rows = read::by_uids(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(uid, row)| (uid, Arc::new(row))).collect())
    }
}

/// Series by their slugs.
#[derive(Debug)]
pub enum BySlug {}

impl Source for BySlug {
    type From = Desk;
    type Args = ();
    type Key = String;
    type Value = Arc<series::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<String>) -> Fetched<String, Self::Value> {
        let rows = read::by_slugs(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(slug, row)| (slug, Arc::new(row))).collect())
    }
}

/// The articles of series.
#[derive(Debug)]
pub enum Articles {}

impl Source for Articles {
    type From = Desk;
    type Args = ();
    type Key = SeriesId;
    type Value = Arc<Vec<Arc<article::Model>>>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<SeriesId>) -> Fetched<SeriesId, Self::Value> {
        let of = read::articles(&desk, &keys).await?;
        let shared = |rows: Vec<article::Model>| Arc::new(rows.into_iter().map(Arc::new).collect());
        Ok(of.into_iter().map(|(id, rows)| (id, shared(rows))).collect())
    }
}

/// Pages of all series.
#[derive(Debug)]
pub enum Listed {}

impl Source for Listed {
    type From = Desk;
    type Args = Page;
    type Key = ();
    type Value = Arc<Slice<series::Model>>;

    async fn fetch(desk: Arc<Desk>, page: Page, _: Vec<()>) -> Fetched<(), Self::Value> {
        Ok(HashMap::from([((), Arc::new(read::list(&*desk, &page).await?))]))
    }
}

/// How many series there are.
#[derive(Debug)]
pub enum Counted {}

impl Source for Counted {
    type From = Desk;
    type Args = ();
    type Key = ();
    type Value = i64;

    async fn fetch(desk: Arc<Desk>, (): (), _: Vec<()>) -> Fetched<(), i64> {
        let count = read::count(&*desk).await?;
        Ok(HashMap::from([((), i64::try_from(count).unwrap_or(i64::MAX))]))
    }
}
