//! Who did what: read by those who may, and without secrets.

use nutgraph::auth::{Actor, Key, Role, Scope, User};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Database, both};

both!(
    what_is_done_is_told,
    filters_choose_events,
    authors_read_the_audit_of_their_articles_alone,
    p08_no_secret_stands_in_it,
);

fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

async fn done(db: &Database, actor: &Actor, query: &str, input: Value) -> Value {
    let mut answer = db.desk(actor, query, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"].as_object_mut().unwrap().values_mut().next().unwrap().take()
}

const CREATE: &str =
    "mutation($input: CreateArticleInput!) { createArticle(input: $input) { article { id } } }";
const UPDATE: &str =
    "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } } }";

async fn rain(db: &Database, actor: &Actor) -> Value {
    let id = done(db, actor, CREATE, json!({ "headline": "Rain" })).await["article"]["id"].clone();
    let changes = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Snow" }, "note": "colder" });
    done(db, actor, UPDATE, changes).await;
    id
}

const LOG: &str = "query($filter: AuditFilter, $after: String) { desk { auditLog(filter: $filter, first: 2, after: $after) {
    totalCount nodes { action noun thing } pageInfo { endCursor hasNextPage } } } }";

async fn log(db: &Database, actor: &Actor, filter: Value) -> Value {
    let mut answer = db.desk(actor, LOG, json!({ "filter": filter })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["desk"]["auditLog"].take()
}

async fn what_is_done_is_told(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = rain(&db, &ada).await;
    let query = "{ desk { auditLog(first: 1) { nodes { id at actor user { id name } action noun thing detail before after } } } }";
    let mut answer = db.desk(&ben, query, json!({})).await;
    let mut event = answer["data"]["desk"]["auditLog"]["nodes"][0].take();
    for part in ["before", "after"] {
        event[part] = serde_json::from_str(event[part].as_str().unwrap()).unwrap();
    }
    assert!(event["id"].as_str().unwrap().starts_with("aud_"), "{answer}");
    assert_eq!(
        event,
        json!({
            "id": event["id"], "at": "2026-01-15T12:00:00.000Z",
            "actor": "user:00000000-0000-0000-0000-000000000001",
            "user": { "id": "usr_00000000000000000000000001", "name": "somebody" },
            "action": "EDIT_ARTICLE", "noun": "ARTICLE", "thing": id, "detail": "colder",
            "before": { "revision": 1 }, "after": { "changed": ["headline"], "revision": 2 }
        })
    );
}

async fn filters_choose_events(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let hers = rain(&db, &ada).await;
    let his = rain(&db, &ben).await;
    let count = async |filter: Value| log(&db, &ben, filter).await["totalCount"].as_i64().unwrap();
    let of_hers = count(json!({ "id": hers })).await;
    assert!(of_hers > 2);
    assert_eq!(count(json!({ "id": hers, "action": "CREATE_ARTICLE" })).await, 1);
    assert_eq!(count(json!({ "id": his, "actor": "usr_00000000000000000000000001" })).await, 0);
    assert_eq!(count(json!({ "id": hers, "actor": "usr_00000000000000000000000001" })).await, of_hers);
    assert_eq!(count(json!({ "id": hers, "actor": "nobody" })).await, 0);
    assert_eq!(count(json!({ "id": hers, "noun": "ENTITY" })).await, 0);
    assert_eq!(count(json!({ "id": hers, "until": "2026-01-15T12:00:00Z" })).await, 0);
    assert_eq!(count(json!({ "id": hers, "since": "2026-01-15T12:00:00Z" })).await, of_hers);
    let wrong = db.desk(&ben, LOG, json!({ "filter": { "action": "EDIT_ARTICEL" } })).await;
    assert_eq!(wrong["errors"][0]["extensions"]["didYouMean"], "EDIT_ARTICLE");
    // Page by page, none twice.
    let (mut seen, mut after) = (0, Value::Null);
    loop {
        let answer = db.desk(&ben, LOG, json!({ "filter": { "noun": "ARTICLE" }, "after": after })).await;
        let page = &answer["data"]["desk"]["auditLog"];
        seen += page["nodes"].as_array().unwrap().len();
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], seen);
            break;
        }
    }
}

async fn authors_read_the_audit_of_their_articles_alone(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let id = rain(&db, &ada).await;
    let refused = db.desk(&ada, LOG, json!({})).await;
    assert_eq!(refused["data"], json!({ "desk": null }), "{refused}");
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let own = "query($id: ID!, $after: String) { desk { article(id: $id) { audit(first: 1, after: $after) {
        totalCount nodes { id action thing } pageInfo { endCursor } } } } }";
    let first = db.desk(&ada, own, json!({ "id": id })).await["data"]["desk"]["article"]["audit"].clone();
    assert_eq!((&first["nodes"][0]["action"], &first["nodes"][0]["thing"]), (&json!("EDIT_ARTICLE"), &id));
    // Whatever others do meanwhile, cursors do not tell of it.
    rain(&db, &ben).await;
    let after = &first["pageInfo"]["endCursor"];
    let second = db.desk(&ada, own, json!({ "id": id, "after": after })).await;
    let second = &second["data"]["desk"]["article"]["audit"];
    assert_eq!(second["nodes"][0]["thing"], id);
    assert_ne!(second["nodes"][0]["id"], first["nodes"][0]["id"]);
    assert_eq!(second["totalCount"], first["totalCount"]);
    assert_eq!(db.desk(&ben, own, json!({ "id": id })).await["data"], json!({ "desk": { "article": null } }));
    let tool = |scopes| Actor::Key(Key { uid: Uuid::from_u128(7), scopes });
    let may_not = db.desk(&tool(vec![Scope::ReadDesk]), LOG, json!({})).await;
    assert_ne!(may_not.get("errors"), None);
}

async fn p08_no_secret_stands_in_it(db: Database) {
    let (ben, cid) = (person(2, Role::Editor), person(3, Role::Admin));
    let invite = "mutation($input: InviteUserInput!) { inviteUser(input: $input) { link { token } userErrors { message } } }";
    let input = json!({ "email": "dora@example.org", "name": "Dora", "role": "AUTHOR" });
    let invited = done(&db, &cid, invite, input).await;
    let key = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }";
    let input = json!({ "name": "tool", "scopes": ["READ_DESK"], "expiresAt": "2026-02-01T00:00:00Z" });
    let made = done(&db, &cid, key, input).await;
    let secrets = [&invited["link"]["token"], &made["secret"]].map(|told| told.as_str().unwrap().to_owned());
    let query = "{ desk { auditLog(first: 100) { nodes { actor action noun thing detail before after } } } }";
    let told = db.desk(&ben, query, json!({})).await;
    assert_eq!(told.get("errors"), None, "{told}");
    let told = told.to_string();
    assert!(told.contains("MANAGE_USERS") && told.contains("MANAGE_KEYS"), "{told}");
    for secret in secrets {
        // The end of a link, or of a key, is what nobody may know.
        let end = &secret[secret.len() - 16..];
        assert!(!told.contains(end), "{told}");
    }
    for word in ["$argon2", "passwordHash", "password_hash", "private_key", "secret_hash"] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}
