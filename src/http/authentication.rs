//! Who asks: by the header `Authorization: Bearer …` alone. A token in an address, a cookie or a form is none: those are
//! logged, or sent without anybody's doing.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::fault::Fault;
use super::{App, execution};
use crate::auth::Actor;
use crate::domain::access::{Access, AccountError};

/// The token of a request, if it has one.
///
/// # Errors
/// 401 where there is a header that has none: who thinks to be signed in shall not be taken for a reader.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Fault> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = all.next() else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.trim().split_once(' ')?;
        let token = token.trim();
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
    });
    match token {
        Some(token) if all.next().is_none() => Ok(Some(token)),
        _ => Err(Fault::untrusted()),
    }
}

/// Who asks; nobody, where there is no token.
///
/// # Errors
/// 401 for one that is not taken, whatever is wrong with it.
pub async fn actor(access: &Access, headers: &HeaderMap) -> Result<Option<Actor>, Fault> {
    let Some(bearer) = bearer(headers)? else { return Ok(None) };
    match access.authenticate(bearer).await {
        Ok(actor) => Ok(Some(actor)),
        Err(AccountError::Untrusted(why)) => {
            tracing::info!(%why, "a token is not taken");
            Err(Fault::untrusted())
        }
        Err(AccountError::Database(cause)) => Err(execution::fault(&cause)),
        Err(error) => {
            tracing::error!(%error, "a token cannot be looked at");
            Err(Fault::internal())
        }
    }
}

/// The public keys by which others can check our access tokens.
pub async fn jwks(State(app): State<App>) -> Response {
    match app.newsroom.access.ring().await {
        Ok(ring) => {
            let mut response = Json(ring.jwks(app.clock.now())).into_response();
            // A key is published a day before it signs.
            let kept = HeaderValue::from_static("public, max-age=300");
            response.headers_mut().insert(header::CACHE_CONTROL, kept);
            response
        }
        Err(error) => {
            tracing::error!(%error, "the signing keys cannot be read");
            Fault::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "the keys cannot be reached")
                .into_response()
        }
    }
}
