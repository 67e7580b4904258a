//! What is to happen to articles at a time.

use sea_orm_migration::prelude::*;

use crate::script;

const TABLES: &str = include_str!("lifecycle.sql");

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::undo(manager, TABLES).await
    }
}
