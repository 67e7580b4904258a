//! Accounts of people. Rows are never deleted.

use db::{UserId, user_account};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::auth::Role;
use crate::store::keyset::{Order, Sort};
use crate::store::list::List;

/// The oldest first.
pub const BY_AGE: Order = Order::of("USER_AGE", &[Sort::row("id", "user_account")]);

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<user_account::Model>, DbErr> {
    many::find(desk, "SELECT * FROM user_account WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn by_id(desk: &impl Reads, id: UserId) -> Result<Option<user_account::Model>, DbErr> {
    user_account::Entity::find_by_id(id).one(desk.connection()).await
}

/// By an address that is normalised.
pub async fn by_email(desk: &impl Reads, email: &str) -> Result<Option<user_account::Model>, DbErr> {
    let find = user_account::Entity::find().filter(user_account::Column::Email.eq(email));
    find.one(desk.connection()).await
}

/// By what another issuer calls it.
pub async fn by_identity(
    desk: &impl Reads,
    issuer: &str,
    subject: &str,
) -> Result<Option<user_account::Model>, DbErr> {
    let find = user_account::Entity::find().filter(user_account::Column::Issuer.eq(issuer));
    find.filter(user_account::Column::Subject.eq(subject)).one(desk.connection()).await
}

/// All of them, the oldest first.
pub async fn all(desk: &impl Reads) -> Result<Vec<user_account::Model>, DbErr> {
    user_account::Entity::find().order_by_asc(user_account::Column::Id).all(desk.connection()).await
}

/// One that stays as it is until the transaction ends.
pub async fn lock(tx: &WriteTx, uid: Uuid) -> Result<Option<user_account::Model>, DbErr> {
    let find = user_account::Entity::find().filter(user_account::Column::Uid.eq(uid));
    find.lock_exclusive().one(&tx.tx).await
}

/// How many administrators can sign in, this one left out.
pub async fn other_administrators(tx: &WriteTx, id: UserId) -> Result<u64, DbErr> {
    use user_account::Column;
    let can_sign_in = Column::PasswordHash.is_not_null().or(Column::Subject.is_not_null());
    let find = user_account::Entity::find().filter(Column::Role.eq(Role::Admin.code())).filter(can_sign_in);
    find.filter(Column::DisabledAt.is_null()).filter(Column::Id.ne(id)).count(&tx.tx).await
}

pub async fn insert(tx: &WriteTx, row: user_account::ActiveModel) -> Result<user_account::Model, DbErr> {
    row.insert(&tx.tx).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: user_account::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, user_account, row)
}
