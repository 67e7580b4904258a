//! A request that is refused before GraphQL sees it, and what never was GraphQL's.

use std::borrow::Cow;

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
    /// Methods that are allowed, where this one is not.
    pub allow: Option<&'static str>,
}

impl Fault {
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, message: message.into(), allow: None }
    }

    #[must_use]
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    #[must_use]
    pub fn method_not_allowed(allow: &'static str, message: &'static str) -> Self {
        let fault = Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
        Self { allow: Some(allow), ..fault }
    }

    /// The cause is in the log, under the request's id; the client learns the id alone.
    #[must_use]
    pub fn internal() -> Self {
        let message = "something went wrong here; the log knows what, by the request id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message)
    }

    #[must_use]
    pub fn respond(self, media: Media) -> Response {
        let media = if media == Media::Html { Media::Json } else { media };
        let body = json!({ "errors": [{ "message": self.message, "extensions": { "code": self.code } }] });
        let mut response = answer(self.status, media, body.to_string());
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
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
pub fn answer(status: StatusCode, media: Media, body: String) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CONTENT_TYPE, media.content_type()),
        (header::VARY, "accept"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body).into_response()
}
