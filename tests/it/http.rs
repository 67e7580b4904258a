//! GraphQL over HTTP: what comes in, what goes out, and what is refused.

use std::time::{Duration, Instant};

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{Database, both};

both!(
    a_query_is_answered_over_post_and_get,
    the_media_type_decides_on_the_status,
    what_is_no_graphql_is_refused,
    what_came_is_named,
    health_tells_of_the_database,
    browsers_get_the_explorer,
    the_examples_are_valid,
    a_request_under_way_is_answered_before_the_end,
);

const EDITION: &str = "{ edition { number } }";

async fn a_query_is_answered_over_post_and_get(db: Database) {
    let server = db.serve().await;
    let posted = server.post(json!({ "query": EDITION })).await;
    assert_eq!(posted.status(), 200);
    assert_eq!(header(&posted, "nutgraph-edition"), "0");
    assert_eq!(header(&posted, "content-type"), "application/json; charset=utf-8");
    insta::assert_snapshot!(posted.text().await.unwrap(), @r#"{"data":{"edition":{"number":0}},"extensions":{"cost":{"requested":2,"limit":50000},"edition":0}}"#);

    let query = "query A($no: Boolean!) { edition @skip(if: $no) { number } } query B { __typename }";
    let query =
        [("query", query), ("operationName", "A"), ("variables", r#"{"no": true}"#), ("extensions", "")];
    let got = server.client.get(format!("{}/graphql", server.url)).query(&query).send().await.unwrap();
    insta::assert_snapshot!(got.text().await.unwrap(), @r#"{"data":{},"extensions":{"cost":{"requested":2,"limit":50000},"edition":0}}"#);
}

async fn the_media_type_decides_on_the_status(db: Database) {
    let server = db.serve().await;
    let mut table = vec![];
    for accept in ["application/json", "application/graphql-response+json"] {
        for query in
            [EDITION, "{ edition { number }", "{ nothing }", "query A { __typename } query B { __typename }"]
        {
            let request = server.client.post(format!("{}/graphql", server.url)).header("accept", accept);
            let response = request.json(&json!({ "query": query })).send().await.unwrap();
            assert!(header(&response, "content-type").starts_with(accept));
            let (status, body) = (response.status(), response.json::<Value>().await.unwrap());
            assert_eq!(body.get("data").is_some(), query == EDITION, "no data where nothing was executed");
            table.push(format!(
                "{status} {} {}",
                body["errors"][0]["extensions"]["code"], body["errors"][0]["message"]
            ));
        }
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    200 OK null null
    200 OK "GRAPHQL_PARSE_FAILED" "Syntax error: expected \"}\", got the end of the document"
    200 OK "GRAPHQL_VALIDATION_FAILED" "Cannot query field \"nothing\" on type \"Query\"."
    200 OK "OPERATION_RESOLUTION_FAILURE" "Name one of the operations in \"operationName\": A, B."
    200 OK null null
    400 Bad Request "GRAPHQL_PARSE_FAILED" "Syntax error: expected \"}\", got the end of the document"
    422 Unprocessable Entity "GRAPHQL_VALIDATION_FAILED" "Cannot query field \"nothing\" on type \"Query\"."
    422 Unprocessable Entity "OPERATION_RESOLUTION_FAILURE" "Name one of the operations in \"operationName\": A, B."
    "#);
}

async fn what_is_no_graphql_is_refused(db: Database) {
    let server = db.serve().await;
    let url = format!("{}/graphql", server.url);
    let post = |media: &str, body: &str| {
        server.client.post(&url).header("content-type", media).body(body.to_owned())
    };
    let json = "application/json";
    let query = r#"{"query": "{ __typename }"}"#;
    let mut table = vec![];
    for (name, request) in [
        ("a form", post("application/x-www-form-urlencoded", "query={__typename}")),
        ("plain text", post("text/plain", query)),
        ("no type", server.client.post(&url).body(query)),
        ("another charset", post("application/json; charset=latin1", query)),
        ("a charset", post("Application/JSON; Charset=\"UTF-8\"", query)),
        ("no JSON", post(json, "{")),
        ("a batch", post(json, "[]")),
        ("no query", post(json, "{}")),
        ("a query that is no text", post(json, r#"{"query": 1}"#)),
        ("variables that are no object", post(json, r#"{"query": "{ __typename }", "variables": []}"#)),
        ("too much", post(json, &" ".repeat((1 << 20) + 1))),
        ("GET without a query", server.client.get(&url)),
        ("GET with two", server.client.get(&url).query(&[("query", "{a}"), ("query", "{b}")])),
        ("GET with a mutation", server.client.get(&url).query(&[("query", "mutation { a }")])),
        ("PUT", server.client.put(&url)),
        ("an image, please", server.client.get(&url).header("accept", "image/png")),
        ("elsewhere", server.client.get(format!("{}/wp-login.php", server.url))),
        ("health, deleted", server.client.delete(format!("{}/health/live", server.url))),
    ] {
        let response = request.send().await.unwrap();
        let (status, allow) = (response.status().as_u16(), header(&response, "allow").to_owned());
        let body = response.json::<Value>().await.unwrap();
        table.push(format!(
            "{name}: {status} {allow} {}",
            body["errors"][0]["message"].as_str().unwrap_or("fine")
        ));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    a form: 415  Content-Type must be application/json
    plain text: 415  Content-Type must be application/json
    no type: 415  Content-Type must be application/json
    another charset: 415  Content-Type must be application/json
    a charset: 200  fine
    no JSON: 400  the body is not JSON: EOF while parsing an object at line 1 column 1
    a batch: 400  the body must be a JSON object; batches are not taken
    no query: 400  "query" is missing
    a query that is no text: 400  "query" must be a string
    variables that are no object: 400  "variables" must be an object
    too much: 413  the body is larger than 1 MiB
    GET without a query: 400  "query" is missing
    GET with two: 400  a parameter is there twice
    GET with a mutation: 405 POST a mutation needs POST
    PUT: 405 GET, HEAD, POST /graphql takes POST, and GET for queries
    an image, please: 406  /graphql answers with application/graphql-response+json or application/json
    elsewhere: 404  nothing is here; try /graphql
    health, deleted: 405 GET, HEAD this can only be read
    "#);
}

async fn what_came_is_named(db: Database) {
    let server = db.serve().await;
    let ask = async |id: &str| {
        let response = server.client.get(&server.url).header("x-request-id", id).send().await.unwrap();
        header(&response, "x-request-id").to_owned()
    };
    assert_eq!(ask("front-end_7.3").await, "front-end_7.3");
    insta::assert_snapshot!(ask("two words").await, @"019bc186-de00-7000-8000-000000000001");
    insta::assert_snapshot!(ask("").await, @"019bc186-de00-7000-8000-000000000002");
}

async fn health_tells_of_the_database(db: Database) {
    let server = db.serve().await;
    insta::assert_snapshot!(server.get("/health/live").await.text().await.unwrap(), @r#"{"status":"live"}"#);
    insta::assert_snapshot!(server.get("/health/ready").await.text().await.unwrap(), @r#"{"status":"ready","edition":0}"#);
    let missing = db.without_edition().await.join(", ");
    // What was found a moment ago holds for a moment.
    let begun = Instant::now();
    let unready = loop {
        let answer = server.get("/health/ready").await;
        if answer.status() != 200 {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it stays ready");
    };
    assert_eq!(unready.status(), 503);
    insta::assert_snapshot!(unready.text().await.unwrap(), @r#"{"status":"not ready","why":"the edition cannot be read"}"#);
    let unready = db.serve().await.get("/health/ready").await;
    assert_eq!(unready.status(), 503);
    let why = unready.text().await.unwrap().replace(&missing, "STEPS");
    insta::assert_snapshot!(why, @r#"{"status":"not ready","why":"run \"nutgraph migrate\": steps are missing: STEPS"}"#);
    assert_eq!(server.get("/health/live").await.status(), 200);

    let failed = server.post(json!({ "query": EDITION })).await;
    assert_eq!(failed.status(), 500);
    insta::assert_snapshot!(failed.text().await.unwrap(), @r#"{"errors":[{"message":"something went wrong here; the log knows what, by the request id","extensions":{"code":"INTERNAL"}}]}"#);
}

async fn browsers_get_the_explorer(db: Database) {
    let server = db.serve().await;
    let root = server.get("/").await;
    assert_eq!((root.status().as_u16(), header(&root, "location")), (307, "/graphql"));
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
    let page = server.client.get(format!("{}/graphql", server.url)).header("accept", browser);
    let page = page.send().await.unwrap();
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    assert!(header(&page, "content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    let page = page.text().await.unwrap();
    assert!(!page.contains("://"), "the page needs another server");
    let parts: Vec<_> = page.split('"').filter(|part| part.starts_with("/explorer/")).collect();
    assert_eq!(parts.len(), 7);
    for part in parts {
        assert!(!part.contains('{'), "{part} has no hash");
        let part = server.get(part).await;
        assert_eq!(part.status(), 200);
        assert_eq!(header(&part, "cache-control"), "public, max-age=31536000, immutable");
    }
    assert_eq!(server.get("/explorer/passwd").await.status(), 404);
}

async fn the_examples_are_valid(db: Database) {
    let server = db.serve().await;
    let examples: Value = server.get("/explorer/examples.json").await.json().await.unwrap();
    assert_eq!(examples.as_array().unwrap().len(), 6);
    for example in examples.as_array().unwrap() {
        // Fails where the schema does not have what it asks for.
        db.data(example["query"].as_str().unwrap(), json!({})).await;
    }
}

async fn a_request_under_way_is_answered_before_the_end(db: Database) {
    let server = db.serve().await;
    let address = server.url.strip_prefix("http://").unwrap();
    let mut slow = tokio::net::TcpStream::connect(address).await.unwrap();
    let (head, body) = (
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 25\r\n\r\n",
        r#"{"query":"{ __typename}"}"#,
    );
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    slow.write_all(head.as_bytes()).await.unwrap();
    // Answered later than the head was sent, on another connection: so the head has arrived.
    server.get("/health/live").await;
    let url = server.url.clone();
    drop(server);
    while reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .request(Method::GET, &url)
        .send()
        .await
        .is_ok()
    {
        tokio::task::yield_now().await;
    }
    slow.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains(r#""__typename":"Query""#), "{answer}");
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
