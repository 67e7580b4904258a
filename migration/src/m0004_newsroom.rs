//! How the newsroom works on its articles.

use sea_orm_migration::prelude::*;

use crate::script;

const TABLES: &str = include_str!("newsroom.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::undo(manager, TABLES).await?;
        let rest =
            "DROP INDEX article_scheduled_until; DROP INDEX article_scheduled; DROP INDEX article_created_by;
            DROP INDEX article_updated; DROP INDEX audit_event_actor;
            ALTER TABLE audit_event DROP COLUMN after; ALTER TABLE audit_event DROP COLUMN before;";
        manager.get_connection().execute_unprepared(rest).await.map(drop)
    }
}
