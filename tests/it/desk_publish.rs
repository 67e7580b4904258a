//! Publishing, correcting, withdrawing and retracting, and what stands against it.

use nutgraph::auth::Role;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::verbs::person;
use crate::support::{Database, both};

both!(
    z02_an_author_publishes_nothing,
    z05_many_are_published_together_or_none,
    entities_that_nobody_made_public_are_told_or_published,
    problems_are_told_before,
    a_correction_says_what_it_is_based_on,
    notices_come_with_versions_or_alone,
    withdrawn_articles_come_back_with_their_first_day,
    only_an_administrator_undoes_a_retraction,
    a_court_hides_a_version,
);

async fn z02_an_author_publishes_nothing(db: Database) {
    let ada = person(1, Role::Author);
    let id = db.draft(&ada, "Rain", "It rains.").await;
    let before = db.desk_article(&ada, &id, "version publication stage { code }").await;
    let query = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) { article { id } } }";
    let input = json!({ "id": id, "baseRevision": 1, "changes": { "publication": "LIVE" } });
    let answer = db.desk(&ada, query, json!({ "input": input })).await;
    assert_eq!(answer["data"], Value::Null, "there is no such field: {answer}");
    let verbs = [
        ("publishArticle", json!({ "id": id })),
        ("publishArticle", json!({ "id": id, "at": "2026-02-01T00:00:00Z" })),
        (
            "correctArticle",
            json!({ "id": id, "baseRevision": 1, "notice": { "kind": "UPDATE", "text": "x" } }),
        ),
        ("withdrawArticle", json!({ "id": id })),
        ("retractArticle", json!({ "id": id, "notice": "x" })),
        ("reinstateArticle", json!({ "id": id, "notice": "x" })),
        ("hideVersion", json!({ "id": id, "version": 1 })),
        ("addNotice", json!({ "id": id, "kind": "UPDATE", "text": "x" })),
        ("setEmbargo", json!({ "id": id, "until": "2026-02-01T00:00:00Z" })),
        ("scheduleWithdrawal", json!({ "id": id, "at": "2026-02-01T00:00:00Z" })),
        ("cancelPublication", json!({ "id": id })),
        ("archiveArticle", json!({ "id": id })),
        ("assignArticle", json!({ "id": id, "assignees": { "set": [] } })),
    ];
    for (verb, input) in verbs {
        assert_eq!(db.verb(&ada, verb, input, "id").await, "FORBIDDEN", "{verb}");
    }
    assert_eq!(db.desk_article(&ada, &id, "version publication stage { code }").await, before);
}

async fn z05_many_are_published_together_or_none(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let (own, other) = (db.draft(&ada, "Rain", "It rains.").await, db.draft(&ben, "Snow", "It snows.").await);
    let both = json!({ "ids": [own, other] });
    assert_eq!(db.verb(&ada, "publishArticles", both.clone(), "id").await, "FORBIDDEN");
    let edition = number(&db).await;
    db.done(&ben, "setEmbargo", json!({ "id": other, "until": "2026-01-16T00:00:00Z" }), "id").await;
    let refused = db.refused(&ben, "publishArticles", both.clone()).await;
    assert_eq!(refused, json!(["EMBARGOED input.ids.1"]));
    let twice = json!({ "ids": [own, own] });
    assert_eq!(db.refused(&ben, "publishArticles", twice).await, json!(["DUPLICATE input.ids.1"]));
    assert_eq!(db.read(&own, "id").await, Value::Null);
    assert_eq!(number(&db).await, edition);
    db.done(&ben, "setEmbargo", json!({ "id": other, "until": null }), "id").await;
    let done = db.verb(&ben, "publishArticles", both, "publication").await;
    assert_eq!(done["articles"], json!([{ "publication": "LIVE" }, { "publication": "LIVE" }]));
    assert_eq!(number(&db).await, edition + 1, "all in one edition");
}

/// An article about somebody whom nobody made public.
async fn about_somebody(db: &Database) -> String {
    let desk = Desk::open(db).await;
    let id = desk.entity("Secret Somebody", db::Visibility::Never).await;
    let somebody = db::entity::Entity::find_by_id(id).one(&desk.db).await.unwrap().unwrap();
    let ben = person(2, Role::Editor);
    let article = db.draft(&ben, "Rain", "It rains.").await;
    let input = json!({ "ids": [article], "add": [somebody.slug] });
    let done = db.verb(&ben, "aboutArticles", input, "id").await;
    assert_eq!(done["userErrors"], json!([]), "{done}");
    article
}

