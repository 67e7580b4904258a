//! One connection: its protocols with their bounds, served under a [`Watch`].

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Request, Version, header};
use hyper::body::{Body as _, Incoming};
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::limits::Limits;
use super::line::{Line, Receiving, Sending};
use super::watch::{Exchange, Watch};

/// The largest head, in bytes: a GET has its whole query there. It is also what HTTP/1 keeps of an answer until the
/// client takes it.
const LARGEST_HEAD: usize = 64 << 10;
/// Header fields of a request.
const MOST_HEADERS: usize = 64;
/// Requests of one HTTP/2 connection at the same time. Each keeps up to [`STREAM`] of an answer that is not taken.
const MOST_STREAMS: u32 = 64;
/// What HTTP/2 keeps of a request's body, and of an answer, before the other side has taken it.
const STREAM: u32 = 64 << 10;
/// What HTTP/2 takes of all bodies of a connection before they are read.
const WINDOW: u32 = 256 << 10;
/// Streams that the client took back before we saw them, and that we ended for its faults: more is an attack
/// (CVE-2023-44487, CVE-2025-8671).
const MOST_RESETS: usize = 20;
/// How often HTTP/2 asks whether the client is still there, and how long it waits for an answer.
const PING: (Duration, Duration) = (Duration::from_secs(20), Duration::from_secs(10));
/// The other end of a connection: a client, or the proxy before it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// The protocols, HTTP/1.1 and HTTP/2 by prior knowledge, with their bounds.
pub fn protocols() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LARGEST_HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(LARGEST_HEAD as u32)
        .max_pending_accept_reset_streams(MOST_RESETS)
        .max_local_error_reset_streams(MOST_RESETS)
        .initial_stream_window_size(STREAM)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(STREAM as usize)
        .keep_alive_interval(PING.0)
        .keep_alive_timeout(PING.1);
    builder
}

/// Serves a connection until either side ends it, or the watch does.
pub async fn serve(
    stream: TcpStream,
    protocols: Arc<auto::Builder<TokioExecutor>>,
    router: Router,
    limits: Arc<Limits>,
    is_leaving: Arc<AtomicBool>,
    watcher: Watcher,
) {
    let watch = Arc::new(Watch::new());
    let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
    let (seen, leaving) = (Arc::clone(&watch), Arc::clone(&is_leaving));
    let service = service_fn(move |request: Request<Incoming>| {
        let (exchange, leaving) = (Exchange::begin(&seen, request.version()), Arc::clone(&leaving));
        let is_http1 = request.version() <= Version::HTTP_11;
        let is_read = Arc::new(AtomicBool::new(request.body().is_end_stream()));
        let mut request = request.map(|body| Receiving::new(body, Arc::clone(&is_read)));
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        let answer = TowerToHyperService::new(router.clone()).call(request);
        async move {
            let mut response = answer.await?;
            let owes = !is_read.load(Ordering::Relaxed);
            exchange.is_answered(owes);
            if is_http1 && (owes || leaving.load(Ordering::Relaxed)) {
                // So that the next request goes over another connection: to a server that stays, or behind no rest of
                // a body that nobody reads.
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response.map(|body| Sending::new(body, exchange)))
        }
    });
    let io = TokioIo::new(Line::new(stream, Arc::clone(&watch)));
    let mut connection = pin!(watcher.watch(protocols.serve_connection(io, service)));
    let mut timer = pin!(tokio::time::sleep(limits.head_timeout));
    poll_fn(|cx| {
        // Answers of HTTP/2 end in tasks of their own.
        watch.register(cx.waker());
        if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
            if let Err(cause) = ended {
                tracing::debug!(%cause, "a connection broke");
            }
            return Poll::Ready(());
        }
        // Whatever changes what we wait for woke this task.
        loop {
            let Some((deadline, why)) = watch.deadline(&limits, is_leaving.load(Ordering::Relaxed)) else {
                return Poll::Pending;
            };
            if deadline <= Instant::now() {
                tracing::debug!(why, "a connection is closed");
                watch.gives_up();
                return Poll::Ready(());
            }
            // A timer that goes off too early is set anew then: so most requests never touch it.
            if timer.is_elapsed() || deadline < timer.deadline() {
                timer.as_mut().reset(deadline);
            }
            ready!(timer.as_mut().poll(cx));
        }
    })
    .await;
}
