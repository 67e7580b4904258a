//! Leases on articles.

use db::{ArticleId, article_lock};
use sea_orm::{DbErr, EntityTrait};

use super::{Reads, WriteTx, many};
use crate::store::list::List;

/// The leases on articles, also those that have ended.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_lock::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article_lock WHERE article_id", List::of(ids, |id| id.0)).await
}

/// Puts a lease in the place of whichever there was.
pub async fn put(tx: &WriteTx, row: article_lock::Model) -> Result<(), DbErr> {
    remove(tx, row.article_id).await?;
    tx.insert(vec![row]).await
}

/// Ends a lease.
pub async fn remove(tx: &WriteTx, id: ArticleId) -> Result<(), DbErr> {
    article_lock::Entity::delete_by_id(id).exec(&tx.tx).await.map(drop)
}
