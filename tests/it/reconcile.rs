//! `/reconcile`: what OpenRefine and others of the Reconciliation Service API ask, and what strangers may send instead.

use nutgraph::http::Limits;
use serde_json::{Value, json};

use crate::entity_lookup::import;
use crate::support::{Database, Server, both, usual};

both!(
    the_service_tells_what_it_can,
    names_find_candidates_and_safe_ones_match,
    misspelt_names_are_found_and_do_not_match,
    properties_tell_namesakes_apart,
    what_is_typed_is_completed,
    values_are_told_of_many_entities,
    an_entity_has_a_small_page,
    merged_entities_answer_as_what_they_became,
);

/// Answers as the specification has them (its version 0.2), in our own words.
fn schema(of: &str) -> Value {
    let kind = json!({ "type": "object", "required": ["id", "name"], "properties": {
        "id": { "type": "string", "minLength": 1 }, "name": { "type": "string", "minLength": 1 } } });
    let named = |more: Value| {
        let mut schema = json!({ "type": "object", "required": ["id", "name"], "additionalProperties": false,
            "properties": { "id": { "type": "string" }, "name": { "type": "string" }, "description": { "type": "string" } } });
        schema["properties"].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        schema
    };
    let features = json!({ "type": "array", "items": { "type": "object", "required": ["id", "value"], "properties": {
        "id": { "type": "string" }, "value": { "type": ["boolean", "number"] } } } });
    let mut candidate = named(json!({ "type": { "type": "array", "items": kind }, "features": features,
        "match": { "type": "boolean" }, "score": { "type": "number", "minimum": 0, "maximum": 100 } }));
    candidate["required"] = json!(["id", "name", "score", "match", "type"]);
    let list = |items: Value| {
        json!({ "type": "object", "required": ["result"], "additionalProperties": false,
        "properties": { "result": { "type": "array", "items": items } } })
    };
    match of {
        "candidates" => json!({ "type": "object", "additionalProperties": list(candidate) }),
        "entities" => list(named(json!({ "notable": { "type": "array", "items": kind } }))),
        "named" => list(named(json!({}))),
        "values" => {
            json!({ "type": "object", "required": ["meta", "rows"], "additionalProperties": false, "properties": {
            "meta": { "type": "array", "items": kind },
            "rows": { "type": "object", "additionalProperties": { "type": "object", "additionalProperties": {
                "type": "array", "items": { "oneOf": [
                    named(json!({})),
                    { "type": "object", "required": ["str"], "additionalProperties": false,
                      "properties": { "str": { "type": "string" } } }
                ] } } } } } })
        }
        "proposed" => json!({ "type": "object", "required": ["properties"], "properties": {
            "properties": { "type": "array", "items": named(json!({})) },
            "type": { "type": "string" }, "limit": { "type": "number" } } }),
        "manifest" => {
            json!({ "type": "object", "required": ["versions", "name", "identifierSpace", "schemaSpace"],
            "properties": {
                "versions": { "type": "array", "contains": { "const": "0.2" } },
                "defaultTypes": { "type": "array", "items": kind, "uniqueItems": true },
                "view": { "type": "object", "properties": { "url": { "type": "string", "pattern": "\\{\\{id\\}\\}" } } },
                "preview": { "type": "object", "required": ["url", "width", "height"], "properties": {
                    "url": { "type": "string", "pattern": "\\{\\{id\\}\\}" } } } } })
        }
        _ => panic!("{of}"),
    }
}

