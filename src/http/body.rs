//! The body of a request: whole, within its size and its time, and within the memory that all bodies share.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::fault::Fault;
use super::limits::Limits;

/// What every body may take without asking, in bytes: more than any operation without large variables needs. Only what
/// goes beyond is counted, so that whoever holds back large bodies shuts out other large ones and nothing else.
const FREE: usize = 64 << 10;

/// What all bodies together may take beyond that, in bytes.
const SHARED: usize = 64 << 20;

/// Takes bodies in.
#[derive(Clone, Debug)]
pub struct Intake {
    limit: usize,
    timeout: Duration,
    shared: Arc<Semaphore>,
}

/// A body, and its part of the memory until it is dropped.
#[derive(Debug)]
pub struct Whole {
    pub bytes: Vec<u8>,
    _shared: Option<OwnedSemaphorePermit>,
}

impl Intake {
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            limit: limits.body_limit,
            timeout: limits.body_timeout,
            shared: Arc::new(Semaphore::new(SHARED)),
        }
    }

    /// Reads a body to its end.
    ///
    /// # Errors
    /// 415 for a compressed one (a kilobyte could become a gigabyte), 413 for one that is too large, 408 for one that
    /// takes too long, 503 while too many large ones are being read, 400 for one that breaks off.
    pub async fn read(&self, headers: &HeaderMap, body: Body) -> Result<Whole, Fault> {
        if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            let fault = Fault::new(status, "UNSUPPORTED_MEDIA_TYPE", "send the body as it is, uncompressed");
            return Err(fault.with(header::ACCEPT_ENCODING, "identity"));
        }
        let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > self.limit) {
            return Err(self.too_large());
        }
        tokio::time::timeout(self.timeout, self.collect(body)).await.unwrap_or_else(|_| {
            let message = format!("the body did not arrive within {} s", self.timeout.as_secs_f64());
            Err(Fault::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message))
        })
    }

    async fn collect(&self, body: Body) -> Result<Whole, Fault> {
        let mut chunks = body.into_data_stream();
        let (mut bytes, mut shared) = (Vec::<u8>::new(), None::<OwnedSemaphorePermit>);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|cause| Fault::bad_request(format!("the body broke off: {cause}")))?;
            let length = bytes.len() + chunk.len();
            if length > self.limit {
                return Err(self.too_large());
            }
            let counted = length.saturating_sub(FREE.max(bytes.len()));
            if counted > 0 {
                let more = u32::try_from(counted).map_err(|_| self.too_large())?;
                let more = Arc::clone(&self.shared).try_acquire_many_owned(more);
                let more = more.map_err(|_| Fault::overloaded())?;
                match &mut shared {
                    Some(shared) => shared.merge(more),
                    None => shared = Some(more),
                }
            }
            if bytes.capacity() < length {
                // Never more than the limit, which doubling alone would pass.
                bytes.reserve_exact((2 * length).min(self.limit) - bytes.len());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Whole { bytes, _shared: shared })
    }

    fn too_large(&self) -> Fault {
        let limit = match self.limit {
            limit if limit.is_multiple_of(1 << 20) => format!("{} MiB", limit >> 20),
            limit => format!("{limit} bytes"),
        };
        let message = format!("the body is larger than {limit}");
        Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, DEFAULTS};

    fn intake() -> Intake {
        Intake::new(&toml::from_str::<Config>(DEFAULTS).unwrap().limits())
    }

    #[tokio::test]
    async fn large_bodies_share_what_memory_there_is_and_small_ones_are_free() {
        let (intake, headers) = (intake(), HeaderMap::new());
        let large = || Body::from(vec![b' '; 1 << 20]);
        let mut held = vec![];
        while let Ok(whole) = intake.read(&headers, large()).await {
            held.push(whole);
        }
        assert_eq!(held.len(), SHARED / ((1 << 20) - FREE));
        assert_eq!(intake.read(&headers, large()).await.unwrap_err().code, "OVERLOADED");
        assert_eq!(intake.read(&headers, Body::from(vec![b' '; FREE])).await.unwrap().bytes.len(), FREE);
        drop(held);
        assert!(intake.read(&headers, large()).await.is_ok());
        assert_eq!(intake.shared.available_permits(), SHARED);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let stalled = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let fault = intake().read(&HeaderMap::new(), stalled).await.unwrap_err();
        assert_eq!((fault.status.as_u16(), fault.code), (408, "REQUEST_TIMEOUT"));
    }
}
