//! The text index anew: terms that are made by the program, so that both databases find the same.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

const WORDS: &str = include_str!("text_word.sql");

/// The index as it is now, and as it was.
fn index(manager: &SchemaManager<'_>) -> (&'static str, &'static str) {
    match manager.get_database_backend() {
        DbBackend::Postgres => (include_str!("text_postgresql.sql"), include_str!("search_postgresql.sql")),
        _ => (include_str!("text_sqlite.sql"), include_str!("search_sqlite.sql")),
    }
}

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (index, former) = index(manager);
        script::undo(manager, former).await?;
        script::run(manager, index).await?;
        script::run(manager, WORDS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (index, former) = index(manager);
        script::undo(manager, WORDS).await?;
        script::undo(manager, index).await?;
        script::run(manager, former).await
    }
}
