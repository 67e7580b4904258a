//! What readers filter and order by: folded texts, the days of entities, and indexes on them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::script;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        script::run(manager, include_str!("filter.sql")).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            // Lists by slug are in the order of bytes, as they are in SQLite without more.
            let slug = "ALTER TABLE edition_article ALTER COLUMN slug TYPE TEXT COLLATE \"C\"";
            manager.get_connection().execute_unprepared(slug).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let script = "DROP INDEX edition_relation_by_sources; DROP INDEX edition_relation_by_end;
            DROP INDEX edition_entity_start_last; DROP INDEX edition_entity_start;
            DROP INDEX edition_article_words; DROP INDEX edition_article_slug; DROP INDEX edition_article_headline;
            DROP INDEX edition_article_updated; DROP INDEX edition_article_genre_key;
            CREATE INDEX edition_article_genre ON edition_article (genre, published_at DESC, id DESC)
                WHERE listed AND genre IS NOT NULL;
            ALTER TABLE edition_entity DROP COLUMN end_max; ALTER TABLE edition_entity DROP COLUMN end_min;
            ALTER TABLE edition_entity DROP COLUMN start_max; ALTER TABLE edition_entity DROP COLUMN start_min;
            ALTER TABLE edition_relation_state DROP COLUMN role_key;
            ALTER TABLE edition_relation DROP COLUMN role_key;
            ALTER TABLE edition_article DROP COLUMN genre_key; ALTER TABLE edition_article DROP COLUMN byline_key;
            ALTER TABLE edition_article DROP COLUMN summary_key;
            ALTER TABLE edition_article DROP COLUMN headline_key;";
        manager.get_connection().execute_unprepared(script).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            let slug = "ALTER TABLE edition_article ALTER COLUMN slug TYPE TEXT COLLATE \"default\"";
            manager.get_connection().execute_unprepared(slug).await?;
        }
        Ok(())
    }
}
