//! What is kept in memory of the edition's relations, so that many steps are walked without a statement for each: read
//! as a whole, or what changed since an edition.

use std::collections::HashSet;

use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::entity::Brief;
use super::relation::{COLUMNS, Row};
use crate::store::cells::from_cells;
use crate::store::list::List;
use crate::store::sql::Sql;

/// Rows that are read at a time: more take memory, fewer take longer.
const BATCH: i64 = 20_000;

/// A relation, and whether it is shown unless asked otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    pub shown: bool,
    pub row: Row,
}

from_cells!(Tie { shown; row });

/// What changed of the graph since an edition.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The relations of which the log tells, whether they are still there or not.
    pub touched: Vec<Uuid>,
    /// Entities that readers had, and do not have any more.
    pub gone: Vec<Uuid>,
    pub nodes: Vec<Brief>,
    pub ties: Vec<Tie>,
}

const NODES: &str = "SELECT e.id, e.uid, e.kind, e.name, e.slug FROM edition_entity e WHERE ";

fn ties_where() -> String {
    format!("SELECT r.shown, {COLUMNS} FROM edition_relation r WHERE ")
}

/// All entities, in the order of their row ids.
///
/// # Errors
/// The database's.
pub async fn nodes(edition: &Edition, mut each: impl FnMut(Brief)) -> Result<(), DbErr> {
    let mut last = i64::MIN;
    loop {
        let rows: Vec<Brief> = batch(edition, NODES, "e.id", last).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = row.id.0;
        rows.into_iter().for_each(&mut each);
    }
}

/// All relations, in the order of their row ids.
///
/// # Errors
/// The database's.
pub async fn ties(edition: &Edition, mut each: impl FnMut(Tie)) -> Result<(), DbErr> {
    let mut last = i64::MIN;
    loop {
        let rows: Vec<Tie> = batch(edition, &ties_where(), "r.id", last).await?;
        let Some(tie) = rows.last() else { return Ok(()) };
        last = tie.row.id.0;
        rows.into_iter().for_each(&mut each);
    }
}

async fn batch<T: FromQueryResult + Send>(
    edition: &Edition,
    select: &str,
    id: &str,
    last: i64,
) -> Result<Vec<T>, DbErr> {
    let mut sql = Sql::new(edition, &format!("{select}{id} > "));
    sql.bind(last).push(&format!(" ORDER BY {id} LIMIT ")).bind(BATCH);
    sql.all(edition).await
}

/// What the log tells of relations and entities since an edition; none where it tells of more than `most`.
///
/// # Errors
/// The database's.
pub async fn since(edition: &Edition, number: i64, most: usize) -> Result<Option<Changes>, DbErr> {
    #[derive(FromQueryResult)]
    struct Logged {
        noun: db::Noun,
        uid: Uuid,
    }
    let mut sql = Sql::new(edition, "SELECT c.noun, c.uid FROM edition_log c WHERE c.number > ");
    sql.bind(number).push(" AND c.noun IN (").bind(db::Noun::Relation.code()).push(", ");
    sql.bind(db::Noun::Entity.code()).push(") LIMIT ").bind(i64::try_from(most).unwrap_or(i64::MAX));
    let logged: Vec<Logged> = sql.all(edition).await?;
    if logged.len() == most {
        return Ok(None);
    }
    let of = |noun: db::Noun| {
        let mut uids: Vec<Uuid> = logged.iter().filter(|l| l.noun == noun).map(|l| l.uid).collect();
        uids.sort_unstable();
        uids.dedup();
        uids
    };
    let (entities, touched) = (of(db::Noun::Entity), of(db::Noun::Relation));
    let nodes: Vec<Brief> = by_uids(edition, NODES, "e.uid", entities.clone()).await?;
    let there: HashSet<Uuid> = nodes.iter().map(|entity| entity.uid).collect();
    Ok(Some(Changes {
        gone: entities.into_iter().filter(|uid| !there.contains(uid)).collect(),
        nodes,
        ties: by_uids(edition, &ties_where(), "r.uid", touched.clone()).await?,
        touched,
    }))
}

async fn by_uids<T: FromQueryResult + Send>(
    edition: &Edition,
    select: &str,
    uid: &str,
    uids: Vec<Uuid>,
) -> Result<Vec<T>, DbErr> {
    if uids.is_empty() {
        return Ok(vec![]);
    }
    let mut sql = Sql::new(edition, &format!("{select}{uid}"));
    sql.any_of(&List::Uids(uids));
    sql.all(edition).await
}
