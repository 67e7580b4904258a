//! Relations on the desk: made, changed, ended, judged, shown to readers and taken from them.

use db::audit_event;
use nutgraph::auth::Role;
use nutgraph::domain::public_id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::publication::number;
use crate::support::desk::Desk;
use crate::support::told::{
    ask, create, done, editor, faults, go_live, law, person, post, read, show_all, story,
};
use crate::support::{Database, both};

both!(
    who_headed_it_on_that_day_and_who_says_so,
    a_likely_duplicate_is_named,
    ends_follow_a_merge,
    a_stale_change_is_a_conflict_and_changes_nothing,
    all_faults_of_a_relation_are_told_at_once,
    changes_keep_what_they_leave_out,
    an_end_a_verdict_and_a_withdrawal_reach_readers,
    the_audit_tells_before_and_after,
);

async fn who_headed_it_on_that_day_and_who_says_so(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    assert!(id.as_str().unwrap().starts_with("drel_"), "{id}");
    let what = "version role phase publication standing live { id } type { code }
        startDate { value } evidence { totalCount nodes { stance quote isReadable article { id } } }";
    assert_eq!(
        read(&db, &ed, &id, what).await,
        json!({
            "version": 1, "role": "chair", "phase": "FORMER", "publication": "NEVER", "standing": "ASSERTED",
            "live": null, "type": { "code": "HEAD_OF" }, "startDate": { "value": "2016" },
            "evidence": { "totalCount": 1, "nodes": [{
                "stance": "SUPPORTS", "quote": "headed the KNB since 2016", "isReadable": false,
                "article": { "id": article }
            }] }
        })
    );
    let question = r#"{ entity(slug: "knb") {
        relations(types: ["HEAD_OF"], direction: IN, filter: {activeOn: "2020-01-01"}) { edges {
            certainty other { name }
            node { role standing evidence { nodes { quote article { headline } } } } } } } }"#;
    assert_eq!(db.data(question, json!({})).await["entity"], Value::Null, "all of it is a draft");
    go_live(&db, &article).await;
    show_all(&db).await;
    assert_eq!(
        db.data(question, json!({})).await["entity"]["relations"]["edges"],
        json!([{
            "certainty": "CERTAIN", "other": { "name": "Karim Masimov" },
            "node": { "role": "chair", "standing": "ASSERTED", "evidence": { "nodes": [
                { "quote": "headed the KNB since 2016", "article": { "headline": "Masimov dismissed" } }
            ] } }
        }])
    );
    let readable =
        read(&db, &ed, &id, "live { standing } evidence { nodes { isReadable live { quote } } }").await;
    assert_eq!(readable["live"]["standing"], "ASSERTED");
    assert_eq!(readable["evidence"]["nodes"][0]["isReadable"], true);
    law(&db).await;
}

