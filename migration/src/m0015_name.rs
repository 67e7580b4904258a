//! Finding by names: words in Latin letters, what they sound like, and their letters three by three.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

const SCRIPT: &str = include_str!("name.sql");
/// What names sounded like as a whole, before it was told of each word.
const BEFORE: &str = "CREATE TABLE edition_entity_sound (
  sound TEXT NOT NULL,
  entity_id BIGINT NOT NULL,
  PRIMARY KEY (sound, entity_id)
){clustered};
CREATE INDEX edition_entity_sound_entity ON edition_entity_sound (entity_id);";

/// How PostgreSQL found the beginnings of whole names.
const PREFIX: &str =
    "CREATE INDEX edition_entity_name_prefix ON edition_entity_name (key COLLATE \"C\", entity_id)";

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, SCRIPT).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared("DROP INDEX edition_entity_name_prefix").await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::undo(manager, SCRIPT).await?;
        script::run(manager, BEFORE).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(PREFIX).await?;
        }
        Ok(())
    }
}
