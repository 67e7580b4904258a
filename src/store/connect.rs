//! Opening the database: one writer and many readers, each connection set up and checked.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement,
};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Row};

use super::edition::{Flags, Interrupts, Snapshots, article};

/// What a database cannot do for us.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database URL \"{0}\" is neither sqlite://FILE nor postgres://USER@HOST/DATABASE")]
    Url(String),
    #[error("cannot open the database {url}: {}", told(.cause))]
    Open { url: String, cause: sqlx::Error },
    #[error("there is no database at {0}")]
    Absent(String),
    #[error("{0} is not a Nutgraph database")]
    Foreign(String),
    #[error(
        "the database is of a newer release: this release knows nothing of step {0}: use a newer nutgraph"
    )]
    Newer(String),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error("cannot set up the database connection: {0}")]
    Connection(#[from] sqlx::Error),
}

/// What a database says itself of a fault, without what stands around it.
fn told(cause: &sqlx::Error) -> String {
    cause.as_database_error().map_or_else(|| cause.to_string(), |fault| fault.message().to_owned())
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite://FILE` or `postgres://…`.
    pub url: String,
    /// Make the file when it is absent (SQLite).
    pub create: bool,
    /// Another address for reading (PostgreSQL only): a replica, or a role that can do nothing else.
    pub reader_url: Option<String>,
    /// Connections for reading at the same time; one more looks for new editions.
    pub readers: u32,
    /// Connections for writing at the same time (PostgreSQL; SQLite has one writer).
    pub writers: u32,
    /// How long a reader waits for a connection.
    pub patience: Duration,
    /// Ends readers' statements that run longer (PostgreSQL): the last resort, for what was not ended before. Only where
    /// clients are served; the command line may take its time.
    pub statement_timeout: Option<Duration>,
}

impl Options {
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            create: true,
            reader_url: None,
            readers: 8,
            writers: 4,
            patience: Duration::from_secs(60),
            statement_timeout: None,
        }
    }

    /// For a server that gives a read so much time: nobody waits for a connection for long, and statements that outlive
    /// their request, if any do, are ended.
    #[must_use]
    pub fn for_clients(self, request_timeout: Duration) -> Self {
        let statement_timeout = Some(request_timeout + Duration::from_secs(1));
        Self { patience: Duration::from_secs(2), statement_timeout, ..self }
    }
}

/// The open database.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) writer: DatabaseConnection,
    pub(super) snapshots: Arc<Snapshots>,
    /// For reading the desk. Apart from the readers' connections, so that a request which reads both never waits for one
    /// of those that it holds itself.
    pub(super) desk: DatabaseConnection,
    pub(super) interrupts: Interrupts,
    /// What readers asked for lately.
    pub(super) articles: Arc<article::Kept>,
    backend: DbBackend,
    /// Its address, as people may see it.
    address: String,
}

impl Store {
    /// Opens the database. Its tables are not looked at: see [`Store::migrate`].
    ///
    /// # Errors
    /// A URL of another kind, a file that is not there and shall not be made, or a database that does not answer or
    /// refuses the settings we need.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let url = &options.url;
        if url.starts_with("sqlite:") {
            sqlite(options).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            postgres(options).await
        } else {
            Err(StoreError::Url(redacted(url)))
        }
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.backend
    }

    /// The same database, of whose articles nothing is known yet: what readers asked for lately is read anew.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self { articles: Arc::default(), ..self.clone() }
    }

    /// Brings the tables up to date, and tells how many steps that took.
    ///
    /// # Errors
    /// The database's, or a database of a newer release or of another program; nothing was changed then.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        self.pending().await?;
        let steps = migration::up(&self.writer).await?;
        if self.backend == DbBackend::Postgres {
            super::edition::allow_reader(&self.writer).await?;
            // Readers' connections that are older than the role have the rights of the account still.
            let readers = self.snapshots.reader.get_postgres_connection_pool();
            let mut held = vec![];
            for _ in 0..readers.size() {
                let mut reader = readers.acquire().await?;
                step_down(&mut reader).await?;
                held.push(reader);
            }
        }
        Ok(steps)
    }

    /// Migration steps that are still to be done. Changes nothing.
    ///
    /// # Errors
    /// The database's, or a database of a newer release or of another program.
    pub async fn pending(&self) -> Result<Vec<String>, StoreError> {
        let known = migration::known();
        let Some(applied) = migration::applied(&self.writer).await? else {
            // In PostgreSQL, extensions and other programs may have tables beside ours.
            let other = self.backend == DbBackend::Sqlite && self.has_tables().await?;
            return if other { Err(StoreError::Foreign(self.address.clone())) } else { Ok(known) };
        };
        match applied.iter().find(|step| !known.contains(step)) {
            Some(step) => Err(StoreError::Newer(step.clone())),
            None => Ok(known.into_iter().filter(|step| !applied.contains(step)).collect()),
        }
    }

    async fn has_tables(&self) -> Result<bool, DbErr> {
        let select = "SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1";
        let row = self.writer.query_one_raw(Statement::from_string(self.backend, select)).await?;
        Ok(row.is_some())
    }

    /// Takes the newest migration steps back.
    ///
    /// # Errors
    /// The database's; nothing was changed then.
    pub async fn unmigrate(&self, steps: u32) -> Result<(), StoreError> {
        Ok(migration::down(&self.writer, steps).await?)
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(self) {
        self.snapshots.close().await;
        for connection in [self.desk, self.writer] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a database connection did not close well");
            }
        }
        if let Interrupts::Postgres(pool) = self.interrupts {
            pool.close().await;
        }
    }
}

