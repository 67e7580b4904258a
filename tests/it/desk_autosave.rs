//! What is being written and not saved yet: kept, shown to its author alone, and ended by a save.

use db::{Timestamp, article, article_lock, working_copy};
use nutgraph::auth::{Actor, Role};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::told::{ask, done, faults, person};
use crate::support::{Database, both};

both!(
    an_autosave_goes_on_with_the_one_before,
    an_unchanged_copy_writes_nothing,
    a_save_ends_the_copy_in_the_same_breath,
    a_copy_is_its_authors_alone,
    a_copy_outlives_a_newer_revision,
    an_autosave_needs_no_lock_and_tells_of_one,
    a_half_written_text_is_kept,
    a_copy_is_discarded,
);

const COPY: &str = "workingCopy { baseRevision isStale changedFields savedAt
    content { headline summary about body { format source } } }";

async fn create(db: &Database, actor: &Actor) -> Value {
    let input = json!({ "headline": "Rain", "summary": "Wet", "body": { "source": "It rains." } });
    done(db, actor, "createArticle", "article { id }", input).await["article"]["id"].clone()
}

async fn autosave(db: &Database, actor: &Actor, id: &Value, base: i32, changes: Value) -> Value {
    let input = json!({ "article": id, "baseRevision": base, "changes": changes });
    Box::pin(done(db, actor, "autosaveArticle", &format!("{COPY} heldUntil"), input)).await
}

async fn of(db: &Database, actor: &Actor, id: &Value, what: &str) -> Value {
    let query = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ {what} }} }} }}");
    let mut answer = Box::pin(db.desk(actor, &query, json!({ "id": id }))).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["desk"]["article"].take()
}

async fn rows(db: &Database) -> Vec<working_copy::Model> {
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    working_copy::Entity::find().all(&desk).await.unwrap()
}

async fn events(db: &Database) -> u64 {
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    db::audit_event::Entity::find().count(&desk).await.unwrap()
}

async fn an_autosave_goes_on_with_the_one_before(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada).await;
    let before = events(&db).await;
    autosave(&db, &ada, &id, 1, json!({ "headline": "Much rain", "about": { "add": ["x"] } })).await;
    let changes = json!({ "summary": null, "about": { "add": ["y"] }, "body": { "source": "It *pours*." } });
    let kept = autosave(&db.later(5), &ada, &id, 1, changes).await;
    assert_eq!(
        kept["workingCopy"],
        json!({
            "baseRevision": 1, "isStale": false, "changedFields": ["headline", "summary", "about", "body"],
            "savedAt": "2026-01-15T12:00:05.000Z",
            "content": {
                "headline": "Much rain", "summary": null, "about": ["x", "y"],
                "body": { "format": "MARKDOWN", "source": "It *pours*." }
            }
        })
    );
    assert_eq!(rows(&db).await.len(), 1);
    let article = of(&db, &ada, &id, &format!("head {{ number headline }} {COPY}")).await;
    assert_eq!(article["head"], json!({ "number": 1, "headline": "Rain" }), "no revision");
    assert_eq!(article["workingCopy"], kept["workingCopy"]);
    assert_eq!(events(&db).await, before, "and no line in the audit");
}

async fn an_unchanged_copy_writes_nothing(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada).await;
    let nothing = autosave(&db, &ada, &id, 1, json!({})).await;
    assert_eq!(nothing["workingCopy"], Value::Null);
    autosave(&db, &ada, &id, 1, json!({ "headline": "Snow" })).await;
    let before = rows(&db).await;
    autosave(&db.later(60), &ada, &id, 1, json!({ "headline": "Snow" })).await;
    assert_eq!(rows(&db).await, before);
}

async fn a_save_ends_the_copy_in_the_same_breath(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = create(&db, &ada).await;
    for actor in [&ada, &ben] {
        autosave(&db, actor, &id, 1, json!({ "headline": "Snow" })).await;
    }
    let save = |base: i32, slug: &str| json!({ "id": id, "baseRevision": base, "changes": { "headline": "Snow", "slug": slug } });
    let wrong = faults(&db, &ada, "updateArticle", save(1, "No Slug")).await;
    assert_eq!(wrong, json!([["input.changes.slug", "INVALID"]]));
    assert_eq!(rows(&db).await.len(), 2, "what was not saved is kept");
    done(&db, &ada, "updateArticle", "article { id }", save(1, "snow")).await;
    let left: Vec<_> = rows(&db).await.into_iter().map(|row| row.author).collect();
    assert_eq!(left, [ben.to_string()], "Ben's copy is his");
}

