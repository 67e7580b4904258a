//! Signing in with a password.

use std::net::IpAddr;

use db::{Noun, Timestamp, session};
use sea_orm::{NotSet, Set};

use super::{Granted, granted, refresh_end, token_row};
use crate::auth::password::Password;
use crate::auth::secret::{Kind, Secret};
use crate::auth::{Action, Actor, Role, User, Whose, email, permit};
use crate::domain::access::{Access, AccountError, limit};
use crate::store::WriteTx;
use crate::store::desk;

/// What somebody shows.
#[derive(Clone)]
pub struct Login {
    pub email: String,
    pub password: String,
    /// Whether a browser is to keep the refresh token in a cookie.
    pub in_cookie: bool,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("in_cookie", &self.in_cookie).finish_non_exhaustive()
    }
}

/// Signs somebody in. `None`: the address or the password is wrong; which of them, or whether there is such an account,
/// can be seen neither in the answer nor in how long it takes.
///
/// # Errors
/// [`AccountError`].
pub async fn login(
    access: &Access,
    input: Login,
    from: Option<IpAddr>,
) -> Result<Option<Granted>, AccountError> {
    limit::attempt(access, &input.email, from).await?;
    let row = match email::normalised(&input.email) {
        Some(email) => desk::user::by_email(&access.desk().await?, &email).await?,
        None => None,
    };
    let hash = row.as_ref().and_then(|row| row.password_hash.clone()).map(|hash| hash.0);
    // Nobody has a longer one; but to say so would take less time.
    let password = Password::typed(&input.password).or_else(|| Password::typed(""));
    let password = password.ok_or(AccountError::Busy)?;
    let is_right = access.hasher.verify(password, hash).await?;
    let Some(row) = row.filter(|row| is_right && row.disabled_at.is_none()) else { return Ok(None) };

    let role = Role::of_code(&row.role).ok_or(AccountError::SignedOut)?;
    let actor = Actor::User(User { uid: row.uid, role, session: None });
    let now = access.clock.now();
    let tx = WriteTx::begin(&access.store, permit(&actor, Action::SignIn, Whose::Own)?, now).await?;
    // The password may have been changed since it was read.
    let user = desk::user::by_id(&tx, row.id).await?;
    let Some(user) = user.filter(|user| user.password_hash == row.password_hash) else { return Ok(None) };
    let session = session::ActiveModel {
        id: NotSet,
        uid: Set(access.clock.uid()),
        user_id: Set(user.id),
        in_cookie: Set(input.in_cookie),
        created_at: Set(now),
        last_used_at: Set(now),
        expires_at: Set(Timestamp(now.0 + access.settings.session)),
        revoked_at: Set(None),
        reason: Set(None),
    };
    let session = desk::session::insert(&tx, session).await?;
    let secret = Secret::new(Kind::Refresh, access.clock.chance()?);
    let end = refresh_end(access, &session, now);
    desk::session::insert_token(&tx, token_row(&secret, session.id, now, end)).await?;
    tx.audit(Noun::User, Some(user.uid), Some("SIGNED_IN".to_owned())).await?;
    desk::login_counter::clear(&tx, &limit::account(&input.email)).await?;
    // What is left of sessions that are long over.
    desk::session::prune_tokens(&tx, Timestamp(now.0 - access.settings.session)).await?;
    let granted = granted(access, user, &session, secret, end).await?;
    tx.commit().await?;
    Ok(Some(granted))
}