/// Pages that SQLite's writer keeps, as `PRAGMA cache_size` has it, in KiB: an edition of a thousand articles touches more than
/// the 2 MiB that are usual, and whatever does not fit is written, and read again, many times before the edition is whole.
const WRITER_CACHE: &str = "-32768";

/// SQLite's code for a file that it did not write: `SQLITE_NOTADB` in <https://sqlite.org/rescode.html>.
const NOT_A_DATABASE: &str = "26";

async fn sqlite(options: &Options) -> Result<Store, StoreError> {
    let address = redacted(&options.url);
    let open = |cause: sqlx::Error| match cause.as_database_error().and_then(|fault| fault.code()) {
        Some(code) if code == NOT_A_DATABASE => StoreError::Foreign(address.clone()),
        _ => StoreError::Open { url: address.clone(), cause },
    };
    let base = SqliteConnectOptions::from_str(&options.url).map_err(open)?;
    if !options.create && !base.get_filename().exists() {
        return Err(StoreError::Absent(address));
    }
    let base = base
        .create_if_missing(options.create)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was acknowledged survives a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(256)
        // A page of rows passes from SQLite's thread without waiting for its reader.
        .row_buffer_size(1_000)
        .optimize_on_close(true, None)
        .disable_statement_logging();
    let pool = |size, patience| {
        SqlitePoolOptions::new().max_connections(size).acquire_timeout(patience).test_before_acquire(false)
    };
    let writer = pool(1, Duration::from_secs(60))
        .after_connect(|connection, _| Box::pin(check(connection)))
        .connect_with(base.clone().pragma("cache_size", WRITER_CACHE))
        .await
        .map_err(open)?;
    let flags = Flags::default();
    let reader = |size| {
        let planted = flags.clone();
        pool(size, options.patience).after_connect(move |connection, _| {
            let flags = planted.clone();
            Box::pin(async move {
                check(connection).await?;
                flags.plant(connection).await?;
                // Last: a connection that only reads could not be given its number.
                sqlx::query("PRAGMA query_only = on").execute(connection).await.map(drop)
            })
        })
    };
    let head = reader(1).connect_lazy_with(base.clone());
    let reader = reader(options.readers).connect_with(base.clone()).await.map_err(open)?;
    let desk = pool(options.writers, Duration::from_secs(30))
        .min_connections(0)
        .after_connect(|connection, _| {
            Box::pin(async {
                check(connection).await?;
                sqlx::query("PRAGMA query_only = on").execute(connection).await.map(drop)
            })
        })
        .connect_lazy_with(base);
    Ok(Store {
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        snapshots: Snapshots::new(
            SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
            SqlxSqliteConnector::from_sqlx_sqlite_pool(head),
            options.readers,
            options.patience,
        ),
        desk: SqlxSqliteConnector::from_sqlx_sqlite_pool(desk),
        interrupts: Interrupts::Sqlite(flags),
        articles: Arc::default(),
        backend: DbBackend::Sqlite,
        address,
    })
}

/// Asks the connection what it really does; a file system without shared memory, say, silently refuses WAL.
async fn check(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for (pragma, want) in
        [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("busy_timeout", "10000")]
    {
        let row =
            sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"))).fetch_one(&mut *connection).await?;
        let is = row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|n| n.to_string()))?;
        if is != want {
            let fault = format!("SQLite answers {pragma} = {is} where {want} was asked for");
            return Err(sqlx::Error::Configuration(fault.into()));
        }
    }
    Ok(())
}

