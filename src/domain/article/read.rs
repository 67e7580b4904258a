//! Reading articles on the desk: what the reader may not see is not there.

use std::collections::HashMap;

use db::{ArticleId, article, article_assignee, article_lock, article_revision};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::store::Desk;
use crate::store::desk;

/// Articles by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, article::Model>, DbErr> {
    let rows = desk::article::visible_by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// The newest revisions of articles.
pub async fn heads(
    desk: &Desk,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, article_revision::Model>, DbErr> {
    let rows = desk::revision::heads_of(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}

/// Whose hands articles are in.
pub async fn assignees(
    desk: &Desk,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, Vec<article_assignee::Model>>, DbErr> {
    let mut hands: HashMap<_, Vec<_>> = HashMap::new();
    for row in desk::assignee::of(desk, ids).await? {
        hands.entry(row.article_id).or_default().push(row);
    }
    Ok(hands)
}

/// The leases on articles, also those that have ended.
pub async fn locks(desk: &Desk, ids: &[ArticleId]) -> Result<HashMap<ArticleId, article_lock::Model>, DbErr> {
    let rows = desk::lock::of(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}
