//! How often one may try to sign in. The counters are in the database, so that all instances share them, and each `login`
//! counts, however many of them a request has.

use std::net::IpAddr;

use db::Timestamp;

use super::{Access, AccountError};
use crate::auth::secret::fingerprint;
use crate::auth::{Action, Actor, Whose, email, permit};
use crate::store::WriteTx;
use crate::store::desk::login_counter;

/// Attempts within a window.
#[derive(Clone, Debug)]
pub struct Limits {
    /// In milliseconds.
    pub window: i64,
    /// For one account, from wherever they come.
    pub account: i64,
    /// From one address, for whatever accounts.
    pub network: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { window: 15 * 60_000, account: 10, network: 100 }
    }
}

/// What attempts for an account are counted by: whatever was typed, in its one form.
pub(in crate::domain) fn account(typed: &str) -> String {
    format!("account:{}", fingerprint(&email::folded(typed)))
}

/// What attempts from an address are counted by: a household or a host has a whole /64 of IPv6.
fn network(address: IpAddr) -> String {
    let of = match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
    };
    format!("network:{}", fingerprint(&of))
}

/// Counts an attempt before anything is looked at.
///
/// # Errors
/// [`AccountError::TooMany`], whether there is such an account or not.
pub(in crate::domain) async fn attempt(
    access: &Access,
    typed: &str,
    from: Option<IpAddr>,
) -> Result<(), AccountError> {
    let (now, limits) = (access.clock.now(), &access.settings.limits);
    let permit = permit(&Actor::System, Action::SignIn, Whose::Own)?;
    let tx = WriteTx::begin(&access.store, permit, now).await?;
    let since = Timestamp(now.0 - limits.window);
    let mut wait = None;
    let keys = [(from.map(network), limits.network), (Some(account(typed)), limits.account)];
    for (key, most) in keys {
        let Some(key) = key else { continue };
        let counted = login_counter::count(&tx, &key, since).await?;
        if counted.attempts > most {
            wait = wait.max(Some(counted.since.0 + limits.window - now.0));
        }
    }
    login_counter::prune(&tx, since).await?;
    tx.commit().await?;
    match wait {
        None => Ok(()),
        Some(wait) => {
            tracing::warn!("too many attempts to sign in");
            Err(AccountError::TooMany(u64::try_from(wait.div_euclid(1000) + 1).unwrap_or(1)))
        }
    }
}
