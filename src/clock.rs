//! Time and chance, handed in from outside: the only place that asks the system for either.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use db::Timestamp;
use uuid::{Builder, Uuid};

/// The system has nothing that could not be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system has no source of chance")]
pub struct NoChance;

/// Tells the time and makes ids.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    /// Stands still, and counts its ids: what a test needs to say what it expects.
    Fixed {
        now: Timestamp,
        ids: Arc<AtomicU64>,
    },
}

impl Clock {
    /// A clock that stands at `now`, with ids that count from `seed`.
    #[must_use]
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self::Fixed { now, ids: Arc::new(AtomicU64::new(seed)) }
    }

    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => chrono::Utc::now().into(),
            Self::Fixed { now, .. } => *now,
        }
    }

    /// How long to wait before a try, after so many: by chance, so that those who were in each other's way part. A clock
    /// that stands still waits for nobody.
    #[must_use]
    pub fn jitter(&self, tries: u32) -> Duration {
        match self {
            Self::System => {
                let [.., a, b] = self.uid().into_bytes();
                let chance = u64::from(u16::from_be_bytes([a, b]));
                Duration::from_millis(chance % (10 << tries.min(6)))
            }
            Self::Fixed { .. } => Duration::ZERO,
        }
    }

    /// 256 bits that nobody can guess, also in tests.
    ///
    /// # Errors
    /// A system without chance.
    pub fn chance(&self) -> Result<[u8; 32], NoChance> {
        let mut bytes = [0; 32];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| NoChance)?;
        Ok(bytes)
    }

    /// A new UUIDv7 ([RFC 9562](https://www.rfc-editor.org/rfc/rfc9562)).
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place")]
    pub fn uid(&self) -> Uuid {
        match self {
            Self::System => Uuid::now_v7(),
            Self::Fixed { now, ids } => {
                let mut random = [0; 10];
                random[2..].copy_from_slice(&ids.fetch_add(1, Ordering::Relaxed).to_be_bytes());
                Builder::from_unix_timestamp_millis(now.0.unsigned_abs(), &random).into_uuid()
            }
        }
    }
}
