//! How the desk finds entities.

use sea_orm_migration::prelude::*;

use crate::script;

const TABLES: &str = include_str!("entity.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rest =
            "DROP INDEX picture_address; DROP INDEX revision_picture_picture; DROP INDEX entity_merge_source;
            DROP INDEX entity_updated; DROP INDEX entity_by_name; ALTER TABLE entity DROP COLUMN name_key;";
        manager.get_connection().execute_unprepared(rest).await?;
        script::undo(manager, TABLES).await
    }
}
