//! What is kept in memory of the edition's relations, so that many steps are walked without a statement for each: read
//! as a whole, or what changed since an edition.

use db::{Day, EntityId, EntityKind, Rank, RelationId};
use sea_orm::{DbErr, FromQueryResult, QueryResult, TryGetable};
use uuid::Uuid;

use super::Edition;
use crate::store::list::List;
use crate::store::sql::Sql;

/// Rows that are read at a time: more take memory, fewer take longer.
const BATCH: i64 = 20_000;

/// An entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: EntityId,
    pub kind: EntityKind,
}

/// A relation, without what only its readers want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    pub id: RelationId,
    pub uid: Uuid,
    pub subject_id: EntityId,
    pub object_id: EntityId,
    pub type_code: String,
    pub rank: Rank,
    pub shown: bool,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
}

/// What changed of the graph since an edition.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The relations of which the log tells, whether they are still there or not.
    pub touched: Vec<Uuid>,
    pub nodes: Vec<Node>,
    pub ties: Vec<Tie>,
}

// By the places of columns: looking their names up takes longer than reading them, in hundreds of thousands of rows.
impl FromQueryResult for Node {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self { id: at(row, 0)?, kind: at(row, 1)? })
    }
}

impl FromQueryResult for Tie {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: at(row, 0)?,
            uid: at(row, 1)?,
            subject_id: at(row, 2)?,
            object_id: at(row, 3)?,
            type_code: at(row, 4)?,
            rank: at(row, 5)?,
            shown: at(row, 6)?,
            start_min: at(row, 7)?,
            start_max: at(row, 8)?,
            end_min: at(row, 9)?,
            end_max: at(row, 10)?,
        })
    }
}

fn at<T: TryGetable>(row: &QueryResult, index: usize) -> Result<T, DbErr> {
    T::try_get_by_index(row, index).map_err(Into::into)
}

const NODES: &str = "SELECT e.id, e.kind FROM edition_entity e WHERE ";
const TIES: &str = "SELECT r.id, r.uid, r.subject_id, r.object_id, r.type_code, r.rank, r.shown, r.start_min, r.start_max, \
    r.end_min, r.end_max FROM edition_relation r WHERE ";

/// All entities, in the order of their row ids.
///
/// # Errors
/// The database's.
pub async fn nodes(edition: &Edition, mut each: impl FnMut(Node)) -> Result<(), DbErr> {
    let mut last = i64::MIN;
    loop {
        let rows: Vec<Node> = batch(edition, NODES, "e.id", last).await?;
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
        let rows: Vec<Tie> = batch(edition, TIES, "r.id", last).await?;
        let Some(row) = rows.last() else { return Ok(()) };
        last = row.id.0;
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
    Ok(Some(Changes {
        nodes: by_uids(edition, NODES, "e.uid", entities).await?,
        ties: by_uids(edition, TIES, "r.uid", touched.clone()).await?,
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