async fn a_likely_duplicate_is_named(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let mut same = post(&article);
    same["role"] = json!("head");
    same["startDate"] = json!("2021");
    let answer = ask(&db, &ed, "createRelation", "relation { id }", same.clone()).await;
    assert_eq!(answer["relation"], Value::Null);
    assert_eq!(answer["userErrors"][0]["code"], "DUPLICATE");
    assert_eq!(answer["userErrors"][0]["path"], json!(["input"]));
    let message = answer["userErrors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with(id.as_str().unwrap()), "{message}");
    let count = "{ desk { relations { totalCount } } }";
    assert_eq!(db.desk(&ed, count, json!({})).await["data"]["desk"]["relations"]["totalCount"], 1);
    // Another time is another relation, and so is one that is wanted.
    let mut later = same.clone();
    (later["startDate"], later["endDate"]) = (json!("2024"), json!("2025"));
    create(&db, &ed, later).await;
    same["allowDuplicate"] = json!(true);
    create(&db, &ed, same).await;
    // Whatever says the same from either end has no direction.
    let pair = |a: &str, b: &str| {
        let evidence = json!([{ "url": "https://news.example/1" }]);
        json!({ "subject": a, "type": "ASSOCIATED_WITH", "object": b, "evidence": evidence })
    };
    create(&db, &ed, pair("knb", "karim-masimov")).await;
    let turned = faults(&db, &ed, "createRelation", pair("karim-masimov", "knb")).await;
    assert_eq!(turned, json!([["input", "DUPLICATE"]]));
}

async fn ends_follow_a_merge(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let twin = json!({ "kind": "PERSON", "name": "K. Masimov", "slug": "k-masimov" });
    let twin = done(&db, &ed, "createEntity", "entity { id }", twin).await["entity"]["id"].clone();
    let mut of_twin = post(&article);
    of_twin["subject"] = json!("k-masimov");
    let id = create(&db, &ed, of_twin.clone()).await;
    let what = "subject { id slug } object { slug }";
    let before = json!({ "subject": { "id": twin, "slug": "k-masimov" }, "object": { "slug": "knb" } });
    assert_eq!(read(&db, &ed, &id, what).await, before);
    let query = "{ desk { entity(slug: \"karim-masimov\") { id } } }";
    let target = db.desk(&ed, query, json!({})).await["data"]["desk"]["entity"]["id"].clone();
    let merge = json!({ "source": twin, "target": target, "reason": "the same man" });
    done(&db, &ed, "mergeEntities", "entity { id }", merge).await;
    assert_eq!(read(&db, &ed, &id, what).await["subject"], json!({ "id": target, "slug": "karim-masimov" }));
    // Whichever of the two is named, it is the same man.
    for input in [of_twin, post(&article)] {
        assert_eq!(faults(&db, &ed, "createRelation", input).await, json!([["input", "DUPLICATE"]]));
    }
    let list = "query($id: ID!) { desk { relations(filter: {subject: [$id]}) { nodes { id } } } }";
    for entity in [&twin, &target] {
        let answer = db.desk(&ed, list, json!({ "id": entity })).await;
        assert_eq!(answer["data"]["desk"]["relations"]["nodes"], json!([{ "id": id }]), "{answer}");
    }
    go_live(&db, &article).await;
    show_all(&db).await;
    assert_eq!(
        read(&db, &ed, &id, "live { subject { slug } }").await["live"]["subject"]["slug"],
        "karim-masimov"
    );
    law(&db).await;
}

async fn a_stale_change_is_a_conflict_and_changes_nothing(db: Database) {
    let (ed, ben) = (editor(), person(8, Role::Editor));
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let change =
        |version: i64, changes: Value| json!({ "id": id, "expectedVersion": version, "changes": changes });
    let what = "relation { version role note } conflict { base current changedFields }";
    let first = change(1, json!({ "role": "chairman", "startDate": "2016-09" }));
    let first = done(&db, &ben, "updateRelation", what, first).await;
    assert_eq!(first["relation"]["version"], 2);
    let second = ask(&db, &ed, "updateRelation", what, change(1, json!({ "note": "call them" }))).await;
    assert_eq!(
        second,
        json!({
            "relation": null, "conflict": { "base": 1, "current": 2, "changedFields": ["role", "startDate"] },
            "userErrors": []
        })
    );
    assert_eq!(
        read(&db, &ed, &id, "version role note").await,
        json!({ "version": 2, "role": "chairman", "note": null })
    );
}

async fn all_faults_of_a_relation_are_told_at_once(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let mut input = post(&article);
    input["subject"] = json!("nobody");
    input["type"] = json!("HEADS");
    input["evidence"] = json!([
        { "article": article, "quote": "never stood there" },
        { "article": article, "url": "https://news.example/1" },
        { "url": "ftp://x", "stance": "RETRACTS" },
        { "article": "nothing", "attributedTo": "nobody" }
    ]);
    assert_eq!(
        faults(&db, &ed, "createRelation", input).await,
        json!([["input.subject", "NOT_FOUND"], ["input.type", "NOT_FOUND"],]),
        "its evidence is looked at when it is known what it is"
    );
    let mut input = post(&article);
    (input["phase"], input["endDate"], input["object"]) =
        (json!("CURRENT"), json!("2015"), json!("karim-masimov"));
    assert_eq!(
        faults(&db, &ed, "createRelation", input).await,
        json!([
            ["input.object", "INVALID"],
            ["input.object", "INVALID"],
            ["input.endDate", "INVALID"],
            ["input.phase", "INVALID"],
        ])
    );
    let mut input = post(&article);
    input["evidence"] = json!([
        { "article": article, "quote": "never stood there" },
        { "article": article, "url": "https://news.example/1" },
        { "url": "ftp://x", "stance": "RETRACTS" },
        { "article": "nothing", "attributedTo": "nobody" }
    ]);
    assert_eq!(
        faults(&db, &ed, "createRelation", input).await,
        json!([
            ["input.evidence.0.quote", "INVALID"],
            ["input.evidence.1", "INVALID"],
            ["input.evidence.2.url", "INVALID"],
            ["input.evidence.2", "INVALID"],
            ["input.evidence.3.article", "NOT_FOUND"],
            ["input.evidence.3.attributedTo", "NOT_FOUND"],
        ])
    );
    let bare = json!({ "subject": "karim-masimov", "type": "HEAD_OF", "object": "knb" });
    assert_eq!(faults(&db, &ed, "createRelation", bare).await, json!([["input.evidence", "INVALID"]]));
    // A public id that is taken changes nothing of its owner.
    let id = create(&db, &ed, post(&article)).await;
    let mut again = post(&article);
    (again["id"], again["role"]) = (id.clone(), json!("thief"));
    assert_eq!(faults(&db, &ed, "createRelation", again).await, json!([["input.id", "TAKEN"]]));
    assert_eq!(read(&db, &ed, &id, "role").await["role"], "chair");
    let changes = json!({ "endDate": "2015", "phase": "OCCURRED" });
    let update = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    assert_eq!(
        faults(&db, &ed, "updateRelation", update).await,
        json!([["input.changes.endDate", "INVALID"], ["input.changes.phase", "INVALID"]])
    );
}

async fn changes_keep_what_they_leave_out(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let what =
        "relation { version role note startDate { value } endDate { value } phase asOf type { code } }";
    let changes =
        json!({ "role": null, "note": "ask Ada", "endDate": null, "phase": "CURRENT", "asOf": "2020-05-01" });
    let input = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    let changed = done(&db, &ed, "updateRelation", what, input).await;
    let now = json!({
        "version": 2, "role": null, "note": "ask Ada", "startDate": { "value": "2016" }, "endDate": null,
        "phase": "CURRENT", "asOf": "2020-05-01", "type": { "code": "HEAD_OF" }
    });
    assert_eq!(changed["relation"], now);
    // The same again is no change.
    let input = json!({ "id": id, "expectedVersion": 2, "changes": changes });
    assert_eq!(done(&db, &ed, "updateRelation", what, input).await["relation"], now);
    // Before readers have it, it may be of another type; afterwards, not.
    let retype = |version: i64, code: &str| json!({ "id": id, "expectedVersion": version, "changes": { "type": code } });
    let changed = done(&db, &ed, "updateRelation", what, retype(2, "DEPUTY_HEAD_OF")).await;
    assert_eq!(changed["relation"]["type"]["code"], "DEPUTY_HEAD_OF");
    go_live(&db, &article).await;
    show_all(&db).await;
    assert_eq!(
        faults(&db, &ed, "updateRelation", retype(3, "HEAD_OF")).await,
        json!([["input.changes.type", "WRONG_STATE"]])
    );
    law(&db).await;
}

const READERS: &str = "{ relations(filter: {rank: [PREFERRED, NORMAL, DEPRECATED]}) { nodes {
    endDate { value } phase rank standing } } edition { number } }";

