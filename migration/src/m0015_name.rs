//! Finding by names: words in Latin letters, what they sound like, and their letters three by three.

use sea_orm_migration::prelude::*;

use crate::script;

const SCRIPT: &str = include_str!("name.sql");
/// What names sounded like as a whole, before it was told of each word.
const BEFORE: &str = "CREATE TABLE edition_entity_sound (
  sound TEXT NOT NULL,
  entity_id BIGINT NOT NULL,
  PRIMARY KEY (sound, entity_id)
){clustered};
CREATE INDEX edition_entity_sound_entity ON edition_entity_sound (entity_id);";

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, SCRIPT).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::undo(manager, SCRIPT).await?;
        script::run(manager, BEFORE).await
    }
}
