//! Which publication ends a preview.

use sea_orm_migration::prelude::*;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The public number of the article's newest version when the token was made.
        let add = "ALTER TABLE preview_token ADD COLUMN version INTEGER NOT NULL DEFAULT 0";
        manager.get_connection().execute_unprepared(add).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop_it = "ALTER TABLE preview_token DROP COLUMN version";
        manager.get_connection().execute_unprepared(drop_it).await.map(drop)
    }
}
