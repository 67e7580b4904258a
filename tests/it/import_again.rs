//! Stories of what a later file says of what is there: it corrects what it means, and nothing else.

use nutgraph::domain::import::Options;
use nutgraph::domain::reference;
use nutgraph::store::Edition;
use nutgraph::store::edition::audit;
use serde_json::{Value, json};

use crate::import::{bundle, done, export, faulty};
use crate::support::{Database, both};

both!(
    a_term_that_still_runs_is_not_over,
    evidence_is_corrected_under_its_key,
    a_slug_of_old_is_not_taken_for_its_article,
    a_type_that_becomes_symmetric_turns_its_relations,
);

async fn take(db: &Database, file: &Value) {
    done(bundle(db, &file.to_string(), &Options { publish: true, ..Options::default() }).await);
    let edition = Edition::open(&db.store, None).await.unwrap();
    assert_eq!(audit::faults(&edition).await.unwrap(), Vec::<String>::new());
}

async fn refused(db: &Database, file: &Value) -> String {
    faulty(bundle(db, &file.to_string(), &Options { publish: true, ..Options::default() }).await)
}

async fn out(db: &Database) -> Value {
    serde_json::from_str(&export(db).await).unwrap()
}

fn people() -> Value {
    json!([
        { "kind": "PERSON", "name": "Ada Brandt", "slug": "ada", "public": true },
        { "kind": "PERSON", "name": "Ben Ode", "slug": "ben", "public": true },
        { "kind": "ORGANISATION", "name": "The Office", "slug": "office", "public": true }
    ])
}

fn article(slug: &str, text: &str) -> Value {
    json!({ "slug": slug, "headline": format!("On {slug}"), "body": { "format": "PLAIN", "source": text } })
}

