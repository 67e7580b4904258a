//! Entities on the desk: made, changed, shown to readers and withdrawn, and what stands against it.

use db::{audit_event, entity_name};
use nutgraph::auth::{Actor, Role, User};
use nutgraph::domain::publication::{Changes, Touched};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::publication::{apply, number, publish};
use crate::publication_law::a_rebuild_changes_nothing;
use crate::support::desk::Desk;
use crate::support::{Database, both};

both!(
    an_entity_is_made_with_its_names_and_identifiers,
    all_faults_of_an_entity_are_told_at_once,
    a_client_may_make_the_id,
    fields_names_and_identifiers_change,
    a_stale_change_of_an_entity_is_a_conflict,
    authors_change_what_is_theirs_and_not_public,
    readers_see_what_is_published_and_no_more_what_is_withdrawn,
    a_former_slug_goes_on_finding_the_entity,
    the_edition_rises_only_where_readers_see_a_difference,
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

async fn readers_see_what_is_published_and_no_more_what_is_withdrawn(db: Database) {
    let eva = person(3, Role::Editor);
    let desk = Desk::open(&db).await;
    let a = desk.entity("Ada", db::Visibility::Never).await;
    let b = desk.entity("Bea", db::Visibility::Never).await;
    let article = desk.article(&["xx text"], &[a, b]).await;
    desk.relation_type("KNOWS", false).await;
    let reference = Touched { reference: true, ..Touched::default() };
    apply(&db, Changes { touched: reference, ..Changes::default() }).await.unwrap();
    let relation = desk.relation(a, "KNOWS", b).await;
    desk.evidence(relation, db::Stance::Supports, article, None, None).await;
    apply(&db, publish(&db, article, 1)).await.unwrap();
    let ids: Vec<Value> = {
        let query = "{ entities { nodes { id } } }";
        let found = db.data(query, json!({})).await;
        found["entities"]["nodes"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect()
    };
    let seen = "{ articles { nodes { about { name } mentions { surface } } } relations { totalCount } }";
    let before = db.data(seen, json!({})).await;
    let shown = "entities { name publication whereUsed { articleCount liveArticleCount relationCount } }
        leaving { articles mentions abouts relations }";
    let withdrawn = change(&db, &eva, "withdrawEntities", shown, json!({ "ids": [ids[0]] })).await;
    assert_eq!(
        withdrawn,
        json!({
            "entities": [{
                "name": "Ada", "publication": "WITHDRAWN",
                "whereUsed": { "articleCount": 1, "liveArticleCount": 1, "relationCount": 1 }
            }],
            "leaving": { "articles": 1, "mentions": 1, "abouts": 1, "relations": 1 },
            "userErrors": []
        })
    );
    assert_eq!(
        db.data(seen, json!({})).await,
        json!({
            "articles": { "nodes": [{ "about": [], "mentions": [{ "surface": "x" }] }] },
            "relations": { "totalCount": 0 }
        })
    );
    a_rebuild_changes_nothing(&db, &desk).await;
    // All or none.
    let none = json!({ "ids": [ids[0], "ent_01h2xcejqtf2nbrexx3vqjhp41"] });
    let faulty = change(&db, &eva, "publishEntities", "entities { id }", none).await;
    assert_eq!(faulty["entities"], json!([]));
    assert_eq!(paths(&faulty), json!([[["input", "ids", "1"], "NOT_FOUND"]]));
    let edition = number(&db).await;
    let both = change(&db, &eva, "publishEntities", "entities { publication }", json!({ "ids": ids })).await;
    assert_eq!(both["entities"], json!([{ "publication": "LIVE" }, { "publication": "LIVE" }]));
    assert_eq!(number(&db).await, edition + 1);
    assert_eq!(db.data(seen, json!({})).await, before);
    a_rebuild_changes_nothing(&db, &desk).await;
    let never = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Cem" })).await;
    let faulty =
        change(&db, &eva, "withdrawEntities", "entities { id }", json!({ "ids": [ids[0], never] })).await;
    assert_eq!(paths(&faulty), json!([[["input", "ids"], "WRONG_STATE"]]));
    assert_eq!(number(&db).await, edition + 1);
}

async fn a_former_slug_goes_on_finding_the_entity(db: Database) {
    let eva = person(3, Role::Editor);
    let id = entity(&db, &eva, json!({ "kind": "PLACE", "name": "Nur Sultan", "public": true })).await;
    let draft = entity(&db, &eva, json!({ "kind": "PLACE", "name": "Draft" })).await;
    for (id, slug) in [(&id, "astana"), (&draft, "hidden")] {
        let input = json!({ "id": id, "expectedVersion": 1, "changes": { "slug": slug } });
        let saved = change(&db, &eva, "updateEntity", "entity { slug }", input).await;
        assert_eq!(saved["entity"]["slug"], slug);
    }
    let read = "{ entity(slug: \"nur-sultan\") { slug } draft: entity(slug: \"draft\") { slug }
        route(path: \"/entities/nur-sultan\") { ... on Redirect { to status } } }";
    let read = db.data(read, json!({})).await;
    assert_eq!((&read["entity"]["slug"], &read["draft"]), (&json!("astana"), &Value::Null));
    assert_eq!(read["route"]["status"], 301, "{read}");
    let desk = "{ desk { entity(slug: \"nur-sultan\") { slug } } }";
    assert_eq!(db.desk(&eva, desk, json!({})).await["data"]["desk"]["entity"]["slug"], "astana");
    // It is kept for it; what was never public is free again.
    let taken = json!({ "kind": "PLACE", "name": "X", "slug": "nur-sultan" });
    let taken = change(&db, &eva, "createEntity", "entity { id }", taken).await;
    assert_eq!(paths(&taken), json!([[["input", "slug"], "TAKEN"]]));
    let input = json!({ "id": draft, "expectedVersion": 2, "changes": { "slug": "nur-sultan" } });
    let taken = change(&db, &eva, "updateEntity", "entity { id }", input).await;
    assert_eq!(paths(&taken), json!([[["input", "changes", "slug"], "TAKEN"]]));
    entity(&db, &eva, json!({ "kind": "PLACE", "name": "Draft", "slug": "draft" })).await;
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
    // It may go back.
    let input = json!({ "id": id, "expectedVersion": 2, "changes": { "slug": "nur-sultan" } });
    change(&db, &eva, "updateEntity", "entity { slug }", input).await;
    let read = "{ old: entity(slug: \"astana\") { slug } new: entity(slug: \"nur-sultan\") { slug } }";
    let slug = json!({ "slug": "nur-sultan" });
    assert_eq!(db.data(read, json!({})).await, json!({ "old": slug, "new": slug }));
    a_rebuild_changes_nothing(&db, &Desk::open(&db).await).await;
}

async fn the_edition_rises_only_where_readers_see_a_difference(db: Database) {
    let eva = person(3, Role::Editor);
    let draft = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Draft" })).await;
    let live = entity(&db, &eva, json!({ "kind": "PERSON", "name": "Live", "public": true })).await;
    let start = number(&db).await;
    let save = async |id: &Value, version: i64, changes: Value| {
        let input = json!({ "id": id, "expectedVersion": version, "changes": changes });
        let saved = change(&db, &eva, "updateEntity", "entity { version }", input).await;
        assert_eq!(saved["entity"]["version"], version + 1, "{saved}");
        number(&db).await
    };
    assert_eq!(save(&draft, 1, json!({ "name": "Still a draft" })).await, start);
    let short = json!({ "names": { "add": [{ "name": "Liv", "kind": "SHORT" }] } });
    assert_eq!(save(&live, 1, short).await, start + 1);
    // Whether it is distinctive concerns those who write alone.
    let short = json!({ "names": { "add": [{ "name": "Liv", "kind": "SHORT", "distinctive": true }] } });
    assert_eq!(save(&live, 2, short).await, start + 1);
    assert_eq!(save(&live, 3, json!({ "summary": "Somebody" })).await, start + 2);
    let ids = json!({ "ids": [live] });
    change(&db, &eva, "publishEntities", "entities { id }", ids).await;
    assert_eq!(number(&db).await, start + 2);
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
