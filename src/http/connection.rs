//! One connection, and the watch over it: whoever sends nothing, or takes nothing, is not waited for.
//!
//! Four ways to hold a connection are told apart: a head that does not end, silence between requests, an answer that
//! nobody takes, and a body that does not end (which [`Intake`](super::body::Intake) watches, since it can answer).
//! hyper's own time-out for heads also counts the silence before them; hence ours.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Request, Version, header};
use futures_util::task::AtomicWaker;
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
/// What a silent connection gets once the server is leaving.
const FAREWELL: Duration = Duration::from_secs(1);

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
    let (seen, leaving) = (Arc::clone(&watch), Arc::clone(&is_leaving));
    let service = service_fn(move |request: Request<Incoming>| {
        let (exchange, leaving) = (Exchange::begin(&seen, request.version()), Arc::clone(&leaving));
        let is_http1 = request.version() <= Version::HTTP_11;
        let is_read = Arc::new(AtomicBool::new(request.body().is_end_stream()));
        let request = request.map(|body| Receiving::new(body, Arc::clone(&is_read)));
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
        watch.waker.register(cx.waker());
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
                watch.state().is_given_up = true;
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

/// What a connection is at.
#[derive(Debug)]
pub struct Watch {
    state: Mutex<State>,
    waker: AtomicWaker,
}

#[derive(Debug)]
struct State {
    is_http2: bool,
    /// Requests so far.
    requests: u64,
    /// Requests that are not answered to the last byte.
    under_way: usize,
    /// Since when there is no such.
    silent_since: Instant,
    /// When the first byte of a head came, which is not complete yet.
    head_since: Option<Instant>,
    /// Answers that wait to be taken, and when something of them last was.
    answers: HashMap<u64, Instant>,
    /// Since when the network takes nothing of what we have to send.
    stuck_since: Option<Instant>,
    /// Whether the client may be sending still what nobody will read.
    owes: bool,
    /// Whether we end the connection, rather than the client.
    is_given_up: bool,
}

impl Watch {
    fn new() -> Self {
        let state = State {
            is_http2: false,
            requests: 0,
            under_way: 0,
            silent_since: Instant::now(),
            head_since: None,
            answers: HashMap::new(),
            stuck_since: None,
            owes: false,
            is_given_up: false,
        };
        Self { state: Mutex::new(state), waker: AtomicWaker::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something came in.
    pub fn has_read(&self) {
        let mut state = self.state();
        // HTTP/2 talks of windows and pings between requests; its heads are short of time only on a new connection.
        if state.under_way == 0 && !state.is_http2 && state.head_since.is_none() {
            state.head_since = Some(Instant::now());
        }
    }

    /// Something went out, or could not.
    pub fn has_written(&self, something: bool) {
        let mut state = self.state();
        match (something, state.stuck_since) {
            (true, Some(_)) => state.stuck_since = None,
            (false, None) => state.stuck_since = Some(Instant::now()),
            _ => {}
        }
    }

    /// Whether something is left that the client does not take, and need not be kept for it.
    pub fn is_hopeless(&self) -> bool {
        let state = self.state();
        state.is_given_up && (state.stuck_since.is_some() || !state.answers.is_empty())
    }

    /// Whether the client may be sending still what nobody will read.
    pub fn owes(&self) -> bool {
        self.state().owes
    }

    /// When the connection is to be closed, if nothing happens until then, and why.
    fn deadline(&self, limits: &Limits, is_leaving: bool) -> Option<(Instant, &'static str)> {
        let state = self.state();
        let untaken = state.answers.values().copied().chain(state.stuck_since).min();
        if let Some(since) = untaken {
            return Some((since + limits.write_timeout, "nobody takes the answer"));
        }
        if state.under_way > 0 {
            return None;
        }
        let silent_since = state.silent_since;
        Some(match state.head_since {
            // A new connection has something to say.
            _ if state.requests == 0 => (silent_since + limits.head_timeout, "no request came"),
            Some(since) => (since + limits.head_timeout, "the head does not end"),
            None if is_leaving => (silent_since + FAREWELL.min(limits.idle_timeout), "leaving"),
            None => (silent_since + limits.idle_timeout, "it is silent"),
        })
    }
}

/// A request, from its head to the last byte of its answer.
#[derive(Debug)]
pub struct Exchange {
    watch: Arc<Watch>,
    number: u64,
}

impl Exchange {
    fn begin(watch: &Arc<Watch>, version: Version) -> Self {
        let mut state = watch.state();
        state.is_http2 = version == Version::HTTP_2;
        state.requests += 1;
        state.under_way += 1;
        state.head_since = None;
        Self { watch: Arc::clone(watch), number: state.requests }
    }

    /// The answer is there. One that refuses may come before the client has sent all of the body.
    fn is_answered(&self, owes: bool) {
        self.watch.state().owes = owes;
    }

    /// Something of the answer was taken, and there is more of it; or the rest is not there yet, for which the client
    /// is not to blame.
    pub fn is_taken(&self, has_more: bool) {
        let mut state = self.watch.state();
        if has_more {
            state.answers.insert(self.number, Instant::now());
        } else {
            state.answers.remove(&self.number);
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let mut state = self.watch.state();
        state.answers.remove(&self.number);
        state.under_way -= 1;
        if state.under_way == 0 {
            state.silent_since = Instant::now();
        }
        drop(state);
        self.watch.waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, DEFAULTS};

    /// In how many seconds the connection is to be closed, and why.
    fn due(watch: &Watch) -> Option<(u64, &'static str)> {
        let limits = toml::from_str::<Config>(DEFAULTS).unwrap().limits();
        watch.deadline(&limits, false).map(|(at, why)| (at.duration_since(Instant::now()).as_secs(), why))
    }

    async fn seconds(n: u64) {
        tokio::time::advance(Duration::from_secs(n)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn everything_has_its_time() {
        let watch = Arc::new(Watch::new());
        seconds(3).await;
        watch.has_read();
        assert_eq!(due(&watch), Some((2, "no request came")), "bytes buy no time");
        let exchange = Exchange::begin(&watch, Version::HTTP_11);
        seconds(100).await;
        assert_eq!(due(&watch), None, "the handler has its own limits");
        exchange.is_taken(true);
        seconds(9).await;
        assert_eq!(due(&watch), Some((1, "nobody takes the answer")));
        exchange.is_taken(true);
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")), "a piece was taken");
        exchange.is_taken(false);
        assert_eq!(due(&watch), None, "it waits for us");
        watch.has_written(false);
        seconds(4).await;
        watch.has_written(false);
        assert_eq!(due(&watch), Some((6, "nobody takes the answer")));
        watch.has_written(true);
        drop(exchange);
        assert_eq!(due(&watch), Some((60, "it is silent")));
        seconds(50).await;
        watch.has_read();
        assert_eq!(due(&watch), Some((5, "the head does not end")));
        seconds(4).await;
        watch.has_read();
        assert_eq!(due(&watch), Some((1, "the head does not end")), "more of it buys no time");
    }

    #[tokio::test(start_paused = true)]
    async fn of_several_answers_the_one_that_waits_longest_counts() {
        let watch = Arc::new(Watch::new());
        let [one, two] = [(); 2].map(|()| Exchange::begin(&watch, Version::HTTP_2));
        one.is_taken(true);
        seconds(6).await;
        two.is_taken(true);
        assert_eq!(due(&watch), Some((4, "nobody takes the answer")));
        drop(one);
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")));
        drop(two);
        seconds(1).await;
        watch.has_read();
        assert_eq!(due(&watch), Some((59, "it is silent")), "HTTP/2 has more to say than heads");
    }
}
