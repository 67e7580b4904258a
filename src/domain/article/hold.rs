//! Who has an article in hand: leases, which end by themselves.

use db::{Timestamp, article, article_lock};
use sea_orm::DbErr;
use serde_json::json;

use super::change::{self, Changed};
use super::save::editable;
use crate::auth::{Action, Permit, user_of};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::{Desk, WriteTx, desk};

/// How long a lease lasts unless it is taken again, in milliseconds: 5 minutes.
pub const LEASE: i64 = 5 * 60 * 1000;

/// The lease on an article that holds at an instant.
#[must_use]
pub fn in_force(lock: Option<article_lock::Model>, now: Timestamp) -> Option<article_lock::Model> {
    lock.filter(|lock| lock.expires_at > now)
}

/// Lets nobody write on an article that somebody else has in hand.
///
/// # Errors
/// A fault that names the holder; the database's.
pub async fn respect(tx: &WriteTx, row: &article::Model) -> Result<(), MutationError> {
    match held(tx, row).await? {
        Some(lock) if lock.holder != tx.actor() => Err(locked(tx, &lock).await?.into()),
        _ => Ok(()),
    }
}

async fn held(tx: &WriteTx, row: &article::Model) -> Result<Option<article_lock::Model>, DbErr> {
    Ok(in_force(desk::lock::of(tx, &[row.id]).await?.into_iter().next(), tx.now()))
}

async fn locked(tx: &WriteTx, lock: &article_lock::Model) -> Result<Fault, DbErr> {
    let users: Vec<_> = user_of(&lock.holder).into_iter().collect();
    let user = desk::user::by_uids(tx, &users).await?.into_iter().next();
    let holder = user.map_or_else(|| lock.holder.clone(), |user| user.name);
    let message = format!("{holder} edits it, until {} at the longest", lock.expires_at);
    Ok(Fault::new(Code::Locked, "input.id", message))
}

/// Takes an article in hand, or keeps it there.
#[derive(Clone, Debug)]
pub struct Lock {
    pub id: String,
}

/// Gives an article out of hand.
#[derive(Clone, Debug)]
pub struct Unlock {
    pub id: String,
    /// Also out of the hand of somebody else.
    pub force: bool,
}

impl Mutation for Lock {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::LockArticle, &self.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = super::take(tx, &self.id, "input.id").await?;
        editable(&row)?;
        let (holder, now) = (tx.actor(), tx.now());
        let acquired_at = match held(tx, &row).await? {
            Some(lock) if lock.holder != holder => return Err(locked(tx, &lock).await?.into()),
            Some(lock) => lock.acquired_at,
            None => {
                change::told(tx, &row, json!({ "lock": null }), json!({ "lock": holder }), None).await?;
                now
            }
        };
        let expires_at = Timestamp(now.0.saturating_add(LEASE));
        desk::lock::put(tx, article_lock::Model { article_id: row.id, holder, acquired_at, expires_at })
            .await?;
        Ok(Changed::one(&row))
    }
}

impl Mutation for Unlock {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let action = if self.force { Action::BreakLock } else { Action::LockArticle };
        change::may(caller, desk, action, &self.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = super::take(tx, &self.id, "input.id").await?;
        if let Some(lock) = held(tx, &row).await? {
            if lock.holder != tx.actor() && !self.force {
                return Err(locked(tx, &lock).await?.into());
            }
            change::told(tx, &row, json!({ "lock": lock.holder }), json!({ "lock": null }), None).await?;
            desk::lock::remove(tx, row.id).await?;
        }
        Ok(Changed::one(&row))
    }
}
