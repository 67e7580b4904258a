//! Snapshots that requests take in turn.
//!
//! To begin a snapshot, to ask which edition it has, and to end it takes as long as reading something of it. So whoever is
//! done leaves it open for a moment, and whoever comes next goes on with it where no newer edition was published: two
//! snapshots of one edition are alike. Which edition is the newest is asked after a request has come, never before, on a
//! connection of its own; requests that come together ask it once.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use db::Timestamp;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, FromQueryResult, Statement,
    TransactionTrait,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::interrupt;

/// How old a snapshot becomes, at most: what was deleted meanwhile takes room until its end.
const LASTS: Duration = Duration::from_millis(200);

/// What the edition's row says, and which connection reads it.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Head {
    pub number: i64,
    pub published_at: Timestamp,
    pub reference: i64,
    /// The number of the connection, and when its process began.
    pub connection: i64,
    pub began: Option<i64>,
}

/// An open snapshot.
struct Open {
    tx: DatabaseTransaction,
    head: Head,
    since: Instant,
}

/// What tells the newest edition's number to all who wait for it; none where the database does not.
type Newest = Shared<BoxFuture<'static, Option<i64>>>;

/// The snapshots of a database.
pub(in crate::store) struct Snapshots {
    pub reader: DatabaseConnection,
    /// A connection that takes none.
    head: DatabaseConnection,
    /// As many as there are connections to take them on.
    places: Arc<Semaphore>,
    /// How long a request waits for its place.
    patience: Duration,
    turn: tokio::sync::Mutex<()>,
    next: Mutex<Option<Newest>>,
    idle: Mutex<Idle>,
}

#[derive(Default)]
struct Idle {
    open: Vec<Open>,
    /// Whether a task ends those that are old.
    is_tended: bool,
    /// Whether none is kept any more.
    is_over: bool,
}

impl fmt::Debug for Snapshots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshots").field("places", &self.places).finish_non_exhaustive()
    }
}

impl Snapshots {
    /// `reader` has `places` connections, and `head` one.
    pub fn new(
        reader: DatabaseConnection,
        head: DatabaseConnection,
        places: u32,
        patience: Duration,
    ) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(places.try_into().unwrap_or(Semaphore::MAX_PERMITS)));
        let (turn, next, idle) = (tokio::sync::Mutex::default(), Mutex::default(), Mutex::default());
        Arc::new(Self { reader, head, places, patience, turn, next, idle })
    }

    /// A snapshot of the newest edition.
    ///
    /// # Errors
    /// The database's, and that nobody gave a place back in time.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Lease, DbErr> {
        let place = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned()).await;
        let Ok(Ok(place)) = place else { return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) };
        let open = match self.kept().await {
            Some(open) => open,
            None => self.open().await?,
        };
        let head = open.head;
        Ok(Lease { open: Some(open), head, is_sound: true, snapshots: Arc::clone(self), _place: place })
    }

    async fn open(&self) -> Result<Open, DbErr> {
        let tx = self.reader.begin().await?;
        // On both databases the first statement takes the snapshot.
        let since = Instant::now();
        let backend = self.reader.get_database_backend();
        let connection = interrupt::columns(backend);
        let head = format!("SELECT number, published_at, reference, {connection} FROM edition");
        let head = Head::find_by_statement(Statement::from_string(backend, head)).one(&tx).await?;
        let head = head.ok_or_else(|| DbErr::RecordNotFound("the edition's row".into()))?;
        Ok(Open { tx, head, since })
    }

    /// One that was left open, if it has the newest edition.
    async fn kept(self: &Arc<Self>) -> Option<Open> {
        if lock(&self.idle).open.is_empty() {
            return None;
        }
        let newest = self.newest().await?;
        loop {
            let open = lock(&self.idle).open.pop()?;
            if open.head.number >= newest && open.since.elapsed() < LASTS {
                return Some(open);
            }
            // Before another one begins: there are no more connections than places.
            end(open).await;
        }
    }

    /// The number of the newest edition, asked from now on.
    fn newest(self: &Arc<Self>) -> Newest {
        let mut next = lock(&self.next);
        if let Some(newest) = &*next {
            return newest.clone();
        }
        let this = Arc::clone(self);
        let ask = async move {
            let _turn = this.turn.lock().await;
            // Who comes from now on may be too late for this answer.
            lock(&this.next).take();
            this.number().await
        };
        next.insert(ask.boxed().shared()).clone()
    }

    async fn number(&self) -> Option<i64> {
        #[derive(FromQueryResult)]
        struct Number {
            number: i64,
        }
        let backend = self.head.get_database_backend();
        let ask = Statement::from_string(backend, "SELECT number FROM edition");
        Number::find_by_statement(ask).one(&self.head).await.ok().flatten().map(|row| row.number)
    }

    /// Leaves a snapshot open for whoever comes next.
    fn keep(self: &Arc<Self>, open: Open) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let mut idle = lock(&self.idle);
        if idle.is_over || open.since.elapsed() >= LASTS {
            drop(idle);
            return;
        }
        idle.open.push(open);
        if !std::mem::replace(&mut idle.is_tended, true) {
            let this = Arc::clone(self);
            runtime.spawn(async move { this.tend().await });
        }
    }

    /// Ends those that became old, until there are none.
    async fn tend(&self) {
        loop {
            tokio::time::sleep(LASTS).await;
            let old = {
                let mut idle = lock(&self.idle);
                if idle.open.is_empty() {
                    idle.is_tended = false;
                    return;
                }
                let (old, young) = std::mem::take(&mut idle.open)
                    .into_iter()
                    .partition(|open| open.since.elapsed() >= LASTS);
                idle.open = young;
                Vec::from_iter::<Vec<Open>>(old)
            };
            for open in old {
                end(open).await;
            }
        }
    }

    /// Ends those that are left open, now and later, and closes the connections.
    pub async fn close(&self) {
        let open = {
            let mut idle = lock(&self.idle);
            idle.is_over = true;
            std::mem::take(&mut idle.open)
        };
        for open in open {
            end(open).await;
        }
        for connection in [&self.reader, &self.head] {
            if let Err(error) = connection.close_by_ref().await {
                tracing::warn!(%error, "a database connection did not close well");
            }
        }
    }
}

async fn end(open: Open) {
    if let Err(error) = open.tx.rollback().await {
        tracing::debug!(%error, "a snapshot did not end well");
    }
}

/// A snapshot that a request has for itself; left open for the next one, unless a statement failed or was given up.
pub(super) struct Lease {
    /// None once it is dropped.
    open: Option<Open>,
    pub(super) head: Head,
    is_sound: bool,
    snapshots: Arc<Snapshots>,
    _place: OwnedSemaphorePermit,
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").field("is_sound", &self.is_sound).finish_non_exhaustive()
    }
}

impl Lease {
    /// Runs a statement.
    pub(super) async fn all<T: FromQueryResult>(&mut self, statement: Statement) -> Result<Vec<T>, DbErr> {
        let gone = || DbErr::Custom("the snapshot is gone".into());
        let open = self.open.as_ref().ok_or_else(gone)?;
        // Until it is known how it ends.
        self.is_sound = false;
        let rows = T::find_by_statement(statement).all(&open.tx).await?;
        self.is_sound = true;
        Ok(rows)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(open) = self.open.take().filter(|_| self.is_sound) {
            self.snapshots.keep(open);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
