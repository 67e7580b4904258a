//! The schema as clients see it.

use nutgraph::graphql::{schema, sdl};
use serde_json::Value;

const EVERYTHING: &str = "{ __schema { types { name description kind
    fields(includeDeprecated: true) { name description args { name description } }
    inputFields { name description } enumValues { name description } } } }";

#[tokio::test]
async fn everything_is_described() {
    let answer = serde_json::to_value(schema().exact.execute(EVERYTHING).await.data).unwrap();
    let mut silent = vec![];
    let mut look = |of: String, item: &Value| {
        if item["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
            silent.push(of);
        }
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    for of in list(&answer["__schema"]["types"]) {
        let type_name = name(&of);
        // Those are not ours.
        if type_name.starts_with("__") || type_name == "ID" {
            continue;
        }
        look(type_name.clone(), &of);
        for field in list(&of["fields"]) {
            look(format!("{type_name}.{}", name(&field)), &field);
            for argument in list(&field["args"]) {
                look(format!("{type_name}.{}({})", name(&field), name(&argument)), &argument);
            }
        }
        for value in [list(&of["inputFields"]), list(&of["enumValues"])].concat() {
            look(format!("{type_name}.{}", name(&value)), &value);
        }
    }
    assert_eq!(silent, [""; 0]);
}

#[test]
fn scalars_say_what_specifies_them() {
    let sdl = sdl();
    for scalar in ["DateTime", "Date", "EDTFDate", "LanguageTag", "URL"] {
        assert!(sdl.contains(&format!("scalar {scalar} @specifiedBy(url: \"https://")), "{scalar}");
    }
}
