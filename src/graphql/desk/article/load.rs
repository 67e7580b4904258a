//! How the desk's rows of articles are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{ArticleId, article, article_revision};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::article::read;
use crate::graphql::batch::Source;
use crate::store::Desk;

/// Articles by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<article::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Result<HashMap<Uuid, Self::Value>, DbErr> {
        let rows = read::by_uids(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(uid, row)| (uid, Arc::new(row))).collect())
    }
}

/// The newest revisions of articles.
#[derive(Debug)]
pub enum Head {}

impl Source for Head {
    type From = Desk;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<article_revision::Model>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<ArticleId>,
    ) -> Result<HashMap<ArticleId, Self::Value>, DbErr> {
        let rows = read::heads(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(id, row)| (id, Arc::new(row))).collect())
    }
}
