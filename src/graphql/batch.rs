//! Reading in rounds. A request's execution runs until every part of it waits for the database; then all that was
//! asked for is read, keys of one kind in one statement, and execution goes on. So the number of statements follows
//! from the shape of the query, never from its rows, and never from chance: no timers, no tasks of their own. (What memory has is
//! not read again: they may be fewer.)

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::poll_fn;
use std::hash::Hash;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::task::AtomicWaker;
use sea_orm::DbErr;
use tokio::sync::{OnceCell, oneshot};

use super::error::{Fault, Result};
use super::previews::Previews;
use crate::domain::newsroom::Caller;
use crate::domain::preview::Preview;
use crate::store::{Desk, Edition};

/// Things that are read many at a time. Arguments are what all keys of one statement share (a page, a filter).
pub trait Source: 'static {
    /// What it is read from.
    type From: Handle;
    type Args: Clone + Eq + Hash + Send + Sync + 'static;
    type Key: Clone + Eq + Hash + Send + Sync + 'static;
    type Value: Clone + Send + Sync + 'static;

    /// Waits until nothing else is left to read: many things lead here, on ways of different lengths, and so they
    /// arrive together.
    const LAST: bool = false;

    /// Reads the values of the keys; those of keys that name nothing are left out.
    fn fetch(
        from: Arc<Self::From>,
        args: Self::Args,
        keys: Vec<Self::Key>,
    ) -> impl Future<Output = std::result::Result<HashMap<Self::Key, Self::Value>, DbErr>> + Send;

    /// What a preview has for a key that asks for its article.
    fn previewed(_: &Preview, _: &Self::Args, _: &Self::Key) -> Option<Self::Value> {
        None
    }

    /// The value with a preview in the place of its article, where the value leads there. Lists are left as they are.
    fn through(_: &Preview, value: Self::Value) -> Self::Value {
        value
    }
}

/// What a request can read.
pub trait Handle: Send + Sync + Sized + 'static {
    /// The request's own.
    fn of(handles: &Handles) -> impl Future<Output = Result<Arc<Self>>> + Send;

    /// The same with the rows of a preview over its own.
    fn under(self: Arc<Self>, _: &Preview) -> Arc<Self> {
        self
    }
}

/// The snapshots that a request reads.
#[derive(Debug)]
pub struct Handles {
    pub edition: Arc<Edition>,
    /// What the request shows that is not published.
    previews: Previews,
    /// Who may look at the desk.
    caller: Option<Caller>,
    /// Opened when something of it is asked for.
    desk: OnceCell<Arc<Desk>>,
}

impl Handles {
    fn new(edition: Arc<Edition>, caller: Option<Caller>, previews: Previews) -> Self {
        Self { edition, previews, caller, desk: OnceCell::new() }
    }

    /// For the same caller, with the desk as it will be.
    fn again(&self, edition: Arc<Edition>) -> Self {
        Self::new(edition, self.caller.clone(), self.previews.clone())
    }
}

impl Handle for Edition {
    async fn of(handles: &Handles) -> Result<Arc<Self>> {
        Ok(Arc::clone(&handles.edition))
    }

    fn under(self: Arc<Self>, preview: &Preview) -> Arc<Self> {
        Arc::new(Edition::under(&self, Arc::clone(&preview.over)))
    }
}

impl Handle for Desk {
    async fn of(handles: &Handles) -> Result<Arc<Self>> {
        let caller = handles.caller.as_ref().ok_or(Fault::Unauthenticated)?;
        let open = async || Ok::<_, Fault>(Arc::new(caller.desk().await?));
        handles.desk.get_or_try_init(open).await.map(Arc::clone)
    }
}

/// A request's reading: what it waits for, and what it has read so far, which is never read twice.
pub struct Batches {
    handles: Mutex<Arc<Handles>>,
    jobs: Mutex<Vec<Job>>,
    sources: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("edition", &self.handles().edition.number()).finish_non_exhaustive()
    }
}

