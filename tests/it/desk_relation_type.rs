//! Types of relations on the desk: made, changed, retired and merged.

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::publication::number;
use crate::support::told::{
    ask, create, done, editor, faults, forbidden, go_live, law, person, post, read, show_all, story,
};
use crate::support::{Database, both};

both!(
    a_newsroom_makes_types_of_its_own,
    kinds_go_only_where_nothing_has_them,
    a_retired_type_keeps_its_relations,
    two_types_become_one,
    authors_leave_the_catalogue_alone,
);

fn envoy() -> Value {
    json!({
        "code": "ENVOY_TO", "label": "envoy to", "inverseLabel": "has envoy", "parent": "REPRESENTS",
        "temporal": "STATE", "subjectKinds": ["PERSON"], "objectKinds": ["ORGANISATION", "COUNTRY"],
        "verbs": { "present": "is envoy to", "past": "was envoy to" },
        "labels": [{ "language": "fr", "label": "envoyé auprès de", "inverseLabel": "a pour envoyé" }]
    })
}

const TYPE: &str = "relationType { code label parent { code } subjectKinds objectKinds retiredAt labels { language label } }";

async fn change(db: &Database, code: &str, changes: Value) -> Value {
    let input = json!({ "code": code, "changes": changes });
    done(db, &editor(), "updateRelationType", TYPE, input).await["relationType"].clone()
}

async fn a_newsroom_makes_types_of_its_own(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let before = number(&db).await;
    let made = done(&db, &ed, "createRelationType", TYPE, envoy()).await;
    assert_eq!(
        made["relationType"],
        json!({
            "code": "ENVOY_TO", "label": "envoy to", "parent": { "code": "REPRESENTS" },
            "subjectKinds": ["PERSON"], "objectKinds": ["ORGANISATION", "COUNTRY"], "retiredAt": null,
            "labels": [{ "language": "fr", "label": "envoyé auprès de" }]
        })
    );
    assert_eq!(number(&db).await, before + 1, "the catalogue is public");
    let mut relation = post(&article);
    relation["type"] = json!("ENVOY_TO");
    create(&db, &ed, relation).await;
    go_live(&db, &article).await;
    show_all(&db).await;
    let query =
        "{ relations(types: [\"REPRESENTS\"]) { nodes { sentence type { label(language: \"fr\") } } } }";
    let seen = db.data(query, json!({})).await["relations"]["nodes"].clone();
    assert_eq!(seen[0]["sentence"], "Karim Masimov was envoy to KNB (chair), 2016 to 6 January 2022");
    assert_eq!(seen[0]["type"]["label"], "envoyé auprès de");
    // Words change without leaving any behind, also where nothing but a word goes.
    let labels =
        json!({ "add": [{ "language": "de", "label": "Gesandter bei", "inverseLabel": "hat Gesandten" }] });
    let changed = change(&db, "ENVOY_TO", json!({ "label": "special envoy to", "labels": labels })).await;
    assert_eq!(changed["labels"].as_array().unwrap().len(), 2);
    let changed = change(&db, "ENVOY_TO", json!({ "labels": { "remove": ["fr"] } })).await;
    assert_eq!(changed["labels"], json!([{ "language": "de", "label": "Gesandter bei" }]));
    let seen = db.data(query, json!({})).await["relations"]["nodes"].clone();
    assert_eq!(seen[0]["type"]["label"], "special envoy to");
    let now = number(&db).await;
    change(&db, "ENVOY_TO", json!({ "label": "special envoy to" })).await;
    assert_eq!(number(&db).await, now, "nothing changed");
    law(&db).await;
    let mut wrong = envoy();
    (wrong["code"], wrong["parent"], wrong["symmetric"]) = (json!("envoy"), json!("HEAD_OF"), json!(true));
    wrong["objectKinds"] = json!(["EVENT"]);
    assert_eq!(
        faults(&db, &ed, "createRelationType", wrong).await,
        json!([["input.code", "INVALID"], ["input.symmetric", "INVALID"], ["input.parent", "INVALID"]])
    );
    assert_eq!(faults(&db, &ed, "createRelationType", envoy()).await, json!([["input.code", "TAKEN"]]));
    let circle = json!({ "code": "REPRESENTS", "changes": { "parent": "ENVOY_TO" } });
    let circle = faults(&db, &ed, "updateRelationType", circle).await;
    assert_eq!(circle[0], json!(["input.changes.parent", "INVALID"]));
    let none = json!({ "code": "ENVOY", "changes": {} });
    assert_eq!(faults(&db, &ed, "updateRelationType", none).await, json!([["input.code", "NOT_FOUND"]]));
}

