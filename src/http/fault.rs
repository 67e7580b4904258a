//! A request that is refused before GraphQL sees it, and what never was GraphQL's.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::accept::Media;

/// The answer has the form of GraphQL's own: `errors`, with a code.
#[derive(Clone, Debug)]
pub struct Fault {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: Cow<'static, str>,
    /// What the client may do instead, or when.
    pub header: Option<(HeaderName, &'static str)>,
}

impl Fault {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    #[must_use]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    #[must_use]
    pub fn method_not_allowed(allow: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message).with(header::ALLOW, allow)
    }

    /// More comes in than can be answered: nothing was done, and a little later it may be.
    #[must_use]
    pub fn overloaded() -> Self {
        let message = "too much is being asked at once; ask again in a second";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", message).with(header::RETRY_AFTER, "1")
    }

    /// The database is away: nothing was done.
    #[must_use]
    pub fn unavailable() -> Self {
        let message = "the content cannot be reached; ask again in a second";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message).with(header::RETRY_AFTER, "1")
    }

    /// The time for answering is over. 503 rather than 504, which speaks of another server behind us, and which
    /// clients and proxies therefore take for a fault of the network and ask again; and without `Retry-After`, since
    /// the same question would take as long.
    #[must_use]
    pub fn timeout() -> Self {
        let message = "the answer took too long, and was given up; ask for less";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT", message)
    }

    /// A token that is not taken: whoever sent it is not told why, and nothing was done
    /// ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    #[must_use]
    pub fn untrusted() -> Self {
        let message = "this token is not taken: sign in again, or ask without the Authorization header";
        let fault = Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
        fault.with(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
    }

    /// A preview token that shows nothing, whatever is wrong with it.
    #[must_use]
    pub fn preview_invalid() -> Self {
        let message = "this preview token is not taken: it may be over, revoked, or its article published";
        let fault = Self::new(StatusCode::UNAUTHORIZED, "PREVIEW_INVALID", message);
        fault.with(header::WWW_AUTHENTICATE, "Preview")
    }

    /// The key of another request: nothing was done.
    #[must_use]
    pub fn key_reused() -> Self {
        let message = "this Idempotency-Key came with another request before; take a new key";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_KEY_REUSED", message)
    }

    /// With a header.
    #[must_use]
    pub fn with(self, name: HeaderName, value: &'static str) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// The cause is in the log, under the request's id; the client learns the id alone.
    #[must_use]
    pub fn internal() -> Self {
        let message = "something went wrong here; the log knows what, by the request id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message)
    }

    /// As GraphQL would tell of it, as JSON.
    #[must_use]
    pub fn body(&self) -> String {
        json!({ "errors": [{ "message": self.message, "extensions": { "code": self.code } }] }).to_string()
    }

    #[must_use]
    pub fn respond(self, media: Media) -> Response {
        let media = if media == Media::Html { Media::Json } else { media };
        let mut response = answer(self.status, media, self.body());
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        self.respond(Media::Json)
    }
}

/// A body that no cache keeps and no browser guesses at.
pub fn answer(status: StatusCode, media: Media, body: impl Into<Body>) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::VARY, "accept"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body.into()).into_response()
}
