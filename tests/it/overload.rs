//! What is too much, and what takes too long: refused or given up in time, in the database too.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use nutgraph::clock::Clock;
use nutgraph::domain::site::Site;
use nutgraph::graphql::schema;
use nutgraph::graphql::wire::{Api, Gate};
use nutgraph::http::{App, Limits};
use nutgraph::store::{Edition, Options, Store};
use reqwest::Response;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tokio::time::timeout;

use crate::support::{Database, Server, both, on_postgresql, usual};

both!(
    q10_no_statement_outlives_its_request,
    what_its_client_left_is_ended,
    r08_a_busy_database_is_told_of_at_once,
    r19_what_cannot_be_answered_is_refused_at_once,
);

/// Far more than any of the times here, for machines that are busy with something else.
const PATIENCE: Duration = Duration::from_secs(20);

const SLOW: &str = "{ articles { totalCount } }";
const FAST: &str = "{ edition { number } }";

/// The database, opened once more as a server opens it; reading counters takes half a minute.
async fn slowed(db: &Database, readers: u32, patience: Duration) -> Store {
    let slow = if db.options.url.starts_with("sqlite") {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000000) SELECT max(i) FROM n"
    } else {
        "SELECT pg_sleep(30)::text"
    };
    execute(
        &db.options.url,
        &format!(
            "INSERT INTO edition_counter (name, value) VALUES ('articles', 7);
            ALTER TABLE edition_counter RENAME TO edition_kept;
            CREATE VIEW edition_counter AS SELECT kept.* FROM edition_kept kept, ({slow}) slow;"
        ),
    )
    .await;
    if !db.options.url.starts_with("sqlite") {
        execute(&db.options.url, "GRANT SELECT ON edition_counter TO nutgraph_reader").await;
    }
    Store::open(&Options { readers, patience, ..db.options.clone() }).await.unwrap()
}

async fn execute(url: &str, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    } else {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

async fn serve(store: &Store, limits: Limits) -> Server {
    let api = Api::new(schema(), &Gate::default()).unwrap();
    Server::start(App::new(store.clone(), Clock::System, Site::default(), api, limits)).await
}

async fn code(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body = response.json::<Value>().await.unwrap();
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or("fine").to_owned())
}

