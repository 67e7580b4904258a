//! The keys that sign.

use db::{Timestamp, signing_key};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
};

use super::{Reads, WriteTx};

/// All of them, also those that are retired, in the order in which they sign.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn all(desk: &impl Reads) -> Result<Vec<signing_key::Model>, DbErr> {
    use signing_key::Column;
    let find = signing_key::Entity::find().order_by_asc(Column::NotBefore).order_by_asc(Column::Kid);
    find.all(desk.connection()).await
}

/// Lets those who make keys take turns. On SQLite every writer does.
pub async fn queue(tx: &WriteTx) -> Result<(), DbErr> {
    if tx.tx.get_database_backend() == DbBackend::Postgres {
        tx.tx.execute_unprepared("SELECT pg_advisory_xact_lock(7310302464)").await?;
    }
    Ok(())
}

pub async fn insert(tx: &WriteTx, row: signing_key::ActiveModel) -> Result<(), DbErr> {
    tx.insert_new([row]).await
}

/// Retires all that would last for longer.
pub async fn retire(tx: &WriteTx, at: Timestamp) -> Result<(), DbErr> {
    use signing_key::Column;
    let longer = Column::RetiredAt.is_null().or(Column::RetiredAt.gt(at));
    let update = signing_key::Entity::update_many().filter(longer);
    update.col_expr(Column::RetiredAt, Expr::value(at)).exec(&tx.tx).await.map(drop)
}
