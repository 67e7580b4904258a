//! What the clock is to do, and what time it is.

use db::{ArticleId, Timestamp, article, article_schedule};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Statement};

use super::{Reads, WriteTx, many};
use crate::store::list::List;

/// What comes with publications that are to be.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_schedule::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article_schedule WHERE article_id", List::of(ids, |id| id.0)).await
}

/// Puts a row in the place of whichever there was.
pub async fn put(tx: &WriteTx, row: article_schedule::Model) -> Result<(), DbErr> {
    remove(tx, row.article_id).await?;
    tx.insert(vec![row]).await
}

pub async fn remove(tx: &WriteTx, id: ArticleId) -> Result<(), DbErr> {
    article_schedule::Entity::delete_by_id(id).exec(&tx.tx).await.map(drop)
}

/// The database's own time: all instances go by the same one.
pub async fn time(desk: &impl Reads) -> Result<Timestamp, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        now: i64,
    }
    let tx = desk.connection();
    let backend = tx.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now",
        _ => "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now",
    };
    let row = Row::find_by_statement(Statement::from_string(backend, sql)).one(tx).await?;
    row.map(|row| Timestamp(row.now)).ok_or_else(|| DbErr::RecordNotFound("the time".into()))
}

/// That something is to be done by `$1`. A publication that failed waits for somebody; so does one of an article that is
/// put away, which cannot be scheduled any more.
///
/// The ids come from two indexes that have nothing else: asked by the second condition alone, PostgreSQL reads all articles.
/// That one is looked at again in a row that another instance held meanwhile.
const DUE: &str = "id IN (
        SELECT id FROM article WHERE scheduled_for IS NOT NULL AND scheduled_for <= $1
        UNION ALL SELECT id FROM article WHERE scheduled_until IS NOT NULL AND scheduled_until <= $1)
    AND (scheduled_for <= $1 AND schedule_error IS NULL OR scheduled_until <= $1)";

/// Whether anything is to be done by then. Nobody waits for this.
pub async fn is_due(desk: &impl Reads, now: Timestamp) -> Result<bool, DbErr> {
    let tx = desk.connection();
    let sql = format!("SELECT id FROM article WHERE {DUE} LIMIT 1");
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, [now.into()]);
    Ok(tx.query_one_raw(statement).await?.is_some())
}

/// Takes hold of articles with which something is to be done by now, the longest due first. What another instance holds
/// is left to it.
pub async fn take_due(tx: &WriteTx, most: usize) -> Result<Vec<article::Model>, DbErr> {
    let lock = if tx.backend() == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "SELECT * FROM article WHERE {DUE}
         ORDER BY COALESCE(scheduled_for, scheduled_until), id LIMIT {most}{lock}"
    );
    tx.all(&sql, vec![tx.now().into()]).await
}
