//! Stages, approvals, hands, leases, and what is put away.

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::support::verbs::{line, person};
use crate::support::{Database, both};

both!(
    an_edit_drops_the_approval,
    a_newsroom_has_stages_of_its_own,
    articles_are_given_into_hands,
    a_lease_keeps_others_out_until_it_ends,
    a_stale_version_is_a_conflict,
    deleted_and_archived_articles_come_back,
    many_articles_change_what_they_are_about,
);

const APPROVAL: &str = "stage { code } approvedRevision";

async fn an_edit_drops_the_approval(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = db.draft(&ada, "Rain", "It rains.").await;
    db.done(&ben, "moveArticle", json!({ "id": id, "to": "in_review" }), "id").await;
    db.save(&ada, &id, 1, "It rains much.").await;
    let state = db.desk_article(&ada, &id, APPROVAL).await;
    assert_eq!(
        state,
        json!({ "stage": { "code": "in_review" }, "approvedRevision": null }),
        "a review goes on"
    );
    db.done(&ben, "moveArticle", json!({ "id": id, "to": "approved" }), "id").await;
    assert_eq!(db.desk_article(&ada, &id, APPROVAL).await["approvedRevision"], 2);
    // What changes nothing drops nothing.
    db.save(&ada, &id, 2, "It rains much.").await;
    assert_eq!(db.desk_article(&ada, &id, APPROVAL).await["approvedRevision"], 2);
    db.save(&ada, &id, 2, "It snows.").await;
    let state = db.desk_article(&ada, &id, APPROVAL).await;
    assert_eq!(state, json!({ "stage": { "code": "draft" }, "approvedRevision": null }));
}

async fn a_newsroom_has_stages_of_its_own(db: Database) {
    let (ada, ben, cem) = (person(1, Role::Author), person(2, Role::Editor), person(3, Role::Admin));
    let create = "mutation($input: CreateStageInput!) { createStage(input: $input) {
        stage { code position entryRoles approves } userErrors { path code } } }";
    let legal =
        json!({ "input": { "code": "legal", "label": "Legal", "position": 3, "entryRoles": ["EDITOR"] } });
    let denied = db.desk(&ben, create, legal.clone()).await;
    assert_eq!(denied["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let made = db.desk(&cem, create, legal.clone()).await;
    let stage = json!({ "code": "legal", "position": 3, "entryRoles": ["EDITOR"], "approves": false });
    assert_eq!(made["data"]["createStage"], json!({ "stage": stage, "userErrors": [] }));
    let again = db.desk(&cem, create, legal).await;
    assert_eq!(
        again["data"]["createStage"]["userErrors"],
        json!([{ "path": ["input", "code"], "code": "TAKEN" }])
    );
    let wrong = json!({ "input": { "code": "Copy Desk", "label": " ", "entryRoles": [] } });
    let wrong = db.desk(&cem, create, wrong).await;
    let faults = json!([
        { "path": ["input", "code"], "code": "INVALID" },
        { "path": ["input", "label"], "code": "INVALID" },
        { "path": ["input", "entryRoles"], "code": "INVALID" },
    ]);
    assert_eq!(wrong["data"]["createStage"]["userErrors"], faults);

    let id = db.draft(&ada, "Rain", "It rains.").await;
    assert_eq!(db.verb(&ada, "moveArticle", json!({ "id": id, "to": "legal" }), "id").await, "FORBIDDEN");
    db.done(&ben, "moveArticle", json!({ "id": id, "to": "legal" }), "id").await;
    let none = json!({ "id": id, "to": "nowhere" });
    assert_eq!(db.refused(&ben, "moveArticle", none).await, json!(["NOT_FOUND input.to"]));

    let update = "mutation { updateStage(input: { code: \"legal\", label: \"Lawyers\" }) {
        stage { label position } userErrors { path } } }";
    let updated = db.desk(&cem, update, json!({})).await;
    assert_eq!(updated["data"]["updateStage"]["stage"], json!({ "label": "Lawyers", "position": 3 }));
    let retire = "mutation($code: String!) { retireStage(input: { code: $code }) {
        stage { retiredAt } userErrors { code } } }";
    let kept = db.desk(&cem, retire, json!({ "code": "draft" })).await;
    assert_eq!(kept["data"]["retireStage"]["userErrors"], json!([{ "code": "IN_USE" }]));
    let retired = db.desk(&cem, retire, json!({ "code": "legal" })).await;
    assert_eq!(retired["data"]["retireStage"]["stage"]["retiredAt"], "2026-01-15T12:00:00.000Z");
    let state = db.desk_article(&ada, &id, "stage { label }").await;
    assert_eq!(state["stage"]["label"], "Lawyers", "what stands there stays");
    let other = db.draft(&ada, "Snow", "It snows.").await;
    let gone = json!({ "id": other, "to": "legal" });
    assert_eq!(db.refused(&ben, "moveArticle", gone).await, json!(["WRONG_STATE input.to"]));
    let stages = db.desk(&ada, "{ desk { stages { code } } }", json!({})).await;
    let codes: Vec<_> =
        stages["data"]["desk"]["stages"].as_array().unwrap().iter().map(|s| &s["code"]).collect();
    assert_eq!(json!(codes), json!(["draft", "in_review", "approved", "legal"]));
}

