//! Keys with which tools read: scoped, expiring, revocable.

use db::{Noun, Timestamp, api_key};
use sea_orm::{DbErr, NotSet, Set};
use uuid::Uuid;

use super::access::{Access, AccountError, fault};
use super::mutation::Code;
use crate::auth::jose::Untrusted;
use crate::auth::secret::{Kind, Secret};
use crate::auth::{Action, Actor, Key, Scope, Whose, permit};
use crate::store::desk;
use crate::store::{Desk, WriteTx};

pub use crate::store::desk::api_key::BY_AGE;

/// The longest that a key may hold, in milliseconds: a year, and a day for the leap.
const LONGEST: i64 = 366 * 24 * 60 * 60 * 1000;

/// How exactly it is known when a key was last used, in milliseconds: to write more often would cost more than it tells.
const USED: i64 = 60 * 60 * 1000;

/// Characters of a name at most.
const LONGEST_NAME: usize = 100;

/// The scopes of a row.
#[must_use]
pub fn scopes(row: &api_key::Model) -> Vec<Scope> {
    row.scopes.split(',').filter_map(Scope::of_code).collect()
}

/// Who shows a key.
///
/// # Errors
/// [`AccountError::Untrusted`] for one that is not known, over or revoked.
pub(super) async fn authenticate(access: &Access, text: &str) -> Result<Actor, AccountError> {
    let secret = Secret::read(Kind::ApiKey, text).ok_or(Untrusted::Form)?;
    let row = desk::api_key::by_hash(&access.desk().await?, &secret.hash()).await?.ok_or(Untrusted::Key)?;
    let now = access.clock.now();
    if row.revoked_at.is_some() || row.expires_at <= now {
        return Err(Untrusted::Expired.into());
    }
    if row.last_used_at.is_none_or(|last| last.0 + USED <= now.0) {
        let permit = permit(&Actor::System, Action::SignIn, Whose::Own)?;
        let tx = WriteTx::begin(&access.store, permit, now).await?;
        desk::api_key::touch(&tx, row.id).await?;
        tx.commit().await?;
    }
    Ok(Actor::Key(Key { uid: row.uid, scopes: scopes(&row) }))
}

/// Makes a key. The secret is told this once.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn create(
    access: &Access,
    actor: &Actor,
    name: &str,
    wanted: &[Scope],
    expires_at: Timestamp,
) -> Result<(api_key::Model, Secret), AccountError> {
    let permit = permit(actor, Action::ManageKeys, Whose::Own)?;
    let (now, name) = (access.clock.now(), name.trim());
    let mut faults = vec![];
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        faults.push(fault("name", Code::Invalid, format!("A name has 1 to {LONGEST_NAME} characters.")));
    }
    if wanted.is_empty() {
        faults.push(fault("scopes", Code::Invalid, "A key needs a scope."));
    }
    if expires_at <= now || expires_at.0 > now.0 + LONGEST {
        faults.push(fault(
            "expiresAt",
            Code::Invalid,
            "A key holds for a year at most, and into the future.",
        ));
    }
    if !faults.is_empty() {
        return Err(AccountError::Faulty(faults));
    }
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let secret = Secret::new(Kind::ApiKey, access.clock.chance()?);
    let tx = WriteTx::begin(&access.store, permit, now).await?;
    let row = api_key::ActiveModel {
        id: NotSet,
        uid: Set(access.clock.uid()),
        name: Set(name.to_owned()),
        hash: Set(secret.hash()),
        scopes: Set(wanted.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(",")),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
        revoked_by: Set(None),
        created_at: Set(now),
        created_by: Set(tx.actor()),
    };
    let row = desk::api_key::insert(&tx, row).await?;
    tx.audit(Noun::ApiKey, Some(row.uid), Some(format!("CREATED: {}", row.scopes))).await?;
    tx.commit().await?;
    Ok((row, secret))
}

/// Revokes a key, from this moment on. One that is revoked already stays so.
///
/// # Errors
/// [`AccountError`]; nothing was done then.
pub async fn revoke(access: &Access, actor: &Actor, uid: Uuid) -> Result<api_key::Model, AccountError> {
    let permit = permit(actor, Action::ManageKeys, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, access.clock.now()).await?;
    let row = desk::api_key::by_uid(&tx, uid).await?;
    let row = row.ok_or_else(|| fault("id", Code::NotFound, "There is no such key."))?;
    if desk::api_key::revoke(&tx, row.id).await? {
        tx.audit(Noun::ApiKey, Some(uid), Some("REVOKED".to_owned())).await?;
    }
    let row = desk::api_key::by_uid(&tx, uid).await?.unwrap_or(row);
    tx.commit().await?;
    Ok(row)
}

/// All of them, the oldest first.
///
/// # Errors
/// The database's.
pub async fn all(desk: &Desk) -> Result<Vec<api_key::Model>, DbErr> {
    desk::api_key::all(desk).await
}

/// The same, for whoever may.
///
/// # Errors
/// [`AccountError`].
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<api_key::Model>, AccountError> {
    let desk = Desk::open(&access.store, &permit(actor, Action::ManageKeys, Whose::Own)?).await?;
    Ok(desk::api_key::all(&desk).await?)
}