struct Job {
    last: bool,
    run: BoxFuture<'static, ()>,
}

type Asked<S> = (<S as Source>::Args, <S as Source>::Key);
type Answer<S> = std::result::Result<Option<<S as Source>::Value>, Fault>;

struct State<S: Source> {
    known: HashMap<Asked<S>, Option<S::Value>>,
    waiters: HashMap<Asked<S>, Vec<oneshot::Sender<Answer<S>>>>,
    /// What the next round reads, in the order in which it was asked for.
    pending: Vec<(S::Args, Vec<S::Key>)>,
}

impl Batches {
    #[must_use]
    pub fn new(edition: Arc<Edition>, caller: Option<Caller>) -> Self {
        let handles = Mutex::new(Arc::new(Handles::new(edition, caller, Previews::default())));
        Self { handles, jobs: Mutex::default(), sources: Mutex::default() }
    }

    /// Shows a preview from now on: what is read of it, is read of its own rows.
    pub fn show(&self, preview: Arc<Preview>) {
        self.handles().previews.add(preview);
    }

    /// What is read now.
    #[must_use]
    pub fn handles(&self) -> Arc<Handles> {
        Arc::clone(&lock(&self.handles))
    }

    /// Lets go of the desk's snapshot: something is about to be changed, for which a connection is needed.
    pub fn release(&self) {
        let mut handles = lock(&self.handles);
        *handles = Arc::new(handles.again(Arc::clone(&handles.edition)));
    }

    /// Goes on with a newer snapshot, and forgets what was read of the older one.
    pub fn renew(&self, edition: Arc<Edition>) {
        let mut handles = lock(&self.handles);
        *handles = Arc::new(handles.again(edition));
        lock(&self.sources).clear();
    }

    /// The value of a key, read together with those of its siblings; `None` where the key names nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn load<S: Source>(&self, args: S::Args, key: S::Key) -> Result<Option<S::Value>> {
        if let Some(value) = self.handles().previews.answer::<S>(&args, &key) {
            return Ok(Some(value));
        }
        let answer = {
            let state = self.state::<S>();
            let mut of = lock(&state);
            let asked = (args, key);
            if let Some(value) = of.known.get(&asked) {
                return Ok(value.clone());
            }
            let (sender, answer) = oneshot::channel();
            let waiters = of.waiters.entry(asked.clone()).or_default();
            waiters.push(sender);
            if waiters.len() == 1 {
                let (args, key) = asked;
                if of.pending.is_empty() {
                    let run = run::<S>(Arc::clone(&state), self.handles()).boxed();
                    lock(&self.jobs).push(Job { last: S::LAST, run });
                }
                match of.pending.iter_mut().find(|(a, _)| *a == args) {
                    Some((_, keys)) => keys.push(key),
                    None => of.pending.push((args, vec![key])),
                }
            }
            answer
        };
        answer.await.unwrap_or(Err(Fault::Internal))
    }

    /// Remembers a value that was read on another way.
    pub fn prime<S: Source>(&self, args: S::Args, key: S::Key, value: S::Value) {
        self.prime_all::<S>(&args, [(key, value)]);
    }

    /// Remembers values that were read on another way.
    pub fn prime_all<S: Source>(&self, args: &S::Args, values: impl IntoIterator<Item = (S::Key, S::Value)>) {
        let state = self.state::<S>();
        let known = &mut lock(&state).known;
        for (key, value) in values {
            known.entry((args.clone(), key)).or_insert(Some(value));
        }
    }

    /// Reads something that has no siblings, in the next round.
    ///
    /// # Errors
    /// The database's.
    pub async fn read<T, F>(&self, read: impl FnOnce(Arc<Edition>) -> F) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = std::result::Result<T, DbErr>> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let read = read(Arc::clone(&self.handles().edition));
        let run = async move {
            // Nobody waits any more where the request has failed elsewhere.
            let _ = sender.send(read.await.map_err(Fault::from));
        };
        lock(&self.jobs).push(Job { last: false, run: run.boxed() });
        answer.await.unwrap_or(Err(Fault::Internal))
    }

    /// What the next round runs.
    fn round(&self) -> Vec<Job> {
        let mut jobs = lock(&self.jobs);
        let (last, first): (Vec<_>, Vec<_>) = jobs.drain(..).partition(|job| job.last);
        if first.is_empty() {
            return last;
        }
        *jobs = last;
        first
    }

    fn state<S: Source>(&self) -> Arc<Mutex<State<S>>> {
        let mut sources = lock(&self.sources);
        if let Some(state) =
            sources.get(&TypeId::of::<S>()).and_then(|s| s.downcast_ref::<Arc<Mutex<State<S>>>>())
        {
            return Arc::clone(state);
        }
        let new = State { known: HashMap::new(), waiters: HashMap::new(), pending: Vec::new() };
        let state: Arc<Mutex<State<S>>> = Arc::new(Mutex::new(new));
        sources.insert(TypeId::of::<S>(), Box::new(Arc::clone(&state)));
        state
    }
}

