//! `/reconcile`, asked by pages of others and by strangers: what is refused, and what it costs.

use serde_json::{Value, json};

use crate::reconcile::{ask, encoded, fits, get, names, post};
use crate::support::{Database, both};

both!(
    any_page_may_ask,
    whatever_else_is_sent_is_refused_with_its_reason,
    a_batch_takes_as_many_statements_as_a_question,
    twins_reconcile_the_same,
);

async fn any_page_may_ask(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let preflight = server.client.request(reqwest::Method::OPTIONS, format!("{}/reconcile", server.url));
    assert_eq!(preflight.send().await.unwrap().status(), 204);
    for path in ["/reconcile", "/reconcile?queries=x", "/reconcile/suggest/type", "/reconcile/preview"] {
        let told = server.get(path).await;
        assert_eq!(told.headers()["access-control-allow-origin"], "*", "{path}");
    }
    let script = server.get("/reconcile?callback=jQuery.cb_1").await;
    assert_eq!(script.headers()["content-type"], "text/javascript; charset=utf-8");
    let script = script.text().await.unwrap();
    assert!(script.starts_with("/**/jQuery.cb_1({") && script.ends_with("});"), "{script}");
    let no_name = server.get("/reconcile?callback=alert(1)//").await;
    assert_eq!(no_name.headers()["content-type"], "application/json; charset=utf-8");
    let queries = encoded(&json!({ "q0": { "query": "Karim Masimov" } }).to_string());
    let told = get(&server, &format!("/reconcile?queries={queries}")).await;
    fits("candidates", &told);
    assert_eq!(names(&told["q0"])[0], "Karim Masimov*");
}

async fn whatever_else_is_sent_is_refused_with_its_reason(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let many: serde_json::Map<String, Value> =
        (0..51).map(|n| (format!("q{n}"), json!({ "query": "a" }))).collect();
    for (name, value, status, told) in [
        ("queries", json!([]), 400, "\"queries\" must be a JSON object"),
        ("queries", json!("x"), 400, "\"queries\" must be a JSON object"),
        ("queries", json!({ "q": 1 }), 400, "q: must be an object"),
        ("queries", json!({ "q": {} }), 400, "q: must have a \"query\" or \"properties\""),
        ("queries", json!({ "q": { "query": 1 } }), 400, "q.query: must be a string"),
        (
            "queries",
            json!({ "q": { "query": "a".repeat(501) } }),
            400,
            "q.query: is longer than 500 characters",
        ),
        ("queries", json!({ "q": { "query": "a", "limit": -1 } }), 400, "q.limit: must be a positive number"),
        (
            "queries",
            json!({ "q": { "query": "a", "type": "Q5" } }),
            400,
            "q.type: there is no type \"Q5\"; there are PERSON, ORGANISATION, COUNTRY, PLACE, EVENT, TOPIC",
        ),
        (
            "queries",
            json!({ "q": { "query": "a", "type": [1] } }),
            400,
            "q.type: must be a string or a list of strings",
        ),
        ("queries", json!({ "q": { "query": "a", "properties": {} } }), 400, "q.properties: must be a list"),
        (
            "queries",
            json!({ "q": { "query": "a", "properties": [{ "v": 1 }] } }),
            400,
            "q.properties.0: must have a \"pid\", a string",
        ),
        (
            "queries",
            json!({ "q": { "query": "a", "properties": [{ "pid": "names", "v": 1 }] } }),
            400,
            "q.properties.0: \"names\" cannot be asked; it can be told",
        ),
        (
            "queries",
            json!({ "q": { "query": "a", "properties": [{ "pid": "wikidata" }] } }),
            400,
            "q.properties.0: must have a \"v\": a value, or up to 10 in a list",
        ),
        (
            "queries",
            json!({ "q": { "query": "a", "properties": [{ "pid": "wikidata", "v": [[]] }] } }),
            400,
            "q.properties.0: has a value that is no text, number, truth or entity with an \"id\"",
        ),
        ("queries", json!({ "a": 1, "b": 2 }), 400, "a: must be an object; b: must be an object"),
        ("queries", Value::Object(many), 413, "\"queries\" has 51; a batch can have 50 at most"),
        (
            "queries",
            json!({ "q": { "query": "a", "junk": vec![0; 6000] } }),
            413,
            "\"queries\" has more than 5000 values: ask in several requests",
        ),
        ("extend", json!({}), 400, "ids: must be a list; properties: must be a list"),
        (
            "extend",
            json!({ "ids": [1], "properties": [{}] }),
            400,
            "ids.0: must be a string; properties.0.id: must be a string",
        ),
        (
            "extend",
            json!({ "ids": vec!["x"; 101], "properties": [] }),
            413,
            "\"ids\" has 101; it can have 100 at most",
        ),
        ("nothing", json!({}), 400, "send \"queries\" or \"extend\", as a form"),
    ] {
        let response = post(&server, name, &value).await;
        assert_eq!(response.status(), status, "{value}");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["errors"][0]["message"], told, "{value}");
    }
    let url = format!("{}/reconcile", server.url);
    let form = "application/x-www-form-urlencoded";
    for (media, body, status) in [
        ("application/json", "{}".to_owned(), 415),
        (form, "queries=%FF".to_owned(), 400),
        (form, "queries={&queries={".to_owned(), 400),
        (form, format!("queries={}", "[".repeat(3000)), 400),
        (form, format!("queries={}", "a".repeat(1 << 20)), 413),
    ] {
        let response =
            server.client.post(&url).header("content-type", media).body(body).send().await.unwrap();
        assert_eq!(response.status(), status, "{media}");
        assert!(response.json::<Value>().await.unwrap()["errors"][0]["message"].is_string());
    }
    for (path, status) in [
        ("/reconcile?queries=%7B", 400),
        ("/reconcile/suggest/entity?prefix=a&cursor=x", 400),
        ("/reconcile/suggest/entity?prefix=a&cursor=1000", 400),
        ("/reconcile/suggest/entity?prefix=a&type=Q5", 400),
        ("/reconcile/suggest/nothing", 404),
        ("/reconcile/properties?limit=-1", 400),
    ] {
        assert_eq!(server.get(path).await.status(), status, "{path}");
    }
    let deleted = server.client.delete(&url).send().await.unwrap();
    assert_eq!(deleted.status(), 405);
    // Names that no database likes are names of nobody.
    let told = ask(&server, &json!({ "q": { "query": "\u{0}\u{10ffff}%_'\"\\", "properties": [{ "pid": "wikidata", "v": "\u{0}" }] } })).await;
    assert_eq!(told["q"]["result"], json!([]));
}

