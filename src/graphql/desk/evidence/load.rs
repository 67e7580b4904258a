//! How the desk's evidence is read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{ArticleId, article, evidence};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::relation::read;
use crate::graphql::batch::Source;
use crate::store::Desk;

/// Evidence by its public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<evidence::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Result<HashMap<Uuid, Self::Value>, DbErr> {
        let rows = read::evidence_by_uids(&*desk, &keys).await?;
        Ok(rows.into_iter().map(|(uid, row)| (uid, Arc::new(row))).collect())
    }
}

/// The articles that have the passages, those that may be seen.
#[derive(Debug)]
pub enum Cited {}

impl Source for Cited {
    type From = Desk;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<article::Model>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<ArticleId>,
    ) -> Result<HashMap<ArticleId, Self::Value>, DbErr> {
        let rows = read::articles(&*desk, &keys).await?;
        Ok(rows.into_iter().map(|(id, row)| (id, Arc::new(row))).collect())
    }
}