async fn a_term_that_still_runs_is_not_over(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let term = |key: &str, rest: Value| {
        let mut term =
            json!({ "key": key, "subject": "ada", "type": "HEAD_OF", "object": "office", "public": true });
        term.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        term
    };
    let terms = json!([
        term("past", json!({ "role": "clerk", "startDate": "2019", "endDate": "2020" })),
        term("runs", json!({ "role": "chair", "startDate": "2024", "endDate": "2030-12-31" })),
        term(
            "told",
            json!({ "role": "member", "startDate": "2024", "endDate": "2030-12-31",
            "phase": "CURRENT", "asOf": "2026-01-10" })
        ),
    ]);
    take(&db, &json!({ "nutgraph": 1, "entities": people(), "relations": terms })).await;
    let data = db
        .data(r#"{ entity(slug: "ada") { relations { edges { node { phase sentence } } } } }"#, json!({}))
        .await;
    let edges = data["entity"]["relations"]["edges"].as_array().unwrap();
    let mut lines: Vec<_> = edges
        .iter()
        .map(|e| {
            format!("{} {}", e["node"]["phase"].as_str().unwrap(), e["node"]["sentence"].as_str().unwrap())
        })
        .collect();
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"), @r"
    CURRENT Ada Brandt heads The Office (member), 2024 to 31 December 2030
    FORMER Ada Brandt headed The Office (clerk), 2019 to 2020
    UNKNOWN Ada Brandt heads The Office (chair), 2024 to 31 December 2030
    ");
    let wrong = json!([
        term("a", json!({ "role": "a", "endDate": "2025", "phase": "CURRENT", "asOf": "2026-01-10" })),
        term("b", json!({ "role": "b", "startDate": "2025", "phase": "CURRENT", "asOf": "2024-12-31" })),
        term("c", json!({ "role": "c", "startDate": "2025", "phase": "FORMER", "asOf": "2025-01-01" })),
    ]);
    insta::assert_snapshot!(refused(&db, &json!({ "nutgraph": 1, "relations": wrong })).await, @r"
    test.json:1 /relations/0/asOf: phase CURRENT, but asOf lies after endDate: say FORMER
    test.json:1 /relations/1/asOf: phase CURRENT, but asOf lies before startDate
    test.json:1 /relations/2/asOf: phase FORMER, but asOf, the day on which it was over, does not lie after startDate
    ");
}

async fn evidence_is_corrected_under_its_key(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let file = |evidence: Value, articles: Value| {
        json!({ "nutgraph": 1, "entities": people(), "articles": articles, "relations": [
            { "key": "r", "subject": "ada", "type": "HEAD_OF", "object": "office", "public": true, "evidence": [evidence] }] })
    };
    let articles = json!([article("one", "Ada Brandt heads the Office. Ben Ode does not.")]);
    let quote = |article: &str, quote: &str| json!({ "key": "e", "stance": "SUPPORTS", "article": article, "quote": quote });
    let stored = async || out(&db).await["relations"][0]["evidence"][0].clone();
    take(&db, &file(quote("one", "Ben Ode does not"), articles.clone())).await;
    take(&db, &file(quote("one", "Ada Brandt heads the Office"), articles.clone())).await;
    let one = stored().await;
    assert_eq!(
        (&one["quote"], &one["suffix"]),
        (&json!("Ada Brandt heads the Office"), &json!(". Ben Ode does not."))
    );
    let nowhere = file(quote("one", "Cas heads it"), articles.clone());
    insta::assert_snapshot!(refused(&db, &nowhere).await, @r#"test.json:1 /relations/0/evidence/0/quote: "Cas heads it" stands nowhere in the article"#);
    let mut by_id = quote("one", "Cas heads it");
    by_id["id"] = one["id"].clone();
    insta::assert_snapshot!(refused(&db, &file(by_id, articles.clone())).await, @r#"test.json:1 /relations/0/evidence/0/quote: "Cas heads it" stands nowhere in the article"#);
    // An article of the same file, then a page elsewhere, which has no article.
    let both = json!([articles[0], article("two", "Since May Ada Brandt has headed the Office.")]);
    take(&db, &file(quote("two", "Ada Brandt has headed"), both.clone())).await;
    let two = stored().await;
    assert_ne!(two["article"], one["article"]);
    assert_eq!((&two["id"], &two["quote"]), (&one["id"], &json!("Ada Brandt has headed")));
    let page =
        json!({ "key": "e", "stance": "SUPPORTS", "url": "https://example.org/a", "quote": "Ada, head" });
    take(&db, &file(page.clone(), both.clone())).await;
    let three = stored().await;
    assert_eq!((&three["url"], &three["quote"]), (&page["url"], &page["quote"]));
    assert_eq!(three.get("article"), None);
    let again = bundle(&db, &file(page, both).to_string(), &Options::default()).await;
    assert!(!done(again).changed());
}

async fn a_slug_of_old_is_not_taken_for_its_article(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    take(&db, &json!({ "nutgraph": 1, "articles": [article("storm", "It blew.")] })).await;
    let id = out(&db).await["articles"][0]["id"].clone();
    let mut renamed = article("first-storm", "It blew.");
    renamed["id"] = id.clone();
    take(&db, &json!({ "nutgraph": 1, "articles": [renamed] })).await;
    let second = json!({ "nutgraph": 1, "articles": [article("storm", "It blew again.")] });
    let told = refused(&db, &second).await.replace(id.as_str().unwrap(), "ID");
    insta::assert_snapshot!(told, @r#"test.json:1 /articles/0/slug: "storm" was the slug of ID: give that id to change it, or choose another slug"#);
    // With the id it is the same article, which takes its slug again.
    let mut back = article("storm", "It blew again.");
    back["id"] = id;
    take(&db, &json!({ "nutgraph": 1, "articles": [back] })).await;
    assert_eq!(out(&db).await["articles"].as_array().unwrap().len(), 1);
}

async fn a_type_that_becomes_symmetric_turns_its_relations(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let file = |symmetric: bool| {
        json!({ "nutgraph": 1, "relationTypes": [{ "code": "RIVAL_OF", "label": "rival of", "inverseLabel": "rival of",
            "temporal": "STATE", "symmetric": symmetric, "subjectKinds": ["PERSON"], "objectKinds": ["PERSON"] }] })
    };
    let mut first = file(false);
    first["entities"] = people();
    first["relations"] = json!([{ "subject": "ada", "type": "RIVAL_OF", "object": "ben", "public": true }]);
    take(&db, &first).await;
    let query = r#"{ entity(slug: "ben") { relations { edges { direction } } } }"#;
    let direction =
        async || db.data(query, json!({})).await["entity"]["relations"]["edges"][0]["direction"].clone();
    assert_eq!(direction().await, "IN");
    take(&db, &file(true)).await;
    assert_eq!(direction().await, "MUTUAL");
    take(&db, &file(false)).await;
    assert_eq!(direction().await, "IN");
}
