//! How many articles there are of each genre and month.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = match manager.get_database_backend() {
            DbBackend::Postgres => include_str!("facet_postgresql.sql"),
            _ => include_str!("facet_sqlite.sql"),
        };
        script::run(manager, script).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counters = "DELETE FROM edition_counter WHERE name LIKE 'genre:%' OR name LIKE 'month:%'";
        manager.get_connection().execute_unprepared(counters).await.map(drop)
    }
}
