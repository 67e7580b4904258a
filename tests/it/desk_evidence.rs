//! Evidence on the desk: added, changed, taken away and taken back.

use db::audit_event;
use nutgraph::auth::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::told::{
    TEXT, ask, create, done, editor, faults, forbidden, go_live, law, person, post, read, show_all, story,
};
use crate::support::{Database, both};

both!(
    a_denial_disputes_and_a_retraction_undoes,
    a_passage_stands_in_its_article,
    what_readers_had_stays,
    what_takes_back_names_what_it_takes_back,
    authors_speak_for_their_drafts,
    evidence_of_others_drafts_is_not_there,
);

const EVIDENCE: &str = "evidence { id stance quote undone isReadable retracts { id } } relation { standing }";

async fn add(db: &Database, relation: &Value, evidence: Value) -> Value {
    let input = json!({ "relation": relation, "evidence": evidence });
    done(db, &editor(), "addEvidence", EVIDENCE, input).await
}

async fn published(db: &Database) -> (Value, Value) {
    let ed = editor();
    let article = story(db, &ed).await;
    let id = create(db, &ed, post(&article)).await;
    go_live(db, &article).await;
    show_all(db).await;
    (article, id)
}

async fn readers(db: &Database) -> Value {
    let query =
        "{ relations(filter: {standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED]}) { nodes {
        standing evidence { nodes { stance undone } } } } }";
    db.data(query, json!({})).await["relations"]["nodes"].clone()
}

async fn a_denial_disputes_and_a_retraction_undoes(db: Database) {
    let (_, id) = published(&db).await;
    let support =
        read(&db, &editor(), &id, "evidence { nodes { id } }").await["evidence"]["nodes"][0]["id"].clone();
    let denial = json!({ "stance": "DENIES", "url": "https://news.example/1", "quote": "he never did" });
    assert_eq!(add(&db, &id, denial).await["relation"]["standing"], "DISPUTED");
    assert_eq!(readers(&db).await[0]["standing"], "DISPUTED");
    law(&db).await;
    let retraction = json!({ "stance": "RETRACTS", "url": "https://news.example/2", "retracts": support });
    let taken = add(&db, &id, retraction).await;
    assert_eq!(taken["relation"]["standing"], "RETRACTED");
    assert_eq!(taken["evidence"]["retracts"]["id"], support);
    assert_eq!(
        readers(&db).await,
        json!([{ "standing": "RETRACTED", "evidence": { "nodes": [
            { "stance": "SUPPORTS", "undone": true },
            { "stance": "DENIES", "undone": false },
            { "stance": "RETRACTS", "undone": false }
        ] } }])
    );
    law(&db).await;
    // One whose article nobody can read says nothing to readers, and all to the desk.
    let ed = editor();
    let text = json!({ "source": "He never headed it, we found." });
    let draft =
        done(&db, &ed, "createArticle", "article { id }", json!({ "headline": "Found", "body": text })).await;
    let more = json!({ "article": draft["article"]["id"], "quote": "never headed it", "stance": "SUPPORTS" });
    let added = add(&db, &id, more).await;
    assert_eq!(added["relation"]["standing"], "DISPUTED");
    assert_eq!(added["evidence"]["isReadable"], false);
    assert_eq!(readers(&db).await[0]["standing"], "RETRACTED");
}

