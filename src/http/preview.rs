//! Previews: a front end's own queries with the header `nutgraph-preview`. In an address, a token would be logged, and
//! told to whoever the page links to.

use axum::http::HeaderMap;

use super::execution;
use super::fault::Fault;
use super::own::PREVIEW;
use crate::domain::access::AccountError;
use crate::domain::newsroom::Newsroom;
use crate::domain::preview::PreviewError;
use crate::domain::preview::token::{self, Open, OpenError};

/// The token of a request, if it has one.
///
/// # Errors
/// 401 for a header that is no text, or is there twice.
pub fn token(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let mut all = headers.get_all(PREVIEW).iter();
    let Some(value) = all.next() else { return Ok(None) };
    match (value.to_str(), all.next()) {
        (Ok(token), None) => Ok(Some(token.trim().to_owned())),
        _ => Err(Fault::preview_invalid()),
    }
}

/// What the token shows.
///
/// # Errors
/// 401 for one that shows nothing, whatever is wrong with it.
pub async fn open(newsroom: &Newsroom, token: Option<String>) -> Result<Option<Open>, Fault> {
    let Some(token) = token else { return Ok(None) };
    match token::open(newsroom, &token).await {
        Ok(open) => Ok(Some(open)),
        Err(why @ (OpenError::Untrusted(_) | OpenError::Over)) => {
            tracing::info!(%why, "a preview token is not taken");
            Err(Fault::preview_invalid())
        }
        Err(
            OpenError::Database(cause)
            | OpenError::Account(AccountError::Database(cause))
            | OpenError::Preview(PreviewError::Database(cause)),
        ) => Err(execution::fault(&cause)),
        Err(error) => {
            tracing::error!(%error, "a preview cannot be laid out");
            Err(Fault::internal())
        }
    }
}
