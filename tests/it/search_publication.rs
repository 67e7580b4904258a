//! The index follows the newsroom, in the very edition: what is published is found, what is taken back is not.

use nutgraph::auth::Role;
use nutgraph::domain::public_id::{self, Prefix};
use nutgraph::domain::publication;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::publication::begin;
use crate::search::{found, publish};
use crate::support::verbs::person;
use crate::support::{Database, both};

both!(
    what_is_published_is_found,
    what_is_withdrawn_leaves_no_trace,
    a_rebuild_gives_the_same_index,
    articles_of_one_instant_have_places_of_their_own,
    a_database_of_an_earlier_release_is_indexed_anew,
);

/// Every word of the index with its places, and all that belongs to it.
async fn index(db: &Database) -> Vec<String> {
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let mut all = vec![];
    let sql = match rows.get_database_backend() {
        DbBackend::Postgres => "SELECT recency || ' ' || words::text AS line FROM edition_text",
        _ => {
            // What is deleted stays in the pieces of the index until they are merged.
            rows.execute_unprepared("INSERT INTO edition_text (edition_text) VALUES ('optimize')")
                .await
                .unwrap();
            rows.execute_unprepared(
                "CREATE VIRTUAL TABLE IF NOT EXISTS edition_spy USING fts5vocab(edition_text, instance)",
            )
            .await
            .unwrap();
            "SELECT doc || ' ' || term || ' ' || col || ' ' || offset AS line FROM edition_spy"
        }
    };
    for row in rows.query_all_raw(Statement::from_string(rows.get_database_backend(), sql)).await.unwrap() {
        all.push(row.try_get::<String>("", "line").unwrap());
    }
    for row in db::edition_text_row::Entity::find().all(&rows).await.unwrap() {
        all.push(format!("{row:?}"));
    }
    for row in db::edition_text_word::Entity::find().all(&rows).await.unwrap() {
        all.push(format!("{row:?}"));
    }
    all.sort();
    all
}

async fn what_is_published_is_found(db: Database) {
    let editor = person(3, Role::Editor);
    let id = db.draft(&editor, "Rain in Almaty", "It rains.").await;
    let first = async |query: &str| found(&db, query, "").await.len();
    assert_eq!(first("rain").await, 0, "a draft is not found");
    db.done(&editor, "publishArticle", json!({ "id": id }), "id").await;
    assert_eq!((first("rain").await, first("headline:almaty").await), (1, 1));
    db.save(&editor, &id, 1, "It snows.").await;
    assert_eq!((first("rain").await, first("snow").await), (1, 0), "a newer text is the desk's alone");
    let correct = json!({ "id": id, "baseRevision": 2, "basedOn": "HEAD", "notice": { "kind": "CORRECTION", "text": "It was snow." } });
    let fields = "live { id }";
    let corrected = db.verb(&editor, "correctArticle", correct, fields).await;
    assert_eq!(corrected["userErrors"], json!([]), "{corrected}");
    assert_eq!((first("body:rain").await, first("snow").await), (0, 1), "a correction moves the index");
    db.done(&editor, "withdrawArticle", json!({ "id": id }), "id").await;
    assert_eq!(first("snow").await, 0);
    assert_eq!(index(&db).await, [""; 0], "nothing of it is left");
    db.done(&editor, "publishArticle", json!({ "id": id }), "id").await;
    assert_eq!(first("snow").await, 1);
    db.done(&editor, "retractArticle", json!({ "id": id, "notice": "It did not snow." }), "id").await;
    assert_eq!(first("snow").await + first("almaty").await, 0, "what is retracted is not found");
    assert_eq!(index(&db).await, [""; 0]);
}

/// All that a search tells but the number of the edition.
async fn told(db: &Database, typed: &str) -> Value {
    let query = "query($q: String!) { search(query: $q, first: 50) { totalCount totalCountIsExact rankedAmongNewest didYouMean
        pageInfo { hasNextPage endCursor } edges { cursor matchedName snippets { field html start } node { ... on Article { slug } ... on Entity { name } } } }
        newest: search(query: $q, orderBy: NEWEST) { totalCount edges { cursor node { ... on Article { slug } } } } }";
    db.data(query, json!({ "q": typed })).await
}

const ASKED: [&str; 8] = [
    "quetzalcoatlus",
    "quetzalcoatlos",
    "quetzal*",
    "\"quetzalcoatlus says\"",
    "president",
    "president -quetzalcoatlus",
    "Kazakhstan OR quetzalcoatlus",
    "headline:quetzalcoatlus",
];

