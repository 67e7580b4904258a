//! Fences around the architecture: each says what to do when it stops you.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, TypeKind, TypeSystemDefinition};
use nutgraph::graphql::sdl;
use nutgraph::http::EXAMPLES;
use serde_json::json;

use crate::support::{Database, Planner, both};

both!(readers_open_no_table_of_the_desk);

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = vec![];
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    assert!(!found.is_empty(), "nothing under {folder}");
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Code alone: what stands in comments may name anything.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn layers_import_downwards_only() {
    let fences: [(&str, &[&str]); 8] = [
        ("src/text", &["crate::", "db::", "sea_orm", "async_graphql", "axum"]),
        (
            "src/auth",
            &["crate::store", "crate::domain", "crate::graphql", "sea_orm", "async_graphql", "axum"],
        ),
        (
            "src/store",
            &["crate::domain", "crate::graphql", "crate::http", "crate::cli", "async_graphql", "axum"],
        ),
        ("src/domain", &["crate::graphql", "crate::http", "crate::cli", "async_graphql", "axum"]),
        ("src/graphql", &["crate::http", "crate::cli", "crate::store::desk", "WriteTx", "axum"]),
        ("src/http", &["crate::cli", "crate::store::desk", "WriteTx"]),
        ("entity/src", &["async_graphql", "nutgraph"]),
        ("migration/src", &["entity::", "nutgraph"]),
    ];
    let mut faults = vec![];
    for (folder, forbidden) in fences {
        for (path, text) in sources(folder) {
            let text = code(&text);
            // A step of the migration may be about entities.
            let text = text.replace("_entity::", "_step::");
            let own = |word: &str| word == "crate::" && folder == "src/text";
            for word in forbidden {
                let text = if own(word) { text.replace("crate::text", "") } else { text.clone() };
                if text.contains(word) {
                    faults.push(format!("{} names {word}", path.display()));
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "move the code to the layer that may do this (ARCHITECTURE.md, Layout):\n{faults:#?}"
    );
}

#[test]
fn readers_statements_name_no_table_of_the_desk() {
    let scripts = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migration/src")).unwrap();
    let scripts = scripts.map(|entry| entry.unwrap().path());
    let scripts = scripts.filter(|path| path.extension().is_some_and(|e| e == "sql"));
    let scripts: Vec<_> = scripts.map(|path| fs::read_to_string(path).unwrap()).collect();
    let tables: Vec<_> = scripts
        .iter()
        .flat_map(|script| script.lines())
        .filter_map(|line| line.strip_prefix("CREATE TABLE "))
        .map(|rest| rest.split([' ', '(']).next().unwrap().to_owned())
        .filter(|table| !table.starts_with("edition"))
        .collect();
    for of_each_script in ["article", "stage", "session"] {
        assert!(tables.iter().any(|table| table == of_each_script), "{tables:?}");
    }
    let mut faults = vec![];
    for (path, text) in sources("src/store/edition") {
        if path.components().any(|c| c.as_os_str() == "publish") {
            continue;
        }
        let text = code(&text);
        let words: Vec<_> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        for pair in words.windows(2) {
            if ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]) && tables.iter().any(|t| t == pair[1]) {
                faults.push(format!("{}: {} {}", path.display(), pair[0], pair[1]));
            }
        }
    }
    assert!(faults.is_empty(), "readers have edition_* alone; lay out there what they need:\n{faults:#?}");
}

#[test]
fn files_stay_small() {
    let folders = ["src", "entity/src", "migration/src", "tests/it"];
    let long: Vec<_> = folders
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .collect();
    assert!(long.is_empty(), "split these by noun or verb: {long:#?}");
}

/// Whatever is asked, and however the statements for it came about: the databases tell which tables they open.
async fn readers_open_no_table_of_the_desk(db: Database) {
    let db = db.unlimited();
    db.newsroom().await;
    let mut queries: Vec<_> = EXAMPLES.iter().map(|(_, query)| (*query).to_owned()).collect();
    let article = db.data("{ articles(first: 1) { nodes { id } } }", json!({})).await;
    queries.extend(everything(article["articles"]["nodes"][0]["id"].as_str().unwrap()));
    let mut statements = HashSet::new();
    for query in &queries {
        statements.extend(db.statements(query, json!({})).await);
    }
    assert!(statements.len() > 40, "{} statements", statements.len());
    let planner = Planner::of(&db).await;
    let mut opened = HashSet::new();
    for statement in &statements {
        for table in planner.tables(statement).await {
            let allowed = table == "edition" || table.starts_with("edition_");
            assert!(allowed, "readers have edition_* alone, and this opens {table}:\n{statement}");
            opened.insert(table);
        }
    }
    assert!(opened.len() > 20, "{opened:?}");
}

/// A connection is one level, its nodes are the next, and what these point at is the third.
const LEVELS: u32 = 3;

/// The arguments of a field, where it needs some: things of the demo.
fn arguments(field: &FieldDefinition, id: &str) -> String {
    let value = |argument: &str| match (field.name.node.as_str(), argument) {
        ("article", "slug") => r#""masimov-arrested-for-treason""#.to_owned(),
        ("entity", "slug") => r#""national-security-committee""#.to_owned(),
        ("series", "slug") => r#""january-2022-in-kazakhstan""#.to_owned(),
        ("entitiesBy", "names") => r#"["KNB"]"#.to_owned(),
        ("suggestEntities", "query") => r#""karim masimof""#.to_owned(),
        ("paths", "from") => r#""samat-abish""#.to_owned(),
        ("paths", "to") => r#""karim-masimov""#.to_owned(),
        (_, "path") => r#""/en/masimov-arrested-for-treason""#.to_owned(),
        (_, "query") => r#""Kazakhstan""#.to_owned(),
        (_, "text") => r#""Kazakhstan""#.to_owned(),
        (_, "id") => format!(r#""{id}""#),
        (_, "ids") => format!(r#"["{id}"]"#),
        (_, "since") => r#""0""#.to_owned(),
        (_, "from" | "to" | "number") => "1".to_owned(),
        (field, argument) => panic!("{field} needs an example of its `{argument}` here"),
    };
    let one_of = ["article", "entity", "series"].contains(&field.name.node.as_str());
    let needed = field.arguments.iter().map(|argument| &argument.node).filter(|argument| {
        let name = argument.name.node.as_str();
        (!argument.ty.node.nullable && argument.default_value.is_none())
            || (one_of && name == "slug")
            || (field.name.node == "entitiesBy" && name == "names")
    });
    let needed = needed.map(|argument| format!("{0}: {1}", argument.name.node, value(&argument.name.node)));
    let needed = needed.collect::<Vec<_>>().join(", ");
    if needed.is_empty() { needed } else { format!("({needed})") }
}

/// A field with all that is within so many levels of it; `None` where it is an object, and too deep, or is left out.
fn selection(
    types: &HashMap<String, TypeKind>,
    field: &FieldDefinition,
    id: &str,
    alias: &str,
    levels: u32,
    without: &[&str],
) -> Option<String> {
    if without.contains(&field.name.node.as_str()) {
        return None;
    }
    let mut base = &field.ty.node.base;
    while let BaseType::List(inner) = base {
        base = &inner.base;
    }
    let BaseType::Named(name) = base else { unreachable!("a list of lists ends in a name") };
    let inner = |of: &[Positioned<FieldDefinition>], alias: &str| {
        let inner = |f: &FieldDefinition| selection(types, f, id, alias, levels.checked_sub(1)?, without);
        let fields = of.iter().filter_map(|f| inner(&f.node));
        fields.collect::<Vec<_>>().join(" ")
    };
    let fields = match types.get(name.as_str()) {
        Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)) if levels == 0 => {
            return None;
        }
        Some(TypeKind::Object(of)) => format!("{{ __typename {} }}", inner(&of.fields, "")),
        // Fields of the same name may differ in their types: each has its own alias.
        Some(TypeKind::Interface(_) | TypeKind::Union(_)) => {
            let mut parts = vec!["__typename".to_owned()];
            for (member, kind) in types {
                let TypeKind::Object(of) = kind else { continue };
                let belongs = match &types[name.as_str()] {
                    TypeKind::Union(union) => union.members.iter().any(|m| m.node == member.as_str()),
                    _ => of.implements.iter().any(|i| i.node == *name),
                };
                if belongs {
                    parts.push(format!("... on {member} {{ {} }}", inner(&of.fields, &format!("{member}_"))));
                }
            }
            format!("{{ {} }}", parts.join(" "))
        }
        _ => String::new(),
    };
    let (name, arguments) = (&field.name.node, arguments(field, id));
    let alias = if alias.is_empty() { String::new() } else { format!("{alias}{name}: ") };
    Some(format!("{alias}{name}{arguments} {fields}"))
}

fn types() -> HashMap<String, TypeKind> {
    let mut types = HashMap::new();
    for definition in parse_schema(sdl()).unwrap().definitions {
        if let TypeSystemDefinition::Type(of) = definition {
            types.insert(of.node.name.node.to_string(), of.node.kind);
        }
    }
    types
}

/// The fields of a type, with all that is near them, but for fields of these names.
pub fn near(of: &str, id: &str, without: &[&str]) -> String {
    let types = types();
    let TypeKind::Object(object) = &types[of] else { panic!("{of} is an object") };
    let fields = object.fields.iter().filter_map(|f| selection(&types, &f.node, id, "", LEVELS, without));
    fields.collect::<Vec<_>>().join(" ")
}

/// For each root field one query with all that is near it.
fn everything(id: &str) -> Vec<String> {
    let types = types();
    let TypeKind::Object(root) = &types["Query"] else { panic!("Query is an object") };
    let of = |field: &FieldDefinition| selection(&types, field, id, "", LEVELS, &[]).unwrap();
    // Readers have no desk.
    let fields = root.fields.iter().filter(|field| field.node.name.node != "desk");
    fields.map(|field| format!("{{ {} }}", of(&field.node))).collect()
}
