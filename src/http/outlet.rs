//! The text of an answer on its way to its client, within the memory that all answers share.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::admission::Class;
use super::fault::Fault;

/// The largest answer, in bytes.
pub const LARGEST: usize = 8 << 20;

/// What every answer may take without asking, in bytes: most answers are smaller by far, so that whoever takes large
/// ones slowly keeps other large ones back and nothing else.
const FREE: usize = 64 << 10;

/// What all larger answers together may take, in bytes.
const SHARED: usize = 64 << 20;

/// How long an answer waits for its part.
const PATIENCE: Duration = Duration::from_secs(1);

/// Lets answers out.
#[derive(Clone, Debug)]
pub struct Outlet(Arc<Semaphore>);

/// A text, and its part of the memory. Both live until the last byte was sent, or the connection is gone.
struct Held {
    text: String,
    _share: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

impl Default for Outlet {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(SHARED)))
    }
}

impl Outlet {
    /// Gives a text its part of the memory, for which it waits a second at most.
    ///
    /// # Errors
    /// 503 where other answers have it all. Not for a change, which was made and must be told of.
    pub async fn take(&self, mut text: String, class: Class) -> Result<Bytes, Fault> {
        if text.len() <= FREE {
            return Ok(Bytes::from(text));
        }
        // Text that grew has room to grow, which nobody needs any more.
        text.shrink_to_fit();
        let size = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let share = tokio::time::timeout(PATIENCE, Arc::clone(&self.0).acquire_many_owned(size)).await;
        let share = share.ok().and_then(Result::ok);
        if share.is_none() && class == Class::Read {
            return Err(Fault::overloaded());
        }
        Ok(Bytes::from_owner(Held { text, _share: share }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn large_answers_share_what_memory_there_is_and_small_ones_are_free() {
        let outlet = Outlet::default();
        let take = async |size, class| outlet.take("x".repeat(size), class).await;
        let mut held = vec![];
        while let Ok(answer) = take(LARGEST, Class::Read).await {
            held.push(answer);
        }
        assert_eq!(held.len(), SHARED / LARGEST);
        let refused = take(FREE + 1, Class::Read).await.unwrap_err();
        assert_eq!((refused.status.as_u16(), refused.code), (503, "OVERLOADED"));
        assert_eq!(refused.header.unwrap().0, "retry-after");
        assert_eq!(take(FREE, Class::Read).await.unwrap().len(), FREE);
        assert_eq!(take(LARGEST, Class::Change).await.unwrap().len(), LARGEST, "it was done");
        // A piece keeps the whole.
        let piece = held.pop().unwrap().split_to(1);
        assert!(take(LARGEST, Class::Read).await.is_err());
        drop(piece);
        assert!(take(LARGEST, Class::Read).await.is_ok());
        drop(held);
        assert_eq!(outlet.0.available_permits(), SHARED);
    }
}
