//! What administrators and the command line do with accounts.

use db::{Hidden, Noun, SessionEnd, user_account};
use sea_orm::{NotSet, Set};
use uuid::Uuid;

use super::LONGEST_NAME;
use super::link::{self, Link};
use crate::auth::password::Password;
use crate::auth::{Action, Actor, Role, Whose, permit};
use crate::domain::access::{Access, AccountError, address, fault};
use crate::domain::mutation::{Code, Fault};
use crate::store::WriteTx;
use crate::store::desk;

/// A new account.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub email: String,
    pub name: String,
    pub role: Role,
}

/// What of an account becomes otherwise.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub role: Option<Role>,
}

async fn begin(access: &Access, actor: &Actor) -> Result<WriteTx, AccountError> {
    let permit = permit(actor, Action::ManageUsers, Whose::Own)?;
    Ok(WriteTx::begin(&access.store, permit, access.clock.now()).await?)
}

/// Makes an account, and the link with which its owner sets a password.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn invite(
    access: &Access,
    actor: &Actor,
    invitation: &Invitation,
) -> Result<(user_account::Model, Link), AccountError> {
    let tx = begin(access, actor).await?;
    let user = insert(&tx, access, invitation, None).await?;
    let link = link::make(&tx, access, &user).await?;
    tx.commit().await?;
    Ok((user, link))
}

/// Makes an account that has a password at once: for scripts, and for the first administrator.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn add_with_password(
    access: &Access,
    actor: &Actor,
    invitation: &Invitation,
    password: &str,
) -> Result<user_account::Model, AccountError> {
    permit(actor, Action::ManageUsers, Whose::Own)?;
    let password = Password::new(password, &[&invitation.email, &invitation.name])
        .map_err(|weak| fault("password", Code::WeakPassword, weak))?;
    let hash = access.hasher.hash(password, &access.clock).await?;
    let tx = begin(access, actor).await?;
    let user = insert(&tx, access, invitation, Some(Hidden(hash))).await?;
    tx.commit().await?;
    Ok(user)
}

async fn insert(
    tx: &WriteTx,
    access: &Access,
    invitation: &Invitation,
    password_hash: Option<Hidden>,
) -> Result<user_account::Model, AccountError> {
    let (email, name) = (address(&invitation.email), name(&invitation.name));
    let mut faults: Vec<Fault> =
        [email.as_ref().err(), name.as_ref().err()].into_iter().flatten().cloned().collect();
    if let Ok(email) = &email
        && desk::user::by_email(tx, email).await?.is_some()
    {
        faults.push(fault("email", Code::Taken, format!("There is a user {email} already.")));
    }
    let (Ok(email), Ok(name), true) = (email, name, faults.is_empty()) else {
        return Err(AccountError::Faulty(faults));
    };
    let row = user_account::ActiveModel {
        id: NotSet,
        uid: Set(access.clock.uid()),
        email: Set(Some(email)),
        name: Set(name),
        role: Set(invitation.role.code().to_owned()),
        password_hash: Set(password_hash),
        issuer: Set(None),
        subject: Set(None),
        disabled_at: Set(None),
        version: Set(1),
        created_at: Set(tx.now()),
        created_by: Set(tx.actor()),
        updated_at: Set(tx.now()),
        updated_by: Set(tx.actor()),
    };
    let user = desk::user::insert(tx, row).await?;
    tx.audit(Noun::User, Some(user.uid), Some(format!("CREATED: {}", user.role))).await?;
    Ok(user)
}

/// The name as it is kept.
pub(super) fn name(text: &str) -> Result<String, Fault> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(fault("name", Code::Invalid, format!("A name has 1 to {LONGEST_NAME} characters.")));
    }
    Ok(name.to_owned())
}

async fn lock(tx: &WriteTx, uid: Uuid) -> Result<user_account::Model, AccountError> {
    let user = desk::user::lock(tx, uid).await?;
    Ok(user.ok_or_else(|| fault("id", Code::NotFound, "There is no such user."))?)
}

