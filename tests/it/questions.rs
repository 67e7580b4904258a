//! The pages of questions tell the truth: each is asked, and has the answer that stands there. With `UPDATE=1`, the answers
//! are written anew.

use nutgraph::domain::import::{self, Input, Options};
use nutgraph::domain::reference;
use serde_json::{Value, json};

use crate::support::{Database, both};

both!(the_questions_of_a_newsroom_are_fresh);

/// The pages, and how many questions each has at least.
const PAGES: [(&str, usize); 2] = [
    (concat!(env!("CARGO_MANIFEST_DIR"), "/docs/questions.md"), 12),
    (concat!(env!("CARGO_MANIFEST_DIR"), "/docs/search.md"), 5),
];

async fn the_questions_of_a_newsroom_are_fresh(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let json = include_bytes!("../../src/domain/demo/newsroom.json").to_vec();
    let newsroom = vec![Input::Bundle { name: "newsroom.json".into(), json }];
    import::run(&db.store, &db.clock, newsroom, &Options::default(), &mut |_| {}).await.unwrap();
    for (page, least) in PAGES {
        is_fresh(&db, page, least).await;
    }
}

async fn is_fresh(db: &Database, path: &str, least: usize) {
    let page = std::fs::read_to_string(path).unwrap();
    let mut fresh = String::new();
    let mut rest = page.as_str();
    let mut asked = 0;
    while let Some((before, after)) = rest.split_once("```graphql\n") {
        let (question, after) =
            after.split_once("\n```\n\n```json\n").expect("an answer follows each question");
        let (_, after) = after.split_once("\n```\n").unwrap();
        let answer = db.ask(question, json!({}), &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{question}");
        let told = told(&answer["data"], 0);
        fresh += &format!("{before}```graphql\n{question}\n```\n\n```json\n{told}\n```\n");
        (rest, asked) = (after, asked + 1);
    }
    fresh += rest;
    assert!(asked >= least, "{asked}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, fresh).unwrap();
    } else {
        assert_eq!(page, fresh, "the answers are not those that stand there: write them anew with UPDATE=1");
    }
}

/// JSON as people write it: what fits on a line stands on one.
fn told(value: &Value, indent: usize) -> String {
    let line = flat(value);
    if indent + line.chars().count() <= 116 {
        return line;
    }
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Array(all) => ("[", "]", all.iter().map(|one| told(one, indent + 2)).collect()),
        Value::Object(all) => {
            let part = |(name, one): (&String, &Value)| format!("{}: {}", json!(name), told(one, indent + 2));
            ("{", "}", all.iter().map(part).collect())
        }
        _ => return line,
    };
    let inner = " ".repeat(indent + 2);
    let parts = parts.into_iter().map(|part| format!("{inner}{part}")).collect::<Vec<_>>().join(",\n");
    format!("{open}\n{parts}\n{}{close}", " ".repeat(indent))
}

fn flat(value: &Value) -> String {
    match value {
        Value::Array(all) => format!("[{}]", all.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Value::Object(all) => {
            let parts: Vec<_> =
                all.iter().map(|(name, one)| format!("{}: {}", json!(name), flat(one))).collect();
            if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
        }
        other => other.to_string(),
    }
}
