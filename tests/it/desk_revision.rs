//! Revisions: read, compared and brought back.

use nutgraph::auth::{Actor, Role, User};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Database, both};

both!(
    revisions_are_read_in_full,
    revisions_come_page_by_page,
    two_revisions_are_compared_field_by_field,
    a_revision_comes_back_as_a_new_one,
    r11_a_stale_restore_is_a_conflict_and_changes_nothing,
    what_cannot_be_restored_is_told,
);

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

async fn done(db: &Database, actor: &Actor, query: &str, input: Value) -> Value {
    let mut answer = db.desk(actor, query, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].as_object_mut().unwrap().values_mut().next().unwrap().take()
}

async fn create(db: &Database, actor: &Actor, input: Value) -> Value {
    let query = "mutation($input: CreateArticleInput!) {
        createArticle(input: $input) { article { id } userErrors { message path } } }";
    let made = done(db, actor, query, input).await;
    assert_eq!(made["userErrors"], json!([]), "{made}");
    made["article"]["id"].clone()
}

async fn update(db: &Database, actor: &Actor, id: &Value, base: i32, changes: Value) {
    let query = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
        article { id } userErrors { message path } conflict { current } } }";
    let input = json!({ "id": id, "baseRevision": base, "changes": changes });
    let saved = done(db, actor, query, input).await;
    assert_eq!(saved["article"]["id"], *id, "{saved}");
}

const RESTORE: &str = "mutation($input: RestoreRevisionInput!) { restoreRevision(input: $input) {
    article { head { number headline note mentions { surface status } } }
    conflict { base current changedFields } userErrors { message path code } } }";

async fn article(db: &Database, actor: &Actor, id: &Value, fields: &str) -> Value {
    let query = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ {fields} }} }} }}");
    let mut answer = db.desk(actor, &query, json!({ "id": id })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["desk"]["article"].take()
}

async fn revisions_are_read_in_full(db: Database) {
    db.newsroom().await;
    let ada = person(1, Role::Author);
    let other = create(&db, &ada, json!({ "headline": "Other" })).await;
    let input = json!({
        "headline": "Rain", "body": { "source": "Rain in Kazakhstan." }, "about": ["kazakhstan"],
        "dateline": { "text": "ALMATY", "place": "kazakhstan" },
        "pictures": [{ "role": "LEAD", "url": "https://example.org/a.jpg", "alt": "Rain" }],
        "links": [{ "rel": "RELATED", "article": other }]
    });
    let id = create(&db, &ada, input).await;
    let fields = "revision(number: 1) { number headline createdBy { id } about { name } dateline { text place { slug } }
        pictures { role url alt width } links { rel url article { id } } mentions { start end surface status origin }
        isLive isApproved isScheduled publicVersion } none: revision(number: 2) { id }";
    let found = article(&db, &ada, &id, fields).await;
    assert_eq!(
        found,
        json!({
            "revision": {
                "number": 1, "headline": "Rain", "createdBy": { "id": "usr_00000000000000000000000001" },
                "about": [{ "name": "Kazakhstan" }],
                "dateline": { "text": "ALMATY", "place": { "slug": "kazakhstan" } },
                "pictures": [{ "role": "LEAD", "url": "https://example.org/a.jpg", "alt": "Rain", "width": null }],
                "links": [{ "rel": "RELATED", "url": null, "article": { "id": other } }],
                "mentions": [{ "start": 8, "end": 18, "surface": "Kazakhstan", "status": "ANCHORED", "origin": "IMPORT" }],
                "isLive": false, "isApproved": false, "isScheduled": false, "publicVersion": null
            },
            "none": null
        })
    );
    // What readers have is told of its revision.
    let ben = person(2, Role::Editor);
    let query = "{ desk { articles(filter: { publication: { eq: LIVE } }, first: 1) { nodes { head { isLive publicVersion } } } } }";
    let answer = db.desk(&ben, query, json!({})).await;
    let head = &answer["data"]["desk"]["articles"]["nodes"][0]["head"];
    assert_eq!(head["isLive"], true, "{answer}");
    assert!(head["publicVersion"].as_i64().unwrap() >= 1);
}

async fn revisions_come_page_by_page(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada, json!({ "headline": "One" })).await;
    for (base, headline) in [(1, "Two"), (2, "Three")] {
        update(&db, &ada, &id, base, json!({ "headline": headline })).await;
    }
    let fields =
        "revisions(first: 2) { totalCount nodes { id number headline } pageInfo { hasNextPage endCursor } }";
    let page = article(&db, &ada, &id, fields).await["revisions"].clone();
    let numbers: Vec<_> = page["nodes"].as_array().unwrap().iter().map(|node| &node["number"]).collect();
    assert_eq!((json!(numbers), &page["totalCount"]), (json!([3, 2]), &json!(3)));
    assert_ne!(page["nodes"][0]["id"], page["nodes"][1]["id"]);
    assert!(page["nodes"][0]["id"].as_str().unwrap().starts_with("rev_"));
    let cursor = &page["pageInfo"]["endCursor"];
    let fields =
        format!("revisions(first: 2, after: {cursor}) {{ nodes {{ headline }} pageInfo {{ hasNextPage }} }}");
    let rest = article(&db, &ada, &id, &fields).await["revisions"].clone();
    assert_eq!(rest, json!({ "nodes": [{ "headline": "One" }], "pageInfo": { "hasNextPage": false } }));
}