async fn articles_are_given_into_hands(db: Database) {
    let (ada, ben, cem) = (person(1, Role::Author), person(2, Role::Editor), person(3, Role::Author));
    let (one, two) = (db.draft(&ada, "Rain", "It rains.").await, db.draft(&ada, "Snow", "It snows.").await);
    assert_eq!(db.desk_article(&cem, &one, "id").await, Value::Null, "another's draft is not there");
    let viewer = db.desk(&cem, "{ viewer { id } }", json!({})).await;
    let hands = json!({ "add": [viewer["data"]["viewer"]["id"]] });
    let own = json!({ "id": one, "assignees": hands });
    assert_eq!(db.verb(&ada, "assignArticle", own.clone(), "id").await, "FORBIDDEN");
    let given = db.done(&ben, "assignArticle", own, "assignees { name }").await;
    assert_eq!(given["assignees"].as_array().unwrap().len(), 1);
    assert_eq!(db.save(&cem, &one, 1, "It pours.").await["article"]["head"]["number"], 2);
    // All or nothing.
    let none = "dart_01h2xcejqtf2nbrexx3vqjhp41";
    let many = json!({ "ids": [two, none], "assignees": hands });
    assert_eq!(db.refused(&ben, "assignArticles", many).await, json!(["NOT_FOUND input.ids.1"]));
    let nobody = json!({ "ids": [two], "assignees": { "set": ["usr_01h2xcejqtf2nbrexx3vqjhp41"] } });
    assert_eq!(db.refused(&ben, "assignArticles", nobody).await, json!(["NOT_FOUND input.assignees.set.0"]));
    assert_eq!(db.desk_article(&cem, &two, "id").await, Value::Null);
    let start = db.audit_since(0).await.last().unwrap().id;
    let many =
        json!({ "ids": [one, two], "assignees": { "set": ["user:00000000-0000-0000-0000-000000000003"] } });
    let given = db.verb(&ben, "assignArticles", many, "assignees { id }").await;
    assert_eq!(given["articles"].as_array().unwrap().len(), 2, "{given}");
    let audit: Vec<_> = db.audit_since(start).await.iter().map(line).collect();
    let hands = "\"user:00000000-0000-0000-0000-000000000003\"";
    assert_eq!(
        audit,
        [format!("#2 ASSIGN_ARTICLE {{\"assignees\":[]}} -> {{\"assignees\":[{hands}]}}")],
        "the one had it already"
    );
    let taken = json!({ "id": two, "assignees": { "set": [] } });
    db.done(&ben, "assignArticle", taken, "id").await;
    assert_eq!(db.desk_article(&cem, &two, "id").await, Value::Null);
}

