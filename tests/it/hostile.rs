//! No request hurts the server: whatever comes, there is an answer, it is short and tells why, and the next one is
//! served as before.

use std::collections::HashSet;
use std::path::Path;

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::hostile::{self, End, Hostile};
use crate::support::{Database, Server, both};

both!(
    q02_nested_literals_and_brackets,
    q03_fragments_that_multiply,
    q04_aliases,
    q05_sizes,
    q06_depths,
    q07_amounts,
    q08_batches,
    q09_patterns,
    q10_many_dear_ones_at_once,
    q11_variables,
    t01_mutations_by_get,
    t02_media_types,
    t05_texts_that_are_no_graphql,
    t06_bodies,
    i07_characters,
    all_others,
);

/// The cases that have a story of their own; [`all_others`] has the rest.
const CASES: [&str; 14] =
    ["q02", "q03", "q04", "q05", "q06", "q07", "q08", "q09", "q11", "t01", "t02", "t05", "t06", "i07"];

#[test]
fn the_set_is_large_and_each_has_a_name() {
    let all = hostile::all();
    assert!(all.len() >= 150, "{}", all.len());
    let names: HashSet<_> = all.iter().map(|hostile| &hostile.name).collect();
    assert_eq!(names.len(), all.len());
    for case in CASES {
        assert!(all.iter().any(|hostile| hostile.name.starts_with(case)), "{case}");
    }
    if let Some(file) = std::env::var_os("HOSTILE_SET") {
        hostile::write(Path::new(&file));
    }
}

async fn q02_nested_literals_and_brackets(db: Database) {
    story(db, |name| name.starts_with("q02")).await;
}

async fn q03_fragments_that_multiply(db: Database) {
    story(db, |name| name.starts_with("q03")).await;
}

async fn q04_aliases(db: Database) {
    story(db, |name| name.starts_with("q04")).await;
}

async fn q05_sizes(db: Database) {
    story(db, |name| name.starts_with("q05")).await;
}

async fn q06_depths(db: Database) {
    story(db, |name| name.starts_with("q06")).await;
}

async fn q07_amounts(db: Database) {
    story(db, |name| name.starts_with("q07")).await;
}

async fn q08_batches(db: Database) {
    story(db, |name| name.starts_with("q08")).await;
}

async fn q09_patterns(db: Database) {
    story(db, |name| name.starts_with("q09")).await;
}

async fn q11_variables(db: Database) {
    story(db, |name| name.starts_with("q11")).await;
}

async fn t01_mutations_by_get(db: Database) {
    story(db, |name| name.starts_with("t01")).await;
}

async fn t02_media_types(db: Database) {
    story(db, |name| name.starts_with("t02")).await;
}

async fn t05_texts_that_are_no_graphql(db: Database) {
    story(db, |name| name.starts_with("t05")).await;
}

async fn t06_bodies(db: Database) {
    story(db, |name| name.starts_with("t06")).await;
}

async fn i07_characters(db: Database) {
    story(db, |name| name.starts_with("i07")).await;
}

async fn all_others(db: Database) {
    story(db, |name| !CASES.iter().any(|case| name.starts_with(case))).await;
}

