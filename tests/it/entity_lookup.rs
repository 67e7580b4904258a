//! Many entities and relations in one question: by ids, slugs, identifiers and names.

use serde_json::{Value, json};

use crate::support::{Database, both};

both!(
    answers_come_in_the_order_of_the_question,
    a_name_may_be_that_of_several,
    filters_find_by_names_and_identifiers,
    relations_come_in_the_order_of_their_ids,
    questions_are_bounded_and_costed,
);

const MATCH: &str = "asked entity { slug } candidates { slug }";

async fn by(db: &Database, key: &str, value: Value) -> Value {
    let of = match key {
        "ids" => "[ID!]",
        "identifiers" => "IdentifiersInput",
        _ => "[String!]",
    };
    let query = format!("query($by: {of}) {{ entitiesBy({key}: $by) {{ asked entity {{ slug }} }} }}");
    let told = db.data(&query, json!({ "by": value })).await;
    let of = |one: &Value| json!([one["asked"], one["entity"]["slug"]]);
    told["entitiesBy"].as_array().unwrap().iter().map(of).collect()
}

async fn answers_come_in_the_order_of_the_question(db: Database) {
    db.newsroom().await;
    let id = db.data(r#"{ entity(slug: "karim-masimov") { id } }"#, json!({})).await;
    let id = id["entity"]["id"].clone();
    let nobody = "ent_01h2xcejqtf2nbrexx3vqjhp41";
    for (key, asked, told) in [
        (
            "ids",
            json!([nobody, id, "Karim", id]),
            json!([[nobody, null], [id, "karim-masimov"], ["Karim", null], [id, "karim-masimov"]]),
        ),
        (
            "slugs",
            json!(["samat-abish", "nobody", "karim-masimov"]),
            json!([["samat-abish", "samat-abish"], ["nobody", null], ["karim-masimov", "karim-masimov"]]),
        ),
        (
            "identifiers",
            json!({ "scheme": "iso3166-1-alpha2", "values": ["RU", "QQ", "KZ"] }),
            json!([["RU", "russia"], ["QQ", null], ["KZ", "kazakhstan"]]),
        ),
        (
            "names",
            json!(["карим масимов", "", "KAZIKISTAN", "nobody", "Samat Abish", "the \u{0} Kremlin"]),
            json!([
                ["карим масимов", "karim-masimov"],
                ["", null],
                ["KAZIKISTAN", "kazakhstan"],
                ["nobody", null],
                ["Samat Abish", "samat-abish"],
                ["the \u{0} Kremlin", null]
            ]),
        ),
        ("names", json!([]), json!([])),
    ] {
        assert_eq!(by(&db, key, asked).await, told, "{key}");
    }
    // One statement, however many are asked for; and none for each.
    let query =
        "query($names: [String!]) { entitiesBy(names: $names) { entity { slug } candidates { name } } }";
    let few = db.statements(query, json!({ "names": ["Samat Abish"] })).await;
    let many: Vec<String> = (0..98).map(|n| format!("nobody {n}")).collect();
    let many = [many, vec!["Samat Abish".into(), "Karim Masimov".into()]].concat();
    let many = db.statements(query, json!({ "names": many })).await;
    assert_eq!((few.len(), many.len()), (1, 1), "{many:#?}");
}

async fn a_name_may_be_that_of_several(db: Database) {
    db.newsroom().await;
    // Both the country and its ministry of defence are spoken of so, say.
    let query = format!(
        r#"{{ all: entitiesBy(names: ["Georgia", "Kremlin"]) {{ {MATCH} }}
        one: entitiesBy(names: ["Kremlin"], kinds: [PERSON]) {{ {MATCH} }} }}"#
    );
    let told = db.data(&query, json!({})).await;
    assert_eq!(
        told,
        json!({
            "all": [
                { "asked": "Georgia", "entity": { "slug": "georgia" }, "candidates": [{ "slug": "georgia" }] },
                { "asked": "Kremlin", "entity": { "slug": "russia" }, "candidates": [{ "slug": "russia" }] }
            ],
            "one": [{ "asked": "Kremlin", "entity": null, "candidates": [] }]
        })
    );
    let file = json!({ "nutgraph": 1, "entities": [
        { "kind": "PERSON", "name": "Georgia", "slug": "georgia-a", "public": true },
        { "kind": "PLACE", "name": "Atlanta", "slug": "atlanta", "public": true,
          "names": [{ "name": "GEORGIA", "kind": "ALIAS" }] },
        { "kind": "TOPIC", "name": "Georgia", "slug": "georgia-unpublished" },
    ] });
    import(&db, file).await;
    let told = db.data(&query, json!({})).await;
    let slugs = ["georgia", "georgia-a", "atlanta"].map(|slug| json!({ "slug": slug }));
    assert_eq!(told["all"][0], json!({ "asked": "Georgia", "entity": null, "candidates": slugs }));
}

