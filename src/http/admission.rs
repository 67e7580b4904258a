//! Who may begin. When more comes than can be answered, some of it is refused at once and cheaply, rather than all of it
//! late: what was let in is answered as fast as ever.
//!
//! Those who read and those who change things have places of their own, so that a crowd of readers keeps no editor out.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fault::Fault;
use super::limits::Limits;

/// How long a request waits for its place. Longer, and its client would have given up or asked again.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Read,
    Change,
}

/// The places of all classes.
#[derive(Clone, Debug)]
pub struct Admission {
    reads: Places,
    changes: Places,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Permit {
    _work: OwnedSemaphorePermit,
    _line: OwnedSemaphorePermit,
}

#[derive(Clone, Debug)]
struct Places {
    work: Arc<Semaphore>,
    /// Those at work and those who wait for it.
    line: Arc<Semaphore>,
    size: u32,
}

impl Admission {
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self { reads: Places::new(limits.concurrent_reads), changes: Places::new(limits.concurrent_changes) }
    }

    /// Waits for a place, a second at most and in order of arrival.
    ///
    /// # Errors
    /// 503 with `Retry-After` where as many wait already as there are places, or the second is over.
    pub async fn enter(&self, class: Class) -> Result<Permit, Fault> {
        let places = match class {
            Class::Read => &self.reads,
            Class::Change => &self.changes,
        };
        let line = Arc::clone(&places.line).try_acquire_owned().map_err(|_| Fault::overloaded())?;
        let work = tokio::time::timeout(PATIENCE, Arc::clone(&places.work).acquire_owned()).await;
        let Ok(Ok(work)) = work else { return Err(Fault::overloaded()) };
        Ok(Permit { _work: work, _line: line })
    }

    /// Waits until nothing changes any more; also changes whose clients are gone.
    pub async fn settled(&self) {
        // Fails only if the places were closed, which nobody does.
        let _ = self.changes.work.acquire_many(self.changes.size).await;
    }
}

impl Places {
    fn new(size: usize) -> Self {
        let places = |n| Arc::new(Semaphore::new(n));
        Self { work: places(size), line: places(2 * size), size: u32::try_from(size).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn admission() -> Admission {
        Admission { reads: Places::new(1), changes: Places::new(1) }
    }

    #[tokio::test(start_paused = true)]
    async fn r19_beyond_the_line_the_answer_is_no_at_once() {
        let admission = admission();
        let held = admission.enter(Class::Read).await.unwrap();
        let waiting = tokio::spawn({
            let admission = admission.clone();
            async move { admission.enter(Class::Read).await }
        });
        tokio::task::yield_now().await;
        let begun = tokio::time::Instant::now();
        assert_eq!(admission.enter(Class::Read).await.unwrap_err().code, "OVERLOADED");
        assert_eq!(begun.elapsed(), Duration::ZERO);
        // Readers take no place of those who change things.
        drop(admission.enter(Class::Change).await.unwrap());
        drop(held);
        assert!(waiting.await.unwrap().is_ok());
        assert!(admission.enter(Class::Read).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_longer_than_a_second() {
        let admission = admission();
        let _held = admission.enter(Class::Change).await.unwrap();
        let begun = tokio::time::Instant::now();
        assert_eq!(admission.enter(Class::Change).await.unwrap_err().status, 503);
        assert_eq!(begun.elapsed(), PATIENCE);
    }
}
