//! What every request of the newsroom stands on, and the one who makes it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::auth::{Action, Actor, Denied, Permit, Whose, permit};
use crate::clock::Clock;
use crate::domain::access::{self, Access};
use crate::domain::duplicate::find::Kept;
use crate::domain::graph::kept::Graphs;
use crate::domain::import::Names;
use crate::domain::site::Site;
use crate::store::{Desk, Store};

use super::mutation::MutationError;

/// The newsroom of one server: its database, its clock, its site, and the names that it knows.
#[derive(Clone)]
pub struct Newsroom {
    pub store: Store,
    pub clock: Clock,
    pub site: Arc<Site>,
    /// What lets people and tools in.
    pub access: Access,
    /// Who is connected to whom, kept in memory.
    pub graphs: Graphs,
    /// The matcher that was built last. It is used for as long as the desk's counter of names stands where it stood.
    names: Arc<Mutex<Option<Arc<Names>>>>,
    /// Entities that look like one, as they were found last.
    duplicates: Arc<Mutex<Option<Arc<Kept>>>>,
}

impl fmt::Debug for Newsroom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Newsroom")
            .field("store", &self.store)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

impl Newsroom {
    #[must_use]
    pub fn new(store: Store, clock: Clock, site: Arc<Site>) -> Self {
        let access = Access::new(store.clone(), clock.clone(), access::Settings::default());
        let (graphs, names, duplicates) = (Graphs::default(), Arc::default(), Arc::default());
        Self { store, clock, site, access, graphs, names, duplicates }
    }

    /// The same, where people and tools are let in otherwise.
    #[must_use]
    pub fn with_access(self, settings: access::Settings) -> Self {
        Self { access: Access::new(self.store.clone(), self.clock.clone(), settings), ..self }
    }

    /// The matcher at hand; it may be older than the desk.
    #[must_use]
    pub fn names(&self) -> Option<Arc<Names>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Entities that look like one, as they were found last.
    #[must_use]
    pub fn duplicates(&self) -> Option<Arc<Kept>> {
        self.duplicates.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps them for whoever comes next.
    pub fn keep_duplicates(&self, kept: Kept) {
        *self.duplicates.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(kept));
    }

    /// Keeps a matcher for whoever comes next.
    pub fn keep_names(&self, names: Option<Arc<Names>>) {
        if let Some(names) = names.filter(|names| names.is_of_the_desk()) {
            *self.names.lock().unwrap_or_else(PoisonError::into_inner) = Some(names);
        }
    }
}

/// Somebody of the newsroom, and what they ask with.
#[derive(Clone, Debug)]
pub struct Caller {
    pub newsroom: Arc<Newsroom>,
    pub actor: Actor,
    /// What makes a repetition of the request a repetition.
    pub once: Option<Once>,
}

/// The key of a request that shall do what it does once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    pub key: String,
    /// SHA-256 of the request, in hexadecimal digits: the same key with another request is a mistake.
    pub fingerprint: String,
    /// The field of the answer: a document may have several mutations.
    pub field: String,
}

impl Caller {
    /// The product itself, as the scheduler and the command line act.
    #[must_use]
    pub fn system(newsroom: Arc<Newsroom>) -> Self {
        Self { newsroom, actor: Actor::System, once: None }
    }

    /// Asks the policy.
    ///
    /// # Errors
    /// [`Denied`] where the table says no.
    pub fn may(&self, action: Action, whose: Whose) -> Result<Permit, Denied> {
        permit(&self.actor, action, whose)
    }

    /// A snapshot of the desk, as far as the caller may see it.
    ///
    /// # Errors
    /// Where the caller may not look at the desk; the database's.
    pub async fn desk(&self) -> Result<Desk, MutationError> {
        let permit = self.may(Action::ReadDesk, Whose::Own)?;
        Ok(Desk::open(&self.newsroom.store, &permit).await?)
    }
}
