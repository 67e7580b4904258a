//! The explorer: GraphiQL for browsers, out of the binary, so that it needs no other server and runs offline.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::fault::Fault;

const PAGE: &str = include_str!("page.html");

/// Queries that are worth trying, in tabs of their own: over the demo they all find something.
pub const EXAMPLES: [(&str, &str); 6] = [
    ("Latest articles", include_str!("examples/1-latest.graphql")),
    ("A person's page", include_str!("examples/2-person.graphql")),
    ("Who headed it, and says who", include_str!("examples/3-who-headed.graphql")),
    ("Members on a day", include_str!("examples/4-members.graphql")),
    ("Corrections and retractions", include_str!("examples/5-notices.graphql")),
    ("What changed since", include_str!("examples/6-changes.graphql")),
];

/// Nothing of another origin, and no inline script. Styles are set inline by the editor.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Everything that the page asks for, by name: media type and content.
fn find(name: &str) -> Option<(&'static str, &'static str)> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    const STYLE: &str = "text/css; charset=utf-8";
    static TABS: LazyLock<String> = LazyLock::new(|| {
        let tabs = EXAMPLES.map(|(title, query)| json!({ "title": title, "query": query }));
        json!(tabs).to_string()
    });
    Some(match name {
        "react.js" => (SCRIPT, include_str!("vendor/react.min.js")),
        "react-dom.js" => (SCRIPT, include_str!("vendor/react-dom.min.js")),
        "graphiql.js" => (SCRIPT, include_str!("vendor/graphiql.min.js")),
        "graphiql.css" => (STYLE, include_str!("vendor/graphiql.min.css")),
        "licenses.txt" => ("text/plain; charset=utf-8", include_str!("vendor/LICENSES.txt")),
        "explorer.js" => (SCRIPT, include_str!("explorer.js")),
        "explorer.css" => (STYLE, include_str!("explorer.css")),
        "examples.json" => ("application/json", TABS.as_str()),
        _ => return None,
    })
}

/// The page. It names its parts with the hash of all of them, so that browsers keep them until the next release.
pub fn page() -> Response {
    static HTML: LazyLock<String> = LazyLock::new(|| {
        let mut hash = DefaultHasher::new();
        for name in PAGE.split("/explorer/").skip(1).filter_map(|rest| rest.split('?').next()) {
            find(name).hash(&mut hash);
        }
        PAGE.replace("{hash}", &format!("{:016x}", hash.finish()))
    });
    let headers: [(HeaderName, &str); 6] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, HTML.as_str()).into_response()
}

/// A part of the page.
pub async fn file(Path(name): Path<String>) -> Response {
    let Some((media, content)) = find(&name) else {
        return Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", "the explorer has no such file")
            .into_response();
    };
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, media),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, content).into_response()
}
