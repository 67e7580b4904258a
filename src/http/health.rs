//! Whether the process lives, and whether it can serve.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::Mutex;

use super::fault::Fault;
use super::{App, execution};

/// How long a probe waits for the database.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long what a probe found holds. Anybody may ask: more often than this costs the database nothing.
const FRESH: Duration = Duration::from_millis(200);

/// What the last probe found, and when. One asks at a time, the others wait for what it finds.
#[derive(Clone, Debug, Default)]
pub struct Probe(Arc<Mutex<Option<(Instant, Found)>>>);

/// The edition's number, or why the server is not ready.
type Found = Result<i64, Cow<'static, str>>;

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
    match last(&app).await {
        Ok(edition) => Json(json!({ "status": "ready", "edition": edition })).into_response(),
        Err(why) => not(&why),
    }
}

/// What a probe found a moment ago, or finds now.
async fn last(app: &App) -> Found {
    let mut last = app.probe.0.lock().await;
    if let Some((at, found)) = &*last
        && at.elapsed() < FRESH
    {
        return found.clone();
    }
    let found = match tokio::time::timeout(PATIENCE, probe(app)).await {
        Ok(Some(found)) => found,
        // All connections are in use. It serves if others were served meanwhile.
        _ => match app.pulse.last() {
            Some((seen, edition)) if seen.elapsed() <= PATIENCE => Ok(edition),
            _ => Err("the database does not answer".into()),
        },
    };
    *last = Some((Instant::now(), found.clone()));
    found
}

/// Asks the database. `None` where it has no connection to spare.
async fn probe(app: &App) -> Option<Found> {
    // Once only: it takes a connection for writing, for which a probe should not queue.
    if !app.is_migrated.load(Ordering::Relaxed) {
        match app.store.pending().await {
            Ok(pending) if pending.is_empty() => app.is_migrated.store(true, Ordering::Relaxed),
            Ok(pending) => {
                let pending = pending.join(", ");
                return Some(Err(format!("run \"nutgraph migrate\": steps are missing: {pending}").into()));
            }
            Err(error) => {
                tracing::error!(%error, "the database does not answer");
                return Some(Err("the database does not answer".into()));
            }
        }
    }
    match execution::edition(app).await {
        Ok(edition) => Some(Ok(edition.number())),
        Err(fault) if fault.code != Fault::overloaded().code => {
            Some(Err("the edition cannot be read".into()))
        }
        Err(_) => None,
    }
}
