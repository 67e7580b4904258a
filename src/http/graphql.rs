//! `/graphql`: POST, GET for queries, and the explorer for browsers
//! ([GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/)).

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::accept::{Media, negotiate};
use super::admission::Class;
use super::fault::{self, Fault};
use super::own::{COST, COST_LIMIT, EDITION, IDEMPOTENCY_KEY, PREVIEW};
use super::request_id::RequestId;
use super::{App, authentication, client, execution, explorer, outlet, preview, request};
use crate::domain::mutation;
use crate::graphql::Reader;
use crate::graphql::wire::{Answer, Call, Passed, Stage};

/// Data with errors (GraphQL over HTTP, draft of April 2026).
const PARTIAL_SUCCESS: u16 = 294;

/// Characters that an `Idempotency-Key` may have.
const LONGEST_KEY: usize = 255;

pub async fn handle(
    State(app): State<App>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Response {
    let Some(media) = negotiate(request.headers()) else {
        let message = "/graphql answers with application/graphql-response+json or application/json";
        return Fault::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message).respond(Media::Json);
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if media == Media::Html && reads && app.explorer {
        return explorer::page();
    }
    match answer(&app, &id, request, reads).await {
        Ok((answer, body)) => respond(media, &answer, body),
        Err(fault) => fault.respond(media),
    }
}

/// The answer, and its text as it goes out.
async fn answer(app: &App, id: &RequestId, request: Request, reads: bool) -> Result<(Answer, Bytes), Fault> {
    let (parts, body) = request.into_parts();
    let call = match parts.method {
        Method::POST => request::from_body(&parts.headers, app.intake.read(&parts.headers, body)).await?,
        _ if reads => request::from_parameters(&parts.uri)?,
        _ => {
            return Err(Fault::method_not_allowed(
                "GET, HEAD, POST",
                "/graphql takes POST, and GET for queries",
            ));
        }
    };
    let once = once(&parts.headers, &call)?;
    let actor = {
        // A token may have to be looked up: in its place, as all that reads.
        let shows = parts.headers.contains_key(header::AUTHORIZATION);
        let _place = if shows { Some(app.admission.enter(Class::Read).await?) } else { None };
        authentication::actor(&app.newsroom.access, &parts.headers).await?
    };
    let admitted = app.api.admit(call, actor.is_some());
    let changes = admitted.as_ref().map_or_else(|answer| answer.mutates, Passed::is_mutation);
    if reads && changes {
        return Err(Fault::method_not_allowed("POST", "a mutation needs POST"));
    }
    let passed = match admitted {
        Ok(passed) => passed,
        Err(answer) => return outgoing(app, answer, Class::Read).await,
    };
    let preview = preview::token(&parts.headers)?;
    if changes && preview.is_some() {
        return Err(Fault::bad_request(format!("{PREVIEW} is for queries: a mutation shows no preview")));
    }
    let class = if changes { Class::Change } else { Class::Read };
    let (app, id, languages) = (app.clone(), id.clone(), languages(&parts.headers));
    let (admission, timeout) = (app.admission.clone(), app.limits.request_timeout);
    let client = client::of(&parts, &app.limits);
    let operation = async move {
        let newsroom = Arc::clone(&app.newsroom);
        if let (true, Some((key, fingerprint)), Some(actor)) = (changes, &once, &actor) {
            let reused = mutation::is_reused(&newsroom, actor, key, fingerprint).await;
            if reused.map_err(|cause| execution::fault(&cause))? {
                return Err(Fault::key_reused());
            }
        }
        let preview = preview::open(&newsroom, preview).await?;
        let edition = Arc::new(execution::edition(&app).await?);
        let (site, clock) = (Arc::clone(&app.site), app.clock.clone());
        let reader = Reader { edition, newsroom, actor, once, client, preview, site, clock, languages };
        let answer = app.api.execute(passed, reader, &id.0).await;
        // While it keeps its place, so that no more answers wait for memory than there are places.
        outgoing(&app, answer, class).await
    };
    execution::run(&admission, class, timeout, operation).await
}

/// The `Idempotency-Key` of a request, with the fingerprint of what it asks
/// ([draft](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/)).
fn once(headers: &HeaderMap, call: &Call) -> Result<Option<(String, String)>, Fault> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = value.to_str().ok().map(|key| key.trim().trim_matches('"'));
    match key.filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY) {
        Some(key) => Ok(Some((key.to_owned(), call.fingerprint()))),
        None => {
            let message = format!("Idempotency-Key must be 1 to {LONGEST_KEY} printable ASCII characters");
            Err(Fault::bad_request(message))
        }
    }
}

