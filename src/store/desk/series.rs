//! Series: ordered rows of articles.

use std::collections::HashMap;

use db::{SeriesId, series, series_item};
use sea_orm::{ColumnTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::list::List;
use crate::store::sql::Sql;

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

/// Takes a series away, with its row of articles. `false`: somebody else changed it since `row.version` was read.
pub async fn delete(tx: &WriteTx, row: &series::Model) -> Result<bool, DbErr> {
    let items = series_item::Entity::delete_many().filter(series_item::Column::SeriesId.eq(row.id));
    items.exec(&tx.tx).await?;
    let delete = series::Entity::delete_many().filter(series::Column::Id.eq(row.id));
    let done = delete.filter(series::Column::Version.eq(row.version)).exec(&tx.tx).await?;
    Ok(done.rows_affected == 1)
}

/// Takes hold of a series until the transaction ends.
pub async fn lock(tx: &WriteTx, id: SeriesId) -> Result<Option<series::Model>, DbErr> {
    let lock = if tx.backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT * FROM series WHERE id = $1{lock}");
    Ok(tx.all(&sql, vec![id.into()]).await?.into_iter().next())
}

/// In the order of their last change, the latest first.
pub const BY_CHANGE: Order = Order::of(
    "desk-series",
    &[Sort::int("s.updated_at").descending(), Sort::row("s.id", "series").descending()],
);

/// The place of a row in the list.
#[must_use]
pub fn keys(row: &series::Model) -> Vec<Key> {
    vec![Key::Int(row.updated_at.0), Key::Uid(row.uid)]
}

/// A page of all series.
pub async fn list(desk: &impl Reads, page: &Page) -> Result<Slice<series::Model>, DbErr> {
    let mut sql = Sql::new(desk, "SELECT s.* FROM series s WHERE TRUE");
    BY_CHANGE.beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", BY_CHANGE.by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
}

/// How many there are.
pub async fn count(desk: &impl Reads) -> Result<u64, DbErr> {
    series::Entity::find().count(desk.connection()).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: series::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, series, row)
}
