//! The edition's tables, and the text index in each database's own form.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

const TABLES: &str = include_str!("edition.sql");

fn text_index(manager: &SchemaManager<'_>) -> &'static str {
    match manager.get_database_backend() {
        DbBackend::Postgres => include_str!("search_postgresql.sql"),
        _ => include_str!("search_sqlite.sql"),
    }
}

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, TABLES).await?;
        script::run(manager, text_index(manager)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::undo(manager, text_index(manager)).await?;
        script::undo(manager, TABLES).await
    }
}
