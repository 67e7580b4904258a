//! Whether the process lives, and whether it can serve.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::fault::Fault;
use super::{App, execution};

/// How long a probe waits for the database.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process answers; says nothing of the database, so that nobody restarts us for its sake.
pub async fn live() -> Response {
    Json(json!({ "status": "live" })).into_response()
}

/// The database answers, and its tables are those of this release; tells the edition's number.
pub async fn ready(State(app): State<App>) -> Response {
    let not = |why: &str| {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "why": why }))).into_response()
    };
    if app.is_leaving.load(Ordering::Relaxed) {
        return not("the server is stopping");
    }
    // Once only: it takes a connection for writing, for which a probe should not queue.
    if !app.is_migrated.load(Ordering::Relaxed) {
        match app.store.pending().await {
            Ok(pending) if pending.is_empty() => app.is_migrated.store(true, Ordering::Relaxed),
            Ok(pending) => {
                return not(&format!("run \"nutgraph migrate\": steps are missing: {}", pending.join(", ")));
            }
            Err(error) => {
                tracing::error!(%error, "the database does not answer");
                return not("the database does not answer");
            }
        }
    }
    let ready = |edition: i64| Json(json!({ "status": "ready", "edition": edition })).into_response();
    match tokio::time::timeout(PATIENCE, execution::edition(&app)).await {
        Ok(Ok(edition)) => ready(edition.number()),
        Ok(Err(fault)) if fault.code != Fault::overloaded().code => not("the edition cannot be read"),
        // All connections are in use. It serves if others were served meanwhile.
        _ => match app.pulse.last() {
            Some((seen, edition)) if seen.elapsed() <= PATIENCE => ready(edition),
            _ => not("the database does not answer"),
        },
    }
}
