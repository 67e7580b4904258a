//! The number of the edition, and its log.

use db::{ChangeAction, Noun, edition_log};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use uuid::Uuid;

use crate::store::WriteTx;

/// A change that readers can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub noun: Noun,
    pub uid: Uuid,
    pub action: ChangeAction,
}

/// Takes the edition until the transaction ends, and tells its number: from here on no other publication moves. Take
/// what is needed of the desk before.
///
/// # Errors
/// The database's.
pub async fn lock(tx: &WriteTx) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        number: i64,
    }
    let lock = if tx.backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let row: Vec<Row> = tx.all(&format!("SELECT number FROM edition WHERE id = 1{lock}"), vec![]).await?;
    row.first().map(|r| r.number).ok_or_else(|| DbErr::RecordNotFound("the edition's row".into()))
}

/// Whether what readers have was laid out by a release that laid out less.
///
/// # Errors
/// The database's.
pub async fn is_stale(tx: &WriteTx) -> Result<bool, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        stale: bool,
    }
    let row: Vec<Row> = tx.all("SELECT stale FROM edition WHERE id = 1", vec![]).await?;
    Ok(row.first().is_some_and(|r| r.stale))
}

/// Notes that everything was laid out anew.
///
/// # Errors
/// The database's.
pub async fn is_fresh(tx: &WriteTx) -> Result<(), DbErr> {
    tx.run("UPDATE edition SET stale = FALSE WHERE stale", vec![]).await?;
    Ok(())
}

/// Makes the next edition of these changes. Without any there is none.
///
/// # Errors
/// The database's.
pub async fn raise(tx: &WriteTx, from: i64, changes: &[Change]) -> Result<Option<i64>, DbErr> {
    if changes.is_empty() {
        return Ok(None);
    }
    let number = from + 1;
    let reference = changes.iter().any(|c| c.noun == Noun::Reference);
    let sql = "UPDATE edition SET number = $1, published_at = $2, reference = CASE WHEN $3 THEN $1 ELSE reference END";
    tx.run(sql, vec![number.into(), tx.now().into(), reference.into()]).await?;
    let rows = changes.iter().zip(1..).map(|(change, position)| edition_log::Model {
        number,
        position,
        noun: change.noun,
        uid: change.uid,
        action: change.action,
        at: tx.now(),
    });
    tx.insert(rows.collect()).await?;
    Ok(Some(number))
}
