//! Sessions, and the chains of tokens that keep them going.

use db::{SessionEnd, SessionId, Timestamp, UserId, refresh_token, session};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Reads, WriteTx, many};

/// Those of a person that are not over, the newest first.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn open_of(desk: &impl Reads, user: UserId, now: Timestamp) -> Result<Vec<session::Model>, DbErr> {
    use session::Column;
    let find = session::Entity::find().filter(Column::UserId.eq(user)).filter(Column::RevokedAt.is_null());
    find.filter(Column::ExpiresAt.gt(now)).order_by_desc(Column::Id).all(desk.connection()).await
}

pub async fn by_uid(desk: &impl Reads, uid: Uuid) -> Result<Option<session::Model>, DbErr> {
    session::Entity::find().filter(session::Column::Uid.eq(uid)).one(desk.connection()).await
}

pub async fn insert(tx: &WriteTx, row: session::ActiveModel) -> Result<session::Model, DbErr> {
    row.insert(&tx.tx).await
}

/// The session of a refresh token, and the token's row: both stay as they are until the transaction ends.
pub async fn lock_by_token(
    tx: &WriteTx,
    hash: &str,
) -> Result<Option<(session::Model, refresh_token::Model)>, DbErr> {
    let token = || refresh_token::Entity::find_by_id(hash).one(&tx.tx);
    let Some(seen) = token().await? else { return Ok(None) };
    // All that changes a chain holds its session: what the token's row says is read after that.
    let session = session::Entity::find_by_id(seen.session_id).lock_exclusive().one(&tx.tx).await?;
    Ok(session.zip(token().await?))
}

/// Notes that it was used.
pub async fn touch(tx: &WriteTx, id: SessionId) -> Result<(), DbErr> {
    let update = session::Entity::update_many().filter(session::Column::Id.eq(id));
    update.col_expr(session::Column::LastUsedAt, Expr::value(tx.now())).exec(&tx.tx).await.map(drop)
}

/// Ends one that is not over yet. Whether it was not.
pub async fn end(tx: &WriteTx, id: SessionId, reason: SessionEnd) -> Result<bool, DbErr> {
    end_where(tx, session::Column::Id.eq(id), reason).await.map(|count| count > 0)
}

/// Ends all of a person but one, and tells how many that were.
pub async fn end_all_of(
    tx: &WriteTx,
    user: UserId,
    but: Option<Uuid>,
    reason: SessionEnd,
) -> Result<u64, DbErr> {
    let of = session::Column::UserId.eq(user);
    let of = match but {
        Some(uid) => of.and(session::Column::Uid.ne(uid)),
        None => of,
    };
    end_where(tx, of, reason).await
}

async fn end_where(tx: &WriteTx, which: Expr, reason: SessionEnd) -> Result<u64, DbErr> {
    let update = session::Entity::update_many().filter(which).filter(session::Column::RevokedAt.is_null());
    let update = update.col_expr(session::Column::RevokedAt, Expr::value(tx.now()));
    let update = update.col_expr(session::Column::Reason, Expr::value(reason));
    Ok(update.exec(&tx.tx).await?.rows_affected)
}

pub async fn insert_token(tx: &WriteTx, row: refresh_token::ActiveModel) -> Result<(), DbErr> {
    tx.insert_new([row]).await
}

/// Notes that a token was used, and with what it made its successor. Salts of those before it are gone then.
pub async fn use_token(
    tx: &WriteTx,
    row: &refresh_token::Model,
    salt: &str,
    grace: Timestamp,
) -> Result<(), DbErr> {
    use refresh_token::Column;
    let of_session = || refresh_token::Entity::update_many().filter(Column::SessionId.eq(row.session_id));
    let forget = of_session().filter(Column::UsedAt.lt(grace)).filter(Column::Salt.is_not_null());
    forget.col_expr(Column::Salt, Expr::value(Option::<String>::None)).exec(&tx.tx).await?;
    let note = of_session().filter(Column::Hash.eq(row.hash.as_str()));
    let note = note.col_expr(Column::UsedAt, Expr::value(tx.now())).col_expr(Column::Salt, Expr::value(salt));
    note.exec(&tx.tx).await.map(drop)
}

/// Deletes tokens that nobody can use any more, and that nobody needs to be known by.
pub async fn prune_tokens(tx: &WriteTx, before: Timestamp) -> Result<(), DbErr> {
    many::prune(tx, "refresh_token", "hash", "expires_at", before).await
}