async fn entities_that_nobody_made_public_are_told_or_published(db: Database) {
    let ben = person(2, Role::Editor);
    let id = about_somebody(&db).await;
    for at in [Value::Null, json!("2026-01-16T00:00:00Z")] {
        let answer = db.verb(&ben, "publishArticle", json!({ "id": id, "at": at }), "id").await;
        let error = &answer["userErrors"][0];
        assert_eq!(error["code"], "UNPUBLISHED");
        assert!(error["message"].as_str().unwrap().contains("Secret Somebody"), "{answer}");
    }
    assert_eq!(db.read(&id, "id").await, Value::Null);
    db.done(&ben, "publishArticle", json!({ "id": id, "unpublished": "PUBLISH" }), "id").await;
    assert_eq!(db.read(&id, "about { name }").await, json!({ "about": [{ "name": "Secret Somebody" }] }));
    db.keeps_the_law().await;
}

async fn problems_are_told_before(db: Database) {
    let ben = person(2, Role::Editor);
    let id = about_somebody(&db).await;
    let target = db.draft(&ben, "Snow", "It snows.").await;
    let changes = json!({
        "summary": null,
        "pictures": { "add": [{ "role": "LEAD", "url": "https://example.org/rain.jpg", "alt": "" }] },
        "links": { "add": [{ "rel": "RELATED", "article": target }] },
        "body": { "source": "" }
    });
    let input = json!({ "id": id, "baseRevision": 2, "changes": changes });
    let saved = db.verb(&ben, "updateArticle", input, "id").await;
    assert_eq!(saved["userErrors"], json!([]), "{saved}");
    db.done(&ben, "setEmbargo", json!({ "id": id, "until": "2026-01-15T13:00:00Z" }), "id").await;
    let fields = "problemsBeforePublishing { severity code path entityName }";
    let problem = |severity: &str, code: &str, path: &[&str], name: Value| json!({ "severity": severity, "code": code, "path": path, "entityName": name });
    let mut all = vec![
        problem("ERROR", "EMBARGO", &[], Value::Null),
        problem("ERROR", "UNPUBLISHED_ENTITY", &["about"], json!("Secret Somebody")),
        problem("WARNING", "NO_TEXT", &["body"], Value::Null),
        problem("WARNING", "NO_SUMMARY", &["summary"], Value::Null),
        problem("WARNING", "NO_ALT_TEXT", &["pictures", "0", "alt"], Value::Null),
        problem("WARNING", "UNREADABLE_LINK", &["links", "0"], Value::Null),
    ];
    let told = db.desk_article(&ben, &id, fields).await;
    assert_eq!(told["problemsBeforePublishing"], json!(all));
    // The embargo ends by itself; warnings stop nobody.
    let later = db.at("2026-01-15T13:00:00Z");
    all.remove(0);
    assert_eq!(later.desk_article(&ben, &id, fields).await["problemsBeforePublishing"], json!(all));
    later.done(&ben, "publishArticle", json!({ "id": id, "unpublished": "PUBLISH" }), "id").await;
}

