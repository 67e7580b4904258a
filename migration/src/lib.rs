//! The steps that make the database, the same for SQLite and PostgreSQL. Never imports `entity`: a step says what
//! the tables were when it was written.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::sea_orm::{DbBackend, SqliteTransactionMode, Statement};

mod m0001_desk;
mod m0002_edition;
mod m0003_account;
mod m0004_newsroom;
mod m0005_entities;
mod m0006_relation;
mod m0007_lifecycle;
mod m0008_reading;
mod m0009_preview;
mod m0010_mention;
mod m0011_record;
mod m0012_bulk;
mod m0013_filter;
mod m0014_search;
mod m0015_name;
mod m0016_facet;
mod m0017_aggregate;
mod m0018_ends;
mod script;

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_desk::Migration),
            Box::new(m0002_edition::Migration),
            Box::new(m0003_account::Migration),
            Box::new(m0004_newsroom::Migration),
            Box::new(m0005_entities::Migration),
            Box::new(m0006_relation::Migration),
            Box::new(m0007_lifecycle::Migration),
            Box::new(m0008_reading::Migration),
            Box::new(m0009_preview::Migration),
            Box::new(m0010_mention::Migration),
            Box::new(m0011_record::Migration),
            Box::new(m0012_bulk::Migration),
            Box::new(m0013_filter::Migration),
            Box::new(m0014_search::Migration),
            Box::new(m0015_name::Migration),
            Box::new(m0016_facet::Migration),
            Box::new(m0017_aggregate::Migration),
            Box::new(m0018_ends::Migration),
        ]
    }
}

/// Applies every step that is missing, all or none, and tells how many there were. Two processes that start
/// together take turns: PostgreSQL holds an advisory lock, SQLite its one write transaction.
///
/// # Errors
/// The database's error; nothing was changed then.
pub async fn up(db: &DatabaseConnection) -> Result<usize, DbErr> {
    let tx = begin(db).await?;
    let missing = Migrator::get_pending_migrations(&tx).await?.len();
    Migrator::up(&tx, None).await?;
    tx.commit().await?;
    Ok(missing)
}

/// Takes the newest `steps` back, with all that their tables hold.
///
/// # Errors
/// The database's error; nothing was changed then.
pub async fn down(db: &DatabaseConnection, steps: u32) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    Migrator::down(&tx, Some(steps)).await?;
    tx.commit().await
}

/// Names of the steps that this release knows, in their order.
#[must_use]
pub fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// Names of the steps that are applied, in their order; none where the database never heard of any. Changes nothing.
///
/// # Errors
/// The database's error.
pub async fn applied(db: &DatabaseConnection) -> Result<Option<Vec<String>>, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(None);
    }
    let select = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), select)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>().map(Some)
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = db.begin_with_options(immediate).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7310302461)").await?;
    }
    Migrator::install(&tx).await?;
    Ok(tx)
}
