//! Invitations and resets.

use db::{Timestamp, UserId, one_time_link};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{Reads, WriteTx};

/// By its hash.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_hash(desk: &impl Reads, hash: &str) -> Result<Option<one_time_link::Model>, DbErr> {
    one_time_link::Entity::find_by_id(hash).one(desk.connection()).await
}

/// The same; it stays as it is until the transaction ends.
pub async fn lock(tx: &WriteTx, hash: &str) -> Result<Option<one_time_link::Model>, DbErr> {
    one_time_link::Entity::find_by_id(hash).lock_exclusive().one(&tx.tx).await
}

pub async fn insert(tx: &WriteTx, row: one_time_link::ActiveModel) -> Result<(), DbErr> {
    tx.insert_new([row]).await
}

pub async fn note_used(tx: &WriteTx, hash: &str) -> Result<(), DbErr> {
    let update = one_time_link::Entity::update_many().filter(one_time_link::Column::Hash.eq(hash));
    update.col_expr(one_time_link::Column::UsedAt, Expr::value(tx.now())).exec(&tx.tx).await.map(drop)
}

/// Ends all of a person that are open.
pub async fn end_all_of(tx: &WriteTx, user: UserId) -> Result<(), DbErr> {
    use one_time_link::Column;
    let open =
        one_time_link::Entity::update_many().filter(Column::UserId.eq(user)).filter(Column::UsedAt.is_null());
    let open = open.filter(Column::ExpiresAt.gt(tx.now()));
    open.col_expr(Column::ExpiresAt, Expr::value(tx.now())).exec(&tx.tx).await.map(drop)
}

/// Deletes those that are long over.
pub async fn prune(tx: &WriteTx, before: Timestamp) -> Result<(), DbErr> {
    let old = one_time_link::Entity::delete_many().filter(one_time_link::Column::ExpiresAt.lt(before));
    old.exec(&tx.tx).await.map(drop)
}
