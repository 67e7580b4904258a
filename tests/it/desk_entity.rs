//! Entities on the desk: made, changed, shown to readers and withdrawn, and what stands against it.

use db::{audit_event, entity_name};
use nutgraph::auth::{Actor, Role, User};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(
    an_entity_is_made_with_its_names_and_identifiers,
    all_faults_of_an_entity_are_told_at_once,
    a_client_may_make_the_id,
    fields_names_and_identifiers_change,
    a_stale_change_of_an_entity_is_a_conflict,
    authors_change_what_is_theirs_and_not_public,
    the_desk_tells_where_an_entity_is_named,
    the_desk_lists_entities,
);

pub fn person(number: u128, role: Role) -> Actor {
    Actor::User(User { uid: Uuid::from_u128(number), role, session: None })
}

/// The answer of a field of a mutation.
pub async fn change(db: &Database, actor: &Actor, field: &str, selection: &str, input: Value) -> Value {
    let mut kind: String = field.to_owned();
    kind[..1].make_ascii_uppercase();
    let query = format!(
        "mutation($input: {kind}Input!) {{ {field}(input: $input) {{ {selection} userErrors {{ message path code }} }} }}"
    );
    let mut answer = db.desk(actor, &query, json!({ "input": input })).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"][field].take()
}

/// The code of the error with which a mutation is refused as a whole.
pub async fn refusal(db: &Database, actor: &Actor, field: &str, input: Value) -> Value {
    let mut kind: String = field.to_owned();
    kind[..1].make_ascii_uppercase();
    let query = format!("mutation($input: {kind}Input!) {{ {field}(input: $input) {{ __typename }} }}");
    db.desk(actor, &query, json!({ "input": input })).await["errors"][0]["extensions"]["code"].take()
}

/// Makes an entity, and tells its id.
pub async fn entity(db: &Database, actor: &Actor, input: Value) -> Value {
    let mut made = change(db, actor, "createEntity", "entity { id }", input).await;
    assert_eq!(made["userErrors"], json!([]), "{made}");
    made["entity"]["id"].take()
}

pub fn paths(payload: &Value) -> Value {
    let errors = payload["userErrors"].as_array().unwrap();
    json!(errors.iter().map(|e| json!([e["path"], e["code"]])).collect::<Vec<_>>())
}

const ALL: &str = "entity {
    version kind name slug summary publication builtin startDate { value } latitude
    names { name kind language preferred distinctive } identifiers { scheme value label } }";

