//! What a request carries with it to every resolver.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use db::Timestamp;

use super::access::{Client, Keep};
use super::batch::Batches;
use super::error::{Fault, Result};
use crate::auth::Actor;
use crate::clock::Clock;
use crate::domain::graph::Graph;
use crate::domain::newsroom::{Caller, Newsroom, Once};
use crate::domain::preview::token::Open;
use crate::domain::site::Site;
use crate::store::Edition;

/// Who asks, of what, where and when.
#[derive(Clone, Debug)]
pub struct Reader {
    pub edition: Arc<Edition>,
    /// What changes and the desk's answers are made of.
    pub newsroom: Arc<Newsroom>,
    /// Who asks, where they said so; without one, only what readers see is there.
    pub actor: Option<Actor>,
    /// The request's `Idempotency-Key`, and the fingerprint of the request.
    pub once: Option<(String, String)>,
    pub client: Client,
    /// What is shown in the place of an article, by leave of a token.
    pub preview: Option<Open>,
    pub site: Arc<Site>,
    pub clock: Clock,
    /// The languages that the reader wants, best first, as BCP 47 tags; the newsroom's follows on its own.
    pub languages: Vec<String>,
}

/// A request on its way.
#[derive(Debug)]
pub struct Request {
    pub newsroom: Arc<Newsroom>,
    caller: Option<Caller>,
    once: Option<(String, String)>,
    pub client: Client,
    /// What the browser is to do with its cookie; none: leave it.
    pub(super) keep: Mutex<Option<Keep>>,
    pub site: Arc<Site>,
    pub clock: Clock,
    /// The beginning of the minute in which it came: relative times count from it, so that what they mean stays the same
    /// for a while.
    pub minute: Timestamp,
    pub languages: Vec<String>,
    pub batches: Arc<Batches>,
}

impl Request {
    pub(super) fn new(reader: Reader) -> Self {
        let Reader { edition, newsroom, actor, once, client, preview, site, clock, languages } = reader;
        let caller = actor.map(|actor| Caller { newsroom: Arc::clone(&newsroom), actor, once: None });
        let batches = Arc::new(Batches::new(edition, caller.clone()));
        if let Some(open) = preview {
            batches.show(Arc::new(open.preview));
        }
        let now = clock.now();
        let minute = Timestamp(now.0 - now.0.rem_euclid(60_000));
        let keep = Mutex::default();
        Self { newsroom, caller, once, client, keep, site, clock, minute, languages, batches }
    }

    /// The edition that is read now: after a change, the one that has it.
    #[must_use]
    pub fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.batches.handles().edition)
    }

    /// The graph of this edition, if it is in memory.
    #[must_use]
    pub fn graph(&self) -> Option<Arc<Graph>> {
        self.newsroom.graphs.at(self.edition().number())
    }

    /// Whoever asks, as somebody of the newsroom.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub fn caller(&self) -> Result<&Caller> {
        self.caller.as_ref().ok_or(Fault::Unauthenticated)
    }

    /// The same for a field that changes something: with the key that makes it happen once.
    ///
    /// # Errors
    /// Where nobody is signed in.
    pub fn caller_of(&self, field: &str) -> Result<Caller> {
        let once = self.once.as_ref().map(|(key, fingerprint)| Once {
            key: key.clone(),
            fingerprint: fingerprint.clone(),
            field: field.to_owned(),
        });
        Ok(Caller { once, ..self.caller()?.clone() })
    }

    /// Lets go of all that is read: something is about to be changed.
    pub async fn release(&self) {
        let edition = self.edition();
        self.batches.release();
        edition.let_go().await;
    }

    /// Has the browser keep another cookie, or none.
    pub(super) fn keep(&self, keep: Keep) {
        *self.keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(keep);
    }

    /// Goes on with the newest edition and the desk as it is now.
    ///
    /// # Errors
    /// The database's.
    pub async fn renew(&self) -> Result<()> {
        let edition = Edition::open(&self.newsroom.store, None).await?;
        self.batches.renew(Arc::new(edition));
        Ok(())
    }
}

/// The request that a resolver works for.
///
/// # Errors
/// Internal, if the schema is executed without one.
pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Request>> {
    ctx.data::<Arc<Request>>().map_err(|error| {
        tracing::error!(error = error.message, "the schema was executed outside of a request");
        Fault::Internal
    })
}
