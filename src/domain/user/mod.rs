//! Accounts of people.

mod link;
mod manage;
mod password;

use db::user_account;
use sea_orm::DbErr;
use uuid::Uuid;

pub use link::Link;
pub use manage::{Change, Invitation, add_with_password, disable, enable, invite, reset, update};
pub use password::{change_password, rename, set_password};

use super::access::{Access, AccountError, fault};
use super::mutation::Code;
use crate::auth::{Action, Actor, Role, Whose, permit};
use crate::store::Desk;
use crate::store::desk;

pub use crate::store::desk::user::BY_AGE;

/// Characters of a name at most.
const LONGEST_NAME: usize = 100;

/// The role of a row.
///
/// # Errors
/// A word that is none, which only another release can have written.
pub fn role(row: &user_account::Model) -> Result<Role, AccountError> {
    Role::of_code(&row.role).ok_or(AccountError::SignedOut)
}

/// By their public ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<Vec<user_account::Model>, DbErr> {
    desk::user::by_uids(desk, uids).await
}

/// Whoever asks, if it is a person.
///
/// # Errors
/// [`AccountError`].
pub async fn viewer(access: &Access, actor: &Actor) -> Result<Option<user_account::Model>, AccountError> {
    let Actor::User(user) = actor else { return Ok(None) };
    let desk = Desk::open(&access.store, &permit(actor, Action::EditOwnAccount, Whose::Own)?).await?;
    Ok(desk::user::by_uids(&desk, &[user.uid]).await?.into_iter().next())
}

/// All of them, the oldest first.
///
/// # Errors
/// The database's.
pub async fn all(desk: &Desk) -> Result<Vec<user_account::Model>, DbErr> {
    desk::user::all(desk).await
}

/// The same, for whoever may.
///
/// # Errors
/// [`AccountError`].
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<user_account::Model>, AccountError> {
    let desk = Desk::open(&access.store, &permit(actor, Action::ReadUsers, Whose::Own)?).await?;
    Ok(desk::user::all(&desk).await?)
}

/// The account of an address, for the command line.
///
/// # Errors
/// [`AccountError`]; also where there is none.
pub async fn by_email(
    access: &Access,
    actor: &Actor,
    email: &str,
) -> Result<user_account::Model, AccountError> {
    let desk = Desk::open(&access.store, &permit(actor, Action::ManageUsers, Whose::Own)?).await?;
    let address = super::access::address(email)?;
    let row = desk::user::by_email(&desk, &address).await?;
    Ok(row.ok_or_else(|| fault("email", Code::NotFound, format!("There is no user {address}.")))?)
}
