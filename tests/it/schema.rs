//! The committed schema, which is the product's contract; and the price of the pages that every front end has.

use std::{env, fs};

use nutgraph::graphql::sdl;
use serde_json::json;

use crate::support::{Database, both};

both!(pages_stay_within_their_budgets);

/// `UPDATE=1 cargo test` writes it; then read what changed, as clients will.
#[test]
fn the_schema_is_fresh() {
    let printed = format!("{}\n", sdl().trim_end());
    if env::var_os("UPDATE").is_some() {
        fs::write("schema.graphql", &printed).unwrap();
    }
    let committed = fs::read_to_string("schema.graphql").unwrap_or_default();
    assert!(committed == printed, "schema.graphql is not fresh: run UPDATE=1 cargo test the_schema_is_fresh");
}

/// Statements that a page may take, whatever is on it; the one that takes the snapshot is not counted.
async fn pages_stay_within_their_budgets(db: Database) {
    db.newsroom().await;
    for (page, budget, query) in [
        (
            "home",
            3,
            "{ articles(first: 20) { nodes { headline summary path publishedAt leadPicture { url alt } } } }",
        ),
        (
            // Two more: the entities that each article names most, and what they are.
            "home with names",
            4,
            "{ articles(first: 20) { nodes { headline summary path publishedAt leadPicture { url alt }
               entities(first: 3) { nodes { name path } } } } }",
        ),
        (
            "article",
            4,
            r#"{ article(slug: "masimov-arrested-for-treason") { headline byline publishedAt body { html }
               mentions { surface entity { name path } } about { name path } notices { kind text } } }"#,
        ),
        (
            "entity",
            5,
            r#"{ entity(slug: "kassym-jomart-tokayev") { name summary { value } names { name language }
               relations(first: 20) { edges { label other { name path } node { startDate { text } standing } } }
               articles(first: 20) { nodes { headline path publishedAt } } } }"#,
        ),
    ] {
        // Relation types and identifier schemes are read once, and again when an edition changes them.
        db.data(query, json!({})).await;
        let statements = db.statements(query, json!({})).await;
        assert!(statements.len() <= budget, "{page} page: {} statements\n{statements:#?}", statements.len());
    }
}
