//! The README tells the truth: its queries get its answers, and its bundle can be imported.

use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::reference;
use serde_json::{Value, json};

use crate::support::{Database, both};

both!(its_queries_get_its_answers, its_bundle_can_be_imported);

const README: &str = include_str!("../../README.md");

/// The blocks of code in these languages, in order.
fn blocks(languages: &[&str]) -> Vec<(String, String)> {
    let mut blocks = vec![];
    let mut rest = README;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (language, after) = after.split_once('\n').unwrap();
        let (code, after) = after.split_once("```").unwrap();
        if languages.contains(&language) {
            blocks.push((language.to_owned(), code.to_owned()));
        }
        rest = after;
    }
    blocks
}

async fn take(db: &Database, json: &str, options: &Options) {
    let input = Input::Bundle { name: "bundle.json".into(), json: json.as_bytes().to_vec() };
    for outcome in import::run(&db.store, &db.clock, vec![input], options, &mut |_| {}).await.unwrap() {
        if let Outcome::Faulty(faults) = outcome {
            panic!("{faults}");
        }
    }
}

async fn its_queries_get_its_answers(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    take(&db, include_str!("../../src/domain/demo/newsroom.json"), &Options::default()).await;
    let mut checked = 0;
    for pair in blocks(&["graphql", "json"]).windows(2) {
        let [(language, query), (_, answer)] = pair else { unreachable!() };
        if language == "graphql" {
            let told: Value = serde_json::from_str(answer).unwrap();
            assert_eq!(db.ask(query, json!({}), &[]).await.0, told, "{query}");
            checked += 1;
        }
    }
    assert_eq!(checked, 5);
}

async fn its_bundle_can_be_imported(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let (_, bundle) = blocks(&["json"]).into_iter().find(|(_, code)| code.contains("\"nutgraph\"")).unwrap();
    take(&db, &bundle, &Options { publish: true, ..Options::default() }).await;
    let query = "{ relations { nodes { sentence standing subject { slug } } } }";
    let data = db.data(query, json!({})).await;
    let relation = &data["relations"]["nodes"][0];
    assert_eq!(
        relation["sentence"],
        "Ada Example heads Example Bank, since March 2026 (as of 31 March 2026)"
    );
    assert_eq!(relation["standing"], "ASSERTED");
}
