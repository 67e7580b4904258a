//! Leases on articles.

use db::{ArticleId, article_lock};
use sea_orm::DbErr;

use super::{Reads, many};
use crate::store::list::List;

/// The leases on articles, also those that have ended.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_lock::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article_lock WHERE article_id", List::of(ids, |id| id.0)).await
}
