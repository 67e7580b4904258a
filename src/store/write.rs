//! The one way to change anything: a transaction that was permitted.

use db::{Noun, Timestamp, audit_event};
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, NotSet, Set, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

use super::Store;
use crate::auth::Permit;

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
    /// # Errors
    /// The database's.
    pub async fn begin(store: &Store, permit: Permit, now: Timestamp) -> Result<Self, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Self { tx: store.writer.begin_with_options(options).await?, permit, now })
    }

    /// The instant of everything that this transaction does.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
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
        let event = audit_event::ActiveModel {
            id: NotSet,
            at: Set(self.now),
            actor: Set(self.actor()),
            action: Set(self.permit.action().code().to_owned()),
            noun: Set(noun),
            uid: Set(uid),
            detail: Set(detail),
        };
        event.insert(&self.tx).await.map(drop)
    }

    /// Writes to the audit what is being done to many things.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit_all(&self, events: Vec<(Noun, Option<Uuid>, String)>) -> Result<(), DbErr> {
        let (actor, action) = (self.actor(), self.permit.action().code());
        let rows = events.into_iter().map(|(noun, uid, detail)| audit_event::ActiveModel {
            id: NotSet,
            at: Set(self.now),
            actor: Set(actor.clone()),
            action: Set(action.to_owned()),
            noun: Set(noun),
            uid: Set(uid),
            detail: Set(Some(detail)),
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
