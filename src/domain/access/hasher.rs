//! Hashing passwords: each takes much memory and time, so only a few are hashed at once, and never on a thread that
//! others wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::{OnceCell, Semaphore};

use super::AccountError;
use crate::auth::password::{Cost, HashError, Password};
use crate::clock::Clock;

/// Passwords that are hashed at once, and that wait.
const AT_ONCE: usize = 4;
const IN_LINE: usize = 16;

/// The place where passwords are hashed.
#[derive(Debug)]
pub struct Hasher {
    cost: Cost,
    places: Semaphore,
    line: Semaphore,
    /// The hash of no password, for accounts that are not there: so that these take as long as those that are.
    dummy: OnceCell<String>,
    done: AtomicU64,
    busy: AtomicUsize,
    most: AtomicUsize,
}

impl Hasher {
    #[must_use]
    pub fn new(cost: Cost) -> Self {
        Self {
            cost,
            places: Semaphore::new(AT_ONCE),
            line: Semaphore::new(AT_ONCE + IN_LINE),
            dummy: OnceCell::new(),
            done: AtomicU64::new(0),
            busy: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }
    }

    /// How many passwords were hashed so far, and how many at once at most.
    #[must_use]
    pub fn load(&self) -> (u64, usize) {
        (self.done.load(Ordering::Relaxed), self.most.load(Ordering::Relaxed))
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// [`AccountError::Busy`] where too many wait already.
    pub async fn hash(self: &Arc<Self>, password: Password, clock: &Clock) -> Result<String, AccountError> {
        let (cost, salt) = (self.cost, clock.chance()?);
        self.run(move || password.hash(cost, &salt[..16])).await
    }

    /// Whether a hash is that of the password. Where there is none it takes as long, and the answer is no.
    ///
    /// # Errors
    /// [`AccountError::Busy`] where too many wait already.
    pub async fn verify(
        self: &Arc<Self>,
        password: Password,
        hash: Option<String>,
    ) -> Result<bool, AccountError> {
        // Made at the first attempt of all, whoever that is.
        let dummy = self.dummy.get_or_try_init(|| self.dummy()).await?;
        let is_there = hash.is_some();
        let hash = hash.unwrap_or_else(|| dummy.clone());
        Ok(self.run(move || password.is_of(&hash)).await? && is_there)
    }

    async fn dummy(self: &Arc<Self>) -> Result<String, AccountError> {
        let (cost, nothing) = (self.cost, Password::typed("").ok_or(AccountError::Busy)?);
        let made = tokio::task::spawn_blocking(move || nothing.hash(cost, &[0; 16])).await;
        Ok(made.map_err(|_| AccountError::Busy)??)
    }

    async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let _line = self.line.try_acquire().map_err(|_| AccountError::Busy)?;
        let _place = self.places.acquire().await.map_err(|_| AccountError::Busy)?;
        let hasher = Arc::clone(self);
        let outcome = tokio::task::spawn_blocking(move || {
            let busy = hasher.busy.fetch_add(1, Ordering::Relaxed) + 1;
            hasher.most.fetch_max(busy, Ordering::Relaxed);
            let outcome = work();
            hasher.busy.fetch_sub(1, Ordering::Relaxed);
            hasher.done.fetch_add(1, Ordering::Relaxed);
            outcome
        });
        Ok(outcome.await.map_err(|cause| {
            tracing::error!(%cause, "hashing a password panicked");
            AccountError::Busy
        })??)
    }
}
