//! What the desk's lists are read by; and what tells an event of the audit to those who may not count them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("reading_postgresql.sql"),
            _ => include_str!("reading_sqlite.sql"),
        };
        script::run(manager, script).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rest =
            "DROP INDEX article_by_schedule; DROP INDEX article_published_last; DROP INDEX article_published;
            DROP INDEX article_created; DROP INDEX audit_event_handle;
            ALTER TABLE audit_event DROP COLUMN handle;";
        manager.get_connection().execute_unprepared(rest).await.map(drop)
    }
}