async fn a_lease_keeps_others_out_until_it_ends(db: Database) {
    let (ada, ben, cem) = (person(1, Role::Author), person(2, Role::Editor), person(3, Role::Editor));
    let id = db.draft(&ada, "Rain", "It rains.").await;
    let it = json!({ "id": id });
    let version = db.desk_article(&ada, &id, "version").await;
    let lock = "lock { acquiredAt expiresAt holder { id } }";
    let held = db.done(&ada, "lockArticle", it.clone(), lock).await["lock"].take();
    assert_eq!(held["expiresAt"], "2026-01-15T12:05:00.000Z");
    assert_eq!(
        db.desk_article(&ada, &id, "version").await,
        version,
        "no colleague's knowledge becomes stale"
    );
    let writes = [
        ("moveArticle", json!({ "id": id, "to": "in_review" })),
        ("publishArticle", it.clone()),
        ("deleteArticle", it.clone()),
        ("setEditNote", json!({ "id": id, "note": "mine" })),
        ("updateArticle", json!({ "id": id, "baseRevision": 1, "changes": { "headline": "Snow" } })),
        ("lockArticle", it.clone()),
        ("unlockArticle", it.clone()),
    ];
    for (verb, input) in &writes {
        assert_eq!(db.refused(&ben, verb, input.clone()).await, json!(["LOCKED input.id"]), "{verb}");
    }
    let bulk = json!({ "ids": [id] });
    assert_eq!(db.refused(&ben, "publishArticles", bulk).await, json!(["LOCKED input.ids.0"]));
    assert_eq!(db.save(&ada, &id, 1, "It pours.").await["article"]["head"]["number"], 2, "the holder may");
    // Taken again it lasts longer, and is the same lease.
    let soon = db.at("2026-01-15T12:04:00Z");
    let held = soon.done(&ada, "lockArticle", it.clone(), lock).await["lock"].take();
    assert_eq!(
        (&held["acquiredAt"], &held["expiresAt"]),
        (&json!("2026-01-15T12:00:00.000Z"), &json!("2026-01-15T12:09:00.000Z"))
    );
    let later = db.at("2026-01-15T12:09:00Z");
    assert_eq!(later.desk_article(&ada, &id, lock).await["lock"], Value::Null, "it ended by itself");
    let held = later.done(&ben, "lockArticle", it.clone(), "lock { holder { id } }").await;
    assert!(held["lock"]["holder"]["id"].as_str().unwrap().starts_with("usr_"), "{held}");
    // An author cannot break it; an editor can, and the audit knows.
    let force = json!({ "id": id, "force": true });
    assert_eq!(later.verb(&ada, "unlockArticle", force.clone(), "id").await, "FORBIDDEN");
    later.done(&cem, "unlockArticle", force, "id").await;
    let last = db.audit_since(0).await.pop().unwrap();
    assert_eq!(
        line(&last),
        "#3 BREAK_LOCK {\"lock\":\"user:00000000-0000-0000-0000-000000000002\"} -> {\"lock\":null}"
    );
    later.done(&ada, "setEditNote", json!({ "id": id, "note": "go on" }), "id").await;
}

async fn a_stale_version_is_a_conflict(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = db.draft(&ada, "Rain", "It rains.").await;
    let version = db.desk_article(&ben, &id, "version").await["version"].clone();
    db.save(&ada, &id, 1, "It snows.").await;
    for (verb, more) in [("publishArticle", json!({})), ("moveArticle", json!({ "to": "approved" }))] {
        let mut input = json!({ "id": id, "expectedVersion": version });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = db.verb(&ben, verb, input, "id").await;
        assert_eq!(answer["conflict"], json!({ "base": 1, "current": 2 }), "{verb}: {answer}");
        assert_eq!(answer["article"], Value::Null);
    }
    assert_eq!(db.read(&id, "id").await, Value::Null, "nobody publishes what they did not see");
}

