//! Executing an operation: within its time, or to its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnAcquireErr, DbErr};

use super::App;
use super::admission::{Admission, Class};
use super::fault::Fault;
use crate::store::Edition;

/// Runs an operation once it has its place.
///
/// A read is given `timeout`, and is dropped when that is over or its client is gone; [`Edition`] then ends its statement
/// in the database. A change runs to its end, in a task of its own, whatever the client or the clock do: nobody could
/// tell otherwise what of it was done.
///
/// # Errors
/// 503 where there is no place, or no time left; 500 for a change that panicked; and the operation's own.
pub async fn run<T: Send + 'static>(
    admission: &Admission,
    class: Class,
    timeout: Duration,
    operation: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    let permit = admission.enter(class).await?;
    match class {
        Class::Read => {
            let _permit = permit;
            tokio::time::timeout(timeout, operation).await.unwrap_or_else(|_| Err(Fault::timeout()))
        }
        Class::Change => {
            let task = tokio::spawn(async move {
                let outcome = operation.await;
                drop(permit);
                outcome
            });
            task.await.unwrap_or_else(|cause| {
                tracing::error!(%cause, "a change panicked");
                Err(Fault::internal())
            })
        }
    }
}

/// The newest edition.
///
/// # Errors
/// 503 where the database has no connection to spare or does not answer; 500 for what else it may say.
pub async fn edition(app: &App) -> Result<Edition, Fault> {
    match Edition::open(&app.store, None).await {
        Ok(edition) => {
            app.pulse.beat(edition.number());
            app.newsroom.graphs.want(edition.number());
            Ok(edition)
        }
        Err(cause) => Err(fault(&cause)),
    }
}

/// What a client is told of a database that does not answer.
pub fn fault(cause: &DbErr) -> Fault {
    if matches!(cause, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
        return Fault::overloaded();
    }
    tracing::error!(%cause, "the database cannot be read");
    if is_gone(cause) { Fault::unavailable() } else { Fault::internal() }
}

/// When the database last answered, and with which edition.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Mutex<Option<(Instant, i64)>>>);

impl Pulse {
    fn beat(&self, edition: i64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), edition));
    }

    #[must_use]
    pub fn last(&self) -> Option<(Instant, i64)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether it is the connection that failed, rather than what was asked over it.
fn is_gone(cause: &DbErr) -> bool {
    use sea_orm::RuntimeErr::SqlxError;
    match cause {
        DbErr::Conn(_) | DbErr::ConnectionAcquire(_) => true,
        DbErr::Exec(SqlxError(cause)) | DbErr::Query(SqlxError(cause)) => match &**cause {
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::BeginFailed => true,
            // Class 57: an administrator, or the end of the server, ended the session
            // (https://www.postgresql.org/docs/current/errcodes-appendix.html).
            sqlx::Error::Database(fault) => fault.code().is_some_and(|code| code.starts_with("57P")),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::oneshot;

    use super::*;
    use crate::config::{Config, DEFAULTS};

    const LONG: Duration = Duration::from_secs(60);

    fn admission() -> Admission {
        Admission::new(&toml::from_str::<Config>(DEFAULTS).unwrap().limits())
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_ends_with_its_time() {
        let never = std::future::pending::<Result<(), Fault>>();
        let fault = run(&admission(), Class::Read, LONG, never).await.unwrap_err();
        assert_eq!((fault.status.as_u16(), fault.code), (503, "TIMEOUT"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_outlives_its_time_and_its_client() {
        let admission = admission();
        let (go, gone) = oneshot::channel::<()>();
        let done = Arc::new(AtomicBool::new(false));
        let mark = Arc::clone(&done);
        let change = async move {
            gone.await.unwrap();
            mark.store(true, Ordering::Relaxed);
            Ok(())
        };
        let client = run(&admission, Class::Change, Duration::from_millis(1), change);
        // The client goes away: far later than its time, the change is under way still.
        assert!(tokio::time::timeout(LONG, client).await.is_err());
        assert!(tokio::time::timeout(LONG, admission.settled()).await.is_err());
        go.send(()).unwrap();
        admission.settled().await;
        assert!(done.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn a_change_that_panics_is_answered() {
        let panics = async { panic!("of a change") as Result<(), Fault> };
        let fault = run(&admission(), Class::Change, LONG, panics).await.unwrap_err();
        assert_eq!(fault.code, "INTERNAL");
    }
}