/// Takes the text out of an answer, to be sent; or replaces one that is too large by the news of it.
async fn outgoing(app: &App, mut answer: Answer, class: Class) -> Result<(Answer, Bytes), Fault> {
    if answer.body.len() > outlet::LARGEST {
        let most = outlet::LARGEST >> 20;
        let message = match class {
            Class::Read => format!("the answer is larger than {most} MiB; ask for fewer rows or fields"),
            Class::Change => format!(
                "what was asked for is done, but the answer is larger than {most} MiB; ask for fewer fields"
            ),
        };
        answer.body = Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "ANSWER_TOO_LARGE", message).body();
        answer.stage = Stage::Invalid;
    }
    let body = app.outlet.take(std::mem::take(&mut answer.body), class).await?;
    Ok((answer, body))
}

fn respond(media: Media, answer: &Answer, body: Bytes) -> Response {
    let status = match (answer.stage, media) {
        (Stage::Executed, Media::Response) if answer.has_errors => {
            StatusCode::from_u16(PARTIAL_SUCCESS).unwrap_or(StatusCode::OK)
        }
        (Stage::Executed, _) => StatusCode::OK,
        // Clients of the older media type take any other status for a fault of the network; and a client that is to
        // send its document again shall not be told of one.
        (_, Media::Json | Media::Html) | (Stage::Unknown, _) => StatusCode::OK,
        (Stage::Refused | Stage::Unfit, Media::Response) => StatusCode::BAD_REQUEST,
        (Stage::Invalid, Media::Response) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let media = if media == Media::Html { Media::Json } else { media };
    let mut response = fault::answer(status, media, body);
    if let Some(number) = answer.edition {
        response.headers_mut().insert(EDITION, HeaderValue::from(number));
    }
    if let Some((cost, most)) = answer.cost {
        response.headers_mut().insert(COST, HeaderValue::from(cost));
        response.headers_mut().insert(COST_LIMIT, HeaderValue::from(most));
    }
    if let Some(cookie) = answer.keep.as_ref().and_then(client::cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if answer.is_preview {
        let private = HeaderValue::from_static("private, no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, private);
    }
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept-language, nutgraph-preview"));
    response
}

/// The languages of `Accept-Language`, the most wanted first.
fn languages(headers: &HeaderMap) -> Vec<String> {
    let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut ranges: Vec<(u16, &str)> = vec![];
    for range in text.split(',').take(20) {
        let (tag, quality) = range.split_once(';').unwrap_or((range, ""));
        let quality = quality.trim().strip_prefix("q=").map_or(1000, super::accept::thousandths);
        let tag = tag.trim();
        if quality > 0 && oxilangtag::LanguageTag::parse(tag).is_ok() {
            ranges.push((quality, tag));
        }
    }
    ranges.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    ranges.into_iter().map(|(_, tag)| tag.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_come_in_the_order_of_their_quality() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT_LANGUAGE,
            "ru;q=0.5, *;q=0.1, kk, en-GB;q=0.8, de;q=0, !!".parse().unwrap(),
        );
        assert_eq!(languages(&headers), ["kk", "en-GB", "ru"]);
    }
}