async fn deleted_and_archived_articles_come_back(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let id = db.draft(&ada, "Rain", "It rains.").await;
    let it = json!({ "id": id });
    let gone = db.done(&ada, "deleteArticle", it.clone(), "deletedAt").await;
    assert_eq!(gone["deletedAt"], "2026-01-15T12:00:00.000Z");
    let refused = json!(["WRONG_STATE input.id"]);
    assert_eq!(db.refused(&ben, "publishArticle", it.clone()).await, refused);
    assert_eq!(db.refused(&ben, "moveArticle", json!({ "id": id, "to": "in_review" })).await, refused);
    let saved = db.save(&ada, &id, 1, "It snows.").await;
    assert_eq!(saved["userErrors"][0]["code"], "WRONG_STATE");
    db.done(&ada, "restoreArticle", it.clone(), "id").await;
    db.done(&ben, "publishArticle", it.clone(), "id").await;
    // Readers have it now: an author cannot delete it, and an editor has to withdraw it first.
    assert_eq!(db.verb(&ada, "deleteArticle", it.clone(), "id").await, "FORBIDDEN");
    assert_eq!(db.refused(&ben, "deleteArticle", it.clone()).await, refused);
    assert_eq!(db.verb(&ada, "archiveArticle", it.clone(), "id").await, "FORBIDDEN");
    db.done(&ben, "archiveArticle", it.clone(), "id").await;
    assert_eq!(db.read(&id, "headline").await["headline"], "Rain", "readers keep what they have");
    assert_eq!(db.save(&ben, &id, 1, "It snows.").await["userErrors"][0]["code"], "WRONG_STATE");
    db.done(&ben, "restoreArticle", it.clone(), "id").await;
    db.done(&ben, "withdrawArticle", it.clone(), "id").await;
    db.done(&ben, "deleteArticle", it.clone(), "id").await;
    assert_eq!(db.desk_article(&ben, &id, "publication").await["publication"], "WITHDRAWN");
}

async fn many_articles_change_what_they_are_about(db: Database) {
    db.newsroom().await;
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Editor));
    let (one, two) = (db.draft(&ada, "Rain", "It rains.").await, db.draft(&ben, "Snow", "It snows.").await);
    let input = json!({ "ids": [one, two], "add": ["kazakhstan"] });
    assert_eq!(db.refused(&ada, "aboutArticles", input.clone()).await, json!(["NOT_FOUND input.ids.1"]));
    let wrong = json!({ "ids": [one, two], "add": ["kazakhstan", "nobody"] });
    assert_eq!(db.refused(&ben, "aboutArticles", wrong).await, json!(["NOT_FOUND input.add.1"]));
    assert_eq!(db.desk_article(&ben, &one, "head { number }").await["head"]["number"], 1);
    let done = db.verb(&ben, "aboutArticles", input.clone(), "head { number }").await;
    assert_eq!(done["articles"], json!([{ "head": { "number": 2 } }, { "head": { "number": 2 } }]));
    // Once more changes nothing.
    let done = db.verb(&ben, "aboutArticles", input, "head { number }").await;
    assert_eq!(done["articles"][0]["head"]["number"], 2);
    let start = db.audit_since(0).await.last().unwrap().id;
    let input = json!({ "ids": [two], "remove": ["iso3166-1-alpha2:KZ"], "note": "not about it" });
    let done = db.verb(&ben, "aboutArticles", input, "head { number note }").await;
    assert_eq!(done["articles"][0]["head"], json!({ "number": 3, "note": "not about it" }));
    let audit = db.audit_since(start).await;
    let told = audit.iter().find(|row| row.after.is_some()).unwrap();
    assert!(told.before.as_ref().unwrap().contains("ent_"), "{}", line(told));
    assert!(told.after.as_ref().unwrap().contains("\"about\":[]"), "{}", line(told));
}