async fn a_passage_stands_in_its_article(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let input = |evidence: Value| json!({ "relation": id, "evidence": evidence });
    let wrong = input(json!({ "article": article, "quote": "headed the CIA" }));
    assert_eq!(faults(&db, &ed, "addEvidence", wrong).await, json!([["input.evidence.quote", "INVALID"]]));
    let twice = input(json!({ "article": article, "quote": "KNB" }));
    assert_eq!(faults(&db, &ed, "addEvidence", twice).await, json!([["input.evidence.quote", "INVALID"]]));
    let told = input(
        json!({ "article": article, "quote": "KNB", "prefix": "statement from the ", "statedOn": "2022-01-06" }),
    );
    let added = done(&db, &ed, "addEvidence", EVIDENCE, told).await;
    let devd = added["evidence"]["id"].clone();
    assert!(devd.as_str().unwrap().starts_with("devd_"), "{devd}");
    let neither = input(json!({ "quote": "KNB" }));
    assert_eq!(faults(&db, &ed, "addEvidence", neither).await, json!([["input.evidence", "INVALID"]]));
    let taken = input(json!({ "id": devd, "url": "https://news.example/1" }));
    assert_eq!(faults(&db, &ed, "addEvidence", taken).await, json!([["input.evidence.id", "TAKEN"]]));
    // Another passage loses what stood around the former one.
    let update = |changes: Value| json!({ "id": devd, "changes": changes });
    let what = "evidence { quote prefix suffix url article { id } attribution statedOn { value } }";
    let moved = update(json!({ "quote": "He was dismissed", "attribution": "the KNB", "statedOn": null }));
    let moved = done(&db, &ed, "updateEvidence", what, moved).await;
    assert_eq!(moved["evidence"]["quote"], "He was dismissed");
    assert_eq!(moved["evidence"]["suffix"], " on 6 January 2022, a statement ");
    assert_eq!(
        (&moved["evidence"]["attribution"], &moved["evidence"]["statedOn"]),
        (&json!("the KNB"), &Value::Null)
    );
    let wrong = update(json!({ "quote": "He was promoted" }));
    assert_eq!(faults(&db, &ed, "updateEvidence", wrong).await, json!([["input.changes.quote", "INVALID"]]));
    let elsewhere = update(json!({ "url": "https://news.example/1" }));
    let elsewhere = done(&db, &ed, "updateEvidence", what, elsewhere).await;
    assert_eq!(elsewhere["evidence"]["url"], "https://news.example/1");
    assert_eq!(elsewhere["evidence"]["article"], Value::Null);
    let gone =
        done(&db, &ed, "removeEvidence", "relation { evidence { totalCount } }", json!({ "id": devd })).await;
    assert_eq!(gone["relation"]["evidence"]["totalCount"], 1);
    assert_eq!(
        faults(&db, &ed, "removeEvidence", json!({ "id": devd })).await,
        json!([["input.id", "NOT_FOUND"]])
    );
    let desk = Desk::open(&db).await;
    let told = audit_event::Entity::find().filter(audit_event::Column::Detail.starts_with("EVIDENCE_"));
    let told = told.all(&desk.db).await.unwrap();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().all(|event| event.before.is_some() && event.after.is_some()));
    assert!(told[1].after.as_deref().unwrap().contains("the KNB"), "{told:?}");
}

async fn what_readers_had_stays(db: Database) {
    let ed = editor();
    let (article, id) = published(&db).await;
    let support =
        read(&db, &ed, &id, "evidence { nodes { id } }").await["evidence"]["nodes"][0]["id"].clone();
    let answer = ask(&db, &ed, "removeEvidence", "relation { id }", json!({ "id": support })).await;
    assert_eq!(answer["userErrors"][0]["code"], "WRONG_STATE");
    let message = answer["userErrors"][0]["message"].as_str().unwrap();
    assert!(message.contains("RETRACTS"), "{message}");
    let update = |changes: Value| json!({ "id": support, "changes": changes });
    let other = update(json!({ "quote": "He was dismissed", "stance": "DENIES" }));
    assert_eq!(
        faults(&db, &ed, "updateEvidence", other).await,
        json!([["input.changes.stance", "WRONG_STATE"], ["input.changes.quote", "WRONG_STATE"]])
    );
    // What is said about it may be put right, also after the passage was cut.
    let changes = json!({ "body": { "source": "Karim Masimov was the head of it." } });
    let save = json!({ "id": article, "baseRevision": 1, "changes": changes });
    done(&db, &ed, "updateArticle", "article { id }", save).await;
    go_live(&db, &article).await;
    let told = update(json!({ "attribution": "the KNB", "attributedTo": "knb" }));
    let told = done(&db, &ed, "updateEvidence", "evidence { quote attribution isReadable }", told).await;
    let now = json!({ "quote": "headed the KNB since 2016", "attribution": "the KNB", "isReadable": true });
    assert_eq!(told["evidence"], now);
    law(&db).await;
    // Nor does it go where readers have the relation no more.
    done(&db, &ed, "withdrawRelations", "relations { id }", json!({ "ids": [id] })).await;
    assert_eq!(
        faults(&db, &ed, "removeEvidence", json!({ "id": support })).await,
        json!([["input.id", "WRONG_STATE"]])
    );
}

