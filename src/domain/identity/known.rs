//! The public keys of the other issuer, as they were last fetched.

use std::sync::Arc;

use db::Timestamp;
use tokio::sync::{Mutex, RwLock};

use super::fetch::{FetchError, fetch};
use crate::auth::foreign::Keys;
use crate::auth::jose::Untrusted;

/// How long keys are taken without asking again, in milliseconds.
const FRESH: i64 = 60 * 60 * 1000;
/// How long they are taken where asking fails.
const STALE: i64 = 24 * 60 * 60 * 1000;
/// How often is asked at most, whatever tokens say.
const PAUSE: i64 = 60 * 1000;

/// The keys that are known. Nothing that a token says leads anywhere but to the one address of the settings, and at most
/// once a minute.
#[derive(Debug, Default)]
pub struct Known {
    keys: RwLock<Option<(Timestamp, Arc<Keys>)>>,
    /// When was asked last, whatever came of it. Held while asking: the others wait for what comes.
    asked: Mutex<Option<Timestamp>>,
}

impl Known {
    /// The keys by which a token that names this key can be looked at.
    ///
    /// # Errors
    /// [`Untrusted::Key`] where there are none.
    pub(super) async fn keys(
        &self,
        url: &str,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<Arc<Keys>, Untrusted> {
        if let Some(keys) = self.within(FRESH, kid, now).await {
            return Ok(keys);
        }
        let mut asked = self.asked.lock().await;
        if let Some(keys) = self.within(FRESH, kid, now).await {
            return Ok(keys);
        }
        if asked.is_none_or(|at| now.0 - at.0 >= PAUSE) {
            *asked = Some(now);
            match fetch(url).await {
                Ok(keys) => *self.keys.write().await = Some((now, Arc::new(keys))),
                Err(error) => told(&error),
            }
        }
        self.within(STALE, kid, now).await.ok_or(Untrusted::Key)
    }

    async fn within(&self, age: i64, kid: Option<&str>, now: Timestamp) -> Option<Arc<Keys>> {
        let known = self.keys.read().await;
        let (at, keys) = known.as_ref()?;
        (now.0 - at.0 < age && keys.knows(kid)).then(|| Arc::clone(keys))
    }
}

fn told(error: &FetchError) {
    tracing::error!(%error, "the keys of the other issuer cannot be fetched; those known are taken for a day");
}
