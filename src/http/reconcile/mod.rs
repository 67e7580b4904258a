//! `/reconcile`: tables of others are matched with our entities, by OpenRefine and other clients of the Reconciliation
//! Service API ([0.2](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)). It reads what
//! readers have, by the same gate as all that reads: body, place, time and size of the answer.

mod answer;
mod manifest;
mod page;
mod query;

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Router, body::Body};
use serde_json::Value;

use super::admission::Class;
use super::fault::Fault;
use super::form::Form;
use super::own::EDITION;
use super::{App, execution, outlet};
use crate::store::Edition;
use crate::store::edition::reference::Reference;

/// The routes of the service.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/reconcile", any(service))
        .route("/reconcile/suggest/{what}", any(suggest))
        .route("/reconcile/properties", any(properties))
        .route("/reconcile/preview", any(page::preview))
        .route("/reconcile/view/{id}", any(page::view))
}

/// What the service gives.
enum Given {
    Json(Value),
    Html(String),
    Elsewhere(String),
}

/// Questions, a question for values, or without any parameter the manifest.
async fn service(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match asked(&app, &parts, body).await {
        Ok(Some(form)) => form,
        Ok(None) => return preflight(),
        Err(fault) => return open(fault.into_response()),
    };
    let (queries, extend) = (asked.get("queries"), asked.get("extend"));
    let outcome = match (queries, extend) {
        (None, None) if parts.method == Method::POST => {
            Err(Fault::bad_request("send \"queries\" or \"extend\", as a form"))
        }
        (None, None) => match base(&parts, app.limits.proxies) {
            Ok(base) => return give(Given::Json(manifest::of(&base)), None, &asked),
            Err(fault) => Err(fault),
        },
        (Some(_), Some(_)) => Err(Fault::bad_request("send \"queries\" or \"extend\", not both")),
        (Some(queries), None) => {
            let queries = queries.to_owned();
            let read = async move |edition: Arc<Edition>, reference: Arc<Reference>| {
                let batch = query::batch(&queries, &reference)?;
                answer::candidates(&edition, &reference, batch).await.map(Given::Json)
            };
            return reading(&app, &asked, read).await;
        }
        (None, Some(extend)) => {
            let extend = extend.to_owned();
            let read = async move |edition: Arc<Edition>, reference: Arc<Reference>| {
                let extension = query::extension(&extend, &reference)?;
                answer::values(&edition, &reference, extension).await.map(Given::Json)
            };
            return reading(&app, &asked, read).await;
        }
    };
    match outcome {
        Ok(given) => give(given, None, &asked),
        Err(fault) => open(Fault::into_response(fault)),
    }
}

