//! Leave to see articles as readers would, for a while.

use db::{ArticleId, Timestamp, preview_token};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx};
use crate::store::list::List;

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<preview_token::Model>, DbErr> {
    many::find(desk, "SELECT * FROM preview_token WHERE uid", List::Uids(uids.to_vec())).await
}

/// Those of articles, each article's in the order in which they were made.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<preview_token::Model>, DbErr> {
    let select = "SELECT * FROM preview_token WHERE article_id";
    let mut rows: Vec<preview_token::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| (row.article_id, row.id));
    Ok(rows)
}

/// Makes one, and forgets those of the article that are over.
pub async fn insert(tx: &WriteTx, row: preview_token::ActiveModel, article: ArticleId) -> Result<(), DbErr> {
    use preview_token::Column;
    let over = preview_token::Entity::delete_many().filter(Column::ArticleId.eq(article));
    over.filter(Column::ExpiresAt.lte(tx.now())).exec(&tx.tx).await?;
    tx.insert_new([row]).await
}

/// Ends one.
pub async fn revoke(tx: &WriteTx, uid: Uuid) -> Result<(), DbErr> {
    use preview_token::Column;
    let now: Timestamp = tx.now();
    let update = preview_token::Entity::update_many().col_expr(Column::RevokedAt, Expr::value(now));
    update.filter(Column::Uid.eq(uid)).filter(Column::RevokedAt.is_null()).exec(&tx.tx).await.map(drop)
}
