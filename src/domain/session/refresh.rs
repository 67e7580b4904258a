//! The next access token, for a refresh token that is used once
//! ([RFC 9700 §4.14.2](https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2)).

use db::{Hidden, Noun, SessionEnd, Timestamp};

use super::{Granted, granted, refresh_end, refused, token_row};
use crate::auth::secret::{Kind, Secret, hex};
use crate::auth::{Action, Actor, Whose, permit};
use crate::domain::access::{Access, AccountError};
use crate::store::WriteTx;
use crate::store::desk;

/// How long a used token brings the same successor once more, in milliseconds: an answer may be lost.
const GRACE: i64 = 10_000;

/// Uses a refresh token. Whoever uses one again, later than a lost answer explains, has a copy: then the whole session is
/// over, for both of them.
///
/// # Errors
/// [`AccountError::Untrusted`] for a token that is none, used, or of a session that is over; and the database's.
pub async fn refresh(access: &Access, token: &str, in_cookie: bool) -> Result<Granted, AccountError> {
    let secret = Secret::read(Kind::Refresh, token).ok_or_else(refused)?;
    let (now, permit) = (access.clock.now(), permit(&Actor::System, Action::SignIn, Whose::Own)?);
    let tx = WriteTx::begin(&access.store, permit, now).await?;
    let found = desk::session::lock_by_token(&tx, &secret.hash()).await?;
    let (session, row) = found.ok_or_else(refused)?;
    let user = desk::user::by_id(&tx, session.user_id).await?.ok_or_else(refused)?;
    let is_over = session.revoked_at.is_some()
        || session.expires_at <= now
        || row.expires_at <= now
        || user.disabled_at.is_some();
    // A token of a cookie that comes another way was taken out of it.
    if is_over || session.in_cookie != in_cookie {
        return Err(refused());
    }
    let end = refresh_end(access, &session, now);
    let (successor, end) = match (row.used_at, &row.salt) {
        (None, _) => {
            let salt = hex(&access.clock.chance()?[..16]);
            let successor = secret.successor(&salt);
            desk::session::use_token(&tx, &row, &salt, Timestamp(now.0 - GRACE)).await?;
            desk::session::insert_token(&tx, token_row(&successor, session.id, now, end)).await?;
            desk::session::touch(&tx, session.id).await?;
            (successor, end)
        }
        (Some(used_at), Some(Hidden(salt))) if now.0 < used_at.0 + GRACE => {
            (secret.successor(salt), refresh_end(access, &session, used_at))
        }
        _ => {
            desk::session::end(&tx, session.id, SessionEnd::Reused).await?;
            tx.audit(Noun::User, Some(user.uid), Some("REFRESH_TOKEN_REUSED".to_owned())).await?;
            tx.commit().await?;
            tracing::warn!(session = %session.uid, "a refresh token was used again; its session is over");
            return Err(refused());
        }
    };
    let granted = granted(access, user, &session, successor, end).await?;
    tx.commit().await?;
    Ok(granted)
}