async fn a_copy_is_its_authors_alone(db: Database) {
    let (ada, ben, eve) = (person(1, Role::Author), person(2, Role::Editor), person(3, Role::Author));
    let id = create(&db, &ada).await;
    autosave(&db, &ada, &id, 1, json!({ "headline": "Secret" })).await;
    let what = format!("{COPY} othersWorkingCopies {{ author {{ id }} baseRevision savedAt }}");
    let seen = of(&db, &ben, &id, &what).await;
    assert_eq!(seen["workingCopy"], Value::Null);
    let others = &seen["othersWorkingCopies"];
    assert_eq!(others.as_array().unwrap().len(), 1);
    assert!(others[0]["author"]["id"].as_str().unwrap().starts_with("usr_"));
    assert!(!seen.to_string().contains("Secret"));
    assert_eq!(of(&db, &ada, &id, &what).await["othersWorkingCopies"], json!([]));
    // For other authors there is no such article.
    let input = |id: &Value| json!({ "article": id, "baseRevision": 1, "changes": { "headline": "Mine" } });
    let none = json!("dart_01h2xcejqtf2nbrexx3vqjhp41");
    let hidden = ask(&db, &eve, "autosaveArticle", "article { id }", input(&id)).await;
    assert_eq!(hidden, ask(&db, &eve, "autosaveArticle", "article { id }", input(&none)).await);
    assert_eq!(hidden["userErrors"][0]["code"], "NOT_FOUND");
}

async fn a_copy_outlives_a_newer_revision(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = create(&db, &ada).await;
    autosave(&db, &ada, &id, 1, json!({ "body": { "source": "It pours." } })).await;
    let save = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Snow" } });
    done(&db, &ben, "updateArticle", "article { id }", save).await;
    // What Ada writes on is kept, on what she has before her.
    let kept = autosave(&db, &ada, &id, 1, json!({ "summary": "Very wet" })).await["workingCopy"].clone();
    assert_eq!((&kept["isStale"], &kept["content"]["headline"]), (&json!(true), &json!("Rain")));
    assert_eq!(kept["content"]["body"]["source"], "It pours.");
    // She looks at the new one, and goes on from there.
    let kept = autosave(&db, &ada, &id, 2, json!({})).await["workingCopy"].clone();
    assert_eq!((&kept["isStale"], &kept["baseRevision"]), (&json!(false), &json!(2)));
    assert_eq!(
        (&kept["content"]["headline"], &kept["content"]["summary"]),
        (&json!("Snow"), &json!("Very wet"))
    );
    let input = json!({ "article": id, "baseRevision": 7, "changes": {} });
    let wrong = faults(&db, &ada, "autosaveArticle", input).await;
    assert_eq!(wrong, json!([["input.baseRevision", "NOT_FOUND"]]));
}

async fn an_autosave_needs_no_lock_and_tells_of_one(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada).await;
    assert_eq!(autosave(&db, &ada, &id, 1, json!({ "headline": "Snow" })).await["heldUntil"], Value::Null);
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let row = article::Entity::find().one(&desk).await.unwrap().unwrap();
    let now = db.clock.now();
    let lock = article_lock::Model {
        article_id: row.id,
        holder: person(2, Role::Editor).to_string(),
        acquired_at: now,
        expires_at: Timestamp(now.0 + 60_000),
    };
    lock.into_active_model().reset_all().insert(&desk).await.unwrap();
    let kept = autosave(&db, &ada, &id, 1, json!({ "headline": "Hail" })).await;
    assert_eq!(
        (&kept["heldUntil"], &kept["workingCopy"]["content"]["headline"]),
        (&json!("2026-01-15T12:01:00.000Z"), &json!("Hail"))
    );
    let save = json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Hail" } });
    assert_eq!(faults(&db, &ada, "updateArticle", save).await, json!([["input.id", "LOCKED"]]));
    assert_eq!(autosave(&db.later(61), &ada, &id, 1, json!({})).await["heldUntil"], Value::Null);
}

async fn a_half_written_text_is_kept(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada).await;
    let long = "Мороз и солнце. ".repeat(20_000);
    let changes = json!({ "headline": "", "slug": "No Slug", "body": { "source": long } });
    let kept = autosave(&db, &ada, &id, 1, changes).await;
    assert_eq!(kept["workingCopy"]["content"]["body"]["source"], long);
    // It is bounded all the same, however it is sent.
    let link = |letter: &str| {
        let title = letter.repeat(1_500_000);
        json!({ "links": { "add": [{ "rel": "RELATED", "url": "https://example.org", "title": title }] } })
    };
    for letter in ["a", "b"] {
        autosave(&db, &ada, &id, 1, link(letter)).await;
    }
    let input = json!({ "article": id, "baseRevision": 1, "changes": link("c") });
    assert_eq!(faults(&db, &ada, "autosaveArticle", input).await, json!([["input.changes", "INVALID"]]));
    assert_eq!(of(&db, &ada, &id, COPY).await["workingCopy"]["content"]["body"]["source"], long);
}

async fn a_copy_is_discarded(db: Database) {
    let ada = person(1, Role::Author);
    let id = create(&db, &ada).await;
    autosave(&db, &ada, &id, 1, json!({ "headline": "Snow" })).await;
    for _ in 0..2 {
        let input = json!({ "article": id });
        let left = done(&db, &ada, "discardWorkingCopy", "article { workingCopy { savedAt } }", input).await;
        assert_eq!(left["article"]["workingCopy"], Value::Null);
    }
    assert_eq!(rows(&db).await, []);
}
