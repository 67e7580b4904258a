//! What one client may take of the server: bytes, time and places.

use std::time::Duration;

use axum::http::HeaderValue;

/// The settings of the server's part; docs/configuration.md says what each means.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections that are open at the same time.
    pub connections: usize,
    /// From the first byte of a connection, or of a request on it, to the end of the request's head.
    pub head_timeout: Duration,
    /// From the head of a request to the end of its body.
    pub body_timeout: Duration,
    /// Between two requests of a connection.
    pub idle_timeout: Duration,
    /// Without any part of an answer being taken.
    pub write_timeout: Duration,
    /// For answering a read, once it has its place.
    pub request_timeout: Duration,
    /// Between saying that we leave and closing the door.
    pub drain_delay: Duration,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// Requests that read, at the same time; as many may wait.
    pub concurrent_reads: usize,
    /// Requests that change something, at the same time; as many may wait.
    pub concurrent_changes: usize,
    /// Whose pages may ask from a browser.
    pub origins: Origins,
    /// Whether answers are compressed for those who understand it.
    pub compression: bool,
    /// Proxies before us, each of which adds to `X-Forwarded-For` whom it speaks for.
    pub proxies: usize,
}

/// The web pages whose scripts may read our answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Pages that we serve ourselves.
    #[default]
    Own,
    Listed(Vec<HeaderValue>),
    Any,
}
