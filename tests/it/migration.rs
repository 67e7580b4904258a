//! The tables go up, down and up again.

use nutgraph::store::Edition;

use crate::support::{Database, both};

both!(is_done_once, goes_back_and_forth, leaves_an_empty_edition);

async fn is_done_once(db: Database) {
    assert_eq!(db.store.pending().await.unwrap(), Vec::<String>::new());
    assert_eq!(db.store.migrate().await.unwrap(), 0);
}

async fn goes_back_and_forth(db: Database) {
    db.store.unmigrate(2).await.unwrap();
    let pending = db.store.pending().await.unwrap();
    insta::assert_snapshot!(pending.join(" "), @"m0001_desk m0002_edition");
    assert_eq!(db.store.migrate().await.unwrap(), pending.len());
    assert_eq!(db.store.pending().await.unwrap(), Vec::<String>::new());
}

async fn leaves_an_empty_edition(db: Database) {
    let edition = Edition::open(&db.store, None).await.unwrap();
    assert_eq!(edition.number(), 0);
    insta::assert_snapshot!(edition.published_at(), @"1970-01-01T00:00:00.000Z");
}
