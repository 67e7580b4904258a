//! A fresh, migrated database for one story.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use chrono::{TimeZone, Utc};
use db::Timestamp;
use futures_util::FutureExt;
use nutgraph::clock::Clock;
use nutgraph::domain::import::{self, Input, Outcome};
use nutgraph::domain::newsroom::Newsroom;
use nutgraph::domain::reference;
use nutgraph::graphql::document::Limits;
use nutgraph::graphql::schema;
use nutgraph::graphql::wire::{Api, Gate};
use nutgraph::runtime;
use nutgraph::store::{Options, Store};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::postgres;

/// All stories share one runtime, so that what serves them all (the connection of the PostgreSQL server's keeper)
/// outlives each of them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| runtime::start().unwrap());

/// What a story gets: an empty database with all tables, 2026-01-15T12:00:00Z, and ids that count from 1.
#[derive(Clone)]
pub struct Database {
    pub store: Store,
    pub clock: Clock,
    /// Opens the same database once more, as another process would.
    pub options: Options,
    /// Of this story alone: it remembers relation types, by the edition's number.
    pub api: Api,
    /// Where it is there, everything is asked over HTTP: by readers, and by people with tokens of their own, which are kept
    /// here by person and time.
    pub tokens: Option<Tokens>,
    /// The graph in memory, for what is asked in process; without, everything is read.
    pub graphs: Option<nutgraph::domain::graph::kept::Graphs>,
    /// What is asked in process shares what one server would keep, but for the graph: the names that it knows.
    pub newsroom: Newsroom,
}

/// Access tokens, by account and instant.
pub type Tokens = Arc<Mutex<HashMap<(Uuid, i64), String>>>;

impl Database {
    /// The same database, asked over HTTP.
    #[must_use]
    pub fn over_http(&self) -> Self {
        Self { tokens: Some(Tokens::default()), ..self.clone() }
    }
}

impl Database {
    async fn open(url: String) -> Self {
        let options = Options { readers: 4, writers: 4, ..Options::new(url) };
        let store = Store::open(&options).await.expect("the story's database opens");
        let now = Utc.with_ymd_and_hms(2026, 1, 15, 12, 0, 0).unwrap().into();
        let clock = Clock::fixed(now, 1);
        Self {
            newsroom: Newsroom::new(store.clone(), clock.clone(), Arc::default()),
            store,
            clock,
            options,
            api: Api::new(schema(), &Gate::default()).unwrap(),
            tokens: None,
            graphs: None,
        }
    }
}

impl Database {
    /// The same database, of whose articles nothing is known yet.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self { store: self.store.unread(), ..self.clone() }
    }

    /// The same database, asked by requests that no limit holds back.
    #[must_use]
    pub fn unlimited(&self) -> Self {
        let limits = Limits {
            bytes: usize::MAX,
            tokens: usize::MAX,
            aliases: usize::MAX,
            root_fields: u64::MAX,
            selections: u64::MAX,
            cost: u64::MAX,
            ..Limits::default()
        };
        let api = Api::new(schema(), &Gate { limits, ..Gate::default() }).unwrap();
        Self { api, ..self.clone() }
    }

    /// Takes the edition's tables away, with all that came after them; tells which steps are missing now.
    pub async fn without_edition(&self) -> Vec<String> {
        while !self.store.pending().await.unwrap().contains(&"m0002_edition".to_owned()) {
            self.store.unmigrate(1).await.unwrap();
        }
        self.store.pending().await.unwrap()
    }

    /// The same database, so many seconds later: as another instance would find it then.
    #[must_use]
    pub fn later(&self, seconds: i64) -> Self {
        let Clock::Fixed { now, ids } = &self.clock else { panic!("a story's clock stands still") };
        let now = Timestamp(now.0 + seconds * 1000);
        Self { clock: Clock::Fixed { now, ids: Arc::clone(ids) }, ..self.clone() }
    }

    /// Another fresh database of the same kind, with a clock and ids of its own that are the same.
    pub async fn another(&self) -> Self {
        if self.options.url.starts_with("sqlite") {
            let other = Self::open(format!("{}-twin", self.options.url)).await;
            other.store.migrate().await.unwrap();
            return other;
        }
        let (_, url) = postgres::server().await.expect("it runs").create().await;
        Self::open(url).await
    }

    /// Ends what [`Self::another`] began.
    pub async fn end(self) {
        let (url, store) = (self.options.url, self.store);
        store.close().await;
        if let Some((_, rest)) = url.split_once("/nutgraph_test_") {
            let name = rest.split('?').next().unwrap_or_default();
            postgres::server().await.expect("it runs").drop(&format!("nutgraph_test_{name}")).await;
        }
    }

    /// Publishes the reference data and the newsroom of the demo.
    pub async fn newsroom(&self) {
        reference::seed(&self.store, &self.clock).await.unwrap();
        let json = include_bytes!("../../../src/domain/demo/newsroom.json").to_vec();
        let newsroom = vec![Input::Bundle { name: "demo".into(), json }];
        let options = import::Options { publish: true, ..import::Options::default() };
        let outcomes = import::run(&self.store, &self.clock, newsroom, &options, &mut |_| {}).await.unwrap();
        assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
    }
}

/// Runs a story on SQLite, in a file of its own.
pub fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Database) -> F) {
    /// Migrated once; every story gets a copy.
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    RUNTIME
        .block_on(async {
            let template = TEMPLATE.get_or_init(sqlite_template).await;
            let folder = TempDir::new().unwrap();
            let file = folder.path().join("nutgraph.db");
            fs::write(&file, template).unwrap();
            let db = Database::open(sqlite_url(file)).await;
            let store = db.store.clone();
            let outcome = AssertUnwindSafe(story(db)).catch_unwind().await;
            store.close().await;
            outcome
        })
        .unwrap_or_else(|panic| resume_unwind(panic));
}

async fn sqlite_template() -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("template.db");
    let store = Store::open(&Options::new(sqlite_url(file.clone()))).await.unwrap();
    store.migrate().await.expect("SQLite migrates");
    // A copy in one piece: what was written last may stand beside the file still, even after its connections closed.
    let copy = folder.path().join("copy.db");
    let connection = sea_orm::Database::connect(sqlite_url(file)).await.unwrap();
    connection.execute_unprepared(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
    store.close().await;
    fs::read(copy).unwrap()
}

fn sqlite_url(file: PathBuf) -> String {
    format!("sqlite://{}", file.display())
}

/// Runs a story on PostgreSQL, in a database of its own. Without a server, and outside of CI, it is skipped aloud.
pub fn on_postgresql<F: Future<Output = ()>>(story: impl FnOnce(Database) -> F) {
    RUNTIME
        .block_on(async {
            let Some(server) = postgres::server().await else { return Ok(()) };
            let (name, url) = server.create().await;
            let db = Database::open(url).await;
            let store = db.store.clone();
            let outcome = AssertUnwindSafe(story(db)).catch_unwind().await;
            store.close().await;
            server.drop(&name).await;
            outcome
        })
        .unwrap_or_else(|panic| resume_unwind(panic));
}
