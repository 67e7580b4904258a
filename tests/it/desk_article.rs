//! Articles on the desk: made, read, saved, and what stands against it.

use nutgraph::auth::{Actor, Role, User};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Database, both};

both!(
    an_article_is_made_and_saved,
    a_stale_save_is_a_conflict_and_changes_nothing,
    all_faults_are_told_at_once,
    r12_a_key_makes_it_happen_once,
    d10_others_drafts_are_not_there,
    readers_do_not_notice_drafts,
);

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

const CREATE: &str = "mutation($input: CreateArticleInput!) { createArticle(input: $input) {
    article { id publication hasUnpublishedChanges head { number slug headline bodySource text } live { id } }
    userErrors { __typename message path code } } }";

const UPDATE: &str = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
    article { id head { number headline summary note } }
    conflict { base current changedFields }
    userErrors { message path code } } }";

async fn create(db: &Database, actor: &Actor, input: Value) -> Value {
    let mut answer = db.desk(actor, CREATE, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["createArticle"].take()
}

async fn update(db: &Database, actor: &Actor, input: Value) -> Value {
    let mut answer = db.desk(actor, UPDATE, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["updateArticle"].take()
}

async fn an_article_is_made_and_saved(db: Database) {
    let ada = person(1, Role::Author);
    let body = json!({ "source": "It **rains** in Almaty." });
    let made = create(&db, &ada, json!({ "headline": "Rain", "summary": "Wet", "body": body })).await;
    let id = made["article"]["id"].clone();
    assert!(id.as_str().unwrap().starts_with("dart_"), "{id}");
    assert_eq!(
        made,
        json!({
            "article": {
                "id": id, "publication": "NEVER", "hasUnpublishedChanges": true, "live": null,
                "head": {
                    "number": 1, "slug": "rain", "headline": "Rain",
                    "bodySource": "It **rains** in Almaty.", "text": "It rains in Almaty."
                }
            },
            "userErrors": []
        })
    );
    let changes = json!({ "headline": "Much rain", "summary": null });
    let saved =
        update(&db, &ada, json!({ "id": id, "baseRevision": 1, "changes": changes, "note": "more of it" }))
            .await;
    let head = json!({ "number": 2, "headline": "Much rain", "summary": null, "note": "more of it" });
    assert_eq!(saved["article"]["head"], head);
    // Saving what is there already makes no revision.
    let again = update(&db, &ada, json!({ "id": id, "baseRevision": 2, "changes": changes })).await;
    assert_eq!(again["article"]["head"]["number"], 2);
}

async fn a_stale_save_is_a_conflict_and_changes_nothing(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = create(&db, &ada, json!({ "headline": "Rain" })).await["article"]["id"].clone();
    let first = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Snow", "byline": "Ben" } });
    assert_eq!(update(&db, &ben, first).await["article"]["head"]["number"], 2);
    let second = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Hail" } });
    assert_eq!(
        update(&db, &ada, second).await,
        json!({
            "article": null,
            "conflict": { "base": 1, "current": 2, "changedFields": ["headline", "byline"] },
            "userErrors": []
        })
    );
    let query = "query($id: ID!) { desk { article(id: $id) { head { number headline } } } }";
    let answer = db.desk(&ada, query, json!({ "id": id })).await;
    assert_eq!(answer["data"]["desk"]["article"]["head"], json!({ "number": 2, "headline": "Snow" }));
}

async fn all_faults_are_told_at_once(db: Database) {
    let ada = person(1, Role::Author);
    let input = json!({
        "headline": " ", "slug": "No Slug", "about": ["nobody", "wikidata:Q1"],
        "pictures": [{ "role": "LEAD", "url": "ftp://x", "alt": "" }]
    });
    let made = create(&db, &ada, input).await;
    assert_eq!(made["article"], Value::Null);
    let faults: Vec<_> =
        made["userErrors"].as_array().unwrap().iter().map(|e| (&e["path"], &e["code"])).collect();
    assert_eq!(
        json!(faults),
        json!([
            [["input", "headline"], "INVALID"],
            [["input", "slug"], "INVALID"],
            [["input", "about", "0"], "NOT_FOUND"],
            [["input", "about", "1"], "NOT_FOUND"],
            [["input", "pictures", "0", "url"], "INVALID"],
        ])
    );
    let id = create(&db, &ada, json!({ "headline": "Rain" })).await["article"]["id"].clone();
    let changes = json!({ "about": { "set": ["nobody"] }, "links": { "add": [{ "rel": "RELATED" }] } });
    let saved = update(&db, &ada, json!({ "id": id, "baseRevision": 1, "changes": changes })).await;
    let paths: Vec<_> = saved["userErrors"].as_array().unwrap().iter().map(|e| &e["path"]).collect();
    assert_eq!(
        json!(paths),
        json!([["input", "changes", "about", "set", "0"], ["input", "changes", "links"]])
    );
}

async fn r12_a_key_makes_it_happen_once(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let input = json!({ "input": { "headline": "Rain" } });
    let first = db.desk_once(&ada, "k1", CREATE, input.clone()).await;
    let again = db.desk_once(&ada, "k1", CREATE, input.clone()).await;
    assert_eq!(first, again);
    let other = db.desk_once(&ben, "k1", CREATE, input).await;
    let id = |answer: &Value| answer["data"]["createArticle"]["article"]["id"].clone();
    assert_ne!(id(&first), id(&other), "the key is Ada's");
    let reused = db.desk_once(&ada, "k1", CREATE, json!({ "input": { "headline": "Hail" } })).await;
    assert_eq!(reused["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_REUSED");
}

async fn d10_others_drafts_are_not_there(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let id = create(&db, &ada, json!({ "headline": "Secret rain" })).await["article"]["id"].clone();
    let none = "dart_01h2xcejqtf2nbrexx3vqjhp41";
    let read = "query($id: ID!) { desk { article(id: $id) { id } } node(id: $id) { id } }";
    let ask = async |id: &Value| {
        let save = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Mine" } });
        let link = json!({ "headline": "Mine", "links": [{ "rel": "RELATED", "article": id }] });
        let answers = [
            db.desk(&ben, read, json!({ "id": id })).await,
            update(&db, &ben, save).await,
            create(&db, &ben, link).await,
        ];
        json!(answers).to_string().replace(id.as_str().unwrap(), "ID")
    };
    assert_eq!(ask(&id).await, ask(&json!(none)).await);
}

async fn readers_do_not_notice_drafts(db: Database) {
    let ada = person(1, Role::Author);
    let query = "{ articles { totalCount nodes { id } } edition { number } }";
    let before = db.data(query, json!({})).await;
    let id = create(&db, &ada, json!({ "headline": "Rain" })).await["article"]["id"].clone();
    assert_eq!(db.data(query, json!({})).await, before);
    let desk = "query($id: ID!) { desk { article(id: $id) { id } } node(id: $id) { id } }";
    let (answer, _) = db.ask(desk, json!({ "id": id }), &[]).await;
    assert_eq!(answer["data"], json!({ "desk": null, "node": null }));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
}
