//! A web page keeps its session in a cookie that no script reads, and that no other page can use.

use nutgraph::auth::Role;
use nutgraph::config::Config;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::account::PASSWORD;
use crate::support::{Database, Server, both};

both!(a_page_keeps_its_session_in_a_cookie, pages_of_others_cannot_use_it, listed_pages_may_send_it);

const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) {
    session { accessToken refreshToken user { name } } userErrors { code } } }";
const REFRESH: &str =
    "mutation { refreshSession { session { accessToken refreshToken user { name } } userErrors { code } } }";
const LOGOUT: &str = "mutation { logout { done } }";

fn page(server: &Server) -> RequestBuilder {
    let request = server.client.post(format!("{}/graphql", server.url));
    request.header("origin", &server.url).header("nutgraph-csrf", "1")
}

async fn login(request: RequestBuilder) -> Response {
    let input = json!({ "email": "ada@news.example", "password": PASSWORD, "session": "COOKIE" });
    request.json(&json!({ "query": LOGIN, "variables": { "input": input } })).send().await.unwrap()
}

async fn ask(request: RequestBuilder, cookie: &str, query: &str) -> Response {
    request
        .header("cookie", format!("theme=dark; {cookie}"))
        .json(&json!({ "query": query }))
        .send()
        .await
        .unwrap()
}

/// Name and value, and the rest.
fn cookie(response: &Response) -> (String, String) {
    let text = response.headers()["set-cookie"].to_str().unwrap();
    let (pair, rest) = text.split_once("; ").unwrap();
    (pair.to_owned(), rest.to_owned())
}

async fn a_page_keeps_its_session_in_a_cookie(db: Database) {
    db.user("Ada", Role::Editor).await;
    let server = db.serve().await;
    let answer = login(page(&server)).await;
    let (first, rest) = cookie(&answer);
    assert!(first.starts_with("__Host-nutgraph-refresh=ngr_"));
    assert_eq!(rest, "Path=/; Max-Age=604800; Secure; HttpOnly; SameSite=Strict");
    let body: Value = answer.json().await.unwrap();
    let session = &body["data"]["login"]["session"];
    assert!(session["accessToken"].is_string());
    assert_eq!(session["refreshToken"], Value::Null, "no script reads it");

    let answer = ask(page(&server), &first, REFRESH).await;
    let (second, _) = cookie(&answer);
    assert_ne!(first, second);
    let body: Value = answer.json().await.unwrap();
    let session = &body["data"]["refreshSession"]["session"];
    assert_eq!((&session["user"]["name"], &session["refreshToken"]), (&json!("Ada"), &Value::Null));
    // Taken out of the cookie, it is worth nothing.
    let value = second.split_once('=').unwrap().1;
    assert_eq!(server.refresh(value).await["session"], Value::Null);

    let answer = ask(page(&server), &second, LOGOUT).await;
    assert_eq!(
        cookie(&answer),
        (
            "__Host-nutgraph-refresh=".to_owned(),
            "Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict".to_owned()
        )
    );
    assert_eq!(answer.json::<Value>().await.unwrap()["data"]["logout"]["done"], true);
    let answer: Value = ask(page(&server), &second, REFRESH).await.json().await.unwrap();
    assert_eq!(answer["data"]["refreshSession"]["userErrors"][0]["code"], "WRONG_TOKEN");
}

async fn pages_of_others_cannot_use_it(db: Database) {
    db.user("Ada", Role::Editor).await;
    let server = db.serve().await;
    let (kept, _) = cookie(&login(page(&server)).await);
    let post = || server.client.post(format!("{}/graphql", server.url));
    for (request, what) in [
        (post().header("nutgraph-csrf", "1"), "no origin"),
        (post().header("origin", &server.url), "no header"),
        (post().header("origin", "https://evil.example").header("nutgraph-csrf", "1"), "another origin"),
        (post().header("origin", "null").header("nutgraph-csrf", "1"), "no origin of its own"),
        (post().header("origin", &server.url).header("nutgraph-csrf", "0"), "another header"),
    ] {
        let refused = |request: RequestBuilder| async {
            let answer = ask(request, &kept, REFRESH).await;
            assert!(!answer.headers().contains_key("set-cookie"), "{what}");
            answer.json::<Value>().await.unwrap()["errors"][0]["extensions"]["code"].clone()
        };
        let again = request.try_clone().unwrap();
        assert_eq!(refused(request).await, "BAD_REQUEST", "{what}");
        let answer = login(again.try_clone().unwrap()).await;
        assert!(!answer.headers().contains_key("set-cookie"), "{what}");
        let left: Value = ask(again, &kept, LOGOUT).await.json().await.unwrap();
        assert_eq!(left["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{what}");
    }
    // The cookie alone is nobody.
    let viewer: Value = ask(page(&server), &kept, "{ viewer { name } }").await.json().await.unwrap();
    assert_eq!(viewer["data"]["viewer"], Value::Null);
    let still = ask(page(&server), &kept, REFRESH).await;
    assert!(still.headers().contains_key("set-cookie"), "the session is as it was");
}

async fn listed_pages_may_send_it(db: Database) {
    db.user("Ada", Role::Editor).await;
    let text = format!("{}\ncors_origins = [\"https://desk.news.example\"]", nutgraph::config::DEFAULTS);
    let limits = toml::from_str::<Config>(&text).unwrap().limits();
    let server = db.serve_within(limits).await;
    let post = |origin: &str| {
        server
            .client
            .post(format!("{}/graphql", server.url))
            .header("origin", origin)
            .header("nutgraph-csrf", "1")
    };
    let answer = login(post("https://desk.news.example")).await;
    assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
    let (kept, _) = cookie(&answer);
    let evil = ask(post("https://evil.example"), &kept, REFRESH).await;
    assert!(!evil.headers().contains_key("access-control-allow-credentials"));
    assert!(!evil.headers().contains_key("set-cookie"));
    assert!(
        ask(post("https://desk.news.example"), &kept, REFRESH).await.headers().contains_key("set-cookie")
    );
}
