//! What the newsroom looks for among relations.

use sea_orm_migration::prelude::*;

use crate::script;

const INDEXES: &str = include_str!("relation.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, INDEXES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let all =
            "DROP INDEX edition_log_relation; DROP INDEX evidence_retracts; DROP INDEX relation_created_by;
            DROP INDEX relation_type_code; DROP INDEX relation_updated;";
        manager.get_connection().execute_unprepared(all).await.map(drop)
    }
}