async fn schemes(db: &Database) {
    let tx = crate::publication::begin(db).await;
    for code in ["wikidata", "viaf"] {
        let row = db::identifier_scheme::Model {
            code: code.into(),
            position: 1,
            label: code.to_uppercase(),
            pattern: "Q?[0-9]+".into(),
            url_template: None,
            builtin: false,
        };
        nutgraph::store::desk::reference::put_identifier_scheme(&tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn masimov() -> Value {
    json!({
        "kind": "PERSON", "name": "Karim Masimov", "summary": "A politician", "startDate": "1965-06",
        "names": [
            { "name": "Masimov", "kind": "SHORT", "distinctive": true },
            { "name": "Кәрім Мәсімов", "kind": "NATIVE", "language": "kk-Cyrl", "preferred": true }
        ],
        "identifiers": [{ "scheme": "wikidata", "value": "Q312483" }]
    })
}

async fn an_entity_is_made_with_its_names_and_identifiers(db: Database) {
    schemes(&db).await;
    let ada = person(1, Role::Author);
    let made = change(&db, &ada, "createEntity", ALL, masimov()).await;
    assert_eq!(
        made,
        json!({
            "entity": {
                "version": 1, "kind": "PERSON", "name": "Karim Masimov", "slug": "karim-masimov",
                "summary": "A politician", "publication": "NEVER", "builtin": false,
                "startDate": { "value": "1965-06" }, "latitude": null,
                "names": [
                    { "name": "Masimov", "kind": "SHORT", "language": null, "preferred": false, "distinctive": true },
                    { "name": "Кәрім Мәсімов", "kind": "NATIVE", "language": "kk-Cyrl", "preferred": true,
                      "distinctive": false }
                ],
                "identifiers": [{ "scheme": "wikidata", "value": "Q312483", "label": "wikidata" }]
            },
            "userErrors": []
        })
    );
    // The names are there for texts at once, and readers know nothing.
    let text = json!({ "headline": "Rain", "body": { "source": "Masimov sees it." } });
    let article = change(&db, &ada, "createArticle", "article { id }", text).await;
    let used = "{ desk { entity(slug: \"karim-masimov\") { live { id } whereUsed { articleCount articles { id } } } } }";
    assert_eq!(
        db.desk(&ada, used, json!({})).await["data"]["desk"]["entity"],
        json!({
            "live": null, "whereUsed": { "articleCount": 1, "articles": [{ "id": article["article"]["id"] }] }
        })
    );
    assert_eq!(number(&db).await, 0);
}

async fn all_faults_of_an_entity_are_told_at_once(db: Database) {
    schemes(&db).await;
    let ada = person(1, Role::Editor);
    entity(&db, &ada, masimov()).await;
    let input = json!({
        "kind": "PERSON", "name": " ", "slug": "karim-masimov", "latitude": 91, "longitude": 0,
        "startDate": "2020", "endDate": "2019",
        "names": [{ "name": "?", "kind": "ALIAS" }, { "name": "Demo", "kind": "DEMONYM", "preferred": true }],
        "identifiers": [{ "scheme": "wikidata", "value": "Q312483" }, { "scheme": "wikidate", "value": "x" }]
    });
    let made = change(&db, &ada, "createEntity", "entity { id }", input).await;
    assert_eq!(made["entity"], Value::Null);
    assert_eq!(
        paths(&made),
        json!([
            [["input", "name"], "INVALID"],
            [["input", "latitude"], "INVALID"],
            [["input", "endDate"], "INVALID"],
            [["input", "identifiers", "0"], "TAKEN"],
            [["input", "slug"], "TAKEN"],
            [["input", "names", "0", "name"], "INVALID"],
            [["input", "names", "1", "preferred"], "INVALID"],
            [["input", "identifiers", "1", "scheme"], "INVALID"],
        ])
    );
    let id = entity(&db, &ada, json!({ "kind": "PERSON", "name": "Other" })).await;
    let changes = json!({
        "slug": "No Slug", "name": "", "longitude": 3,
        "names": { "add": [{ "name": "Fine", "kind": "ALIAS" }, { "name": "", "kind": "ALIAS" }] },
        "identifiers": { "set": [{ "scheme": "viaf", "value": "1" }, { "scheme": "wikidata", "value": "Q312483" }] }
    });
    let saved = change(
        &db,
        &ada,
        "updateEntity",
        "entity { id } conflict { base }",
        json!({ "id": id, "expectedVersion": 1, "changes": changes }),
    )
    .await;
    assert_eq!((&saved["entity"], &saved["conflict"]), (&Value::Null, &Value::Null));
    assert_eq!(
        paths(&saved),
        json!([
            [["input", "changes", "name"], "INVALID"],
            [["input", "changes", "slug"], "INVALID"],
            [["input", "changes"], "INVALID"],
            [["input", "changes", "names", "add", "1", "name"], "INVALID"],
            [["input", "changes", "identifiers", "set", "1"], "TAKEN"],
        ])
    );
    let changes = json!({
        "names": { "remove": [{ "name": "Nobody", "kind": "ALIAS" }] },
        "identifiers": { "remove": [{ "scheme": "viaf", "value": "9" }] }
    });
    let input = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    assert_eq!(
        paths(&change(&db, &ada, "updateEntity", "entity { id }", input).await),
        json!([
            [["input", "changes", "names", "remove", "0"], "NOT_FOUND"],
            [["input", "changes", "identifiers", "remove", "0"], "NOT_FOUND"],
        ])
    );
    let answer =
        db.desk(&ada, "query($id: ID!) { desk { entity(id: $id) { name version } } }", json!({ "id": id }));
    assert_eq!(answer.await["data"]["desk"]["entity"], json!({ "name": "Other", "version": 1 }));
}

async fn a_client_may_make_the_id(db: Database) {
    let ada = person(1, Role::Author);
    let id = "dent_01h2xcejqtf2nbrexx3vqjhp41";
    let input = json!({ "id": id, "kind": "TOPIC", "name": "Rain" });
    assert_eq!(entity(&db, &ada, input.clone()).await, id);
    let again = change(&db, &ada, "createEntity", "entity { id }", input).await;
    assert_eq!(paths(&again), json!([[["input", "id"], "TAKEN"]]));
    let wrong = json!({ "id": "dart_01h2xcejqtf2nbrexx3vqjhp41", "kind": "TOPIC", "name": "Snow" });
    let wrong = change(&db, &ada, "createEntity", "entity { id }", wrong).await;
    assert_eq!(paths(&wrong), json!([[["input", "id"], "INVALID"]]));
    let node = "query($id: ID!) { node(id: $id) { id ... on DeskEntity { name } } }";
    let found = db.desk(&ada, node, json!({ "id": id })).await;
    assert_eq!(found["data"]["node"], json!({ "id": id, "name": "Rain" }));
    let (nobody, _) = db.ask(node, json!({ "id": id }), &[]).await;
    assert_eq!((&nobody["data"], nobody.get("errors")), (&json!({ "node": null }), None));
}

async fn fields_names_and_identifiers_change(db: Database) {
    schemes(&db).await;
    let ada = person(1, Role::Author);
    let id = entity(&db, &ada, masimov()).await;
    let changes = json!({
        "name": "Karim Massimov", "keepNameAs": "FORMER", "summary": null, "latitude": 1.5, "longitude": 2,
        "names": {
            "remove": [{ "name": "Кәрім Мәсімов", "kind": "NATIVE", "language": "kk-Cyrl" }],
            "add": [
                { "name": "Masimov", "kind": "SHORT", "distinctive": false },
                { "name": "Massimow", "kind": "TRANSLITERATION", "language": "de", "preferred": true }
            ]
        },
        "identifiers": { "add": [{ "scheme": "viaf", "value": "7" }] }
    });
    let input = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    let saved = change(&db, &ada, "updateEntity", ALL, input).await;
    assert_eq!(
        saved,
        json!({
            "entity": {
                "version": 2, "kind": "PERSON", "name": "Karim Massimov", "slug": "karim-masimov",
                "summary": null, "publication": "NEVER", "builtin": false,
                "startDate": { "value": "1965-06" }, "latitude": 1.5,
                "names": [
                    { "name": "Masimov", "kind": "SHORT", "language": null, "preferred": false, "distinctive": false },
                    { "name": "Massimow", "kind": "TRANSLITERATION", "language": "de", "preferred": true,
                      "distinctive": false },
                    { "name": "Karim Masimov", "kind": "FORMER", "language": null, "preferred": false,
                      "distinctive": false }
                ],
                "identifiers": [
                    { "scheme": "viaf", "value": "7", "label": "viaf" },
                    { "scheme": "wikidata", "value": "Q312483", "label": "wikidata" }
                ]
            },
            "userErrors": []
        })
    );
    // Another of its language is preferred from now on; what is not said stays.
    let add = json!([{ "name": "Masimow", "kind": "ALIAS", "language": "de", "preferred": true }]);
    let input = json!({ "id": id, "expectedVersion": 2, "changes": { "names": { "add": add } } });
    let saved = change(&db, &ada, "updateEntity", "entity { names { name preferred } }", input).await;
    assert_eq!(
        saved["entity"]["names"],
        json!([
            { "name": "Masimov", "preferred": false }, { "name": "Massimow", "preferred": false },
            { "name": "Karim Masimov", "preferred": false }, { "name": "Masimow", "preferred": true }
        ])
    );
    let set = json!({ "names": { "set": [] }, "identifiers": { "set": [] } });
    let input = json!({ "id": id, "expectedVersion": 3, "changes": set });
    let saved =
        change(&db, &ada, "updateEntity", "entity { version names { name } identifiers { value } }", input);
    assert_eq!(saved.await["entity"], json!({ "version": 4, "names": [], "identifiers": [] }));
    // Nothing changes: no version, no line in the audit.
    let input = json!({ "id": id, "expectedVersion": 4, "changes": { "name": "Karim Massimov" } });
    let saved = change(&db, &ada, "updateEntity", "entity { version }", input).await;
    assert_eq!(saved["entity"]["version"], 4);
    let desk = Desk::open(&db).await;
    assert_eq!(entity_name::Entity::find().all(&desk.db).await.unwrap(), []);
    let events =
        audit_event::Entity::find().order_by_asc(audit_event::Column::Id).all(&desk.db).await.unwrap();
    assert_eq!(events.len(), 4, "{events:#?}");
    let json = |text: &Option<String>| serde_json::from_str::<Value>(text.as_deref().unwrap()).unwrap();
    assert_eq!(events[3].action, "EDIT_ENTITY");
    assert_eq!(json(&events[1].before)["name"], "Karim Masimov");
    assert_eq!(json(&events[1].after)["name"], "Karim Massimov");
    assert_eq!(json(&events[3].after), json!({ "names": null, "identifiers": null, "version": 4 }));
}

async fn a_stale_change_of_an_entity_is_a_conflict(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = entity(&db, &ada, json!({ "kind": "PERSON", "name": "Rain" })).await;
    let save =
        |name: &str| json!({ "id": id, "expectedVersion": 1, "changes": { "name": name, "summary": name } });
    change(&db, &ben, "updateEntity", "entity { id }", save("Snow")).await;
    let shown = "entity { id } conflict { base current changedFields }";
    assert_eq!(
        change(&db, &ada, "updateEntity", shown, save("Hail")).await,
        json!({
            "entity": null, "userErrors": [],
            "conflict": { "base": 1, "current": 2, "changedFields": ["name", "summary"] }
        })
    );
    let input = json!({ "id": id, "expectedVersion": 7, "changes": {} });
    let never = change(&db, &ada, "updateEntity", shown, input).await;
    assert_eq!(paths(&never), json!([[["input", "expectedVersion"], "NOT_FOUND"]]));
}

async fn authors_change_what_is_theirs_and_not_public(db: Database) {
    let (ada, ben, eva) = (person(1, Role::Author), person(2, Role::Author), person(3, Role::Editor));
    let id = entity(&db, &ada, json!({ "kind": "PERSON", "name": "Rain" })).await;
    let save = |id: &Value, version: i64| json!({ "id": id, "expectedVersion": version, "changes": { "summary": format!("{version}") } });
    assert_eq!(refusal(&db, &ben, "updateEntity", save(&id, 1)).await, "FORBIDDEN");
    let none = json!("dent_01h2xcejqtf2nbrexx3vqjhp41");
    for actor in [&ada, &ben, &eva] {
        let saved = change(&db, actor, "updateEntity", "entity { id }", save(&none, 1)).await;
        assert_eq!(paths(&saved), json!([[["input", "id"], "NOT_FOUND"]]));
    }
    assert_eq!(
        change(&db, &ada, "updateEntity", "entity { version }", save(&id, 1)).await["entity"]["version"],
        2
    );
    let ids = json!({ "ids": [id] });
    for field in ["publishEntities", "withdrawEntities"] {
        assert_eq!(refusal(&db, &ada, field, ids.clone()).await, "FORBIDDEN", "{field}");
    }
    let public = json!({ "kind": "PERSON", "name": "Snow", "public": true });
    assert_eq!(refusal(&db, &ada, "createEntity", public.clone()).await, "FORBIDDEN");
    let live = change(&db, &eva, "createEntity", "entity { publication live { name } }", public).await;
    assert_eq!(live["entity"], json!({ "publication": "LIVE", "live": { "name": "Snow" } }));
    change(&db, &eva, "publishEntities", "entities { id }", ids).await;
    assert_eq!(refusal(&db, &ada, "updateEntity", save(&id, 3)).await, "FORBIDDEN");
    let two = json!({ "source": id, "target": none, "reason": "same" });
    assert_eq!(refusal(&db, &ada, "mergeEntities", two).await, "FORBIDDEN");
    assert_eq!(refusal(&db, &ada, "unmergeEntities", json!({ "source": id })).await, "FORBIDDEN");
}

async fn the_desk_tells_where_an_entity_is_named(db: Database) {
    let (ada, eva) = (person(1, Role::Author), person(3, Role::Editor));
    let id = entity(&db, &ada, json!({ "kind": "PERSON", "name": "Rain Woman" })).await;
    let body = json!({ "source": "Rain Woman sings." });
    change(&db, &eva, "createArticle", "article { id }", json!({ "headline": "Hers", "body": body })).await;
    let about = json!({ "headline": "Mine", "about": [id] });
    let mine = change(&db, &ada, "createArticle", "article { id }", about).await;
    let query = "query($id: ID!) { desk { entity(id: $id) { whereUsed {
        articleCount liveArticleCount relationCount articles(first: 1) { id } } } } }";
    let used = async |actor: &Actor| {
        db.desk(actor, query, json!({ "id": id })).await["data"]["desk"]["entity"]["whereUsed"].take()
    };
    assert_eq!(
        used(&ada).await,
        json!({
            "articleCount": 1, "liveArticleCount": 0, "relationCount": 0,
            "articles": [{ "id": mine["article"]["id"] }]
        })
    );
    assert_eq!(used(&eva).await["articleCount"], 2);
}

