//! Reading series on the desk.

use std::collections::HashMap;

use db::{SeriesId, article, series};
use sea_orm::DbErr;
use uuid::Uuid;

pub use crate::store::desk::series::{BY_CHANGE, count, keys, list};
use crate::store::{Desk, desk};

/// Series by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, series::Model>, DbErr> {
    let rows = desk::series::by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// Series by their slugs.
pub async fn by_slugs(desk: &Desk, slugs: &[String]) -> Result<HashMap<String, series::Model>, DbErr> {
    let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let rows = desk::series::by_slugs(desk, &slugs).await?;
    Ok(rows.into_iter().map(|row| (row.slug.clone(), row)).collect())
}

/// The articles of series that the reader may see, in their order.
pub async fn articles(
    desk: &Desk,
    ids: &[SeriesId],
) -> Result<HashMap<SeriesId, Vec<article::Model>>, DbErr> {
    let items = desk::series::items_of(desk, ids).await?;
    let articles: Vec<_> = items.iter().map(|item| item.article_id).collect();
    let hidden = desk::article::hidden(desk, &articles).await?;
    let rows = desk::article::by_ids(desk, &articles).await?;
    let rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut of: HashMap<SeriesId, Vec<article::Model>> = HashMap::new();
    for item in items {
        if let Some(row) = rows.get(&item.article_id).filter(|row| !hidden.contains(&row.id)) {
            of.entry(item.series_id).or_default().push(row.clone());
        }
    }
    Ok(of)
}
