//! What the audit tells of one thing.

use db::{Noun, audit_event};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Reads;

/// What was done to a thing, the oldest first.
///
/// # Errors
/// The database's.
pub async fn of(desk: &impl Reads, noun: Noun, uid: Uuid) -> Result<Vec<audit_event::Model>, DbErr> {
    use audit_event::Column;
    let find = audit_event::Entity::find().filter(Column::Uid.eq(uid)).filter(Column::Noun.eq(noun));
    find.order_by_asc(Column::Id).all(desk.connection()).await
}
