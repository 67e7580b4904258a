//! Ending a statement that nobody waits for any more: its request ran out of time, or its client went away.
//!
//! Every reader's connection has a number that the statement which takes the snapshot tells, so that this costs no
//! statement of its own: PostgreSQL's process id, or the number that a connection to SQLite got at its start. Process ids
//! come again, and behind a balancer another server may have the same: hence the time when the process began.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sqlx::postgres::{PgConnection, PgPool};
use sqlx::sqlite::SqliteConnection;

use super::snapshot::Lease;

/// Instructions of SQLite's machine between two looks at the flag: some tenths of a millisecond.
const INSTRUCTIONS: i32 = 10_000;

/// When PostgreSQL's process began, in microseconds since 1970.
macro_rules! began {
    () => {
        "(extract(epoch FROM backend_start) * 1000000)::bigint"
    };
}

/// The columns of the snapshot's statement that tell the connection: its number, and when its process began.
pub(super) fn columns(backend: sea_orm::DbBackend) -> &'static str {
    match backend {
        sea_orm::DbBackend::Postgres => {
            "pg_backend_pid()::bigint AS connection, \
            NULLIF(current_setting('nutgraph.began', true), '')::bigint AS began"
        }
        _ => "(SELECT number FROM temp.reader) AS connection, NULL AS began",
    }
}

/// Notes when the process of a new connection to PostgreSQL began, which its account sees and the readers' role does not.
pub(in crate::store) async fn note(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let note = concat!(
        "SELECT set_config('nutgraph.began', ",
        began!(),
        "::text, false) FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    );
    sqlx::query(note).execute(connection).await.map(drop)
}

/// Ends the statement of a process, if it is the one that began then.
const CANCEL: &str =
    concat!("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND ", began!(), " = $2");

/// What can end a statement of any reader's connection.
#[derive(Clone, Debug)]
pub(in crate::store) enum Interrupts {
    Sqlite(Flags),
    /// One connection with all rights of the readers' account: the role that readers take on may not signal.
    Postgres(PgPool),
}

/// A flag for each open reader of SQLite.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Flags {
    last: Arc<AtomicI64>,
    open: Arc<Mutex<HashMap<i64, Weak<AtomicBool>>>>,
}

impl Flags {
    /// Gives a new connection its number, and lets SQLite look at its flag during every statement. The end of a
    /// transaction takes the flag down, so that it never meets the next request.
    pub(in crate::store) async fn plant(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let view = format!("CREATE TEMP VIEW reader AS SELECT {number} AS number");
        sqlx::query(sqlx::AssertSqlSafe(view)).execute(&mut *connection).await?;
        let flag = Arc::new(AtomicBool::new(false));
        {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.retain(|_, flag| flag.strong_count() > 0);
            open.insert(number, Arc::downgrade(&flag));
        }
        let mut handle = connection.lock_handle().await?;
        let lowered = Arc::clone(&flag);
        handle.set_rollback_hook(move || lowered.store(false, Ordering::Release));
        handle.set_progress_handler(INSTRUCTIONS, move || !flag.load(Ordering::Acquire));
        Ok(())
    }

    fn raise(&self, number: i64) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flag) = open.get(&number).and_then(Weak::upgrade) {
            flag.store(true, Ordering::Release);
        }
    }
}

/// The snapshot of an edition, which statements share; none once it was let go.
pub(super) type Shared = Arc<tokio::sync::Mutex<Option<Lease>>>;

/// Stands guard over a statement under way: dropped before the statement is [`done`](Self::done), it ends it.
pub(super) struct UnderWay<'a> {
    pub interrupts: &'a Interrupts,
    pub connection: i64,
    pub began: Option<i64>,
    pub snapshot: &'a Shared,
    pub is_done: bool,
}

impl UnderWay<'_> {
    pub(super) fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        match self.interrupts {
            Interrupts::Sqlite(flags) => flags.raise(self.connection),
            Interrupts::Postgres(pool) => {
                // The snapshot stays open until the signal was sent, so that it cannot meet whoever has the
                // connection next.
                let (pool, pid, began) = (pool.clone(), self.connection, self.began);
                let snapshot = Arc::clone(self.snapshot);
                let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
                runtime.spawn(async move {
                    let cancel = sqlx::query(CANCEL).bind(pid).bind(began);
                    if let Err(error) = cancel.execute(&pool).await {
                        tracing::warn!(%error, "a statement that nobody waits for was not ended");
                    }
                    drop(snapshot);
                });
            }
        }
    }
}
