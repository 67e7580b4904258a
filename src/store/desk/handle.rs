//! The newsroom's reading handle.

use db::desk;
use sea_orm::{
    AccessMode, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IsolationLevel, TransactionOptions,
    TransactionTrait,
};

use crate::auth::Permit;
use crate::store::{Store, WriteTx};

/// One state of the desk, to be read only; whatever others write meanwhile is not in it.
#[derive(Debug)]
pub struct Desk {
    tx: DatabaseTransaction,
}

impl Desk {
    /// Takes a snapshot. On SQLite nobody waits for it; on PostgreSQL it takes one of the writers' connections, since
    /// readers may not see the desk.
    ///
    /// # Errors
    /// The database's.
    pub async fn open(store: &Store, _permit: &Permit) -> Result<Self, DbErr> {
        let (connection, options) = match store.backend() {
            DbBackend::Postgres => (
                &store.writer,
                TransactionOptions {
                    isolation_level: Some(IsolationLevel::RepeatableRead),
                    access_mode: Some(AccessMode::ReadOnly),
                    ..Default::default()
                },
            ),
            _ => (&store.reader, TransactionOptions::default()),
        };
        let tx = connection.begin_with_options(options).await?;
        // The first statement takes the snapshot.
        desk::Entity::find_by_id(1).one(&tx).await?;
        Ok(Self { tx })
    }
}

/// What the desk can be read through.
#[allow(private_bounds, reason = "the connection stays within the store")]
pub trait Reads: Connected + Sync {}

impl<T: Connected + Sync> Reads for T {}

pub(in crate::store) trait Connected {
    fn connection(&self) -> &DatabaseTransaction;
}

impl Connected for Desk {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl Connected for WriteTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}