pub async fn import(db: &Database, file: Value) {
    use nutgraph::domain::import::{self, Input, Options, Outcome};
    let input = Input::Bundle { name: "more.json".into(), json: file.to_string().into_bytes() };
    let outcomes = import::run(&db.store, &db.clock, vec![input], &Options::default(), &mut |_| {}).await;
    let outcomes = outcomes.unwrap();
    assert!(matches!(outcomes[..], [Outcome::Done(_)]), "{outcomes:?}");
}

async fn filters_find_by_names_and_identifiers(db: Database) {
    db.newsroom().await;
    let query = r#"{
        named: entities(filter: { named: ["karim masimov", "CREMLINO", "nobody"] }) { nodes { slug } totalCount }
        identified: entities(filter: { identifiers: { scheme: "iso3166-1-alpha2", values: ["KZ", "RU"] } }) { nodes { slug } }
        none: entities(filter: { named: [] }) { totalCount }
        not: entities(filter: { not: { named: ["Karim Masimov"] }, slug: { startsWith: "karim" } }) { nodes { slug } }
        agencies: relations(types: ["AGENCY_OF"],
            filter: { object: { identifiers: { scheme: "iso3166-1-alpha2", values: ["KZ"] } } }) { nodes { subject { slug } } }
        heads: relations(types: ["HEAD_OF"], filter: { subject: { named: ["Карим Масимов"] } }) { nodes { object { slug } } }
    }"#;
    let told = db.data(query, json!({})).await;
    let slugs = |list: &Value, path: &str| -> Vec<String> {
        let all = list["nodes"].as_array().unwrap().iter();
        all.map(|node| node.pointer(path).unwrap().as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(slugs(&told["named"], "/slug"), ["karim-masimov", "russia"]);
    assert_eq!(told["named"]["totalCount"], 2);
    assert_eq!(slugs(&told["identified"], "/slug"), ["kazakhstan", "russia"]);
    assert_eq!(told["none"]["totalCount"], 0);
    assert_eq!(slugs(&told["not"], "/slug"), Vec::<String>::new());
    assert!(slugs(&told["agencies"], "/subject/slug").contains(&"national-security-committee".to_owned()));
    assert!(slugs(&told["heads"], "/object/slug").contains(&"national-security-committee".to_owned()));
}

async fn relations_come_in_the_order_of_their_ids(db: Database) {
    db.newsroom().await;
    let told = db.data("{ relations(first: 2) { nodes { id } } }", json!({})).await;
    let [one, other] = [0, 1].map(|n| told["relations"]["nodes"][n]["id"].clone());
    let query = "query($ids: [ID!]!) { relationsBy(ids: $ids) { id } }";
    let ids = json!([other, "rel_01h2xcejqtf2nbrexx3vqjhp41", one, "x"]);
    let told = db.data(query, json!({ "ids": ids })).await;
    assert_eq!(told["relationsBy"], json!([{ "id": other }, null, { "id": one }, null]));
    assert_eq!(db.statements(query, json!({ "ids": ids })).await.len(), 1);
}

async fn questions_are_bounded_and_costed(db: Database) {
    let fault = async |query: &str, variables: Value| {
        db.ask(query, variables, &[]).await.0["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    let one_of = "Give one of `ids`, `slugs`, `identifiers` and `names`.";
    assert_eq!(fault("{ entitiesBy { asked } }", json!({})).await, one_of);
    assert_eq!(fault(r#"{ entitiesBy(ids: ["x"], names: []) { asked } }"#, json!({})).await, one_of);
    let many = json!({ "many": vec!["a"; 101] });
    let query = "query($many: [String!]) { entitiesBy(names: $many) { asked } }";
    assert_eq!(fault(query, many.clone()).await, "`names` has 101; it can have 100 at most.");
    let query = "query($many: [ID!]!) { relationsBy(ids: $many) { id } }";
    assert_eq!(fault(query, many).await, "`ids` has 101; it can have 100 at most.");
    let cost = async |query: &str, variables: Value| {
        let answer = db.ask(query, variables, &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["extensions"]["cost"]["requested"].as_u64().unwrap()
    };
    let names = "query($names: [String!], $ids: [ID!]) { entitiesBy(names: $names, ids: $ids) { asked } }";
    for n in [0, 1, 100] {
        // The field; and for a key: the answer, and `asked`.
        assert_eq!(cost(names, json!({ "names": vec!["a"; n], "ids": null })).await, 1 + 2 * n as u64);
    }
    let values = "query($by: IdentifiersInput!) { entitiesBy(identifiers: $by) { asked } }";
    let by = json!({ "by": { "scheme": "lei", "values": ["a", "b", "c"] } });
    assert_eq!(cost(values, by).await, 1 + 2 * 3 + 50);
    let literal = r#"{ entitiesBy(identifiers: { scheme: "lei", values: ["a", "b"] }) { asked } }"#;
    assert_eq!(cost(literal, json!({})).await, 1 + 2 * 2 + 50);
}
