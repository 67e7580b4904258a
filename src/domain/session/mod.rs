//! Sessions: signing in, staying in, leaving.

mod login;
mod refresh;

use db::{Noun, SessionEnd, SessionId, Timestamp, refresh_token, session, user_account};
use sea_orm::Set;
use uuid::Uuid;

pub use login::{Login, login};
pub use refresh::refresh;

use super::access::{Access, AccountError};
use crate::auth::jose::Untrusted;
use crate::auth::secret::{Kind, Secret};
use crate::auth::token::Grant;
use crate::auth::{Action, Actor, Role, User, Whose, permit};
use crate::store::WriteTx;
use crate::store::desk;

/// What somebody gets who showed who they are.
#[derive(Clone, Debug)]
pub struct Granted {
    pub user: user_account::Model,
    pub access_token: AccessToken,
    pub expires_at: Timestamp,
    pub refresh_token: Secret,
    pub refresh_expires_at: Timestamp,
    /// Whether the refresh token goes into a browser's cookie, and nowhere else.
    pub in_cookie: bool,
}

/// Not shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(pub String);

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(an access token)")
    }
}

/// Makes the access token of a session.
async fn granted(
    access: &Access,
    user: user_account::Model,
    session: &session::Model,
    refresh_token: Secret,
    refresh_expires_at: Timestamp,
) -> Result<Granted, AccountError> {
    let now = access.clock.now();
    let expires_at = Timestamp((now.0 + access.settings.access).min(session.expires_at.0));
    let role = Role::of_code(&user.role).ok_or(AccountError::SignedOut)?;
    let user_of_token = User { uid: user.uid, role, session: Some(session.uid) };
    let grant = Grant { user: user_of_token, expires_at };
    let id = access.clock.uid();
    let token = access.ring().await?.sign(&grant, id, now).ok_or(AccountError::NoKey)?;
    Ok(Granted {
        user,
        access_token: AccessToken(token),
        expires_at,
        refresh_token,
        refresh_expires_at,
        in_cookie: session.in_cookie,
    })
}

/// When a refresh token that is made now is over.
fn refresh_end(access: &Access, session: &session::Model, now: Timestamp) -> Timestamp {
    Timestamp((now.0 + access.settings.idle).min(session.expires_at.0))
}

fn token_row(
    secret: &Secret,
    session: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> refresh_token::ActiveModel {
    refresh_token::ActiveModel {
        hash: Set(secret.hash()),
        session_id: Set(session),
        created_at: Set(now),
        expires_at: Set(expires_at),
        used_at: Set(None),
        salt: Set(None),
    }
}

/// Ends the session that somebody signed in with.
///
/// # Errors
/// [`AccountError`].
pub async fn leave(access: &Access, actor: &Actor) -> Result<(), AccountError> {
    let permit = permit(actor, Action::EditOwnAccount, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    if let Actor::User(User { uid, session: Some(session), .. }) = actor
        && let Some(session) = desk::session::by_uid(&tx, *session).await?
    {
        end(&tx, session.id, *uid).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends the session of a refresh token, whether that was used or not: its holder may have lost the answer.
///
/// # Errors
/// [`AccountError`]. A token that nobody knows is no error: there is nothing to end.
pub async fn leave_by_token(access: &Access, token: &str, in_cookie: bool) -> Result<(), AccountError> {
    let Some(secret) = Secret::read(Kind::Refresh, token) else { return Ok(()) };
    let permit = permit(&Actor::System, Action::SignIn, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    if let Some((session, _)) = desk::session::lock_by_token(&tx, &secret.hash()).await?
        && session.in_cookie == in_cookie
        && let Some(user) = desk::user::by_id(&tx, session.user_id).await?
    {
        end(&tx, session.id, user.uid).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn end(tx: &WriteTx, session: SessionId, user: Uuid) -> Result<(), AccountError> {
    if desk::session::end(tx, session, SessionEnd::Logout).await? {
        tx.audit(Noun::User, Some(user), Some("SIGNED_OUT".to_owned())).await?;
    }
    Ok(())
}

/// What a token that is no refresh token of ours, or not any more, is told.
fn refused() -> AccountError {
    AccountError::Untrusted(Untrusted::Expired)
}