async fn what_takes_back_names_what_it_takes_back(db: Database) {
    let ed = editor();
    let (article, id) = published(&db).await;
    let mut later = post(&article);
    (later["startDate"], later["endDate"]) = (json!("2024"), json!("2025"));
    let other = create(&db, &ed, later).await;
    let of = async |id: &Value| {
        read(&db, &ed, id, "evidence { nodes { id } }").await["evidence"]["nodes"][0]["id"].clone()
    };
    let (support, foreign) = (of(&id).await, of(&other).await);
    let input = |retracts: Value| {
        let evidence = json!({ "stance": "RETRACTS", "url": "https://news.example/1", "retracts": retracts });
        json!({ "relation": id, "evidence": evidence })
    };
    let wrong = json!([["input.evidence.retracts", "NOT_FOUND"]]);
    assert_eq!(faults(&db, &ed, "addEvidence", input(foreign)).await, wrong);
    assert_eq!(faults(&db, &ed, "addEvidence", input(json!("devd_01h2xcejqtf2nbrexx3vqjhp41"))).await, wrong);
    assert_eq!(
        faults(&db, &ed, "addEvidence", input(Value::Null)).await,
        json!([["input.evidence", "INVALID"]])
    );
    let taken = done(&db, &ed, "addEvidence", EVIDENCE, input(support.clone())).await;
    let again = input(taken["evidence"]["id"].clone());
    assert_eq!(faults(&db, &ed, "addEvidence", again).await, json!([["input.evidence.retracts", "INVALID"]]));
    // Both in one mutation, by a key that is not kept.
    for _ in 0..2 {
        let evidence = json!([
            { "key": "report", "url": "https://news.example/2" },
            { "stance": "RETRACTS", "url": "https://news.example/2", "retracts": "report" }
        ]);
        let input = json!({
            "subject": "karim-masimov", "type": "MEMBER_OF", "object": "knb", "evidence": evidence,
            "allowDuplicate": true
        });
        let made = create(&db, &ed, input).await;
        assert_eq!(read(&db, &ed, &made, "standing").await["standing"], "RETRACTED");
    }
    // A new relation takes nothing of others back, whether there is such evidence or not.
    for handle in [support, json!("devd_01h2xcejqtf2nbrexx3vqjhp41")] {
        let evidence = json!([{ "stance": "RETRACTS", "url": "https://news.example/2", "retracts": handle }]);
        let input = json!({ "subject": "karim-masimov", "type": "EMPLOYED_BY", "object": "knb", "evidence": evidence });
        let wrong = json!([["input.evidence.0.retracts", "NOT_FOUND"]]);
        assert_eq!(faults(&db, &ed, "createRelation", input).await, wrong);
    }
    law(&db).await;
}

async fn authors_speak_for_their_drafts(db: Database) {
    let ada = person(1, Role::Author);
    let (live, id) = published(&db).await;
    let text = json!({ "source": "The KNB denies that he headed it." });
    let draft =
        done(&db, &ada, "createArticle", "article { id }", json!({ "headline": "Denied", "body": text }))
            .await;
    let draft = draft["article"]["id"].clone();
    let before = number(&db).await;
    let denial = json!({ "article": draft, "stance": "DENIES", "quote": "denies that he headed it" });
    let input = json!({ "relation": id, "evidence": denial });
    let added = done(&db, &ada, "addEvidence", EVIDENCE, input).await;
    assert_eq!(added["relation"]["standing"], "DISPUTED");
    assert_eq!(number(&db).await, before, "readers notice nothing");
    // For what is not theirs, editors speak.
    for evidence in
        [json!({ "url": "https://news.example/1" }), json!({ "article": live, "quote": "dismissed" })]
    {
        let input = json!({ "relation": id, "evidence": evidence });
        assert_eq!(forbidden(&db, &ada, "addEvidence", input).await, "EDIT_RELATION");
    }
    let update = json!({ "id": added["evidence"]["id"], "changes": { "attribution": "the KNB" } });
    done(&db, &ada, "updateEvidence", "evidence { id }", update.clone()).await;
    go_live(&db, &draft).await;
    assert_eq!(readers(&db).await[0]["standing"], "DISPUTED");
    assert_eq!(forbidden(&db, &ada, "updateEvidence", update).await, "EDIT_RELATION");
    // What stands in the text that readers have would be read at once.
    let input = json!({ "relation": id, "evidence": { "article": draft, "quote": "The KNB denies" } });
    assert_eq!(forbidden(&db, &ada, "addEvidence", input).await, "PUBLISH_RELATION");
    law(&db).await;
}

async fn evidence_of_others_drafts_is_not_there(db: Database) {
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let (_, id) = published(&db).await;
    let body = json!({ "source": TEXT });
    let draft =
        done(&db, &ada, "createArticle", "article { id }", json!({ "headline": "Scoop", "body": body }))
            .await;
    let denial =
        json!({ "article": draft["article"]["id"], "stance": "DENIES", "quote": "He was dismissed" });
    let added = done(&db, &ada, "addEvidence", EVIDENCE, json!({ "relation": id, "evidence": denial })).await;
    let what = "standing evidence { totalCount nodes { stance article { id } } }";
    assert_eq!(
        read(&db, &ben, &id, what).await,
        json!({
            "standing": "ASSERTED",
            // Readers have the passage; how the newsroom works on its article is not for Ben.
            "evidence": { "totalCount": 1, "nodes": [{ "stance": "SUPPORTS", "article": null }] }
        })
    );
    assert_eq!(read(&db, &ada, &id, what).await["standing"], "DISPUTED");
    let none = json!("devd_01h2xcejqtf2nbrexx3vqjhp41");
    let answers = async |evidence: &Value| {
        let update = json!({ "id": evidence, "changes": { "title": "x" } });
        let all = json!([
            db.desk(&ben, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": evidence })).await,
            ask(&db, &ben, "updateEvidence", "evidence { id }", update).await,
            ask(&db, &ben, "removeEvidence", "relation { id }", json!({ "id": evidence })).await,
        ]);
        all.to_string().replace(evidence.as_str().unwrap(), "ID")
    };
    assert_eq!(answers(&added["evidence"]["id"]).await, answers(&none).await);
}
