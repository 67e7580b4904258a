//! The data: sent piece by piece, as it is read. Whoever stops taking it ends the reading.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Found, Request, headers, unchanged};
use crate::domain::graph::export::{Export, Format};
use crate::domain::public_id::{self, Prefix};
use crate::http::admission::{Class, Permit};
use crate::http::execution;
use crate::http::fault::Fault;

/// How long an export waits for its turn.
const PATIENCE: Duration = Duration::from_secs(1);
/// A whole export has so many times the time of a read: how fast it goes, its client decides.
const LONGER: u32 = 12;
/// The largest export, in bytes.
const LARGEST: usize = 64 << 20;

pub async fn answer(request: Request, format: Format) -> Result<Response, Fault> {
    let turn = timeout(PATIENCE, Arc::clone(&request.app.graph.exports).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else { return Err(Fault::overloaded()) };
    let place = request.app.admission.enter(Class::Read).await?;
    let each = request.app.limits.request_timeout;
    let begun = timeout(each, begin(&request, format)).await.unwrap_or_else(|_| Err(Fault::timeout()))?;
    let (export, mut response) = match begun {
        Begun::Export { export, response } => (export, response),
        Begun::Answer(response) => return Ok(response),
    };
    let until = Instant::now() + each * LONGER;
    let sending = Sending { export: *export, each, until, sent: 0, _held: (turn, place) };
    *response.body_mut() = Body::from_stream(stream::try_unfold(sending, next));
    Ok(response)
}

enum Begun {
    Export { export: Box<Export>, response: Response },
    Answer(Response),
}

async fn begin(request: &Request, format: Format) -> Result<Begun, Fault> {
    let edition = Arc::new(execution::edition(&request.app).await?);
    let (number, tag) = (edition.number(), request.tag(&edition));
    if request.has(&tag) {
        return Ok(Begun::Answer(unchanged(number, &tag)));
    }
    let (entity, subgraph, teller) = match request.find(&edition).await? {
        Found::Here { entity, subgraph, teller } => (entity, subgraph, teller),
        Found::Elsewhere(name) => return Ok(Begun::Answer(request.elsewhere(&name))),
    };
    if request.has_any() {
        return Ok(Begun::Answer(unchanged(number, &tag)));
    }
    let mut response = ().into_response();
    response.headers_mut().extend(headers(number, &tag));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    if matches!(format, Format::Csv | Format::GraphMl) {
        let name = public_id::print(Prefix::Entity, entity.uid);
        let name = format!("attachment; filename=\"{name}.{}\"", format.extension());
        if let Ok(name) = HeaderValue::from_str(&name) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        }
    }
    let export = Box::new(Export::new(format, teller, entity.uid, subgraph));
    Ok(Begun::Export { export, response })
}

/// An export on its way, with its place among the others.
struct Sending {
    export: Export,
    /// The time for each piece, and the end of the time for all.
    each: Duration,
    until: Instant,
    sent: usize,
    _held: (OwnedSemaphorePermit, Permit),
}

/// Why an answer that has begun breaks off: the connection does, too, so that nobody takes a part for the whole.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("the database cannot be read")]
    Database(#[from] sea_orm::DbErr),
    #[error("it took too long")]
    Timeout,
    #[error("it is too large")]
    TooLarge,
}

async fn next(mut sending: Sending) -> Result<Option<(String, Sending)>, Broken> {
    let piece = loop {
        let until = sending.until.min(Instant::now() + sending.each);
        let piece = timeout_at(until, sending.export.piece()).await.map_err(|_| Broken::Timeout);
        match piece.and_then(|piece| Ok(piece?)) {
            Ok(Some(piece)) if piece.is_empty() => {}
            Ok(piece) => break piece,
            Err(cause) => {
                tracing::error!(%cause, "an export breaks off");
                return Err(cause);
            }
        }
    };
    let Some(piece) = piece else { return Ok(None) };
    sending.sent += piece.len();
    if sending.sent > LARGEST {
        tracing::error!(cause = %Broken::TooLarge, "an export breaks off");
        return Err(Broken::TooLarge);
    }
    Ok(Some((piece, sending)))
}
