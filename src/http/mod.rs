//! HTTP: the only place that knows axum. Routes here; each route's handler in a file of its own.
//!
//! The way in: a connection is taken and watched; a request gets its id, and its span in the log; its answer may be read
//! by pages of other origins, and compressed; a panic becomes an answer; then its route. There its body is read within its
//! limits; what it asks for is limited on every route alike, by [`crate::graphql::document`]; it gets a place or is
//! refused, and is executed.

mod accept;
mod admission;
mod authentication;
mod body;
mod client;
mod connection;
mod cors;
mod execution;
mod explorer;
mod fault;
mod form;
mod graph;
mod graphql;
mod health;
mod limits;
mod line;
mod listen;
mod outlet;
mod own;
mod preview;
mod reconcile;
mod request;
mod request_id;
mod watch;

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use axum::{Router, middleware};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::trace::TraceLayer;
use tracing::Span;

pub use explorer::EXAMPLES;
pub use limits::{Limits, Origins};
pub use listen::{ListenError, bind, interrupted, serve};

use self::admission::Admission;
use self::body::Intake;
use self::execution::Pulse;
use self::fault::Fault;
use self::health::Probe;
use self::outlet::Outlet;
use self::request_id::RequestId;
use crate::clock::Clock;
use crate::domain::newsroom::Newsroom;
use crate::domain::site::Site;
use crate::graphql::wire::Api;
use crate::store::Store;
use crate::store::edition::reference::References;

/// Answers below this size, in bytes, fit into a packet as they are.
const SMALLEST_COMPRESSED: u16 = 1024;

/// What every handler works with.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub api: Api,
    pub site: Arc<Site>,
    pub newsroom: Arc<Newsroom>,
    /// Relation types and schemes, for what is not asked in GraphQL.
    pub references: References,
    /// Whether browsers get the explorer.
    pub explorer: bool,
    pub limits: Arc<Limits>,
    admission: Admission,
    intake: Intake,
    outlet: Outlet,
    graph: graph::Graph,
    pulse: Pulse,
    probe: Probe,
    /// Whether the server is about to stop: then it is not ready any more.
    is_leaving: Arc<AtomicBool>,
    /// Whether the tables were once seen to be those of this release.
    is_migrated: Arc<AtomicBool>,
}

impl App {
    #[must_use]
    pub fn new(store: Store, clock: Clock, site: Site, api: Api, limits: Limits) -> Self {
        let site = Arc::new(site);
        let newsroom = Arc::new(Newsroom::new(store.clone(), clock.clone(), Arc::clone(&site)));
        Self {
            store,
            clock,
            api,
            site,
            newsroom,
            references: References::default(),
            explorer: true,
            admission: Admission::new(&limits),
            intake: Intake::new(&limits),
            outlet: Outlet::default(),
            graph: graph::Graph::default(),
            pulse: Pulse::default(),
            probe: Probe::default(),
            limits: Arc::new(limits),
            is_leaving: Arc::default(),
            is_migrated: Arc::default(),
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("store", &self.store).field("site", &self.site).finish_non_exhaustive()
    }
}

/// All routes.
pub fn router(app: App) -> Router {
    let (clock, limits) = (app.clock.clone(), Arc::clone(&app.limits));
    let mut routes = Router::new();
    if app.explorer {
        routes = routes
            .route("/", get(|| async { Redirect::temporary("/graphql") }))
            .route("/explorer/{file}", get(explorer::file));
    }
    let routes = routes
        .route("/graphql", any(graphql::handle))
        .route("/graph/{file}", get(graph::handle))
        .route("/.well-known/jwks.json", get(authentication::jwks))
        .merge(reconcile::routes())
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .fallback(|| async {
            Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", "nothing is here; try /graphql")
        })
        .method_not_allowed_fallback(|| async {
            Fault::method_not_allowed("GET, HEAD", "this can only be read")
        })
        .with_state(app);
    surround(routes, clock, &limits)
}

/// What every request goes through, from the last line to the first.
fn surround(routes: Router, clock: Clock, limits: &Limits) -> Router {
    let routes = routes.layer(CatchPanicLayer::custom(panicked));
    let routes = if limits.compression {
        routes.layer(compression()).layer(middleware::map_response(weakened))
    } else {
        routes
    };
    cors::allow(routes, &limits.origins)
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(log).on_failure(()))
        .layer(middleware::from_fn_with_state(clock, request_id::name))
}

/// For those who understand gzip. Never for streams of events, which would wait for a block to fill.
fn compression() -> CompressionLayer<impl Predicate> {
    let worthwhile =
        SizeAbove::new(SMALLEST_COMPRESSED).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worthwhile)
}

/// A strong tag means the same bytes, which a compressed answer does not have.
async fn weakened(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && tag.starts_with('"')
        && let Ok(weak) = HeaderValue::from_str(&format!("W/{tag}"))
    {
        headers.insert(header::ETAG, weak);
    }
    response
}

fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>().map_or("", |id| id.0.as_str());
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn log(response: &Response, took: std::time::Duration, _: &Span) {
    let (status, milliseconds) = (response.status().as_u16(), took.as_secs_f64() * 1000.0);
    if response.status().is_server_error() {
        tracing::error!(status, milliseconds, "answered");
    } else {
        tracing::info!(status, milliseconds, "answered");
    }
}

/// The panic itself is on standard error already.
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let cause = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    tracing::error!(cause, "a handler panicked");
    Fault::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, DEFAULTS};

    #[tokio::test]
    async fn a_panic_is_answered_and_named() {
        let routes = Router::new().route("/", get(|| async { panic!("of a handler") as Response }));
        let now = chrono::DateTime::UNIX_EPOCH.into();
        let listener = bind(std::net::SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let limits = toml::from_str::<Config>(DEFAULTS).unwrap().limits();
        let routes = surround(routes, Clock::fixed(now, 1), &limits);
        tokio::spawn(listen::accept(listener, routes, limits.into(), Arc::default(), std::future::pending()));
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["x-request-id"], "00000000-0000-7000-8000-000000000001");
        insta::assert_snapshot!(response.text().await.unwrap(), @r#"{"errors":[{"message":"something went wrong here; the log knows what, by the request id","extensions":{"code":"INTERNAL"}}]}"#);
    }
}
