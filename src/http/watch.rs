//! The watch over a connection: whoever sends nothing, or takes nothing, is not waited for.
//!
//! Four ways to hold a connection are told apart: a head that does not end, silence between requests, an answer that
//! nobody takes, and a body that does not end (which [`Intake`](super::body::Intake) watches, since it can answer).
//! hyper's own time-out for heads also counts the silence before them; hence ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use axum::http::Version;
use futures_util::task::AtomicWaker;
use tokio::time::Instant;

use super::limits::Limits;

/// The least rate at which an answer is taken, in bytes per second, once [`Limits::write_timeout`] is over: so that
/// nobody holds a large one for long by taking little of it again and again.
const LEAST_RATE: u64 = 64 << 10;
/// What a silent connection gets once the server is leaving.
const FAREWELL: Duration = Duration::from_secs(1);

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
    /// Answers that are not taken to the last byte.
    answers: HashMap<u64, Taking>,
    /// Since when the network takes nothing of what we have to send.
    stuck_since: Option<Instant>,
    /// Whether the client may be sending still what nobody will read.
    owes: bool,
    /// Whether we end the connection, rather than the client.
    is_given_up: bool,
}

/// An answer on its way.
#[derive(Debug)]
struct Taking {
    /// Since when there is something to take.
    since: Instant,
    /// When something was last taken.
    last: Instant,
    /// Bytes taken.
    taken: u64,
    /// Bytes handed over to the protocol, which has not sent them.
    left: usize,
    /// Whether the rest is not there yet, for which the client is not to blame.
    is_ours: bool,
}

impl Taking {
    fn new() -> Self {
        let now = Instant::now();
        Self { since: now, last: now, taken: 0, left: 0, is_ours: false }
    }

    /// When it is given up if no more of it is taken.
    fn deadline(&self, write_timeout: Duration) -> Option<Instant> {
        let earned = Duration::from_millis(self.taken * 1000 / LEAST_RATE);
        let waits = self.left > 0 || !self.is_ours;
        waits.then(|| self.last.min(self.since + earned) + write_timeout)
    }
}

impl Watch {
    pub fn new() -> Self {
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

    /// Who is to look at the [`deadline`](Self::deadline) again when an answer ends.
    pub fn register(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    /// We end the connection, rather than the client.
    pub fn gives_up(&self) {
        self.state().is_given_up = true;
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
    pub fn deadline(&self, limits: &Limits, is_leaving: bool) -> Option<(Instant, &'static str)> {
        let state = self.state();
        let answers = state.answers.values().filter_map(|answer| answer.deadline(limits.write_timeout));
        let stuck = state.stuck_since.map(|since| since + limits.write_timeout);
        if let Some(deadline) = answers.chain(stuck).min() {
            return Some((deadline, "nobody takes the answer"));
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

/// A request, from its head until the last byte of its answer was sent.
#[derive(Debug)]
pub struct Exchange {
    watch: Arc<Watch>,
    number: u64,
}

impl Exchange {
    pub fn begin(watch: &Arc<Watch>, version: Version) -> Self {
        let mut state = watch.state();
        state.is_http2 = version == Version::HTTP_2;
        state.requests += 1;
        state.under_way += 1;
        state.head_since = None;
        Self { watch: Arc::clone(watch), number: state.requests }
    }

    /// The answer is there. One that refuses may come before the client has sent all of the body.
    pub fn is_answered(&self, owes: bool) {
        self.watch.state().owes = owes;
    }

    /// The answer can be taken.
    pub fn begins(&self) {
        self.watch.state().answers.insert(self.number, Taking::new());
    }

    /// So many bytes of it were handed over to the protocol.
    pub fn hands_over(&self, bytes: usize) {
        self.with_answer(|answer| {
            if answer.is_ours && answer.left == 0 {
                *answer = Taking::new();
            }
            answer.is_ours = false;
            answer.left += bytes;
        });
    }

    /// So many bytes of it were sent.
    pub fn is_taken(&self, bytes: usize) {
        self.with_answer(|answer| {
            answer.last = Instant::now();
            answer.taken += bytes as u64;
            answer.left = answer.left.saturating_sub(bytes);
        });
    }

    /// The rest of it is not there yet.
    pub fn waits_for_us(&self) {
        self.with_answer(|answer| answer.is_ours = true);
    }

    fn with_answer(&self, change: impl FnOnce(&mut Taking)) {
        if let Some(answer) = self.watch.state().answers.get_mut(&self.number) {
            change(answer);
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
        exchange.begins();
        seconds(9).await;
        exchange.hands_over(1 << 20);
        assert_eq!(due(&watch), Some((1, "nobody takes the answer")), "nothing was sent");
        exchange.is_taken(9 * LEAST_RATE as usize);
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")), "a piece was taken");
        exchange.waits_for_us();
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")), "not all that was there is taken");
        exchange.is_taken((1 << 20) - 9 * LEAST_RATE as usize);
        assert_eq!(due(&watch), None, "it waits for us");
        seconds(100).await;
        exchange.hands_over(1);
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")), "there is more");
        exchange.is_taken(1);
        exchange.waits_for_us();
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
    async fn an_answer_that_is_taken_too_slowly_is_given_up() {
        let watch = Arc::new(Watch::new());
        let exchange = Exchange::begin(&watch, Version::HTTP_11);
        exchange.begins();
        for second in 1..=10 {
            exchange.hands_over(1000);
            seconds(1).await;
            exchange.is_taken(1000);
            assert_eq!(
                due(&watch),
                Some((10 - second, "nobody takes the answer")),
                "a little buys next to nothing"
            );
        }
        exchange.hands_over(1 << 20);
        exchange.is_taken(1 << 20);
        assert_eq!(
            due(&watch),
            Some((10, "nobody takes the answer")),
            "a megabyte buys 16 seconds, 10 at a time"
        );
        seconds(9).await;
        exchange.is_taken(1);
        assert_eq!(due(&watch), Some((7, "nobody takes the answer")));
    }

    #[tokio::test(start_paused = true)]
    async fn of_several_answers_the_one_that_waits_longest_counts() {
        let watch = Arc::new(Watch::new());
        let [one, two] = [(); 2].map(|()| Exchange::begin(&watch, Version::HTTP_2));
        one.begins();
        seconds(6).await;
        two.begins();
        assert_eq!(due(&watch), Some((4, "nobody takes the answer")));
        drop(one);
        assert_eq!(due(&watch), Some((10, "nobody takes the answer")));
        drop(two);
        seconds(1).await;
        watch.has_read();
        assert_eq!(due(&watch), Some((59, "it is silent")), "HTTP/2 has more to say than heads");
    }
}
