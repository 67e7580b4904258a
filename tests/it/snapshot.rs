//! Snapshots that go from request to request: whoever asks after a publication sees it, and none stays open.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use nutgraph::store::Edition;
use serde_json::json;
use sqlx::Row;

use crate::publication::{apply, publish};
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(whoever_asks_after_a_publication_sees_it, none_outlasts_its_moment);

/// Each publication adds an article: what is counted tells the edition.
async fn whoever_asks_after_a_publication_sees_it(db: Database) {
    let desk = Desk::open(&db).await;
    let mut articles = vec![];
    for _ in 0..20 {
        articles.push(desk.article(&["x says so"], &[]).await);
    }
    let (newest, is_over) = (Arc::new(AtomicI64::new(-1)), Arc::new(AtomicBool::new(false)));
    let first = Edition::open(&db.store, None).await.unwrap().number();
    // More than there are connections.
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (db, newest, is_over) = (db.clone(), Arc::clone(&newest), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut asked = 0;
                while !is_over.load(Ordering::Acquire) {
                    let known = newest.load(Ordering::Acquire);
                    let data = db
                        .data(
                            "{ edition { number } articles(first: 3) { totalCount nodes { slug } } }",
                            json!({}),
                        )
                        .await;
                    let number = data["edition"]["number"].as_i64().unwrap();
                    assert!(number >= known, "edition {number} after {known} was published");
                    assert_eq!(data["articles"]["totalCount"], number - first, "of edition {number}");
                    asked += 1;
                }
                asked
            })
        })
        .collect();
    for article in articles {
        let number = apply(&db, publish(&db, article, 1)).await.unwrap().unwrap();
        newest.store(number, Ordering::Release);
    }
    // Those who ask from now on do, too.
    let asked = db.data("{ articles { totalCount } }", json!({})).await;
    assert_eq!(asked["articles"]["totalCount"], 20);
    is_over.store(true, Ordering::Release);
    let mut asked = 0;
    for reader in readers {
        asked += reader.await.unwrap();
    }
    assert!(asked > 20, "{asked} questions");
}

async fn none_outlasts_its_moment(db: Database) {
    let desk = Desk::open(&db).await;
    let article = desk.article(&["x says so"], &[]).await;
    let edition = Edition::open(&db.store, None).await.unwrap();
    drop(edition);
    apply(&db, publish(&db, article, 1)).await.unwrap();
    let begun = Instant::now();
    let is_held = async || {
        if db.options.url.starts_with("sqlite") {
            let pool = sqlx::SqlitePool::connect(&db.options.url).await.unwrap();
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&pool).await.unwrap();
            pool.close().await;
            return row.get::<i64, _>(0) != 0;
        }
        let pool = sqlx::PgPool::connect(&db.options.url).await.unwrap();
        let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        let open: i64 = sqlx::query_scalar(open).fetch_one(&pool).await.unwrap();
        pool.close().await;
        open > 0
    };
    while is_held().await {
        assert!(begun.elapsed() < Duration::from_secs(10), "a snapshot is still open");
    }
}
