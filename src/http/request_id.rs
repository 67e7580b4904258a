//! Every request has an id: in the log, in `X-Request-Id`, and in answers about what went wrong.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use super::own::REQUEST_ID;
use crate::clock::Clock;

const LONGEST: usize = 64;

/// The id of this request, for its handlers.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Takes the id that a proxy gave, if it is one, or makes one; and sends it back.
pub async fn name(State(clock): State<Clock>, mut request: Request, next: Next) -> Response {
    let given =
        request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_sane(id));
    let id = given.map_or_else(|| clock.uid().to_string(), str::to_owned);
    let header = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(header) = header {
        response.headers_mut().insert(REQUEST_ID, header);
    }
    response
}

/// Whatever ends in a log may not forge one.
fn is_sane(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_forge_a_log_is_no_id() {
        assert!(is_sane("019b4c7e-6f1a-7000-8000-000000000001"));
        assert!(is_sane("Root=1-67891233:abc".replace('=', "_").as_str()));
        for id in ["", "a b", "a\"b", "a=b", "é", &"x".repeat(65)] {
            assert!(!is_sane(id), "{id:?}");
        }
    }
}
