//! What people do with their own accounts.

use std::net::IpAddr;

use db::{Hidden, Noun, SessionEnd, user_account};

use super::manage;
use crate::auth::password::Password;
use crate::auth::secret::{Kind, Secret};
use crate::auth::{Action, Actor, User, Whose, permit};
use crate::domain::access::{Access, AccountError, fault, limit};
use crate::domain::mutation::{Code, Fault};
use crate::store::WriteTx;
use crate::store::desk;

/// What every link is told that is none, used or over: which of them is nobody's business.
fn no_link() -> Fault {
    fault("token", Code::WrongToken, "The link is not valid any more; ask for another one.")
}

fn checked(text: &str, user: &user_account::Model, field: &'static str) -> Result<Password, Fault> {
    let names = [user.email.as_deref().unwrap_or_default(), &user.name];
    Password::new(text, &names).map_err(|weak| fault(field, Code::WeakPassword, weak))
}

/// Sets a password with a link, which is used up then. All sessions end: whoever knew the former password is out.
///
/// # Errors
/// [`AccountError`]; nothing was done then, and the link is good still.
pub async fn set_password(
    access: &Access,
    token: &str,
    password: &str,
) -> Result<user_account::Model, AccountError> {
    let hash = Secret::read(Kind::Link, token).ok_or_else(no_link)?.hash();
    let now = access.clock.now();
    let desk = access.desk().await?;
    let open = desk::one_time_link::by_hash(&desk, &hash).await?;
    let open = open.filter(|link| link.used_at.is_none() && link.expires_at > now).ok_or_else(no_link)?;
    let user = desk::user::by_id(&desk, open.user_id).await?.ok_or_else(no_link)?;
    drop(desk);
    let password = checked(password, &user, "password")?;
    let password_hash = access.hasher.hash(password, &access.clock).await?;

    let permit = permit(&Actor::System, Action::SignIn, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, now).await?;
    // In the order of everybody who changes accounts.
    let user = desk::user::lock(&tx, user.uid).await?.filter(|user| user.disabled_at.is_none());
    let mut user = user.ok_or_else(no_link)?;
    let link = desk::one_time_link::lock(&tx, &hash).await?;
    let link = link.filter(|link| link.used_at.is_none() && link.expires_at > now).ok_or_else(no_link)?;
    user.password_hash = Some(Hidden(password_hash));
    let (id, uid) = (user.id, user.uid);
    if let Some(email) = &user.email {
        desk::login_counter::clear(&tx, &limit::account(email)).await?;
    }
    desk::user::update(&tx, user).await?;
    desk::one_time_link::note_used(&tx, &hash).await?;
    desk::one_time_link::end_all_of(&tx, id).await?;
    desk::session::end_all_of(&tx, id, None, SessionEnd::Password).await?;
    tx.audit(Noun::User, Some(uid), Some(format!("PASSWORD: {}", link.purpose.code()))).await?;
    let user = desk::user::by_id(&tx, id).await?.ok_or(AccountError::SignedOut)?;
    tx.commit().await?;
    Ok(user)
}

/// Changes one's own password. All other sessions end.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn change_password(
    access: &Access,
    actor: &Actor,
    current: &str,
    new: &str,
    from: Option<IpAddr>,
) -> Result<user_account::Model, AccountError> {
    let permit = permit(actor, Action::EditOwnAccount, Whose::Own)?;
    let user = super::viewer(access, actor).await?.ok_or(AccountError::SignedOut)?;
    if user.subject.is_some() {
        let message = "You sign in elsewhere, and have no password here.";
        return Err(fault("", Code::WrongState, message).into());
    }
    // Guessing goes no faster from within.
    limit::attempt(access, user.email.as_deref().unwrap_or_default(), from).await?;
    let current = Password::typed(current).or_else(|| Password::typed("")).ok_or(AccountError::Busy)?;
    let hash = user.password_hash.clone().map(|hash| hash.0);
    if !access.hasher.verify(current, hash).await? {
        return Err(fault("currentPassword", Code::WrongPassword, "That is not your password.").into());
    }
    let new = checked(new, &user, "newPassword")?;
    let new = access.hasher.hash(new, &access.clock).await?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    let mut row = desk::user::lock(&tx, user.uid).await?.ok_or(AccountError::SignedOut)?;
    if row.password_hash != user.password_hash {
        return Err(AccountError::SignedOut);
    }
    row.password_hash = Some(Hidden(new));
    let session = if let Actor::User(User { session, .. }) = actor { *session } else { None };
    let id = row.id;
    if let Some(email) = &row.email {
        desk::login_counter::clear(&tx, &limit::account(email)).await?;
    }
    desk::user::update(&tx, row).await?;
    desk::one_time_link::end_all_of(&tx, id).await?;
    desk::session::end_all_of(&tx, id, session, SessionEnd::Password).await?;
    tx.audit(Noun::User, Some(user.uid), Some("PASSWORD".to_owned())).await?;
    let row = desk::user::by_id(&tx, id).await?.ok_or(AccountError::SignedOut)?;
    tx.commit().await?;
    Ok(row)
}

/// Changes one's own name.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn rename(access: &Access, actor: &Actor, name: &str) -> Result<user_account::Model, AccountError> {
    let permit = permit(actor, Action::EditOwnAccount, Whose::Own)?;
    let Actor::User(user) = actor else { return Err(AccountError::SignedOut) };
    let name = manage::name(name)?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    let mut row = desk::user::lock(&tx, user.uid).await?.ok_or(AccountError::SignedOut)?;
    row.name = name;
    let id = row.id;
    desk::user::update(&tx, row).await?;
    tx.audit(Noun::User, Some(user.uid), Some("NAME".to_owned())).await?;
    let row = desk::user::by_id(&tx, id).await?.ok_or(AccountError::SignedOut)?;
    tx.commit().await?;
    Ok(row)
}