async fn a_correction_says_what_it_is_based_on(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains 20 mm.").await;
    let notice = json!({ "kind": "CORRECTION", "text": "It was 10 mm." });
    let changes = json!({ "body": { "source": "It rains 10 mm." } });
    let correct = |base: i32, on: Value| json!({ "id": id, "baseRevision": base, "basedOn": on, "changes": changes, "notice": notice });
    let refused = db.refused(&ben, "correctArticle", correct(1, Value::Null)).await;
    assert_eq!(refused, json!(["WRONG_STATE input.id"]), "nobody has it");
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    let changed = json!({ "headline": "Rain and hail", "body": { "source": "It hails." } });
    db.done(&ben, "updateArticle", json!({ "id": id, "baseRevision": 1, "changes": changed }), "id").await;
    let refused = db.refused(&ben, "correctArticle", correct(1, Value::Null)).await;
    assert_eq!(refused, json!(["INVALID input.basedOn"]));
    let stale = db.verb(&ben, "correctArticle", correct(1, json!("HEAD")), "id").await;
    assert_eq!(stale["conflict"], json!({ "base": 1, "current": 2 }));
    let nothing = json!({ "id": id, "baseRevision": 1, "basedOn": "LIVE", "notice": notice });
    assert_eq!(db.refused(&ben, "correctArticle", nothing).await, json!(["INVALID input.changes"]));

    let fields = "liveRevision head { number headline text note }";
    let done = db.done(&ben, "correctArticle", correct(1, json!("LIVE")), fields).await;
    let note = "as revision 2 was, before the correction 3";
    let head = json!({ "number": 4, "headline": "Rain and hail", "text": "It hails.", "note": note });
    assert_eq!(done, json!({ "liveRevision": 3, "head": head }), "the desk goes on from what it had");
    let readers = "headline version body { text } notices { text version }";
    assert_eq!(
        db.read(&id, readers).await,
        json!({
            "headline": "Rain", "version": 2, "body": { "text": "It rains 10 mm." },
            "notices": [{ "text": "It was 10 mm.", "version": 2 }]
        })
    );
    let head = json!({
        "id": id, "baseRevision": 4, "basedOn": "HEAD",
        "notice": { "kind": "UPDATE", "text": "Now it hails." }
    });
    let done = db.done(&ben, "correctArticle", head, "liveRevision head { number }").await;
    assert_eq!(done, json!({ "liveRevision": 4, "head": { "number": 4 } }));
    assert_eq!(db.read(&id, "headline version").await, json!({ "headline": "Rain and hail", "version": 3 }));
    // What is scheduled would undo a correction.
    db.save(&ben, &id, 4, "It pours.").await;
    db.done(&ben, "publishArticle", json!({ "id": id, "at": "2026-01-16T00:00:00Z" }), "id").await;
    let refused = db.refused(&ben, "correctArticle", correct(4, json!("LIVE"))).await;
    assert_eq!(refused, json!(["WRONG_STATE input.id"]));
    db.keeps_the_law().await;
}

async fn notices_come_with_versions_or_alone(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    let alone = json!({ "id": id, "kind": "CLARIFICATION", "text": "Only here." });
    assert_eq!(db.refused(&ben, "addNotice", alone.clone()).await, json!(["WRONG_STATE input.id"]));
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    let edition = number(&db).await;
    db.done(&ben, "addNotice", alone, "id").await;
    assert_eq!(number(&db).await, edition + 1);
    let wrong = json!({ "id": id, "kind": "RETRACTION", "text": "x" });
    assert_eq!(db.refused(&ben, "addNotice", wrong).await, json!(["INVALID input.kind"]));
    let empty = json!({ "id": id, "kind": "UPDATE", "text": " " });
    assert_eq!(db.refused(&ben, "addNotice", empty).await, json!(["INVALID input.text"]));
    db.save(&ben, &id, 1, "It rains here.").await;
    let update = json!({ "id": id, "notice": { "kind": "UPDATE", "text": "Said where." } });
    db.done(&ben, "publishArticle", update, "id").await;
    assert_eq!(
        db.read(&id, "version notices { kind text version }").await,
        json!({ "version": 2, "notices": [
            { "kind": "CLARIFICATION", "text": "Only here.", "version": 1 },
            { "kind": "UPDATE", "text": "Said where.", "version": 2 }
        ] })
    );
    db.keeps_the_law().await;
}

async fn withdrawn_articles_come_back_with_their_first_day(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    let it = json!({ "id": id });
    assert_eq!(db.refused(&ben, "withdrawArticle", it.clone()).await, json!(["WRONG_STATE input.id"]));
    db.done(&ben, "publishArticle", it.clone(), "id").await;
    let withdraw = json!({ "id": id, "note": "a source fears for their life" });
    let gone = db.done(&ben, "withdrawArticle", withdraw, "publication live { id }").await;
    assert_eq!(gone, json!({ "publication": "WITHDRAWN", "live": null }));
    assert_eq!(db.read(&id, "id").await, Value::Null);
    let later = db.at("2026-01-17T12:00:00Z");
    let back = later.done(&ben, "publishArticle", it, "publication firstPublishedAt").await;
    let first = "2026-01-15T12:00:00.000Z";
    assert_eq!(back, json!({ "publication": "LIVE", "firstPublishedAt": first }));
    assert_eq!(db.read(&id, "publishedAt version").await, json!({ "publishedAt": first, "version": 2 }));
    db.keeps_the_law().await;
}