async fn kinds_go_only_where_nothing_has_them(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    done(&db, &ed, "createRelationType", TYPE, envoy()).await;
    let mut relation = post(&article);
    relation["type"] = json!("ENVOY_TO");
    create(&db, &ed, relation).await;
    let wide = change(&db, "ENVOY_TO", json!({ "subjectKinds": ["PERSON", "ORGANISATION"] })).await;
    assert_eq!(wide["subjectKinds"], json!(["PERSON", "ORGANISATION"]));
    let narrow =
        change(&db, "ENVOY_TO", json!({ "subjectKinds": ["PERSON"], "objectKinds": ["ORGANISATION"] })).await;
    assert_eq!(narrow["objectKinds"], json!(["ORGANISATION"]));
    let broken = json!({ "code": "ENVOY_TO", "changes": { "objectKinds": ["COUNTRY"] } });
    let broken = faults(&db, &ed, "updateRelationType", broken).await;
    assert_eq!(broken, json!([["input.changes.objectKinds", "IN_USE"]]));
    let above = json!({ "code": "REPRESENTS", "changes": { "subjectKinds": ["ORGANISATION"] } });
    let above = faults(&db, &ed, "updateRelationType", above).await;
    assert_eq!(above, json!([["input.changes.subjectKinds", "IN_USE"]]), "ENVOY_TO is under it");
    // Beyond what is above it, it cannot grow.
    let beyond = json!({ "code": "ENVOY_TO", "changes": { "objectKinds": ["ORGANISATION", "TOPIC"] } });
    let beyond = faults(&db, &ed, "updateRelationType", beyond).await;
    assert_eq!(beyond, json!([["input.changes.parent", "INVALID"]]));
}

async fn a_retired_type_keeps_its_relations(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    let id = create(&db, &ed, post(&article)).await;
    let retired = done(&db, &ed, "retireRelationType", TYPE, json!({ "code": "HEAD_OF" })).await;
    assert_eq!(retired["relationType"]["retiredAt"], "2026-01-15T12:00:00.000Z");
    let mut new = post(&article);
    new["allowDuplicate"] = json!(true);
    assert_eq!(faults(&db, &ed, "createRelation", new.clone()).await, json!([["input.type", "INVALID"]]));
    // What is there goes on: it is changed, and gets evidence.
    let update = json!({ "id": id, "expectedVersion": 1, "changes": { "role": "head" } });
    done(&db, &ed, "updateRelation", "relation { id }", update).await;
    let evidence = json!({ "relation": id, "evidence": { "url": "https://news.example/1" } });
    done(&db, &ed, "addEvidence", "evidence { id }", evidence).await;
    let all = "{ desk { relationTypes { code retiredAt } } relationTypes { code retired } }";
    let all = db.desk(&ed, all, json!({})).await["data"].clone();
    let of = |list: &Value| list.as_array().unwrap().iter().find(|t| t["code"] == "HEAD_OF").unwrap().clone();
    assert_ne!(of(&all["desk"]["relationTypes"])["retiredAt"], Value::Null);
    assert_eq!(of(&all["relationTypes"])["retired"], true);
    let back =
        done(&db, &ed, "retireRelationType", TYPE, json!({ "code": "HEAD_OF", "retired": false })).await;
    assert_eq!(back["relationType"]["retiredAt"], Value::Null);
    create(&db, &ed, new).await;
    law(&db).await;
}

