//! How working copies are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::ArticleId;
use sea_orm::DbErr;

use crate::domain::working_copy::read::{self, Copies};
use crate::graphql::batch::Source;
use crate::store::Desk;

/// The working copies of articles, as the reader may see them.
#[derive(Debug)]
pub enum OfArticle {}

impl Source for OfArticle {
    type From = Desk;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<Copies>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<ArticleId>,
    ) -> Result<HashMap<ArticleId, Self::Value>, DbErr> {
        let copies = read::of_articles(&desk, &keys).await?;
        Ok(copies.into_iter().map(|(id, copies)| (id, Arc::new(copies))).collect())
    }
}
