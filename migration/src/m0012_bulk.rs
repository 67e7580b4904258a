//! What looks alike: entities that may be one, and names that sound like others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

const TABLES: &str = include_str!("bulk.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, TABLES).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // Beginnings of names are ranges of bytes, as they are in SQLite without more.
            let index = "CREATE INDEX edition_entity_name_prefix
                ON edition_entity_name (key COLLATE \"C\", entity_id)";
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP INDEX edition_entity_name_prefix").await?;
        }
        let rest = "DROP INDEX entity_identifier_value; DROP INDEX entity_name_entity_key; DROP INDEX entity_named_alike;";
        manager.get_connection().execute_unprepared(rest).await?;
        script::undo(manager, TABLES).await
    }
}
