//! The life of an article, from the first draft to the retraction: what readers have at each step, and what the audit says.

use db::Noun;
use nutgraph::auth::Role;
use nutgraph::domain::schedule::sweep;
use serde_json::{Value, json};

use crate::support::verbs::{line, person};
use crate::support::{Database, both};

both!(an_article_lives, d07_edits_of_a_live_article_do_not_reach_readers);

async fn an_article_lives(db: Database) {
    // With real tokens, over HTTP.
    let db = db.over_http();
    let (ada, ben) = (db.somebody("Ada", Role::Author).await, db.somebody("Ben", Role::Editor).await);
    let id = db.draft(&ada, "Rain in Almaty", "It rains.").await;
    let start = db.audit_since(0).await.last().unwrap().id;

    let step = "stage { code } approvedRevision publication";
    let submit = json!({ "id": id, "to": "in_review" });
    let moved = db.done(&ada, "moveArticle", submit, step).await;
    assert_eq!(
        moved,
        json!({ "stage": { "code": "in_review" }, "approvedRevision": null, "publication": "NEVER" })
    );
    let back = json!({ "id": id, "to": "draft" });
    assert_eq!(db.refused(&ben, "moveArticle", back).await, json!(["INVALID input.note"]));
    let back = json!({ "id": id, "to": "draft", "note": "How much?" });
    db.done(&ben, "moveArticle", back, step).await;
    let saved = db.save(&ada, &id, 1, "It rains 20 mm.").await;
    assert_eq!(saved["article"]["head"]["number"], 2);
    db.done(&ada, "moveArticle", json!({ "id": id, "to": "in_review" }), step).await;
    let approve = json!({ "id": id, "to": "approved" });
    assert_eq!(db.verb(&ada, "moveArticle", approve.clone(), "id").await, "FORBIDDEN");
    let moved = db.done(&ben, "moveArticle", approve, step).await;
    assert_eq!(moved["approvedRevision"], 2);

    let schedule = json!({ "id": id, "at": "2026-01-15T13:00:00Z" });
    assert_eq!(db.verb(&ada, "publishArticle", schedule.clone(), "id").await, "FORBIDDEN");
    let fields = "publication scheduledFor scheduledRevision live { id }";
    let scheduled = db.done(&ben, "publishArticle", schedule, fields).await;
    let due = "2026-01-15T13:00:00.000Z";
    assert_eq!(
        scheduled,
        json!({ "publication": "SCHEDULED", "scheduledFor": due, "scheduledRevision": 2, "live": null })
    );
    let readers = "headline version publishedAt notices { kind text version }";
    let early = db.at("2026-01-15T12:59:59.999Z");
    assert_eq!(sweep(&early.newsroom_of(), Some(early.clock.now())).await.unwrap(), 0);
    assert_eq!(db.read(&id, readers).await, Value::Null);
    let late = db.at("2026-01-15T13:00:00.400Z");
    assert_eq!(sweep(&late.newsroom_of(), Some(late.clock.now())).await.unwrap(), 1);
    let first = "2026-01-15T13:00:00.400Z";
    assert_eq!(
        db.read(&id, readers).await,
        json!({ "headline": "Rain in Almaty", "version": 1, "publishedAt": first, "notices": [] })
    );

    let later = db.at("2026-01-15T14:00:00Z");
    let correction = json!({
        "id": id, "baseRevision": 2,
        "changes": { "headline": "Rain in Astana" },
        "notice": { "kind": "CORRECTION", "text": "It was Astana." }
    });
    assert_eq!(later.verb(&ada, "correctArticle", correction.clone(), "id").await, "FORBIDDEN");
    later.done(&ben, "correctArticle", correction, "id").await;
    let notice = json!({ "kind": "CORRECTION", "text": "It was Astana.", "version": 2 });
    assert_eq!(
        db.read(&id, readers).await,
        json!({ "headline": "Rain in Astana", "version": 2, "publishedAt": first, "notices": [notice] })
    );

    let retract = json!({ "id": id, "notice": "It did not rain.", "note": "the source made it up" });
    let retracted = later.done(&ben, "retractArticle", retract, "publication").await;
    assert_eq!(retracted["publication"], "RETRACTED");
    let read = db.read(&id, "headline body { text } retraction { text }").await;
    let text = "It did not rain.";
    assert_eq!(
        read,
        json!({ "headline": "Rain in Astana", "body": { "text": text }, "retraction": { "text": text } })
    );
    let publish = json!({ "id": id });
    let refused = later.refused(&ben, "publishArticle", publish).await;
    assert_eq!(refused[0], "WRONG_STATE input.id");
    db.keeps_the_law().await;

    let events = db.audit_since(start).await;
    // Beside those of signing in.
    let audit: Vec<_> = events.iter().filter(|event| event.noun == Noun::Article).map(line).collect();
    let audit = audit.join("\n").replace(&ada.to_string(), "#1").replace(&ben.to_string(), "#2");
    insta::assert_snapshot!(audit, @r#"
    #1 MOVE_ARTICLE {"stage":"draft"} -> {"stage":"in_review"}
    #2 MOVE_ARTICLE "How much?" {"stage":"in_review"} -> {"stage":"draft"}
    #1 EDIT_ARTICLE "UPDATED"
    #1 EDIT_ARTICLE {"revision":1} -> {"revision":2,"changed":["body"]}
    #1 MOVE_ARTICLE {"stage":"draft"} -> {"stage":"in_review"}
    #2 MOVE_ARTICLE {"stage":"in_review","approvedRevision":null} -> {"stage":"approved","approvedRevision":2}
    #2 SCHEDULE {"publication":"NEVER","scheduledRevision":null,"scheduledFor":null} -> {"publication":"SCHEDULED","scheduledRevision":2,"scheduledFor":"2026-01-15T13:00:00.000Z"}
    system KEEP_SCHEDULE {"scheduledRevision":2,"scheduledFor":"2026-01-15T13:00:00.000Z"} -> {"scheduledRevision":null,"scheduledFor":null}
    system KEEP_SCHEDULE "LIVE: revision 2" {"publication":"SCHEDULED","liveRevision":null} -> {"publication":"LIVE","liveRevision":2}
    #2 CORRECT "UPDATED"
    #2 CORRECT {"revision":2} -> {"revision":3,"changed":["headline"]}
    #2 CORRECT null -> {"notice":{"kind":"CORRECTION","text":"It was Astana.","version":2}}
    #2 CORRECT "LIVE: revision 3" {"publication":"LIVE","liveRevision":2} -> {"publication":"LIVE","liveRevision":3}
    #2 RETRACT "RETRACTED: the source made it up" {"publication":"LIVE","liveRevision":3} -> {"publication":"RETRACTED","liveRevision":3}
    "#);
}

async fn d07_edits_of_a_live_article_do_not_reach_readers(db: Database) {
    let ben = person(2, Role::Editor);
    let id = db.draft(&ben, "Rain", "It rains.").await;
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    let everything = "headline version updatedAt body { text html } versions { totalCount }";
    let before = db.read(&id, everything).await;
    let number = crate::publication::number(&db).await;
    db.save(&ben, &id, 1, "It snows.").await;
    assert_eq!(db.read(&id, everything).await, before);
    assert_eq!(crate::publication::number(&db).await, number, "no edition was made");
    let state =
        db.desk_article(&ben, &id, "publication hasUnpublishedChanges liveRevision head { number }").await;
    assert_eq!(
        state,
        json!({ "publication": "LIVE", "hasUnpublishedChanges": true, "liveRevision": 1, "head": { "number": 2 } })
    );
    let again = json!({ "id": id, "revision": 1 });
    assert_eq!(db.refused(&ben, "publishArticle", again).await, json!(["WRONG_STATE input.revision"]));
    db.done(&ben, "publishArticle", json!({ "id": id }), "id").await;
    assert_eq!(
        db.read(&id, "version body { text }").await,
        json!({ "version": 2, "body": { "text": "It snows." } })
    );
}
