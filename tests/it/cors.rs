//! Which web pages may ask from a browser.

use nutgraph::config::Config;
use nutgraph::http::Limits;
use reqwest::{Method, Response};
use serde_json::json;

use crate::support::{Database, Server, on_sqlite, usual};

const LISTED: &str = "https://news.example";

fn listing(origins: &str) -> Limits {
    let defaults = nutgraph::config::DEFAULTS;
    let config: Config = toml::from_str(&format!("{defaults}\ncors_origins = {origins}")).unwrap();
    config.limits()
}

/// The headers that speak of origins, by name.
fn told(response: &Response) -> String {
    let mut told: Vec<_> = response
        .headers()
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control"))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    told.sort();
    told.join("\n")
}

fn varies(response: &Response) -> bool {
    response.headers().get_all("vary").iter().any(|value| value.to_str().unwrap().contains("origin"))
}

async fn preflight(server: &Server, origin: &str, headers: &str) -> Response {
    let request = server.client.request(Method::OPTIONS, format!("{}/graphql", server.url));
    let request = request.header("origin", origin).header("access-control-request-method", "POST");
    request.header("access-control-request-headers", headers).send().await.unwrap()
}

async fn post(server: &Server, origin: &str) -> Response {
    let request = server.client.post(format!("{}/graphql", server.url)).header("origin", origin);
    request.header("cookie", "a=b").json(&json!({ "query": "{ __typename }" })).send().await.unwrap()
}

#[test]
fn t03_pages_of_listed_origins_may_ask() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(listing(&format!("[\"http://localhost:3000\", \"{LISTED}\"]"))).await;
        let wanted =
            "Content-Type,nutgraph-preview, x-request-id,authorization,idempotency-key,cookie,x-evil";
        let allowed = preflight(&server, LISTED, wanted).await;
        assert_eq!(allowed.status(), 200);
        insta::assert_snapshot!(told(&allowed), @r#"
    access-control-allow-credentials: true
    access-control-allow-headers: content-type,nutgraph-preview,x-request-id,authorization,idempotency-key
    access-control-allow-methods: GET,HEAD,POST
    access-control-allow-origin: https://news.example
    access-control-max-age: 3600
    "#);
        let answer = post(&server, LISTED).await;
        assert!(varies(&answer));
        insta::assert_snapshot!(told(&answer), @r#"
    access-control-allow-credentials: true
    access-control-allow-origin: https://news.example
    access-control-expose-headers: nutgraph-cost,nutgraph-cost-limit,nutgraph-edition,retry-after,x-request-id
    "#);
        // Also of what went wrong a page may know.
        let missing = server.client.get(format!("{}/nothing", server.url)).header("origin", LISTED);
        insta::assert_snapshot!(told(&missing.send().await.unwrap()), @r#"
    access-control-allow-credentials: true
    access-control-allow-origin: https://news.example
    access-control-expose-headers: nutgraph-cost,nutgraph-cost-limit,nutgraph-edition,retry-after,x-request-id
    "#);
    });
}

#[test]
fn t03_pages_of_other_origins_learn_nothing() {
    on_sqlite(async |db: Database| {
        let listed = db.serve_within(listing(&format!("[\"{LISTED}\"]"))).await;
        let own = db.serve_within(usual()).await;
        for server in [&listed, &own] {
            for origin in [
                "https://evil.example",
                "null",
                "https://news.example.evil",
                "https://evilnews.example",
                "http://news.example",
                "https://news.example:8443",
                "https://sub.news.example",
            ] {
                assert_eq!(told(&preflight(server, origin, "content-type").await), "", "{origin}");
                assert_eq!(told(&post(server, origin).await), "", "{origin}");
            }
        }
        assert!(varies(&post(&listed, "null").await));
        assert_eq!(preflight(&own, LISTED, "content-type").await.status(), 405);
    });
}

#[test]
fn t03_all_origins_may_be_allowed() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(listing("[\"*\"]")).await;
        insta::assert_snapshot!(told(&post(&server, "https://any.example").await), @r#"
    access-control-allow-origin: *
    access-control-expose-headers: nutgraph-cost,nutgraph-cost-limit,nutgraph-edition,retry-after,x-request-id
    "#);
    });
}
