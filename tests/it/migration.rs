//! The tables go up, down and up again.

use nutgraph::store::{Edition, Store};
use sea_orm::{ConnectionTrait, DbBackend};

use crate::support::{Database, both};

both!(
    is_done_once,
    servers_start_together,
    goes_back_and_forth,
    leaves_an_empty_edition,
    readers_have_the_rights_of_their_role
);

async fn is_done_once(db: Database) {
    assert_eq!(db.store.pending().await.unwrap(), Vec::<String>::new());
    assert_eq!(db.store.migrate().await.unwrap(), 0);
}

async fn servers_start_together(db: Database) {
    let start = async || {
        let store = Store::open(&db.options).await.unwrap();
        let steps = store.migrate().await.unwrap();
        store.close().await;
        steps
    };
    for _ in 0..4 {
        let started = futures_util::future::join_all((0..6).map(|_| start())).await;
        assert_eq!(started, [0; 6]);
    }
}

async fn goes_back_and_forth(db: Database) {
    db.store.unmigrate(99).await.unwrap();
    let pending = db.store.pending().await.unwrap();
    assert_eq!(pending[..2], ["m0001_desk", "m0002_edition"]);
    assert_eq!(db.store.migrate().await.unwrap(), pending.len());
    assert_eq!(db.store.pending().await.unwrap(), Vec::<String>::new());
}

async fn leaves_an_empty_edition(db: Database) {
    let edition = Edition::open(&db.store, None).await.unwrap();
    assert_eq!(edition.number(), 0);
    insta::assert_snapshot!(edition.published_at(), @"1970-01-01T00:00:00.000Z");
}

/// PostgreSQL alone has roles. What the readers' role may not read, readers cannot, whatever the account behind it may.
async fn readers_have_the_rights_of_their_role(db: Database) {
    let account = sea_orm::Database::connect(&db.options.url).await.unwrap();
    if account.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let granted = "SELECT count(*) AS n FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
        AND has_table_privilege('nutgraph_reader', oid, 'SELECT')
        AND relname <> 'edition' AND relname NOT LIKE 'edition\\_%'";
    let statement = sea_orm::Statement::from_string(DbBackend::Postgres, granted);
    let row = account.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0, "the role reads nothing of the desk");
    assert!(Edition::open(&db.store, None).await.is_ok());
    account.execute_unprepared("REVOKE SELECT ON edition FROM nutgraph_reader").await.unwrap();
    let error = Edition::open(&db.store, None).await.unwrap_err().to_string();
    assert!(error.contains("permission denied"), "readers went on with the account's rights: {error}");
}