async fn two_types_become_one(db: Database) {
    let ed = editor();
    let article = story(&db, &ed).await;
    done(&db, &ed, "createRelationType", TYPE, envoy()).await;
    let under = json!({
        "code": "NUNCIO_TO", "label": "nuncio to", "inverseLabel": "has nuncio", "parent": "ENVOY_TO",
        "temporal": "STATE", "subjectKinds": ["PERSON"], "objectKinds": ["COUNTRY"]
    });
    done(&db, &ed, "createRelationType", TYPE, under).await;
    let mut relation = post(&article);
    relation["type"] = json!("ENVOY_TO");
    let id = create(&db, &ed, relation).await;
    go_live(&db, &article).await;
    show_all(&db).await;
    let merge = |from: &str, into: &str| json!({ "from": from, "into": into });
    let what = "moved relationType { code }";
    assert_eq!(
        faults(&db, &ed, "mergeRelationTypes", merge("ENVOY_TO", "ENVOY_TO")).await,
        json!([["input.into", "INVALID"]])
    );
    assert_eq!(
        faults(&db, &ed, "mergeRelationTypes", merge("ENVOY_TO", "BORN_IN")).await[0],
        json!(["input.into", "INVALID"])
    );
    let narrow = faults(&db, &ed, "mergeRelationTypes", merge("ENVOY_TO", "CITIZEN_OF")).await;
    assert_eq!(narrow, json!([["input.into", "IN_USE"]]), "it is of no organisation");
    let merged = done(&db, &ed, "mergeRelationTypes", what, merge("ENVOY_TO", "REPRESENTS")).await;
    assert_eq!((&merged["moved"], &merged["relationType"]["code"]), (&json!(1), &json!("REPRESENTS")));
    assert_eq!(
        read(&db, &ed, &id, "type { code } version").await,
        json!({ "type": { "code": "REPRESENTS" }, "version": 2 })
    );
    let types = "{ relationTypes { code retired parent { code } } relations { nodes { type { code } } } }";
    let seen = db.data(types, json!({})).await;
    let of =
        |code: &str| seen["relationTypes"].as_array().unwrap().iter().find(|t| t["code"] == code).unwrap();
    assert_eq!(of("NUNCIO_TO")["parent"]["code"], "REPRESENTS");
    assert_eq!(of("ENVOY_TO")["retired"], true);
    assert_eq!(seen["relations"]["nodes"], json!([{ "type": { "code": "REPRESENTS" } }]));
    law(&db).await;
    // What is above goes into what was under it.
    let up = done(&db, &ed, "mergeRelationTypes", what, merge("REPRESENTS", "ADVISER_TO")).await;
    assert_eq!(up["moved"], 1);
    law(&db).await;
}

async fn authors_leave_the_catalogue_alone(db: Database) {
    let ada = person(1, Role::Author);
    story(&db, &ada).await;
    assert_eq!(forbidden(&db, &ada, "createRelationType", envoy()).await, "EDIT_RELATION_TYPES");
    let all = [
        ("updateRelationType", json!({ "code": "HEAD_OF", "changes": { "label": "x" } })),
        ("retireRelationType", json!({ "code": "HEAD_OF" })),
        ("mergeRelationTypes", json!({ "from": "HEAD_OF", "into": "MEMBER_OF" })),
    ];
    for (name, input) in all {
        assert_eq!(forbidden(&db, &ada, name, input).await, "EDIT_RELATION_TYPES");
    }
    let seen =
        ask(&db, &editor(), "retireRelationType", "relationType { code }", json!({ "code": "NONE" })).await;
    assert_eq!(seen["userErrors"][0]["code"], "NOT_FOUND");
}