async fn run<S: Source>(state: Arc<Mutex<State<S>>>, handles: Arc<Handles>) {
    let pending = std::mem::take(&mut lock(&state).pending);
    let from = S::From::of(&handles).await;
    let pending = pending.into_iter().flat_map(|(args, keys)| {
        let parts = handles.previews.parts(keys);
        parts.into_iter().map(move |(preview, keys)| (preview, args.clone(), keys))
    });
    for (preview, args, keys) in pending.collect::<Vec<_>>() {
        let values = match &from {
            Ok(from) => {
                let from = match &preview {
                    Some(preview) => Arc::clone(from).under(preview),
                    None => Arc::clone(from),
                };
                S::fetch(from, args.clone(), keys.clone()).await.map_err(Fault::from)
            }
            Err(fault) => Err(fault.clone()),
        };
        let mut of = lock(&state);
        let mut values = match values {
            Ok(values) => Ok(handles.previews.through::<S>(values)),
            Err(fault) => Err(fault),
        };
        for key in keys {
            let asked = (args.clone(), key);
            let answer: Answer<S> = match &mut values {
                Ok(values) => Ok(values.remove(&asked.1)),
                Err(fault) => Err(fault.clone()),
            };
            for waiter in of.waiters.remove(&asked).unwrap_or_default() {
                let _ = waiter.send(answer.clone());
            }
            if let Ok(value) = answer {
                of.known.insert(asked, value);
            }
        }
    }
}

/// Runs a request's execution and its rounds of reading, in turns.
pub async fn drive<T>(batches: &Batches, work: impl Future<Output = T>) -> T {
    let woken = Arc::new(Woken { work: AtomicBool::new(true), task: AtomicWaker::new() });
    let waker = Waker::from(Arc::clone(&woken));
    let mut work = pin!(work);
    let mut round: Option<BoxFuture<'static, ()>> = None;
    poll_fn(move |cx| {
        woken.task.register(cx.waker());
        loop {
            if let Some(reading) = &mut round {
                ready!(reading.poll_unpin(cx));
                round = None;
            }
            if woken.work.swap(false, Ordering::AcqRel) {
                if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(done);
                }
                // It stopped before all its parts had their turn, and woke itself to go on: not yet a round.
                if woken.work.load(Ordering::Acquire) {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
            let jobs = batches.round();
            if jobs.is_empty() {
                return Poll::Pending;
            }
            round = Some(
                async move {
                    for job in jobs {
                        job.run.await;
                    }
                }
                .boxed(),
            );
        }
    })
    .await
}

struct Woken {
    work: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.work.store(true, Ordering::Release);
        self.task.wake();
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