async fn the_desk_lists_entities(db: Database) {
    let eva = person(3, Role::Editor);
    let schools = json!([{ "name": "Städtische Schule", "kind": "NATIVE" }]);
    entity(&db, &eva, json!({ "kind": "PLACE", "name": "Zürich", "public": true, "names": schools })).await;
    entity(&db, &eva, json!({ "kind": "PERSON", "name": "Émile" })).await;
    entity(&db, &eva, json!({ "kind": "PERSON", "name": "emma 100%" })).await;
    let query =
        "query($filter: DeskEntityFilter, $order: [DeskEntityOrder!], $first: Int, $after: String) { desk {
        entities(filter: $filter, orderBy: $order, first: $first, after: $after) {
            totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }";
    let ask =
        async |variables: Value| db.desk(&eva, query, variables).await["data"]["desk"]["entities"].take();
    let names = |found: &Value| {
        let nodes = found["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = ask(json!({ "first": 2 })).await;
    assert_eq!((names(&all), &all["totalCount"]), (vec!["Émile".into(), "emma 100%".into()], &json!(3)));
    let rest = ask(json!({ "first": 2, "after": all["pageInfo"]["endCursor"] })).await;
    assert_eq!((names(&rest), &rest["pageInfo"]["hasNextPage"]), (vec!["Zürich".into()], &json!(false)));
    for (filter, expected) in [
        (json!({ "name": { "startsWith": "EM" } }), vec!["Émile", "emma 100%"]),
        (json!({ "name": { "contains": "schule" } }), vec!["Zürich"]),
        (json!({ "name": { "eq": "zurich" } }), vec!["Zürich"]),
        (json!({ "name": { "contains": "0%" } }), vec!["emma 100%"]),
        (json!({ "name": { "contains": "1_0" } }), vec![]),
        (json!({ "kind": { "eq": "PERSON" }, "not": { "name": { "contains": "emma" } } }), vec!["Émile"]),
        (json!({ "publication": ["LIVE", "WITHDRAWN"] }), vec!["Zürich"]),
        (json!({ "publication": [] }), vec![]),
        (json!({ "updatedAt": { "lt": "2026-01-01T00:00:00Z" } }), vec![]),
    ] {
        assert_eq!(names(&ask(json!({ "filter": filter })).await), expected, "{filter}");
    }
    let newest = ask(json!({ "order": ["UPDATED_AT_DESC"], "first": 1 })).await;
    assert_eq!(names(&newest), ["emma 100%"]);
    assert_eq!(names(&ask(json!({ "order": ["NAME_DESC"] })).await), ["Zürich", "emma 100%", "Émile"]);
}
