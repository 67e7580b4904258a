//! A mention keeps its id from revision to revision for as long as its place stands in the text.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("mention_postgresql.sql"),
            _ => include_str!("mention_sqlite.sql"),
        };
        script::run(manager, script).await
    }

    /// Rows that share an id stay: the release before wrote none, and reads them as they are.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX mention_uid").await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // What the step up drops must be there; it holds as long as nothing was carried.
            let constraint = "ALTER TABLE mention ADD CONSTRAINT mention_uid_key UNIQUE (uid, revision_id)";
            manager.get_connection().execute_unprepared(constraint).await?;
        }
        Ok(())
    }
}
