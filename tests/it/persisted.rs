//! Documents that are asked by hash or id: automatic persisted queries, and trusted documents.

use std::fs;
use std::path::Path;

use nutgraph::graphql::document::Limits;
use nutgraph::graphql::schema;
use nutgraph::graphql::wire::{Api, Gate};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{Database, Server, both};

both!(
    a_query_is_asked_by_its_hash_once_it_was_sent,
    what_is_no_hash_is_refused,
    a_flood_of_documents_stays_within_its_memory,
    front_ends_ask_by_the_ids_of_their_build,
    nothing_but_trusted_documents,
    untrustworthy_documents_are_all_told_of,
);

const QUERY: &str = "query Edition { edition { number } }";

fn sha(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn by_hash(hash: &str) -> Value {
    json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } })
}

async fn told(server: &Server, body: Value) -> String {
    let response = server.post(body).await;
    let status = response.status().as_u16();
    let answer: Value = response.json().await.unwrap();
    match &answer["errors"][0] {
        Value::Null => format!("{status} {}", answer["data"]),
        error => format!("{status} {} {}", error["extensions"]["code"], error["message"].as_str().unwrap()),
    }
}

async fn a_query_is_asked_by_its_hash_once_it_was_sent(db: Database) {
    let server = db.serve().await;
    let hash = sha(QUERY);
    assert_eq!(
        told(&server, by_hash(&hash)).await,
        "200 \"PERSISTED_QUERY_NOT_FOUND\" PersistedQueryNotFound"
    );
    let mut first = by_hash(&hash);
    first["query"] = QUERY.into();
    assert_eq!(told(&server, first).await, r#"200 {"edition":{"number":0}}"#);
    assert_eq!(told(&server, by_hash(&hash)).await, r#"200 {"edition":{"number":0}}"#);
    assert_eq!(told(&server, by_hash(&hash.to_uppercase())).await, r#"200 {"edition":{"number":0}}"#);
    let extensions = by_hash(&hash)["extensions"].to_string();
    let url = format!("{}/graphql", server.url);
    let got = server.client.get(&url).query(&[("extensions", &extensions)]).send().await.unwrap();
    assert_eq!(got.status(), 200);
    assert!(got.text().await.unwrap().contains(r#""number":0"#));
}

async fn what_is_no_hash_is_refused(db: Database) {
    let server = db.serve().await;
    let hash = sha(QUERY);
    let mut other = by_hash(&hash);
    other["query"] = "{ __typename }".into();
    let mut lines = vec![told(&server, other).await];
    // Refused documents are not kept.
    let invalid = "{ nothing }";
    let mut body = by_hash(&sha(invalid));
    body["query"] = invalid.into();
    lines.push(told(&server, body).await);
    lines.push(told(&server, by_hash(&sha(invalid))).await);
    for persisted in [
        json!({ "version": 2, "sha256Hash": hash }),
        json!({ "version": 1 }),
        json!({ "version": 1, "sha256Hash": "é".repeat(32) }),
        json!("x"),
    ] {
        lines.push(told(&server, json!({ "extensions": { "persistedQuery": persisted } })).await);
    }
    lines.push(told(&server, json!({ "documentId": "nobody" })).await);
    lines.push(told(&server, json!({ "documentId": 1 })).await);
    lines.push(told(&server, json!({ "documentId": "a", "query": QUERY })).await);
    insta::assert_snapshot!(lines.join("\n"), @r#"
    200 "PERSISTED_QUERY_HASH_MISMATCH" "sha256Hash" is not the SHA-256 of "query".
    200 "GRAPHQL_VALIDATION_FAILED" Cannot query field "nothing" on type "Query".
    200 "PERSISTED_QUERY_NOT_FOUND" PersistedQueryNotFound
    400 "BAD_REQUEST" "persistedQuery" must have "version": 1, and "sha256Hash" of 64 hexadecimal digits
    400 "BAD_REQUEST" "persistedQuery" must have "version": 1, and "sha256Hash" of 64 hexadecimal digits
    400 "BAD_REQUEST" "persistedQuery" must have "version": 1, and "sha256Hash" of 64 hexadecimal digits
    400 "BAD_REQUEST" "persistedQuery" must have "version": 1, and "sha256Hash" of 64 hexadecimal digits
    200 "PERSISTED_DOCUMENT_NOT_FOUND" There is no document with this "documentId".
    400 "BAD_REQUEST" "documentId" must be a string
    400 "BAD_REQUEST" with "documentId", there is no "query" and no "persistedQuery"
    "#);
}

async fn a_flood_of_documents_stays_within_its_memory(db: Database) {
    let gate = Gate { kept: 100_000, ..Gate::default() };
    let db = Database { api: Api::new(schema(), &gate).unwrap(), ..db };
    let server = db.serve().await;
    let document = |n: usize| format!("query Q{n} {{ edition {{ number publishedAt }} }}");
    for n in 0..300 {
        let mut body = by_hash(&sha(&document(n)));
        body["query"] = document(n).into();
        assert!(told(&server, body).await.starts_with("200 {"));
    }
    let mut kept = 0;
    for n in 0..300 {
        kept += usize::from(told(&server, by_hash(&sha(&document(n)))).await.starts_with("200 {"));
    }
    assert!((1..100).contains(&kept), "{kept} of 300 documents are kept in 100 kB");
}

/// An id that looks like a hash, and is none.
const OWN_ID: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// The same document in each of the forms that tools write.
fn manifests(folder: &Path) {
    let apollo = json!({
        "format": "apollo-persisted-query-manifest", "version": 1,
        "operations": [
            { "id": "apollo-1", "name": "Edition", "type": "query", "body": QUERY },
            { "id": OWN_ID, "name": "Own", "type": "query", "body": "query Own { edition { __typename } }" },
        ],
    });
    fs::write(folder.join("apollo.json"), apollo.to_string()).unwrap();
    let relay = "query Relay { edition { id } }";
    fs::write(folder.join("relay.json"), json!({ "0123456789abcdef0123456789abcdef": relay }).to_string())
        .unwrap();
    let codegen = "query Codegen { edition { publishedAt } }";
    let hash = format!("sha256:{}", sha(codegen));
    fs::write(folder.join("persisted-documents.json"), json!({ (hash): codegen }).to_string()).unwrap();
    fs::write(folder.join("Plain.graphql"), "query Plain($n: Int!) { articles(first: $n) { totalCount } }")
        .unwrap();
    fs::write(folder.join("README.md"), "no document").unwrap();
}

fn trusting(db: Database, path: &Path, only: bool) -> Database {
    let gate = Gate { trusted: Some(path.to_path_buf()), only_trusted: only, ..Gate::default() };
    Database { api: Api::new(schema(), &gate).unwrap(), ..db }
}

async fn front_ends_ask_by_the_ids_of_their_build(db: Database) {
    let folder = TempDir::new().unwrap();
    manifests(folder.path());
    let server = trusting(db, folder.path(), false).serve().await;
    let codegen = sha("query Codegen { edition { publishedAt } }");
    for (id, data) in [
        ("apollo-1".to_owned(), r#"{"edition":{"number":0}}"#),
        (
            "0123456789abcdef0123456789abcdef".to_owned(),
            r#"{"edition":{"id":"edn_00000000000000000000000000"}}"#,
        ),
        (codegen.clone(), r#"{"edition":{"publishedAt":"1970-01-01T00:00:00.000Z"}}"#),
        (format!("sha256:{codegen}"), r#"{"edition":{"publishedAt":"1970-01-01T00:00:00.000Z"}}"#),
        (sha(QUERY), r#"{"edition":{"number":0}}"#),
    ] {
        assert_eq!(told(&server, json!({ "documentId": id })).await, format!("200 {data}"), "{id}");
    }
    let plain = json!({ "documentId": "Plain", "variables": { "n": 1 } });
    assert_eq!(told(&server, plain).await, r#"200 {"articles":{"totalCount":0}}"#);
    // Apollo's link sends the manifest's id as a hash, which it need not be.
    assert_eq!(told(&server, by_hash(&sha(QUERY))).await, r#"200 {"edition":{"number":0}}"#);
    assert_eq!(told(&server, by_hash(OWN_ID)).await, r#"200 {"edition":{"__typename":"Edition"}}"#);
    let other = told(&server, json!({ "query": "{ __typename }" })).await;
    assert_eq!(other, r#"200 {"__typename":"Query"}"#, "others are taken as well");
}

async fn nothing_but_trusted_documents(db: Database) {
    let folder = TempDir::new().unwrap();
    manifests(folder.path());
    let server = trusting(db, folder.path(), true).serve().await;
    assert_eq!(told(&server, json!({ "documentId": "apollo-1" })).await, r#"200 {"edition":{"number":0}}"#);
    assert_eq!(
        told(&server, json!({ "query": QUERY })).await,
        r#"200 {"edition":{"number":0}}"#,
        "its text is as good"
    );
    let mut lines = vec![];
    for query in ["{ __typename }", "{ __schema { queryType { name } } }", "{ nonsense", ""] {
        lines.push(told(&server, json!({ "query": query })).await);
    }
    let mut register = by_hash(&sha("{ __typename }"));
    lines.push(told(&server, register.clone()).await);
    register["query"] = "{ __typename }".into();
    lines.push(told(&server, register).await);
    insta::assert_snapshot!(lines.join("\n"), @r#"
    200 "DOCUMENT_NOT_TRUSTED" This server takes documents that it was given beforehand, and this is none of them.
    200 "DOCUMENT_NOT_TRUSTED" This server takes documents that it was given beforehand, and this is none of them.
    200 "DOCUMENT_NOT_TRUSTED" This server takes documents that it was given beforehand, and this is none of them.
    400 "BAD_REQUEST" "query" is missing
    200 "PERSISTED_QUERY_NOT_FOUND" PersistedQueryNotFound
    200 "DOCUMENT_NOT_TRUSTED" This server takes documents that it was given beforehand, and this is none of them.
    "#);
}

async fn untrustworthy_documents_are_all_told_of(db: Database) {
    let folder = TempDir::new().unwrap();
    let fault = |limits: Limits| {
        let gate = Gate { limits, trusted: Some(folder.path().to_path_buf()), ..Gate::default() };
        Api::new(schema(), &gate).unwrap_err().to_string().replace(folder.path().to_str().unwrap(), "FOLDER")
    };
    let file = folder.path().join("a.json");
    let mut lines = vec![fault(Limits::default())];
    for text in ["{", "[]", r#"{"operations": [{"id": 1}]}"#, r#"{"a": 1}"#] {
        fs::write(&file, text).unwrap();
        lines.push(fault(Limits::default()));
    }
    fs::write(&file, json!({ "x": "{ nothing }", "y": "{", "z": "{ edition { number } }" }).to_string())
        .unwrap();
    lines.push(fault(Limits { depth: 1, ..Limits::default() }));
    fs::write(&file, json!({ "x": "{ __typename }" }).to_string()).unwrap();
    fs::write(folder.path().join("x.graphql"), "{ edition { number } }").unwrap();
    lines.push(fault(Limits::default()));
    fs::write(folder.path().join("x.graphql"), "{ __typename }").unwrap();
    let gate = Gate { trusted: Some(folder.path().to_path_buf()), ..Gate::default() };
    assert!(Api::new(schema(), &gate).is_ok(), "the same document twice is no fault");
    insta::assert_snapshot!(lines.join("\n"), @r#"
    FOLDER has no documents: .json, .graphql or .gql files
    FOLDER/a.json is not JSON: EOF while parsing an object at line 1 column 1
    FOLDER/a.json is neither Apollo's manifest ("operations": [{"id", "body"}]) nor an object of ids and documents, as Relay and GraphQL Code Generator write it
    FOLDER/a.json is neither Apollo's manifest ("operations": [{"id", "body"}]) nor an object of ids and documents, as Relay and GraphQL Code Generator write it
    FOLDER/a.json is neither Apollo's manifest ("operations": [{"id", "body"}]) nor an object of ids and documents, as Relay and GraphQL Code Generator write it
    documents cannot be trusted:
    x: Cannot query field "nothing" on type "Query".
    y: Syntax error: expected at least one Selection in Selection Set
    y: Syntax error: expected "}", got the end of the document
    z: Fields stand 2 deep within each other; they can stand 1 deep.
    documents cannot be trusted:
    x: two documents have this id
    "#);
    drop(db);
}
