//! Who has an article in hand: leases, which end by themselves.

use db::{Timestamp, article, article_lock};

use crate::domain::mutation::{Code, Fault, MutationError};
use crate::store::desk::Reads;
use crate::store::{WriteTx, desk};

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
    let lock = desk::lock::of(tx, &[row.id]).await?.into_iter().next();
    match in_force(lock, tx.now()) {
        Some(lock) if lock.holder != tx.viewer().to_string() => {
            let message = format!("{} edits it until {}", lock.holder, lock.expires_at);
            Err(Fault::new(Code::Locked, "input.id", message).into())
        }
        _ => Ok(()),
    }
}