async fn postgres(options: &Options) -> Result<Store, StoreError> {
    let reader_url = options.reader_url.as_ref().unwrap_or(&options.url);
    let connect = |url: &str| -> Result<PgConnectOptions, StoreError> {
        let open = |cause| StoreError::Open { url: redacted(url), cause };
        Ok(PgConnectOptions::from_str(url)
            .map_err(open)?
            .application_name("nutgraph")
            // Not what is merely there already.
            .options([("client_min_messages", "warning")])
            .disable_statement_logging())
    };
    // A pool asks again and again until its time is up, and then cannot say why; this tells at once.
    let first = connect(&options.url)?.connect().await;
    first.map_err(|cause| StoreError::Open { url: redacted(&options.url), cause })?.close().await?;
    let pool = |size, patience| {
        PgPoolOptions::new().max_connections(size).acquire_timeout(patience).test_before_acquire(false)
    };
    let writer = pool(options.writers, Duration::from_secs(30))
        .after_connect(|connection, _| {
            Box::pin(async { sqlx::query(COMPRESSION).execute(connection).await.map(drop) })
        })
        .connect_with(connect(&options.url)?.options([("gin_pending_list_limit", PILE)]))
        .await;
    let writer = writer.map_err(|cause| StoreError::Open { url: redacted(&options.url), cause })?;
    let desk = pool(options.writers, Duration::from_secs(30)).connect_lazy_with(connect(&options.url)?);
    // One snapshot per request: a plain BEGIN is then enough, and nothing can be written. Compiling a statement takes
    // many times as long as running one that stops at its page, which the planner cannot foresee.
    // 0 is no limit.
    let statement_timeout = options.statement_timeout.map_or(0, |limit| limit.as_millis()).to_string();
    let snapshot = [
        ("default_transaction_isolation", "repeatable read"),
        ("default_transaction_read_only", "on"),
        ("jit", "off"),
        // Readers' statements have an index for whatever grows. The planner believes in reading a whole table once it misjudges
        // how many rows it is asked for, as of texts, whose words are known when it is asked and not before.
        ("enable_seqscan", "off"),
        ("statement_timeout", &statement_timeout),
    ];
    let interrupts = pool(1, Duration::from_secs(5)).test_before_acquire(true);
    let interrupts = interrupts.connect_lazy_with(connect(reader_url)?);
    let reader = |size| {
        pool(size, options.patience).after_connect(|connection, _| {
            Box::pin(async {
                super::edition::note(connection).await?;
                step_down(connection).await
            })
        })
    };
    let reads = connect(reader_url)?.options(snapshot);
    let head = reader(1).connect_lazy_with(reads.clone());
    let reader = reader(options.readers).connect_with(reads).await;
    let reader = reader.map_err(|cause| StoreError::Open { url: redacted(reader_url), cause })?;
    Ok(Store {
        writer: SqlxPostgresConnector::from_sqlx_postgres_pool(writer),
        snapshots: Snapshots::new(
            SqlxPostgresConnector::from_sqlx_postgres_pool(reader),
            SqlxPostgresConnector::from_sqlx_postgres_pool(head),
            options.readers,
            options.patience,
        ),
        desk: SqlxPostgresConnector::from_sqlx_postgres_pool(desk),
        interrupts: Interrupts::Postgres(interrupts),
        articles: Arc::default(),
        backend: DbBackend::Postgres,
        address: redacted(&options.url),
    })
}

/// What PostgreSQL piles up for its text index before it sorts that in. Every search looks through the pile, which takes longer
/// than the rest of it long before the pile has the 4 MB that are usual. This is the least that can be set.
const PILE: &str = "64kB";

/// Texts are pressed by LZ4, which takes a fraction of the time of PostgreSQL's own way, where it was built with it.
const COMPRESSION: &str = "DO $$ BEGIN SET default_toast_compression = 'lz4';
    EXCEPTION WHEN undefined_object OR invalid_parameter_value THEN NULL; END $$";

/// Takes on the role that can read the edition's tables and nothing else, where `migrate` was allowed to make it.
async fn step_down(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let may = "SELECT count(*) FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER')";
    let may = sqlx::query(may).bind(super::edition::READER_ROLE).fetch_one(&mut *connection).await?;
    if may.try_get::<i64, _>(0)? > 0 {
        let role = format!("SET ROLE {}", super::edition::READER_ROLE);
        sqlx::query(sqlx::AssertSqlSafe(role)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The address without its password, which stands before the last `@` or among the parameters.
#[must_use]
pub fn redacted(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => format!("{}://***{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}
