//! At a size where it shows, PostgreSQL reads no table from end to end to change something, either: it counts the rows that
//! it reads so.

use std::collections::BTreeMap;

use nutgraph::auth::{Actor, Role};
use nutgraph::domain::import::{self, Input, Outcome};
use nutgraph::domain::publication::rebuild;
use nutgraph::domain::reference;
use nutgraph::domain::schedule::sweep;
use nutgraph::store::Store;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde_json::{Value, json};

use crate::publication::begin;
use crate::support::verbs::person;
use crate::support::{Database, on_postgresql, told};

/// Articles, people, and relations.
const MANY: usize = 1_500;

#[test]
fn no_change_reads_a_table_that_grows() {
    on_postgresql(story);
}

async fn story(db: Database) {
    grow(&db).await;
    let mut watch = Watch { before: read_whole(&db).await, db, scans: vec![] };
    assert!(watch.before.values().filter(|read| read.rows >= LARGE).count() > 20, "{:#?}", watch.before);
    work(&mut watch).await;
    assert!(watch.scans.is_empty(), "tables that were read from end to end: {:#?}", watch.scans);
    little_is_left_to_look_through(&watch.db).await;
}

/// What the text index has not sorted in yet, each search reads from end to end.
async fn little_is_left_to_look_through(db: &Database) {
    let text = (0..6_000).map(|n| format!("w{n:x}")).collect::<Vec<_>>().join(" ");
    let id = db.draft(&editor(), "Many words", &text).await;
    db.done(&editor(), "publishArticle", json!({ "id": id }), "id").await;
    assert!(piled(db).await <= 8, "after a publication");
    let tx = begin(db).await;
    rebuild(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(piled(db).await <= 8, "after a rebuild");
}

/// Pages of 8 KiB that were not sorted in, and are now.
pub async fn piled(db: &Database) -> i64 {
    #[derive(FromQueryResult)]
    struct Piled {
        pages: i64,
    }
    let account = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let sql = "SELECT gin_clean_pending_list('edition_text_words') AS pages";
    let piled =
        Piled::find_by_statement(Statement::from_string(DbBackend::Postgres, sql)).one(&account).await;
    account.close().await.unwrap();
    piled.unwrap().unwrap().pages
}

/// Rows of a table from which on it must not be read so.
const LARGE: i64 = 1_000;

/// Looks at what each step of the work reads.
struct Watch {
    db: Database,
    before: BTreeMap<String, Reads>,
    scans: Vec<String>,
}

impl Watch {
    async fn step<T>(&mut self, name: &str, step: impl AsyncFnOnce(&Database) -> T) -> T {
        // What a connection has read is told when it ends.
        let db = Database { store: Store::open(&self.db.options).await.unwrap(), ..self.db.clone() };
        let outcome = step(&db).await;
        db.store.close().await;
        let after = read_whole(&self.db).await;
        for (table, read) in after.iter().filter(|(_, read)| read.rows >= LARGE) {
            let rows = read.whole - self.before.get(table).map_or(0, |read| read.whole);
            if rows >= LARGE {
                self.scans.push(format!("{name}: {table}, {rows} rows"));
            }
        }
        self.before = after;
        outcome
    }

    /// A mutation of an article.
    async fn article(&mut self, name: &str, input: Value) {
        self.step(name, async |db| db.done(&editor(), name, input, "id").await).await;
    }

    /// Another mutation.
    async fn other(&mut self, name: &str, what: &str, input: Value) -> Value {
        self.step(name, async |db| told::done(db, &editor(), name, what, input).await).await
    }
}

fn editor() -> Actor {
    person(3, Role::Editor)
}

/// A newsroom in which an index is worth its while.
async fn grow(db: &Database) {
    let db = Database { store: Store::open(&db.options).await.unwrap(), ..db.clone() };
    reference::seed(&db.store, &db.clock).await.unwrap();
    let entities: Vec<Value> = (0..MANY)
        .map(|n| {
            json!({ "kind": "PERSON", "name": format!("Nora Number{n}"), "slug": format!("e-{n}"), "public": true,
                "identifiers": [{ "scheme": "wikidata", "value": format!("Q{}", 900_000_000 + n) }],
                "names": [{ "name": format!("Alias{n} Number"), "kind": "ALIAS" }] })
        })
        .collect();
    let articles: Vec<Value> = (0..MANY)
        .map(|n| {
            let next = (n + 1) % MANY;
            let text = |n| {
                let rest = if n == 0 { " And so on.".repeat(1_000) } else { String::new() };
                format!("Here Nora Number{n} met Nora Number{next} on day {n}.{rest}")
            };
            json!({ "slug": format!("a-{n}"), "language": "en", "headline": format!("Headline {n}"), "publication": "LIVE",
                "about": [format!("e-{n}")], "contributors": [{ "entity": format!("e-{next}"), "role": "AUTHOR" }],
                "body": { "format": "PLAIN", "source": text(n) } })
        })
        .collect();
    let relations: Vec<Value> = (0..MANY)
        .map(|n| {
            json!({ "key": format!("r-{n}"), "subject": format!("e-{n}"), "type": "ALLY_OF",
                "object": format!("e-{}", (n + 7) % MANY), "evidence": [{ "stance": "SUPPORTS",
                "article": format!("a-{n}"), "quote": format!("Nora Number{n} met") }] })
        })
        .collect();
    let bundle = json!({ "nutgraph": 1, "entities": entities, "articles": articles, "relations": relations });
    let bundle = vec![Input::Bundle { name: "many".into(), json: bundle.to_string().into_bytes() }];
    let options = import::Options { publish: true, ..import::Options::default() };
    let outcomes = import::run(&db.store, &db.clock, bundle, &options, &mut |_| {}).await.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
    db.store.close().await;
    let account = sea_orm::Database::connect(&db.options.url).await.unwrap();
    // Of so few rows the planner would read all where it takes a list for longer than it is. What it still reads so then, has
    // no index.
    let plans = "ANALYZE; DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$";
    account.execute_unprepared(plans).await.unwrap();
    imported_well(&account).await;
    account.close().await.unwrap();
}

/// The text index is in order, and long texts are pressed as the server does best.
async fn imported_well(account: &DatabaseConnection) {
    #[derive(Debug, PartialEq, FromQueryResult)]
    struct Made {
        piled: i64,
        pressed: bool,
    }
    let sql = "SELECT gin_clean_pending_list('edition_text_words') AS piled,
        (SELECT bool_and(pg_column_compression(text) IS NOT DISTINCT FROM 'lz4') FROM edition_version WHERE length(text) > 9000)
            OR NOT (SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') AS pressed";
    let made = Made::find_by_statement(Statement::from_string(DbBackend::Postgres, sql)).one(account).await;
    assert_eq!(made.unwrap(), Some(Made { piled: 0, pressed: true }));
}

/// A day of the newsroom.
async fn work(watch: &mut Watch) {
    let draft =
        async |db: &Database| db.draft(&editor(), "A day", "Here Nora Number7 met Nora Number8.").await;
    let id = watch.step("createArticle", draft).await;
    let save = async |db: &Database| db.save(&editor(), &id, 1, "Here Nora Number7 met Nora Number9.").await;
    watch.step("updateArticle", save).await;
    let other = watch.step("createArticle", draft).await;
    watch.article("publishArticle", json!({ "id": other, "at": "2026-01-15T13:00:00Z" })).await;
    let swept = async |db: &Database| {
        let late = db.at("2026-01-15T13:00:01Z");
        sweep(&late.newsroom_of(), Some(late.clock.now())).await.unwrap()
    };
    assert_eq!(watch.step("the schedule", swept).await, 1);
    let this = json!({ "id": id });
    watch.article("publishArticle", this.clone()).await;
    let notice = json!({ "kind": "CORRECTION", "text": "It was number 8." });
    let correct = json!({ "id": id, "baseRevision": 2, "basedOn": "HEAD", "notice": notice,
        "changes": { "body": { "source": "Nora Number8 met nobody." } } });
    watch.article("correctArticle", correct).await;
    watch.article("withdrawArticle", this.clone()).await;
    watch.article("publishArticle", this).await;
    watch.article("retractArticle", json!({ "id": id, "notice": "It is not true." })).await;
    let mut entities = vec![];
    for slug in ["newcomer", "again"] {
        let entity = json!({ "kind": "PERSON", "name": format!("Nora {slug}"), "slug": slug });
        let entity = watch.other("createEntity", "entity { id }", entity).await["entity"]["id"].take();
        watch.other("publishEntities", "__typename", json!({ "ids": [entity] })).await;
        entities.push(entity);
    }
    let (entity, other) = (&entities[0], &entities[1]);
    let query = "query($id: ID!) { desk { entity(id: $id) { version } } }";
    let version = async |db: &Database| db.desk(&editor(), query, json!({ "id": entity })).await;
    let version = watch.step("Desk.entity", version).await["data"]["desk"]["entity"]["version"].take();
    let changes = json!({ "name": "Nora Newcomer Smith", "summary": "new here" });
    let changes = json!({ "id": entity, "expectedVersion": version, "changes": changes });
    watch.other("updateEntity", "entity { id }", changes).await;
    let relation = json!({ "subject": entity, "type": "ALLY_OF", "object": "e-9", "unsourced": true });
    let relation = watch.other("createRelation", "relation { id }", relation).await["relation"]["id"].take();
    watch.other("publishRelations", "__typename", json!({ "ids": [relation] })).await;
    watch.other("withdrawRelations", "__typename", json!({ "ids": [relation] })).await;
    let merge = json!({ "source": entity, "target": other, "reason": "one and the same" });
    watch.other("mergeEntities", "__typename", merge).await;
    watch.other("unmergeEntities", "__typename", json!({ "source": entity })).await;
    watch.other("withdrawEntities", "__typename", json!({ "ids": [entity] })).await;
}

/// A table: its rows, and how many were read from end to end.
#[derive(Clone, Copy, Debug)]
struct Reads {
    rows: i64,
    whole: i64,
}

async fn read_whole(db: &Database) -> BTreeMap<String, Reads> {
    #[derive(FromQueryResult)]
    struct Row {
        relname: String,
        rows: i64,
        whole: i64,
    }
    let account = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let sql = "SELECT s.relname, greatest(c.reltuples, 0)::bigint AS rows, s.seq_tup_read AS whole
        FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let rows = Row::find_by_statement(statement).all(&account).await.unwrap();
    account.close().await.unwrap();
    rows.into_iter().map(|Row { relname, rows, whole }| (relname, Reads { rows, whole })).collect()
}
