//! The record in time: since when what is public is so, and how it was told before.

use sea_orm_migration::prelude::*;

use crate::script;

const SCRIPT: &str = include_str!("record.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, SCRIPT).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rest = "DROP INDEX edition_edge_ended; DROP INDEX edition_edge_began;
            ALTER TABLE edition_edge DROP COLUMN ended; ALTER TABLE edition_edge DROP COLUMN began;
            ALTER TABLE edition_evidence DROP COLUMN retracted_at; ALTER TABLE edition_evidence DROP COLUMN since;
            ALTER TABLE edition DROP COLUMN stale; DROP INDEX edition_evidence_attributed;";
        manager.get_connection().execute_unprepared(rest).await?;
        script::undo(manager, SCRIPT).await
    }
}
