//! Keys of tools. Rows are never deleted.

use db::{ApiKeyId, api_key};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Reads, WriteTx};
use crate::store::keyset::{Order, Sort};

/// The oldest first.
pub const BY_AGE: Order = Order::of("API_KEY_AGE", &[Sort::row("id", "api_key")]);

/// By the hash of its secret.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_hash(desk: &impl Reads, hash: &str) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find().filter(api_key::Column::Hash.eq(hash)).one(desk.connection()).await
}

pub async fn by_uid(desk: &impl Reads, uid: Uuid) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find().filter(api_key::Column::Uid.eq(uid)).one(desk.connection()).await
}

/// All of them, the oldest first.
pub async fn all(desk: &impl Reads) -> Result<Vec<api_key::Model>, DbErr> {
    api_key::Entity::find().order_by_asc(api_key::Column::Id).all(desk.connection()).await
}

pub async fn insert(tx: &WriteTx, row: api_key::ActiveModel) -> Result<api_key::Model, DbErr> {
    row.insert(&tx.tx).await
}

/// Revokes one that is not revoked yet. Whether it was not.
pub async fn revoke(tx: &WriteTx, id: ApiKeyId) -> Result<bool, DbErr> {
    use api_key::Column;
    let update = api_key::Entity::update_many().filter(Column::Id.eq(id)).filter(Column::RevokedAt.is_null());
    let update = update.col_expr(Column::RevokedAt, Expr::value(tx.now()));
    Ok(update.col_expr(Column::RevokedBy, Expr::value(tx.actor())).exec(&tx.tx).await?.rows_affected > 0)
}

/// Notes that it was used.
pub async fn touch(tx: &WriteTx, id: ApiKeyId) -> Result<(), DbErr> {
    let update = api_key::Entity::update_many().filter(api_key::Column::Id.eq(id));
    update.col_expr(api_key::Column::LastUsedAt, Expr::value(tx.now())).exec(&tx.tx).await.map(drop)
}