async fn a_batch_takes_as_many_statements_as_a_question(db: Database) {
    use std::sync::Arc;

    use nutgraph::domain::reconcile::{Given, Property, Query, Want, find};
    use nutgraph::store::Edition;
    use nutgraph::store::edition::Recorder;
    use nutgraph::store::edition::reference::References;

    db.newsroom().await;
    let count = async |n: usize| {
        let recorder = Recorder::default();
        let edition = Edition::open(&db.store, Some(Arc::clone(&recorder))).await.unwrap();
        let reference = References::default().of(&edition).await.unwrap();
        let values = vec![Given::Text("Kazakhstan".into())];
        let queries: Vec<Query> = (0..n)
            .map(|n| Query {
                text: Some(format!("Karim Masimo{n}")),
                limit: 5,
                wants: vec![Want {
                    property: Property::Related(db::EntityKind::Country),
                    values: values.clone(),
                }],
                ..Query::default()
            })
            .collect();
        recorder.lock().unwrap().clear();
        let found = find::candidates(&edition, &reference, &queries).await.unwrap();
        assert!(found.iter().all(|all| all[0].row.slug == "karim-masimov"));
        recorder.lock().unwrap().len()
    };
    assert_eq!(count(1).await, 10);
    assert_eq!(count(50).await, 10);
}

/// Of two newsrooms that differ in what they keep from their readers alone, this service tells the same.
async fn twins_reconcile_the_same(db: Database) {
    use crate::support::secrets::{self, CANARY};
    use nutgraph::domain::reference;

    let other = db.another().await;
    for twin in [&db, &other] {
        reference::seed(&twin.store, &twin.clock).await.unwrap();
    }
    secrets::before(&db).await;
    db.newsroom().await;
    other.newsroom().await;
    secrets::after(&db).await;
    let pool = secrets::overheard(&db).await;
    let (one, two) = (db.serve().await, other.serve().await);
    let mut words: Vec<String> = pool.words.iter().chain(&pool.slugs).chain(&pool.ids).cloned().collect();
    words.extend(
        ["Quetzal Canary", "Quetsal Kanari", "Quetzal Club", "quet", "Karim Masimov"].map(str::to_owned),
    );
    for chunk in words.chunks(40) {
        let want = |word: &String| {
            let values = json!([word, { "id": word }]);
            json!([{ "pid": "organisation", "v": values }, { "pid": "wikidata", "v": word }])
        };
        let queries: serde_json::Map<String, Value> = chunk
            .iter()
            .flat_map(|word| {
                let known = json!({ "query": "Karim Masimov", "properties": want(word) });
                [(word.clone(), json!({ "query": word })), (format!("{word} ?"), known)]
            })
            .take(50)
            .collect();
        let queries = Value::Object(queries);
        let extend = json!({ "ids": chunk, "properties": [{ "id": "names" }, { "id": "organisation" }] });
        for (name, value) in [("queries", &queries), ("extend", &extend)] {
            let told = [
                post(&one, name, value).await.text().await.unwrap(),
                post(&two, name, value).await.text().await.unwrap(),
            ];
            assert_eq!(told[0], told[1], "{name}");
            let echoes = told[0].matches(CANARY).count();
            let asked = value.to_string().matches(CANARY).count();
            assert!(echoes <= asked, "{name}: {}", told[0]);
        }
    }
    for word in &words {
        let word = encoded(word);
        for path in [
            format!("/reconcile/suggest/entity?prefix={word}"),
            format!("/reconcile/preview?id={word}"),
            format!("/reconcile/view/{word}"),
        ] {
            let (a, b) = (one.get(&path).await, two.get(&path).await);
            assert_eq!(a.status(), b.status(), "{path}");
            assert_eq!(a.text().await.unwrap(), b.text().await.unwrap(), "{path}");
        }
    }
    drop((one, two));
    other.end().await;
}
