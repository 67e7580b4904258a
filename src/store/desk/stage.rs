//! The stages of the newsroom's workflow.

use db::stage;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, QueryOrder};

use super::{Reads, WriteTx};

/// All of them, also those that are retired, in their order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn all(desk: &impl Reads) -> Result<Vec<stage::Model>, DbErr> {
    let find = stage::Entity::find().order_by_asc(stage::Column::Position).order_by_asc(stage::Column::Code);
    find.all(desk.connection()).await
}

pub async fn by_code(desk: &impl Reads, code: &str) -> Result<Option<stage::Model>, DbErr> {
    stage::Entity::find_by_id(code).one(desk.connection()).await
}

pub async fn insert(tx: &WriteTx, row: stage::Model) -> Result<(), DbErr> {
    tx.insert(vec![row]).await
}

/// Writes a row over the one of the same code.
pub async fn update(tx: &WriteTx, row: stage::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(&tx.tx).await.map(drop)
}