async fn an_end_a_verdict_and_a_withdrawal_reach_readers(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let mut input = post(&article);
    (input["endDate"], input["phase"], input["asOf"]) = (Value::Null, json!("CURRENT"), json!("2021-01-01"));
    let id = create(&db, &ed, input).await;
    go_live(&db, &article).await;
    show_all(&db).await;
    let seen = async || db.data(READERS, json!({})).await["relations"]["nodes"].clone();
    let is = |end: Value, phase: &str, rank: &str| {
        let end = if end.is_null() { Value::Null } else { json!({ "value": end }) };
        json!([{ "endDate": end, "phase": phase, "rank": rank, "standing": "ASSERTED" }])
    };
    assert_eq!(seen().await, is(Value::Null, "CURRENT", "NORMAL"));
    let before = number(&db).await;
    let future = json!({ "id": id, "expectedVersion": 1, "endDate": "2030" });
    assert_eq!(faults(&db, &ed, "endRelation", future).await, json!([["input.endDate", "INVALID"]]));
    let end = json!({ "id": id, "expectedVersion": 1, "endDate": "2022-01-06" });
    let ended = done(&db, &ed, "endRelation", "relation { version phase asOf }", end).await;
    assert_eq!(ended["relation"], json!({ "version": 2, "phase": "FORMER", "asOf": null }));
    assert_eq!(seen().await, is(json!("2022-01-06"), "FORMER", "NORMAL"));
    assert_eq!(number(&db).await, before + 1);
    law(&db).await;
    let rank =
        |reason: Value| json!({ "id": id, "expectedVersion": 2, "rank": "DEPRECATED", "reason": reason });
    assert_eq!(
        faults(&db, &ed, "rankRelation", rank(Value::Null)).await,
        json!([["input.reason", "INVALID"]])
    );
    let ranked =
        done(&db, &ed, "rankRelation", "relation { rank rankReason }", rank(json!("confused with another")))
            .await;
    assert_eq!(ranked["relation"], json!({ "rank": "DEPRECATED", "rankReason": "confused with another" }));
    assert_eq!(seen().await, is(json!("2022-01-06"), "FORMER", "DEPRECATED"));
    law(&db).await;
    let gone = "drel_01h2xcejqtf2nbrexx3vqjhp41";
    let both = faults(&db, &ed, "withdrawRelations", json!({ "ids": [gone, id, "x"] })).await;
    assert_eq!(both, json!([["input.ids.0", "NOT_FOUND"], ["input.ids.2", "NOT_FOUND"]]));
    assert_eq!(seen().await.as_array().unwrap().len(), 1, "all or none");
    done(&db, &ed, "withdrawRelations", "relations { id publication }", json!({ "ids": [id] })).await;
    assert_eq!(seen().await, json!([]));
    law(&db).await;
    let shown =
        done(&db, &ed, "publishRelations", "relations { id publication }", json!({ "ids": [id] })).await;
    assert_eq!(shown["relations"], json!([{ "id": id, "publication": "LIVE" }]));
    assert_eq!(seen().await.as_array().unwrap().len(), 1);
    let now = number(&db).await;
    done(&db, &ed, "publishRelations", "relations { id }", json!({ "ids": [id] })).await;
    assert_eq!(number(&db).await, now, "they have it already");
    law(&db).await;
}

async fn the_audit_tells_before_and_after(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let changes = json!({ "role": null, "endDate": "2022" });
    let input = json!({ "id": id, "expectedVersion": 1, "changes": changes });
    done(&db, &ed, "updateRelation", "relation { id }", input).await;
    let uid = public_id::relation(id.as_str().unwrap());
    let desk = Desk::open(&db).await;
    let events = audit_event::Entity::find().filter(audit_event::Column::Uid.eq(uid));
    let events = events.order_by_asc(audit_event::Column::Id).all(&desk.db).await.unwrap();
    let json =
        |text: &Option<String>| text.as_deref().map(|text| serde_json::from_str::<Value>(text).unwrap());
    let told: Vec<_> = (events.iter())
        .map(|e| json!([e.actor, e.action, e.detail, json(&e.before), json(&e.after)]))
        .collect();
    let who = format!("user:{}", Uuid::from_u128(9));
    assert_eq!(
        json!(told),
        json!([
            [who, "CREATE_RELATION", "CREATED", null, null],
            [
                who, "EDIT_RELATION", "UPDATED", { "role": "chair", "endDate": "2022-01-06" },
                { "role": null, "endDate": "2022", "version": 2 }
            ]
        ])
    );
}
