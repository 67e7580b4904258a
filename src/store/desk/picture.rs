//! Pictures, by their addresses.

use std::collections::HashMap;

use db::{PictureId, picture};
use sea_orm::DbErr;
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx};
use crate::store::list::List;

/// By their row ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_ids(desk: &impl Reads, ids: &[PictureId]) -> Result<Vec<picture::Model>, DbErr> {
    many::find(desk, "SELECT * FROM picture WHERE id", List::of(ids, |id| id.0)).await
}

/// Inserts pictures, and tells the row id of each by its public id.
pub async fn insert(
    tx: &WriteTx,
    rows: Vec<picture::ActiveModel>,
) -> Result<HashMap<Uuid, PictureId>, DbErr> {
    many::insert_keyed(tx, rows, picture::Column::Uid, picture::Column::Id).await
}
