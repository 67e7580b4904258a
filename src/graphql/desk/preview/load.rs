//! How previews and their tokens are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{ArticleId, Timestamp, preview_token};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::preview::{Guise, Preview, PreviewError, Wanted, lay_out, token};
use crate::graphql::batch::Source;
use crate::store::Desk;

/// Revisions as readers would have them from this instant on.
#[derive(Debug)]
pub enum Previews {}

impl Source for Previews {
    type From = Desk;
    type Args = Timestamp;
    type Key = Wanted;
    type Value = Arc<Preview>;

    async fn fetch(
        desk: Arc<Desk>,
        now: Timestamp,
        keys: Vec<Wanted>,
    ) -> Result<HashMap<Wanted, Arc<Preview>>, DbErr> {
        let previews = lay_out(&desk, &keys, Guise::Other, now).await.map_err(|error| match error {
            PreviewError::Database(cause) => cause,
            PreviewError::Build(cause) => DbErr::Custom(cause.to_string()),
        })?;
        Ok(previews.into_iter().map(|(wanted, preview)| (wanted, Arc::new(preview))).collect())
    }
}

/// The preview tokens of articles that hold at this instant.
#[derive(Debug)]
pub enum Tokens {}

impl Source for Tokens {
    type From = Desk;
    type Args = Timestamp;
    type Key = ArticleId;
    type Value = Arc<Vec<Arc<preview_token::Model>>>;

    async fn fetch(
        desk: Arc<Desk>,
        now: Timestamp,
        keys: Vec<ArticleId>,
    ) -> Result<HashMap<ArticleId, Self::Value>, DbErr> {
        let mut of: HashMap<ArticleId, Vec<Arc<preview_token::Model>>> = HashMap::new();
        for token in token::in_force(&*desk, &keys, now).await? {
            of.entry(token.article_id).or_default().push(Arc::new(token));
        }
        Ok(of.into_iter().map(|(id, tokens)| (id, Arc::new(tokens))).collect())
    }
}

/// Preview tokens by their public ids, whether they hold or not.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<preview_token::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Result<HashMap<Uuid, Self::Value>, DbErr> {
        let rows = token::by_uids(&*desk, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }
}
