//! Series: ordered rows of articles.

use std::collections::HashMap;

use db::{SeriesId, series, series_item};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::list::List;

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<series::Model>, DbErr> {
    many::find(desk, "SELECT * FROM series WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn by_slugs(desk: &impl Reads, slugs: &[&str]) -> Result<Vec<series::Model>, DbErr> {
    many::find(desk, "SELECT * FROM series WHERE slug", List::texts(slugs)).await
}

/// The articles of series, in their order.
pub async fn items_of(desk: &impl Reads, ids: &[SeriesId]) -> Result<Vec<series_item::Model>, DbErr> {
    let select = "SELECT * FROM series_item WHERE series_id";
    let mut rows: Vec<series_item::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| (row.series_id, row.position));
    Ok(rows)
}

pub async fn all(desk: &impl Reads) -> Result<Vec<series::Model>, DbErr> {
    series::Entity::find().all(desk.connection()).await
}

/// Inserts series, and tells the row id of each by its public id.
pub async fn insert(tx: &WriteTx, rows: Vec<series::ActiveModel>) -> Result<HashMap<Uuid, SeriesId>, DbErr> {
    many::insert_keyed(tx, rows, series::Column::Uid, series::Column::Id).await
}

/// Gives a series other articles.
pub async fn replace_items(
    tx: &WriteTx,
    series: SeriesId,
    items: Vec<series_item::ActiveModel>,
) -> Result<(), DbErr> {
    let old = series_item::Entity::delete_many().filter(series_item::Column::SeriesId.eq(series));
    old.exec(&tx.tx).await?;
    tx.insert_new(items).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: series::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, series, row)
}