pub fn fits(of: &str, told: &Value) {
    let validator = jsonschema::validator_for(&schema(of)).unwrap();
    let faults: Vec<_> = validator.iter_errors(told).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{of}: {faults:#?}\n{told:#}");
}

/// Posts a form, as OpenRefine does.
pub async fn post(server: &Server, name: &str, value: &Value) -> reqwest::Response {
    let body = format!("{name}={}", encoded(&value.to_string()));
    let request = server.client.post(format!("{}/reconcile", server.url));
    let form = "application/x-www-form-urlencoded";
    request.header("content-type", form).body(body).send().await.unwrap()
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub async fn ask(server: &Server, queries: &Value) -> Value {
    let response = post(server, "queries", queries).await;
    assert_eq!(response.status(), 200, "{queries}");
    assert!(response.headers().contains_key("nutgraph-edition"));
    let told = response.json().await.unwrap();
    fits("candidates", &told);
    told
}

/// The names of the candidates, with a star behind a match.
pub fn names(told: &Value) -> Vec<String> {
    let one = |candidate: &Value| {
        let star = if candidate["match"] == true { "*" } else { "" };
        format!("{}{star}", candidate["name"].as_str().unwrap())
    };
    told["result"].as_array().unwrap().iter().map(one).collect()
}

pub async fn get(server: &Server, path: &str) -> Value {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

async fn the_service_tells_what_it_can(db: Database) {
    let server = db.serve().await;
    let manifest = get(&server, "/reconcile").await;
    fits("manifest", &manifest);
    assert_eq!(manifest["identifierSpace"], format!("{}/reconcile/view/", server.url));
    assert_eq!(manifest["suggest"]["entity"]["service_url"], server.url);
    assert_eq!(manifest["batchSize"], 50);
    let types: Vec<_> =
        manifest["defaultTypes"].as_array().unwrap().iter().map(|t| t["id"].as_str().unwrap()).collect();
    assert_eq!(types, ["PERSON", "ORGANISATION", "COUNTRY", "PLACE", "EVENT", "TOPIC"]);
    // Behind a proxy of ours the client came by another way.
    let proxied = db.serve_within(Limits { proxies: 1, ..usual() }).await;
    let request = proxied.client.get(format!("{}/reconcile", proxied.url));
    let told: Value =
        request.header("x-forwarded-proto", "https").send().await.unwrap().json().await.unwrap();
    assert!(told["schemaSpace"].as_str().unwrap().starts_with("https://127.0.0.1:"));
}

async fn names_find_candidates_and_safe_ones_match(db: Database) {
    db.newsroom().await;
    import(
        &db,
        json!({ "nutgraph": 1, "entities": [
        { "kind": "PERSON", "name": "Georgia", "slug": "georgia-a", "public": true },
        { "kind": "PERSON", "name": "Hidden Masimov", "slug": "hidden" },
    ] }),
    )
    .await;
    let server = db.serve().await;
    let told = ask(
        &server,
        &json!({
            "house": { "query": "KARIM MASIMOV" },
            "other": { "query": "Карим Масимов", "type": "PERSON" },
            "metonym": { "query": "Kremlin" },
            "twice": { "query": "Georgia" },
            "kind": { "query": "Georgia", "type": ["COUNTRY"] },
            "prefix": { "query": "nurs", "limit": 2 },
            "nobody": { "query": "Qqqq Xxxx" },
            "hidden": { "query": "Hidden Masimov" },
            "empty": { "query": "" },
            "code": { "query": "KZ" },
        }),
    )
    .await;
    let of = |name: &str| names(&told[name]);
    assert_eq!(of("house").first().map(String::as_str), Some("Karim Masimov*"));
    assert_eq!(told["house"]["result"][0]["score"], 100.0);
    assert_eq!(of("other").first().map(String::as_str), Some("Karim Masimov*"));
    assert_eq!(told["other"]["result"][0]["score"], 95.0);
    assert_eq!(of("metonym").first().map(String::as_str), Some("Russia"), "found, and left to people");
    let twice = of("twice");
    assert_eq!(twice.iter().filter(|name| *name == "Georgia").count(), 2, "neither matches: {twice:?}");
    assert_eq!(of("kind").first().map(String::as_str), Some("Georgia*"));
    assert!(of("prefix").contains(&"Nursultan Nazarbayev".to_owned()), "{:?}", of("prefix"));
    assert_eq!(of("nobody"), Vec::<String>::new());
    assert!(!of("hidden").iter().any(|name| name.contains("Hidden")), "{:?}", of("hidden"));
    assert_eq!(of("empty"), Vec::<String>::new());
    assert_eq!(of("code").first().map(String::as_str), Some("Kazakhstan"));
}

async fn misspelt_names_are_found_and_do_not_match(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    for (written, meant) in [
        // Other vowels, other doubled letters, another order of the words, a wrong letter near the end.
        ("Nasarbajew Nursultan", None),
        ("Kerim Mossimov", Some("Karim Masimov")),
        ("Masimov Karim", Some("Karim Masimov")),
        ("Karim Masimow", Some("Karim Masimov")),
        ("Karim Masimof", Some("Karim Masimov")),
        ("Kassym-Jomart Tokayef", Some("Kassym-Jomart Tokayev")),
    ] {
        let told = ask(&server, &json!({ "q": { "query": written } })).await;
        let found = names(&told["q"]);
        assert!(found.iter().all(|name| !name.ends_with('*')), "{written}: {found:?}");
        if let Some(meant) = meant {
            assert_eq!(found.first().map(String::as_str), Some(meant), "{written}: {found:?}");
        }
    }
}

async fn properties_tell_namesakes_apart(db: Database) {
    db.newsroom().await;
    import(&db, json!({ "nutgraph": 1, "entities": [
        { "kind": "PERSON", "name": "Karim Masimov", "slug": "karim-masimov-b", "public": true, "startDate": "1990",
          "identifiers": [{ "scheme": "wikidata", "value": "Q4242424" }] },
    ] }))
    .await;
    let server = db.serve().await;
    let knb = "National Security Committee";
    let knb = db
        .data(
            "query($n: [String!]) { entitiesBy(names: $n) { entity { id name } } }",
            json!({ "n": ["KNB"] }),
        )
        .await["entitiesBy"][0]["entity"]["id"]
        .as_str()
        .map_or(knb.to_owned(), str::to_owned);
    let want =
        |pid: &str, v: Value| json!({ "query": "Karim Masimov", "properties": [{ "pid": pid, "v": v }] });
    let told = ask(
        &server,
        &json!({
            "none": { "query": "Karim Masimov" },
            "born": want("startDate", json!("1965-06-15")),
            "year": want("startDate", json!(1990)),
            "identifier": want("wikidata", json!("Q4242424")),
            "organisation": want("organisation", json!({ "id": knb })),
            "alone": { "properties": [{ "pid": "wikidata", "v": ["Q4242424"] }] },
            "as name": { "query": "Q4242424" },
            "nobody's": want("wikidata", json!("Q999999999")),
        }),
    )
    .await;
    let first = |name: &str| told[name]["result"][0].clone();
    assert_eq!(names(&told["none"])[..2], ["Karim Masimov", "Karim Masimov"]);
    for name in ["born", "organisation"] {
        assert_eq!(first(name)["score"], 100.0, "{name}: {:#}", told[name]);
        assert!(first(name)["description"].as_str().unwrap().contains("KNB"), "{name}");
        assert!(told[name]["result"][1]["score"].as_f64().unwrap() < 80.0, "{name}");
        assert_eq!(first(name)["match"], false, "a namesake is there: {name}");
    }
    assert_eq!(first("year").get("description"), None);
    for name in ["identifier", "alone", "as name"] {
        assert_eq!((&first(name)["score"], &first(name)["match"]), (&json!(100.0), &json!(true)), "{name}");
        assert_eq!(first(name).get("description"), None);
    }
    assert_eq!(first("nobody's")["match"], false);
}

async fn what_is_typed_is_completed(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let told = get(&server, "/reconcile/suggest/entity?prefix=karim").await;
    fits("entities", &told);
    assert_eq!(told["result"][0]["name"], "Karim Masimov");
    let id = told["result"][0]["id"].as_str().unwrap();
    let by_id = get(&server, &format!("/reconcile/suggest/entity?prefix={id}")).await;
    assert_eq!(by_id["result"].as_array().unwrap().len(), 1);
    let all = get(&server, "/reconcile/suggest/entity?prefix=a&type=COUNTRY").await;
    let more = get(&server, "/reconcile/suggest/entity?prefix=a&type=COUNTRY&cursor=3").await;
    assert_eq!(all["result"][3], more["result"][0]);
    let types = get(&server, "/reconcile/suggest/type?prefix=p").await;
    fits("named", &types);
    assert_eq!(
        types["result"],
        json!([{ "id": "PERSON", "name": "Person" }, { "id": "PLACE", "name": "Place" }])
    );
    let properties = get(&server, "/reconcile/suggest/property?prefix=wiki").await;
    fits("named", &properties);
    assert_eq!(properties["result"][0]["id"], "wikidata");
    assert_eq!(get(&server, "/reconcile/suggest/entity").await["result"], json!([]));
}

async fn values_are_told_of_many_entities(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let found = db
        .data(r#"{ entitiesBy(slugs: ["karim-masimov", "kazakhstan"]) { entity { id } } }"#, json!({}))
        .await;
    let [masimov, kazakhstan] =
        [0, 1].map(|n| found["entitiesBy"][n]["entity"]["id"].as_str().unwrap().to_owned());
    let extend = json!({ "ids": [masimov, "ent_none", kazakhstan], "properties": [
        { "id": "kind" }, { "id": "startDate" }, { "id": "iso3166-1-alpha2" },
        { "id": "names", "settings": { "limit": "1" } }, { "id": "organisation" }
    ] });
    let response = post(&server, "extend", &extend).await;
    assert_eq!(response.status(), 200);
    let told: Value = response.json().await.unwrap();
    fits("values", &told);
    let row = &told["rows"][&masimov];
    assert_eq!(row["kind"], json!([{ "str": "PERSON" }]));
    assert_eq!(row["startDate"], json!([{ "str": "1965-06-15" }]));
    assert_eq!(row["names"].as_array().unwrap().len(), 1);
    assert!(row["organisation"].as_array().unwrap().iter().any(|o| o["id"].is_string()), "{row:#}");
    assert_eq!(told["rows"][&kazakhstan]["iso3166-1-alpha2"], json!([{ "str": "KZ" }]));
    assert_eq!(told["rows"]["ent_none"]["kind"], json!([]));
    assert_eq!(told["meta"][4]["type"], json!({ "id": "ORGANISATION", "name": "Organisation" }));
    let proposed = get(&server, "/reconcile/properties?type=PERSON&limit=3").await;
    fits("proposed", &proposed);
    assert_eq!(proposed["properties"].as_array().unwrap().len(), 3);
}

async fn an_entity_has_a_small_page(db: Database) {
    db.newsroom().await;
    import(&db, json!({ "nutgraph": 1, "entities": [
        { "kind": "TOPIC", "name": "<script>alert(1)</script>", "slug": "evil", "public": true, "summary": "a & \"b\"" },
    ] }))
    .await;
    let server = db.serve().await;
    let id = db.data(r#"{ entity(slug: "evil") { id } }"#, json!({})).await;
    let id = id["entity"]["id"].as_str().unwrap().to_owned();
    let response = server.get(&format!("/reconcile/preview?id={id}")).await;
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let page = response.text().await.unwrap();
    assert!(
        page.contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt;</h1><p>a &amp; &quot;b&quot;</p>"),
        "{page}"
    );
    assert!(page.starts_with("<!doctype html><html lang=\"en\">") && !page.contains("<script"), "{page}");
    let view = server.get(&format!("/reconcile/view/{id}")).await;
    assert_eq!(view.status(), 302);
    assert_eq!(view.headers()["location"], format!("/reconcile/preview?id={id}"));
    for nothing in
        ["/reconcile/preview", "/reconcile/preview?id=x", "/reconcile/view/ent_01h2xcejqtf2nbrexx3vqjhp41"]
    {
        assert_eq!(server.get(nothing).await.status(), 404, "{nothing}");
    }
}

async fn merged_entities_answer_as_what_they_became(db: Database) {
    use crate::desk_entity::{change, entity, person};
    use nutgraph::auth::Role;
    let eva = person(3, Role::Editor);
    let make =
        async |name: &str| entity(&db, &eva, json!({ "kind": "PERSON", "name": name, "public": true })).await;
    let (source, target) = (make("Assel Former").await, make("Assel Present").await);
    let input = json!({ "source": source, "target": target, "reason": "one" });
    let merged = change(&db, &eva, "mergeEntities", "entity { id }", input).await;
    assert_eq!(merged["userErrors"], json!([]));
    let server = db.serve().await;
    let old = source.as_str().unwrap().replace("dent_", "ent_");
    let told = ask(&server, &json!({ "name": { "query": "Assel Former" }, "id": { "query": old } })).await;
    for name in ["name", "id"] {
        assert_eq!(names(&told[name])[0], "Assel Present*", "{name}");
    }
}