/// Refuses to leave nobody who could manage the others. Those who manage take turns, so what is counted stays so.
async fn keep_an_administrator(tx: &WriteTx, user: &user_account::Model) -> Result<(), AccountError> {
    let is_administrator = user.role == Role::Admin.code() && user.disabled_at.is_none();
    if is_administrator && desk::user::other_administrators(tx, user.id).await? == 0 {
        let message = "This is the last administrator who can sign in; make another one first.";
        return Err(fault("", Code::LastAdministrator, message).into());
    }
    Ok(())
}

/// Writes a row that is locked, and returns it as it is then.
async fn write(tx: &WriteTx, user: user_account::Model) -> Result<user_account::Model, AccountError> {
    let id = user.id;
    desk::user::update(tx, user).await?;
    desk::user::by_id(tx, id).await?.ok_or(AccountError::SignedOut)
}

/// Gives an account another name or role. Access tokens of the former role are not taken any more; a refresh brings one
/// of the new role.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn update(
    access: &Access,
    actor: &Actor,
    uid: Uuid,
    change: &Change,
) -> Result<user_account::Model, AccountError> {
    let tx = begin(access, actor).await?;
    let mut user = lock(&tx, uid).await?;
    let mut done = vec![];
    if let Some(text) = &change.name {
        user.name = name(text)?;
        done.push("NAME".to_owned());
    }
    if let Some(role) = change.role.filter(|role| role.code() != user.role) {
        if user.subject.is_some() {
            let message = "This user's role comes from where they sign in.";
            return Err(fault("role", Code::WrongState, message).into());
        }
        if role != Role::Admin {
            keep_an_administrator(&tx, &user).await?;
        }
        done.push(format!("ROLE: {} to {}", user.role, role.code()));
        role.code().clone_into(&mut user.role);
    }
    let user = write(&tx, user).await?;
    tx.audit(Noun::User, Some(uid), Some(done.join(", "))).await?;
    tx.commit().await?;
    Ok(user)
}

/// Keeps somebody out: sessions and links end now. What they did stays theirs.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn disable(access: &Access, actor: &Actor, uid: Uuid) -> Result<user_account::Model, AccountError> {
    let tx = begin(access, actor).await?;
    let mut user = lock(&tx, uid).await?;
    if user.disabled_at.is_some() {
        return Ok(user);
    }
    keep_an_administrator(&tx, &user).await?;
    user.disabled_at = Some(tx.now());
    let user = write(&tx, user).await?;
    desk::session::end_all_of(&tx, user.id, None, SessionEnd::Disabled).await?;
    desk::one_time_link::end_all_of(&tx, user.id).await?;
    tx.audit(Noun::User, Some(uid), Some("DISABLED".to_owned())).await?;
    tx.commit().await?;
    Ok(user)
}

/// Lets somebody in again, with the password they had.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn enable(access: &Access, actor: &Actor, uid: Uuid) -> Result<user_account::Model, AccountError> {
    let tx = begin(access, actor).await?;
    let mut user = lock(&tx, uid).await?;
    if user.disabled_at.take().is_none() {
        return Ok(user);
    }
    let user = write(&tx, user).await?;
    tx.audit(Noun::User, Some(uid), Some("ENABLED".to_owned())).await?;
    tx.commit().await?;
    Ok(user)
}

/// Makes a link with which somebody sets a new password; for who never had one, another invitation. Former links end.
/// Until it is used, nothing else changes.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn reset(
    access: &Access,
    actor: &Actor,
    uid: Uuid,
) -> Result<(user_account::Model, Link), AccountError> {
    let tx = begin(access, actor).await?;
    let user = lock(&tx, uid).await?;
    if user.subject.is_some() {
        let message = "This user signs in elsewhere, and has no password here.";
        return Err(fault("id", Code::WrongState, message).into());
    }
    if user.disabled_at.is_some() {
        return Err(fault("id", Code::WrongState, "This user is disabled.").into());
    }
    let link = link::make(&tx, access, &user).await?;
    tx.audit(Noun::User, Some(uid), Some(format!("LINK: {}", link.purpose.code()))).await?;
    tx.commit().await?;
    Ok((user, link))
}
