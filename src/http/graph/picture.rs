//! The picture: drawn once for each edition and question, as long as memory has it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::{Found, Request, headers, unchanged};
use crate::domain::graph::picture::draw;
use crate::domain::graph::scene::scene;
use crate::http::admission::Class;
use crate::http::execution;
use crate::http::fault::Fault;

/// Nothing in a picture may run or come from elsewhere; its own style sheet is all it needs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

pub async fn answer(request: Request) -> Result<Response, Fault> {
    let (admission, timeout) = (request.app.admission.clone(), request.app.limits.request_timeout);
    execution::run(&admission, Class::Read, timeout, look(request)).await
}

async fn look(request: Request) -> Result<Response, Fault> {
    let edition = Arc::new(execution::edition(&request.app).await?);
    let (number, tag) = (edition.number(), request.tag(&edition));
    if request.has(&tag) {
        return Ok(unchanged(number, &tag));
    }
    let picture = match request.app.graph.pictures.get(&tag) {
        Some(picture) => picture,
        None => {
            let (subgraph, teller) = match request.find(&edition).await? {
                Found::Here { subgraph, teller, .. } => (subgraph, teller),
                Found::Elsewhere(name) => return Ok(request.elsewhere(&name)),
            };
            let scene = scene(&teller, &subgraph).await.map_err(|cause| execution::fault(&cause))?;
            // It is work for a while: others go on meanwhile.
            let drawn = tokio::task::spawn_blocking(move || draw(&scene)).await;
            let drawn = drawn.map_err(|cause| failed(&cause))?.map_err(|cause| failed(&cause))?;
            let picture = Bytes::from(drawn);
            request.app.graph.pictures.insert(tag, picture.clone());
            picture
        }
    };
    if request.has_any() {
        return Ok(unchanged(number, &tag));
    }
    let mut response = picture.into_response();
    response.headers_mut().extend(headers(number, &tag));
    for (name, value) in
        [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)]
    {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn failed(cause: &impl std::fmt::Display) -> Fault {
    tracing::error!(%cause, "a picture was not drawn");
    Fault::internal()
}
