//! Reading pictures on the desk: what the reader may not see is not there.

use std::collections::HashMap;

use db::{article, picture};
use sea_orm::DbErr;
use uuid::Uuid;

pub use crate::store::desk::picture_list::{NEWEST, column, count, keys, list, says};
use crate::store::{Desk, desk};

/// Pictures by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, picture::Model>, DbErr> {
    let rows = desk::picture_list::visible_by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// Articles that show addresses now and that the reader may see, of each address the `most` that were changed last.
pub async fn articles(
    desk: &Desk,
    hrefs: &[String],
    most: u32,
) -> Result<HashMap<String, Vec<article::Model>>, DbErr> {
    let mut of: HashMap<String, Vec<article::Model>> = HashMap::new();
    for (href, article) in desk::picture_list::articles(desk, hrefs, most).await? {
        of.entry(href).or_default().push(article);
    }
    Ok(of)
}