async fn what_is_withdrawn_leaves_no_trace(db: Database) {
    let editor = person(3, Role::Editor);
    db.newsroom().await;
    let mut before = vec![];
    for typed in ASKED {
        before.push(told(&db, typed).await);
    }
    let kept = index(&db).await;
    let text = "quetzalcoatlus says that the president is in Kazakhstan";
    let mut ids = vec![];
    for n in 0..3 {
        ids.push(db.draft(&editor, &format!("quetzalcoatlus president {n}"), text).await);
    }
    for id in &ids {
        db.done(&editor, "publishArticle", json!({ "id": id }), "id").await;
    }
    assert_ne!(told(&db, ASKED[0]).await, before[0]);
    db.done(&editor, "withdrawArticle", json!({ "id": ids[0] }), "id").await;
    db.done(&editor, "withdrawArticle", json!({ "id": ids[1] }), "id").await;
    db.done(&editor, "retractArticle", json!({ "id": ids[2], "notice": "No." }), "id").await;
    for (typed, before) in ASKED.iter().zip(before) {
        assert_eq!(told(&db, typed).await, before, "{typed}");
    }
    assert_eq!(index(&db).await, kept);
}

async fn a_rebuild_gives_the_same_index(db: Database) {
    let editor = person(3, Role::Editor);
    db.newsroom().await;
    // One entity becomes another: articles that name it are laid out anew.
    let slugs = "{ a: entity(slug: \"twitter\") { id } b: entity(slug: \"kgb\") { id } }";
    let data = db.data(slugs, json!({})).await;
    let desk = |id: &Value| public_id::print(Prefix::DeskEntity, uid(id));
    let input = json!({ "source": desk(&data["a"]["id"]), "target": desk(&data["b"]["id"]), "reason": "one", "force": true });
    let merge =
        "mutation($input: MergeEntitiesInput!) { mergeEntities(input: $input) { userErrors { message } } }";
    let answer = db.desk(&editor, merge, json!({ "input": input })).await;
    assert_eq!(answer["data"]["mergeEntities"]["userErrors"], json!([]), "{answer}");
    let before = index(&db).await;
    assert!(before.len() > 100);
    let tx = begin(&db).await;
    publication::rebuild(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(index(&db).await, before);
}

fn uid(id: &Value) -> Uuid {
    public_id::parse(Prefix::Entity, id.as_str().unwrap()).unwrap()
}

async fn articles_of_one_instant_have_places_of_their_own(db: Database) {
    let editor = person(3, Role::Editor);
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    publish(&db, &[["a", "en", "2025-01-01T09:00:00Z", "Rain", "", "It rains."]]).await;
    let row = db::edition_text_row::Entity::find().one(&rows).await.unwrap().unwrap();
    // As if another article of this millisecond had an id that is alike in its last bits.
    let next = row.recency + 1;
    let other = format!(
        "INSERT INTO edition_text_row (recency, article_id, weights) SELECT {next}, 999999, weights FROM edition_text_row"
    );
    rows.execute_unprepared(&other).await.unwrap();
    publish(&db, &[["b", "en", "2025-01-01T09:00:00Z", "Rain", "", "It rains."]]).await;
    assert_eq!(found(&db, "rain", ", orderBy: NEWEST").await, ["b", "a"]);
    let id = "{ article(slug: \"b\") { id } }";
    let id = db.data(id, json!({})).await["article"]["id"].take();
    db.done(&editor, "withdrawArticle", json!({ "id": id }), "id").await;
    assert_eq!(found(&db, "rain", ", orderBy: NEWEST").await, ["a"]);
}

async fn a_database_of_an_earlier_release_is_indexed_anew(db: Database) {
    db.newsroom().await;
    let before = index(&db).await;
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    if rows.get_database_backend() != DbBackend::Postgres {
        rows.execute_unprepared("DROP TABLE edition_spy").await.unwrap();
    }
    while !db.store.pending().await.unwrap().contains(&"m0014_search".to_owned()) {
        db.store.unmigrate(1).await.unwrap();
    }
    db.store.migrate().await.unwrap();
    assert_eq!(index(&db).await, [""; 0]);
    let tx = begin(&db).await;
    assert!(publication::is_stale(&tx).await.unwrap());
    publication::rebuild(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(index(&db).await, before);
}
