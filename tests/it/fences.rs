//! Fences around the architecture: each says what to do when it stops you.

use std::fs;
use std::path::{Path, PathBuf};

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
    let desk =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("migration/src/desk.sql")).unwrap();
    let tables: Vec<_> = desk
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE TABLE "))
        .map(|rest| rest.split(' ').next().unwrap().to_owned())
        .collect();
    assert!(tables.len() > 20, "{tables:?}");
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
