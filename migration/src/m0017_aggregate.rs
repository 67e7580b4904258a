//! How many relations there are: all, of each type, of each year of beginning and end.

use sea_orm_migration::prelude::*;

#[derive(Debug, DeriveMigrationName)]
pub struct Migration;

/// What is shown, since counters tell what lists have that name no standing.
const COUNT: [&str; 4] = [
    "SELECT 'relations', count(*) FROM edition_relation WHERE shown HAVING count(*) > 0",
    "SELECT 'relations:' || type_code, count(*) FROM edition_relation WHERE shown GROUP BY type_code",
    "SELECT 'began:' || substr(start_date, 1, 4), count(*) FROM edition_relation
     WHERE shown AND start_date IS NOT NULL GROUP BY 1",
    "SELECT 'ended:' || substr(end_date, 1, 4), count(*) FROM edition_relation
     WHERE shown AND end_date IS NOT NULL GROUP BY 1",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for count in COUNT {
            let insert = format!("INSERT INTO edition_counter (name, value) {count}");
            manager.get_connection().execute_unprepared(&insert).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let counters = "DELETE FROM edition_counter WHERE name = 'relations' OR name LIKE 'relations:%'
            OR name LIKE 'began:%' OR name LIKE 'ended:%'";
        manager.get_connection().execute_unprepared(counters).await.map(drop)
    }
}
