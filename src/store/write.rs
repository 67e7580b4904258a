//! The one way to change anything: a transaction that was permitted.

use db::{Noun, Timestamp, audit_event};
use sea_orm::{
    DatabaseTransaction, DbErr, NotSet, Set, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use serde_json::Value;
use uuid::Uuid;

use super::Store;
use super::access::{self, AccessError};
use crate::auth::Permit;

/// A line of the audit.
#[derive(Clone, Debug)]
pub struct Event {
    pub noun: Noun,
    pub uid: Option<Uuid>,
    pub detail: Option<String>,
    /// What of it changed, as it was and as it became. Never a secret.
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Event {
    /// That something was done to a thing.
    #[must_use]
    pub fn of(noun: Noun, uid: Option<Uuid>) -> Self {
        Self { noun, uid, detail: None, before: None, after: None }
    }
}

/// A write transaction, with the leave it was given. Dropped without [`WriteTx::commit`], it changes nothing.
#[derive(Debug)]
pub struct WriteTx {
    pub(super) tx: DatabaseTransaction,
    permit: Permit,
    now: Timestamp,
}

impl WriteTx {
    /// Begins. On SQLite this waits for its turn, in order of arrival, and then nobody else writes.
    ///
    /// Whoever acts is looked at once more here: what was taken away a moment ago is gone.
    ///
    /// # Errors
    /// The database's; and that the actor is not who the permit was given to any more.
    pub async fn begin(store: &Store, permit: Permit, now: Timestamp) -> Result<Self, AccessError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let tx = store.writer.begin_with_options(options).await?;
        access::lock(&tx, &permit, now).await?;
        Ok(Self { tx, permit, now })
    }

    /// The instant of everything that this transaction does.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The leave that it was given.
    #[must_use]
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// Who is named as the author of its changes.
    #[must_use]
    pub fn actor(&self) -> String {
        self.permit.actor().to_string()
    }

    /// Writes to the audit what is being done to what.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit(&self, noun: Noun, uid: Option<Uuid>, detail: Option<String>) -> Result<(), DbErr> {
        self.audit_all(vec![Event { detail, ..Event::of(noun, uid) }]).await
    }

    /// Writes to the audit what is being done to many things.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit_all(&self, events: Vec<Event>) -> Result<(), DbErr> {
        let (actor, action) = (self.actor(), self.permit.action().code());
        let rows =
            events.into_iter().map(|Event { noun, uid, detail, before, after }| audit_event::ActiveModel {
                id: NotSet,
                handle: NotSet,
                at: Set(self.now),
                actor: Set(actor.clone()),
                action: Set(action.to_owned()),
                noun: Set(noun),
                uid: Set(uid),
                detail: Set(detail),
                before: Set(before.map(|json| json.to_string())),
                after: Set(after.map(|json| json.to_string())),
            });
        self.insert_new(rows).await
    }

    /// Makes everything last.
    ///
    /// # Errors
    /// The database's; nothing lasts then.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.tx.commit().await
    }
}
