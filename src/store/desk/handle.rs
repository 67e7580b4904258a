//! The newsroom's reading handle.

use std::sync::PoisonError;

use db::desk;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IsolationLevel, Statement, TransactionOptions, TransactionTrait, Value,
};

use crate::auth::{Actor, Permit};
use crate::store::access::{self, AccessError};
use crate::store::edition::Recorder;
use crate::store::sql::Runs;
use crate::store::{Store, WriteTx};

/// One state of the desk, to be read only; whatever others write meanwhile is not in it.
#[derive(Debug)]
pub struct Desk {
    tx: DatabaseTransaction,
    actor: Actor,
}

impl Desk {
    /// Takes a snapshot. Nobody waits for it, and it waits for nobody.
    ///
    /// # Errors
    /// The database's; and that the actor is not who the permit was given to any more.
    pub async fn open(store: &Store, permit: &Permit) -> Result<Self, AccessError> {
        let options = match store.backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            },
            _ => TransactionOptions::default(),
        };
        let tx = store.desk.begin_with_options(options).await?;
        // The first statement takes the snapshot.
        desk::Entity::find_by_id(1).one(&tx).await?;
        access::look(&tx, permit).await?;
        Ok(Self { tx, actor: permit.actor().clone() })
    }
}

impl Store {
    /// Notes every statement that reads the desk through this handle from now on: tests count them.
    pub fn record_desk(&mut self, recorder: Recorder) {
        self.desk.set_metric_callback(move |info| {
            recorder.lock().unwrap_or_else(PoisonError::into_inner).push(info.statement.sql.clone());
        });
    }
}

/// What the desk can be read through.
#[allow(private_bounds, reason = "the connection stays within the store")]
pub trait Reads: Connected + Sync {
    /// Who looks: what is not theirs to see is not there.
    fn viewer(&self) -> &Actor;
}

impl<T: Connected + Sync> Reads for T {
    fn viewer(&self) -> &Actor {
        self.actor()
    }
}

pub(in crate::store) trait Connected {
    fn connection(&self) -> &DatabaseTransaction;
    fn actor(&self) -> &Actor;

    fn backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    /// Runs a statement and reads its rows.
    fn all<T: FromQueryResult + Send + Sync>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, DbErr>> + Send
    where
        Self: Sync,
    {
        let statement = Statement::from_sql_and_values(self.backend(), sql, values);
        T::find_by_statement(statement).all(self.connection())
    }
}

impl<D: Connected + Sync> Runs for D {
    fn backend(&self) -> DbBackend {
        self.connection().get_database_backend()
    }

    async fn rows<T: FromQueryResult + Send>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<T>, DbErr> {
        let tx = self.connection();
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        T::find_by_statement(statement).all(tx).await
    }
}

impl Connected for Desk {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }

    fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Connected for WriteTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }

    fn actor(&self) -> &Actor {
        self.permit().actor()
    }
}