async fn q10_no_statement_outlives_its_request(db: Database) {
    let store = slowed(&db, 2, Duration::from_secs(10)).await;
    let limits = Limits { request_timeout: Duration::from_millis(300), ..usual() };
    let (server, patient) = (serve(&store, limits).await, serve(&store, usual()).await);
    let begun = Instant::now();
    for answer in join_all((0..10).map(|_| server.post(json!({ "query": SLOW })))).await {
        assert_eq!(code(answer).await, (503, "TIMEOUT".to_owned()));
    }
    // Both connections are free again, which a statement under way would hold for half a minute.
    for answer in join_all((0..2).map(|_| patient.post(json!({ "query": FAST })))).await {
        assert_eq!(code(answer).await, (200, "fine".to_owned()));
    }
    if db.options.url.starts_with("postgres") {
        let pool = sqlx::PgPool::connect(&db.options.url).await.unwrap();
        let left = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
            AND pid <> pg_backend_pid()";
        while sqlx::query_scalar::<_, i64>(left).fetch_one(&pool).await.unwrap() > 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "statements are left");
        }
        pool.close().await;
    }
    // Nobody ended a statement of the next request.
    for _ in 0..20 {
        assert_eq!(code(patient.post(json!({ "query": FAST })).await).await.0, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    store.close().await;
}

async fn what_its_client_left_is_ended(db: Database) {
    let store = slowed(&db, 1, Duration::from_secs(10)).await;
    let limits = Limits { request_timeout: Duration::from_secs(60), ..usual() };
    let server = serve(&store, limits).await;
    let begun = Instant::now();
    let asked = server.client.post(format!("{}/graphql", server.url)).json(&json!({ "query": SLOW }));
    let left = asked.timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(left.is_timeout());
    assert_eq!(code(server.post(json!({ "query": FAST })).await).await.0, 200);
    assert!(begun.elapsed() < Duration::from_secs(9), "the connection was not free");
    store.close().await;
}

async fn r08_a_busy_database_is_told_of_at_once(db: Database) {
    let options = Options { readers: 1, patience: Duration::from_millis(100), ..db.options.clone() };
    let store = Store::open(&options).await.unwrap();
    let server = serve(&store, usual()).await;
    assert_eq!(code(server.post(json!({ "query": FAST })).await).await.0, 200);
    assert_eq!(server.get("/health/ready").await.status(), 200);
    let held = Edition::open(&store, None).await.unwrap();
    let refused = server.post(json!({ "query": FAST })).await;
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(code(refused).await, (503, "OVERLOADED".to_owned()));
    // Others were served a moment ago: it is busy, not broken.
    assert_eq!(server.get("/health/ready").await.status(), 200);
    drop(held);
    assert_eq!(code(server.post(json!({ "query": FAST })).await).await.0, 200);
    store.close().await;
}

async fn r19_what_cannot_be_answered_is_refused_at_once(db: Database) {
    let store = slowed(&db, 4, Duration::from_secs(10)).await;
    let limits = Limits { request_timeout: Duration::from_millis(500), concurrent_reads: 2, ..usual() };
    let (server, patient) = (serve(&store, limits).await, serve(&store, usual()).await);
    let answers = join_all((0..20).map(|_| server.post(json!({ "query": SLOW })))).await;
    let mut codes = vec![];
    for answer in answers {
        let retry = answer.headers().contains_key("retry-after");
        let (status, code) = code(answer).await;
        assert_eq!((status, retry), (503, code == "OVERLOADED"));
        codes.push(code);
    }
    // Two are at work, two wait for them; the others are told to come again.
    assert_eq!(codes.iter().filter(|code| *code == "TIMEOUT").count(), 4, "{codes:?}");
    assert_eq!(server.get("/health/live").await.status(), 200);
    assert_eq!(server.get("/health/ready").await.status(), 200);
    assert_eq!(code(patient.post(json!({ "query": FAST })).await).await.0, 200);
    store.close().await;
}

#[test]
fn who_asks_for_readiness_costs_the_database_next_to_nothing() {
    on_postgresql(async |db: Database| {
        let pool = sqlx::PgPool::connect(&db.options.url).await.unwrap();
        let mut lock = pool.begin().await.unwrap();
        sqlx::query("LOCK TABLE seaql_migrations").execute(&mut *lock).await.unwrap();
        let server = db.serve().await;
        let probes = join_all((0..20).map(|_| server.get("/health/ready")));
        let watch = async {
            let waiting =
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'seaql_migrations'::regclass";
            let count = async || sqlx::query_scalar::<_, i64>(waiting).fetch_one(&pool).await.unwrap();
            while count().await == 0 {}
            tokio::time::sleep(Duration::from_millis(300)).await;
            count().await
        };
        let (answers, waiting) = timeout(PATIENCE, async { tokio::join!(probes, watch) }).await.unwrap();
        assert_eq!(waiting, 1, "one asks for all");
        assert!(answers.iter().all(|answer| answer.status() == 503));
        lock.rollback().await.unwrap();
        let begun = Instant::now();
        while server.get("/health/ready").await.status() != 200 {
            assert!(begun.elapsed() < PATIENCE, "it is never ready again");
        }
        pool.close().await;
    });
}

#[test]
fn t05_r18_a_database_that_is_away_is_told_of() {
    on_postgresql(async |db: Database| {
        let server = db.serve().await;
        assert_eq!(server.get("/health/ready").await.status(), 200);
        let name = db.options.url.split('?').next().unwrap().rsplit('/').next().unwrap();
        let admin = db.options.url.replace(&format!("/{name}"), "/postgres");
        execute(&admin, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        let all = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        execute(&admin, &all).await;
        let begun = Instant::now();
        // What was found a moment ago holds for a moment.
        while server.get("/health/ready").await.status() == 200 {
            assert!(begun.elapsed() < PATIENCE, "it stays ready");
        }
        for _ in 0..5 {
            let answer = server.post(json!({ "query": FAST })).await;
            assert_eq!(answer.headers()["retry-after"], "1");
            assert_eq!(code(answer).await, (503, "UNAVAILABLE".to_owned()));
            assert_eq!(server.get("/health/ready").await.status(), 503);
            assert_eq!(server.get("/health/live").await.status(), 200);
        }
        assert!(begun.elapsed() < Duration::from_secs(2));
        execute(&admin, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
        while server.get("/health/ready").await.status() != 200 {
            assert!(begun.elapsed() < PATIENCE, "it is never ready again");
        }
        assert_eq!(code(server.post(json!({ "query": FAST })).await).await.0, 200);
    });
}
