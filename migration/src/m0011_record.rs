//! What readers need to ask for relations by who speaks of them, and when.

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
        manager.get_connection().execute_unprepared("DROP INDEX edition_evidence_attributed").await.map(drop)
    }
}