async fn two_revisions_are_compared_field_by_field(db: Database) {
    db.newsroom().await;
    let ada = person(1, Role::Author);
    let input = json!({
        "headline": "Rain falls", "summary": "Wet", "about": ["kazakhstan"],
        "body": { "source": "Rain in Kazakhstan." }
    });
    let id = create(&db, &ada, input).await;
    let changes = json!({
        "headline": "Snow falls", "summary": null, "byline": "Ada",
        "about": { "set": ["national-security-committee"] }, "body": { "source": "Much rain in Kazakhstan." }
    });
    update(&db, &ada, &id, 1, changes).await;
    let fields =
        "diff(from: 1, to: 2) { field before after words { kind text } added { text } removed { text } }
        same: diff(from: 2, to: 2) { field }";
    let found = article(&db, &ada, &id, fields).await;
    let diff = found["diff"].as_array().unwrap();
    let named: Vec<_> = diff.iter().map(|change| change["field"].as_str().unwrap()).collect();
    // The mention only moved.
    assert_eq!(named, ["headline", "summary", "body", "byline", "about"]);
    assert_eq!(
        diff[0],
        json!({
            "field": "headline", "before": "Rain falls", "after": "Snow falls", "added": [], "removed": [],
            "words": [
                { "kind": "REMOVED", "text": "Rain" }, { "kind": "ADDED", "text": "Snow" },
                { "kind": "KEPT", "text": " falls" }
            ]
        })
    );
    assert_eq!((&diff[1]["before"], &diff[1]["after"]), (&json!("Wet"), &Value::Null));
    assert_eq!(diff[3]["words"], json!([]));
    assert_eq!(diff[4]["removed"], json!([{ "text": "Kazakhstan" }]));
    assert_eq!(diff[4]["added"].as_array().unwrap().len(), 1);
    assert_eq!(found["same"], json!([]));
    let query = "query($id: ID!) { desk { article(id: $id) { diff(from: 1, to: 9) { field } } } }";
    let none = db.desk(&ada, query, json!({ "id": id })).await;
    assert_eq!(none["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    assert_eq!(none["errors"][0]["message"], "There is no revision 9 of this article; its newest is 2.");
}

async fn a_revision_comes_back_as_a_new_one(db: Database) {
    db.newsroom().await;
    let ada = person(1, Role::Author);
    let id = create(&db, &ada, json!({ "headline": "One", "body": { "source": "Kazakhstan." } })).await;
    update(&db, &ada, &id, 1, json!({ "headline": "Two", "slug": "two", "body": { "source": "Nothing." } }))
        .await;
    let input = json!({ "id": id, "revision": 1, "baseRevision": 2, "note": "as it was" });
    let restored = done(&db, &ada, RESTORE, input).await;
    assert_eq!(
        restored,
        json!({
            "article": { "head": {
                "number": 3, "headline": "One", "note": "as it was",
                "mentions": [{ "surface": "Kazakhstan", "status": "ANCHORED" }]
            } },
            "conflict": null, "userErrors": []
        })
    );
    let found = article(
        &db,
        &ada,
        &id,
        "diff(from: 1, to: 3) { field } revisions { totalCount }
        audit(first: 1) { nodes { action after } }",
    )
    .await;
    assert_eq!((&found["diff"], &found["revisions"]["totalCount"]), (&json!([]), &json!(3)));
    let event = &found["audit"]["nodes"][0];
    assert_eq!(event["action"], "EDIT_ARTICLE");
    let after: Value = serde_json::from_str(event["after"].as_str().unwrap()).unwrap();
    assert_eq!((&after["revision"], &after["restored"]), (&json!(3), &json!(1)));
    // What is there already makes no revision.
    let again = done(&db, &ada, RESTORE, json!({ "id": id, "revision": 1, "baseRevision": 3 })).await;
    assert_eq!(again["article"]["head"]["number"], 3);
}

async fn r11_a_stale_restore_is_a_conflict_and_changes_nothing(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada, json!({ "headline": "One" })).await;
    update(&db, &ada, &id, 1, json!({ "headline": "Two" })).await;
    update(&db, &ada, &id, 2, json!({ "byline": "Ben" })).await;
    let stale = done(&db, &ada, RESTORE, json!({ "id": id, "revision": 1, "baseRevision": 2 })).await;
    let conflict = json!({ "base": 2, "current": 3, "changedFields": ["byline"] });
    assert_eq!(stale, json!({ "article": null, "conflict": conflict, "userErrors": [] }));
    assert_eq!(article(&db, &ada, &id, "head { number }").await["head"]["number"], 3);
}

async fn what_cannot_be_restored_is_told(db: Database) {
    let (ada, cid) = (person(1, Role::Author), person(3, Role::Author));
    let id = create(&db, &ada, json!({ "headline": "One" })).await;
    let none = done(&db, &ada, RESTORE, json!({ "id": id, "revision": 7, "baseRevision": 1 })).await;
    let fault = json!({
        "message": "there is no revision 7 of this article, whose newest is 1",
        "path": ["input", "revision"], "code": "NOT_FOUND"
    });
    assert_eq!(none, json!({ "article": null, "conflict": null, "userErrors": [fault] }));
    let others = done(&db, &cid, RESTORE, json!({ "id": id, "revision": 1, "baseRevision": 1 })).await;
    assert_eq!(others["userErrors"][0]["code"], "NOT_FOUND");
}