async fn only_an_administrator_undoes_a_retraction(db: Database) {
    let (ben, cem) = (person(2, Role::Editor), person(3, Role::Admin));
    let id = db.draft(&ben, "Rain", "It rains.").await;
    let it = json!({ "id": id });
    let reinstate = json!({ "id": id, "notice": "It did rain after all." });
    assert_eq!(
        db.refused(&cem, "reinstateArticle", reinstate.clone()).await,
        json!(["WRONG_STATE input.id"])
    );
    let retract = json!({ "id": id, "notice": "It did not rain." });
    assert_eq!(db.refused(&ben, "retractArticle", retract.clone()).await, json!(["WRONG_STATE input.id"]));
    db.done(&ben, "publishArticle", it.clone(), "id").await;
    let empty = json!({ "id": id, "notice": "" });
    assert_eq!(db.refused(&ben, "retractArticle", empty).await, json!(["INVALID input.notice"]));
    db.done(&ben, "retractArticle", retract, "id").await;
    for verb in ["withdrawArticle", "archiveArticle", "deleteArticle"] {
        let answer = db.verb(&ben, verb, it.clone(), "id").await;
        assert!(
            verb == "archiveArticle" || answer["userErrors"][0]["code"] == "WRONG_STATE",
            "{verb}: {answer}"
        );
    }
    assert_eq!(db.verb(&ben, "reinstateArticle", reinstate.clone(), "id").await, "FORBIDDEN");
    db.done(&ben, "restoreArticle", it, "id").await;
    let back = db.done(&cem, "reinstateArticle", reinstate, "publication").await;
    assert_eq!(back["publication"], "LIVE");
    assert_eq!(
        db.read(&id, "version body { text } notices { kind }").await,
        json!({
            "version": 1, "body": { "text": "It rains." },
            "notices": [{ "kind": "RETRACTION" }, { "kind": "EDITORS_NOTE" }]
        })
    );
    db.keeps_the_law().await;
}

async fn a_court_hides_a_version(db: Database) {
    let (ben, cem) = (person(2, Role::Editor), person(3, Role::Admin));
    let id = db.draft(&ben, "Rain", "Ivan stole the rain.").await;
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    let hide = json!({ "id": id, "version": 1, "note": "court of Almaty, 12/26" });
    assert_eq!(db.refused(&cem, "hideVersion", hide.clone()).await, json!(["WRONG_STATE input.version"]));
    db.save(&ben, &id, 1, "The rain is gone.").await;
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    assert_eq!(db.verb(&ben, "hideVersion", hide.clone(), "id").await, "FORBIDDEN");
    let versions = "versions { nodes { number } }";
    let of = |numbers: &[i32]| {
        let nodes: Vec<_> = numbers.iter().map(|number| json!({ "number": number })).collect();
        json!({ "versions": { "nodes": nodes } })
    };
    assert_eq!(db.read(&id, versions).await, of(&[2, 1]));
    db.done(&cem, "hideVersion", hide, "id").await;
    assert_eq!(db.read(&id, versions).await, of(&[2]));
    let none = json!({ "id": id, "version": 7 });
    assert_eq!(db.refused(&cem, "hideVersion", none).await, json!(["NOT_FOUND input.version"]));
    let desk = Desk::open(&db).await;
    let rows = desk.db.query_all_raw(sea_orm::Statement::from_string(
        desk.db.get_database_backend(),
        "SELECT article_id FROM edition_version WHERE text LIKE '%Ivan%'",
    ));
    assert_eq!(rows.await.unwrap().len(), 0, "the text is gone from what readers can reach");
    db.done(&cem, "hideVersion", json!({ "id": id, "version": 1, "hidden": false }), "id").await;
    assert_eq!(db.read(&id, versions).await, of(&[2, 1]));
    db.keeps_the_law().await;
}
