//! How people and tools show who they are: what all parts of that share.

mod fault;
mod hasher;
pub(in crate::domain) mod limit;

use std::sync::Arc;

pub(in crate::domain) use fault::fault;
pub use fault::{AccountError, wrong_password, wrong_token};
pub use hasher::Hasher;
pub use limit::Limits;

use crate::auth::email;
use crate::auth::jose::{self, Untrusted};
use crate::auth::password::Cost;
use crate::auth::secret::{Kind, Secret};
use crate::auth::{Action, Actor, Whose, permit};
use crate::clock::Clock;
use crate::domain::api_key;
use crate::domain::identity;
use crate::domain::mutation::{Code, Fault};
use crate::domain::signing_key::Keys;
use crate::store::{Desk, Store};

/// How long things hold, in milliseconds, and for whom tokens are.
#[derive(Clone, Debug)]
pub struct Settings {
    pub issuer: String,
    pub audience: String,
    /// An access token.
    pub access: i64,
    /// A refresh token that nobody uses.
    pub idle: i64,
    /// A session, however much it is used.
    pub session: i64,
    pub invitation: i64,
    pub reset: i64,
    /// What a password's hash costs.
    pub cost: Cost,
    pub limits: Limits,
    /// Another issuer, whose tokens are taken too.
    pub identity: Option<identity::Settings>,
}

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// As the settings have it where they say nothing.
impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "nutgraph".to_owned(),
            audience: "nutgraph".to_owned(),
            access: 10 * MINUTE,
            idle: 7 * DAY,
            session: 30 * DAY,
            invitation: 7 * DAY,
            reset: 30 * MINUTE,
            cost: Cost::default(),
            limits: Limits::default(),
            identity: None,
        }
    }
}

/// What lets people and tools in: one for a process.
#[derive(Clone, Debug)]
pub struct Access {
    pub store: Store,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    pub hasher: Arc<Hasher>,
    pub(in crate::domain) keys: Arc<Keys>,
    pub(in crate::domain) known: Arc<identity::Known>,
}

impl Access {
    #[must_use]
    pub fn new(store: Store, clock: Clock, settings: Settings) -> Self {
        let hasher = Arc::new(Hasher::new(settings.cost));
        Self {
            store,
            clock,
            settings: Arc::new(settings),
            hasher,
            keys: Arc::default(),
            known: Arc::default(),
        }
    }

    /// Who shows this token or key.
    ///
    /// # Errors
    /// [`AccountError::Untrusted`] for what is none of ours, or not any more; and the database's.
    pub async fn authenticate(&self, bearer: &str) -> Result<Actor, AccountError> {
        if Secret::kind_of(bearer) == Some(Kind::ApiKey) {
            return api_key::authenticate(self, bearer).await;
        }
        let parts = jose::parts(bearer)?;
        if let Some(settings) = &self.settings.identity
            && parts.claimed_issuer() == Some(settings.issuer.as_str())
        {
            return identity::authenticate(self, settings, parts).await;
        }
        let kid = parts.kid().ok_or(Untrusted::Key)?;
        let ring = self.ring_with(kid).await?;
        Ok(Actor::User(ring.check(parts, self.clock.now())?.user))
    }

    /// Reads the desk as the product itself: for those who are yet to show who they are.
    pub(in crate::domain) async fn desk(&self) -> Result<Desk, AccountError> {
        let permit = permit(&Actor::System, Action::SignIn, Whose::Own)?;
        Ok(Desk::open(&self.store, &permit).await?)
    }
}

/// The address in the one form that it is known by.
///
/// # Errors
/// [`Fault`] for what is none.
pub(in crate::domain) fn address(text: &str) -> Result<String, Fault> {
    email::normalised(text).ok_or_else(|| fault("email", Code::Invalid, "That is no e-mail address."))
}