/// Completes what somebody types: an entity, a type or a property.
async fn suggest(State(app): State<App>, Path(what): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match asked(&app, &parts, body).await {
        Ok(Some(form)) => form,
        Ok(None) => return preflight(),
        Err(fault) => return open(fault.into_response()),
    };
    let form = asked.clone();
    match what.as_str() {
        "entity" => {
            let read = async move |edition: Arc<Edition>, _: Arc<Reference>| {
                answer::entities(&edition, &form).await.map(Given::Json)
            };
            reading(&app, &asked, read).await
        }
        "type" => give(Given::Json(answer::types(&form)), None, &asked),
        "property" => {
            let read = async move |_: Arc<Edition>, reference: Arc<Reference>| {
                Ok(Given::Json(answer::properties(&reference, &form)))
            };
            reading(&app, &asked, read).await
        }
        _ => {
            let message = "what is suggested is \"entity\", \"type\" or \"property\"";
            open(Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", message).into_response())
        }
    }
}

/// Properties that entities of a type may have values of.
async fn properties(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match asked(&app, &parts, body).await {
        Ok(Some(form)) => form,
        Ok(None) => return preflight(),
        Err(fault) => return open(fault.into_response()),
    };
    let form = asked.clone();
    let read = async move |_: Arc<Edition>, reference: Arc<Reference>| {
        answer::proposed(&reference, &form).map(Given::Json)
    };
    reading(&app, &asked, read).await
}

/// The parameters of a request; none where a browser asks whether it may ask.
async fn asked(app: &App, parts: &Parts, body: Body) -> Result<Option<Form>, Fault> {
    match parts.method {
        Method::OPTIONS => Ok(None),
        Method::GET | Method::HEAD => Form::read(parts.uri.query().unwrap_or_default()).map(Some),
        Method::POST if is_form(&parts.headers) => {
            let whole = app.intake.read(&parts.headers, body).await?;
            let text = str::from_utf8(&whole.bytes);
            let text = text.map_err(|_| Fault::bad_request("the body is not UTF-8"))?;
            Form::read(text).map(Some)
        }
        Method::POST => {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let message = "Content-Type must be application/x-www-form-urlencoded";
            Err(Fault::new(status, "UNSUPPORTED_MEDIA_TYPE", message))
        }
        _ => Err(Fault::method_not_allowed("GET, HEAD, POST, OPTIONS", "this service takes GET and POST")),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = media.and_then(|text| text.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Reads within one snapshot of the edition, in its place and its time.
async fn reading<F, R>(app: &App, asked: &Form, read: F) -> Response
where
    F: FnOnce(Arc<Edition>, Arc<Reference>) -> R + Send + 'static,
    R: Future<Output = Result<Given, Fault>> + Send + 'static,
{
    let (app, form) = (app.clone(), asked.clone());
    let (admission, timeout) = (app.admission.clone(), app.limits.request_timeout);
    let operation = async move {
        let edition = Arc::new(execution::edition(&app).await?);
        let reference = app.references.of(&edition).await.map_err(|cause| execution::fault(&cause))?;
        let given = read(Arc::clone(&edition), reference).await?;
        let (status, media, text) = rendered(given, &form);
        if text.len() > outlet::LARGEST {
            let message = format!("the answer is larger than {} MiB; ask for less", outlet::LARGEST >> 20);
            return Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "ANSWER_TOO_LARGE", message));
        }
        let body = app.outlet.take(text, Class::Read).await?;
        Ok(answered(status, media, body, Some(edition.number())))
    };
    match execution::run(&admission, Class::Read, timeout, operation).await {
        Ok(response) => response,
        Err(fault) => open(fault.into_response()),
    }
}

/// What needs no database.
fn give(given: Given, edition: Option<i64>, asked: &Form) -> Response {
    let (status, media, text) = rendered(given, asked);
    answered(status, media, text, edition)
}

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The status, the media type and the text; of an address elsewhere, that.
fn rendered(given: Given, asked: &Form) -> (StatusCode, HeaderValue, String) {
    match given {
        Given::Html(page) => (StatusCode::OK, HTML, page),
        Given::Elsewhere(address) => (StatusCode::FOUND, JSON, address),
        Given::Json(value) => match asked.get("callback").filter(|name| is_callback(name)) {
            // A comment in front: no other format of files begins so (https://github.com/mikispag/rosettaflash).
            Some(name) => (StatusCode::OK, SCRIPT, format!("/**/{name}({value});")),
            None => (StatusCode::OK, JSON, value.to_string()),
        },
    }
}

/// Whether it names a function, and nothing else.
fn is_callback(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
    };
    name.len() <= 100 && name.split('.').all(is_part)
}

fn answered(
    status: StatusCode,
    media: HeaderValue,
    body: impl Into<Body> + AsRef<[u8]>,
    edition: Option<i64>,
) -> Response {
    let elsewhere =
        (status == StatusCode::FOUND).then(|| HeaderValue::from_bytes(body.as_ref()).ok()).flatten();
    let body: Body = if elsewhere.is_some() { Body::empty() } else { body.into() };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    if let Some(elsewhere) = elsewhere {
        headers.insert(header::LOCATION, elsewhere);
    } else {
        if media == HTML {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
        }
        headers.insert(header::CONTENT_TYPE, media);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(number) = edition {
        headers.insert(EDITION, HeaderValue::from(number));
    }
    open(response)
}

/// Any page may ask, as the specification wants it: what is told here, everybody may read, and nobody is signed in.
fn open(mut response: Response) -> Response {
    let headers: [(HeaderName, &str); 2] = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "nutgraph-edition, retry-after, x-request-id"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn preflight() -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, x-request-id"),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
    ];
    open((StatusCode::NO_CONTENT, headers).into_response())
}

/// Where the client found the service, as the addresses in the manifest begin.
fn base(parts: &Parts, proxies: usize) -> Result<String, Fault> {
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(|authority| authority.as_str()));
    let is_plain = |host: &&str| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".:-[]".contains(c))
    };
    let host = host.filter(is_plain).ok_or_else(|| Fault::bad_request("the header Host names no host"))?;
    // Only our own proxies say on which way the client came.
    let said = parts.headers.get("x-forwarded-proto").filter(|_| proxies > 0);
    let scheme = if said.is_some_and(|scheme| scheme == "https") { "https" } else { "http" };
    Ok(format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callback_is_a_name() {
        for name in ["jsonp1", "$", "jQuery.cb_1", "a.b.c"] {
            assert!(is_callback(name), "{name}");
        }
        for name in ["", "1a", "a b", "alert(1)//", "a..b", "a-b", "а", &"a".repeat(101)] {
            assert!(!is_callback(name), "{name}");
        }
    }
}