/// Sends those of these names, for each of the two media types, and tells all that was wrong at once.
async fn story(db: Database, named: impl Fn(&str) -> bool) {
    db.newsroom().await;
    let server = db.serve().await;
    let mut faults = vec![];
    for hostile in hostile::all().iter().filter(|hostile| named(&hostile.name)) {
        for accept in ["application/graphql-response+json", "application/json"] {
            match answer(&server, hostile, accept).await {
                Ok((status, body)) => {
                    if let Err(fault) = check(hostile, accept, status, &body) {
                        let shown: String = body.chars().take(300).collect();
                        faults.push(format!("{} as {accept}: {fault}: {status} {shown}", hostile.name));
                    }
                }
                Err(fault) => faults.push(format!("{} as {accept}: no answer: {fault}", hostile.name)),
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    still_serves(&server).await;
}

async fn answer(server: &Server, hostile: &Hostile, accept: &str) -> Result<(StatusCode, String), String> {
    if hostile.body.len() > 1 << 20 {
        return Ok(exchange(server, hostile, accept).await);
    }
    let method = Method::from_bytes(hostile.method.as_bytes()).unwrap();
    let mut request = server.client.request(method, format!("{}{}", server.url, hostile.path));
    if !hostile.headers.iter().any(|(name, _)| *name == "accept") {
        request = request.header("accept", accept);
    }
    for (name, value) in &hostile.headers {
        request = request.header(*name, *value);
    }
    let told = |fault: reqwest::Error| format!("{:?}", fault.without_url());
    let response = request.body(hostile.body.clone()).send().await.map_err(told)?;
    Ok((response.status(), response.text().await.map_err(told)?))
}

/// Posts a body that the server need not read to its end: it may answer and close meanwhile, which most clients take
/// for a fault of the network.
async fn exchange(server: &Server, hostile: &Hostile, accept: &str) -> (StatusCode, String) {
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\naccept: {accept}\r\n\
        content-length: {}\r\nconnection: close\r\n\r\n",
        hostile.path,
        hostile.body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let _ = stream.write_all(&hostile.body).await;
    let mut answer = vec![];
    // What came before the end counts, however it ended.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse::<StatusCode>().ok());
    (status.unwrap_or(StatusCode::BAD_GATEWAY), body.to_owned())
}

fn check(hostile: &Hostile, accept: &str, status: StatusCode, body: &str) -> Result<(), String> {
    let ensure = |right: bool, wrong: &str| if right { Ok(()) } else { Err(wrong.to_owned()) };
    ensure(status.is_success() || status.is_client_error(), "a status of the server's fault")?;
    // What is said of an address or of headers that are too long: before there is a request.
    if [StatusCode::URI_TOO_LONG, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE].contains(&status) {
        return ensure(body.len() < 1_024, "long");
    }
    let answer: Value = serde_json::from_str(body).map_err(|fault| fault.to_string())?;
    let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    ensure(errors.len() <= 10, "many errors")?;
    for error in errors {
        let message = error["message"].as_str().unwrap_or_default();
        ensure(!message.is_empty() && message.len() <= 1_024, "a long message, or none")?;
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        let letters = code.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_');
        ensure(!code.is_empty() && letters, "no code")?;
        ensure(code != "INTERNAL", "taken for a fault of the server's own")?;
    }
    if answer["data"].is_null() {
        ensure(body.len() < 4_096, "a long answer")?;
    }
    match hostile.end {
        End::Any => Ok(()),
        End::Faulty => ensure(!errors.is_empty(), "no error"),
        End::Refused => {
            ensure(!errors.is_empty(), "no error")?;
            ensure(answer.get("data").is_none(), "executed")?;
            ensure(status.is_client_error() || accept == "application/json", "a status of success")
        }
    }
}

async fn still_serves(server: &Server) {
    let query = "{ articles(first: 3) { nodes { headline } totalCount } }";
    let answer: Value = server.post(json!({ "query": query })).await.json().await.unwrap();
    assert_eq!(answer["data"]["articles"]["nodes"].as_array().unwrap().len(), 3, "{answer}");
}

async fn q10_many_dear_ones_at_once(db: Database) {
    db.newsroom().await;
    let server = db.serve().await;
    let query = "{ entities(first: 100) { nodes { articles(first: 5) { nodes { entities(first: 5) { nodes { id } } } } } } }";
    let dear = (0..50).map(|_| server.post(json!({ "query": query })));
    for response in join_all(dear).await {
        let status = response.status();
        let busy = status == StatusCode::SERVICE_UNAVAILABLE;
        assert!(busy || status.is_success() || status.is_client_error(), "{status}");
        let answer: Value = response.json().await.unwrap();
        assert!(answer["data"].is_object() || answer["errors"][0]["extensions"]["code"].is_string());
    }
    still_serves(&server).await;
}
