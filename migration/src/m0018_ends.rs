//! Relations are found by both of their ends: of one alone there may be very many.

use sea_orm_migration::prelude::*;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index =
            "CREATE INDEX relation_ends ON relation (subject_id, object_id); DROP INDEX relation_subject;";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "CREATE INDEX relation_subject ON relation (subject_id); DROP INDEX relation_ends;";
        manager.get_connection().execute_unprepared(index).await.map(drop)
    }
}
