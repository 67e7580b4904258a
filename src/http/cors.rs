//! Which web pages may ask from a browser ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)). Those that are listed
//! may send the browser's cookies, too: nobody is signed in by one, but it can bring the next access token (see
//! [`client`](super::client)).

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use super::limits::Origins;
use super::own;

/// What a page may send, and whatever begins with [`own::PREFIX`].
const SENT: [&str; 4] = ["authorization", "content-type", "idempotency-key", "x-request-id"];

/// What a page may read.
const READ: [HeaderName; 5] =
    [own::COST, own::COST_LIMIT, own::EDITION, header::RETRY_AFTER, own::REQUEST_ID];

/// How long a browser remembers what it may send.
const REMEMBERED: Duration = Duration::from_secs(3600);

/// Lets the pages of these origins ask.
pub fn allow(routes: Router, origins: &Origins) -> Router {
    let (origin, credentials) = match origins {
        Origins::Own => return routes,
        Origins::Any => (AllowOrigin::any(), false),
        Origins::Listed(origins) => (AllowOrigin::list(origins.clone()), true),
    };
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_credentials(credentials)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(READ)
        .max_age(REMEMBERED);
    routes.layer(layer).layer(middleware::from_fn(narrow))
}

/// Of the headers that a page wants to send, leaves those that it may; and tells pages of other origins nothing.
async fn narrow(mut request: Request, next: Next) -> Response {
    if let header::Entry::Occupied(mut wanted) =
        request.headers_mut().entry(header::ACCESS_CONTROL_REQUEST_HEADERS)
    {
        let names = wanted.get().to_str().unwrap_or_default().to_ascii_lowercase();
        let names = names.split(',').map(str::trim);
        let names: Vec<_> =
            names.filter(|name| SENT.contains(name) || name.starts_with(own::PREFIX)).collect();
        match HeaderValue::from_str(&names.join(",")) {
            Ok(names) => drop(wanted.insert(names)),
            Err(_) => drop(wanted.remove()),
        }
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        for name in [
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            header::ACCESS_CONTROL_MAX_AGE,
        ] {
            headers.remove(name);
        }
    }
    response
}
