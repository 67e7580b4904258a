//! Whether the process lives, and whether it can serve.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::App;
use crate::store::Edition;

/// The process answers; says nothing of the database, so that nobody restarts us for its sake.
pub async fn live() -> Response {
    Json(json!({ "status": "live" })).into_response()
}

/// The database answers, and its tables are those of this release; tells the edition's number.
pub async fn ready(State(app): State<App>) -> Response {
    let not = |why: &str| {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "why": why }))).into_response()
    };
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
    match Edition::open(&app.store, None).await {
        Ok(edition) => Json(json!({ "status": "ready", "edition": edition.number() })).into_response(),
        Err(error) => {
            tracing::error!(%error, "the edition cannot be read");
            not("the edition cannot be read")
        }
    }
}
