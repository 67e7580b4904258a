//! The published JSON Schema is the one of the code, and fits what the code writes.

use nutgraph::domain::bundle::schema;
use serde_json::Value;

fn fresh(file: &str, committed: &str, printed: &schemars::Schema) {
    let printed = serde_json::to_string_pretty(printed).unwrap() + "\n";
    assert!(
        committed == printed,
        "docs/{file} is stale: print it anew with `nutgraph schema --bundle` or `--bundle-line`"
    );
}

#[test]
fn the_published_schemas_are_fresh() {
    fresh("bundle.schema.json", include_str!("../../docs/bundle.schema.json"), &schema::bundle());
    fresh("bundle-line.schema.json", include_str!("../../docs/bundle-line.schema.json"), &schema::line());
}

#[test]
fn the_schema_fits_our_own_bundles_and_no_unknown_key() {
    let validator = jsonschema::validator_for(schema::bundle().as_value()).unwrap();
    let everything: Value = serde_json::from_str(include_str!("../fixtures/everything.json")).unwrap();
    let demo: Value = serde_json::from_str(include_str!("../../src/domain/demo/newsroom.json")).unwrap();
    for bundle in [&everything, &demo] {
        let faults: Vec<_> = validator.iter_errors(bundle).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
    let objects = [
        "",
        "/entities/0",
        "/entities/0/names/0",
        "/articles/0",
        "/articles/0/former/0",
        "/articles/0/draft",
    ];
    for object in objects {
        let mut wrong = everything.clone();
        wrong.pointer_mut(object).unwrap()["nowhere"] = Value::Null;
        assert!(!validator.is_valid(&wrong), "an unknown key at {object:?}");
    }
}

#[test]
fn a_line_of_ndjson_has_a_schema() {
    let validator = jsonschema::validator_for(schema::line().as_value()).unwrap();
    let line = |text: &str| validator.is_valid(&serde_json::from_str(text).unwrap());
    assert!(line(r#"{"nutgraph":1}"#));
    assert!(line(r#"{"entity":{"kind":"TOPIC","name":"Rain"}}"#));
    assert!(!line(r#"{"entity":{"kind":"TOPIC","name":"Rain","size":1}}"#));
}
