//! The readers' handle: one snapshot of the edition, for one request.

use std::borrow::Cow;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use db::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement, Value};
use tokio::sync::Mutex;

use super::article;
use super::interrupt::{Interrupts, Shared, UnderWay};
use super::overlay::Overlay;
use super::snapshot::Head;
use crate::store::Store;
use crate::store::sql::Runs;

/// The role that readers' connections take on in PostgreSQL: it can read the edition's tables and no others.
pub(crate) const READER_ROLE: &str = "nutgraph_reader";

/// Everything that a request sends to the database, where it is asked to keep that: tests count it and read it.
pub type Recorder = Arc<SyncMutex<Vec<String>>>;

/// One state of the published record. Everything that a request reads through it speaks of the same edition, whatever
/// is published meanwhile. It can name the edition's tables only: its connection is read-only, and on PostgreSQL has
/// the rights of a role that sees no others.
///
/// A read whose future is dropped before it is done (its request ran out of time, or its client went away) is ended in
/// the database, too.
#[derive(Debug)]
pub struct Edition {
    snapshot: Shared,
    interrupts: Interrupts,
    backend: DbBackend,
    recorder: Option<Recorder>,
    head: Head,
    articles: Arc<article::Kept>,
    /// The rows of a preview, over the edition's.
    over: Option<Arc<Overlay>>,
}

impl Edition {
    /// Takes a snapshot of the newest edition.
    ///
    /// # Errors
    /// The database's.
    pub async fn open(store: &Store, recorder: Option<Recorder>) -> Result<Self, DbErr> {
        let lease = store.snapshots.take().await?;
        let (head, interrupts) = (lease.head, store.interrupts.clone());
        let snapshot = Arc::new(Mutex::new(Some(lease)));
        let articles = Arc::clone(&store.articles);
        Ok(Self { snapshot, interrupts, backend: store.backend(), recorder, head, articles, over: None })
    }

    /// The same snapshot, with rows over its own.
    #[must_use]
    pub fn under(&self, over: Arc<Overlay>) -> Self {
        Self {
            snapshot: Arc::clone(&self.snapshot),
            interrupts: self.interrupts.clone(),
            recorder: self.recorder.clone(),
            articles: Arc::clone(&self.articles),
            over: Some(over),
            ..*self
        }
    }

    /// The number of the edition: it rises by one with every publication.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.head.number
    }

    /// When it was published; 1970-01-01 before the first.
    #[must_use]
    pub fn published_at(&self) -> Timestamp {
        self.head.published_at
    }

    /// The edition that last changed relation types or identifier schemes.
    #[must_use]
    pub fn reference(&self) -> i64 {
        self.head.reference
    }

    /// Gives its connection back: what it is known by stays, and nothing is read of it any more. Whoever goes on to change
    /// something does so first, lest all connections are held by those who wait for another one.
    pub async fn let_go(&self) {
        self.snapshot.lock().await.take();
    }

    /// Rows that were read lately; none where a preview has others.
    pub(super) fn kept(&self) -> Option<&article::Kept> {
        self.over.is_none().then_some(&*self.articles)
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// Runs a statement and reads its rows.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::store) async fn all<T: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, DbErr> {
        let (sql, values) = match &self.over {
            Some(over) => over.before(self.backend, sql, values),
            None => (Cow::Borrowed(sql), values),
        };
        if let Some(recorder) = &self.recorder {
            recorder.lock().unwrap_or_else(PoisonError::into_inner).push(sql.clone().into_owned());
        }
        let statement = Statement::from_sql_and_values(self.backend, sql, values);
        let mut snapshot = self.snapshot.lock().await;
        let lease = snapshot.as_mut().ok_or_else(|| DbErr::Custom("the edition was let go".into()))?;
        let (interrupts, Head { connection, began, .. }) = (&self.interrupts, self.head);
        let under_way = UnderWay { interrupts, connection, began, snapshot: &self.snapshot, is_done: false };
        let rows = lease.all(statement).await;
        under_way.done();
        rows
    }
}

impl Runs for Edition {
    fn backend(&self) -> DbBackend {
        self.backend
    }

    async fn rows<T: FromQueryResult + Send>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>, DbErr> {
        self.all(sql, values).await
    }
}

/// Makes the readers' role where that is allowed, and grants it the edition's tables. Where it is not allowed, readers
/// go on with the rights of the account, in read-only transactions.
pub(crate) async fn allow_reader(db: &DatabaseConnection) -> Result<(), DbErr> {
    let sql = format!(
        "DO $$
        DECLARE readable text;
        BEGIN
          -- Servers that start together take turns: two cannot grant the same at once.
          PERFORM pg_advisory_xact_lock(7310302465);
          BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER_ROLE}') THEN
              CREATE ROLE {READER_ROLE} NOLOGIN;
            END IF;
            IF NOT pg_has_role(current_user, '{READER_ROLE}', 'MEMBER') THEN
              EXECUTE format('GRANT {READER_ROLE} TO %I', current_user);
            END IF;
          EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
          END;
          IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER_ROLE}') THEN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO {READER_ROLE}', current_schema());
            FOR readable IN
              SELECT quote_ident(tablename) FROM pg_tables
              WHERE schemaname = current_schema() AND (tablename = 'edition' OR tablename LIKE 'edition\\_%')
            LOOP
              EXECUTE 'GRANT SELECT ON ' || readable || ' TO {READER_ROLE}';
            END LOOP;
          END IF;
        END $$"
    );
    db.execute_unprepared(&sql).await.map(drop)
}
