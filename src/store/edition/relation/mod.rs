//! Relations in the edition: dated, typed statements about two entities, from either of their ends.

mod edge;
pub mod facet;
mod filter;
mod known;
mod list;
mod order;

use std::collections::HashMap;
use std::hash::Hash;

use db::{Day, EntityId, PartialDate, Phase, Rank, RelationId, Standing, Timestamp};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

pub use edge::{Edge, Walk, count_of_entities, edge_keys, of_entities};
pub use filter::{
    Active, DatedEnd, EVIDENCE, When, active, column, dated, has_evidence, has_object, has_other,
    has_subject, heard, shown, undated,
};
pub use known::of_evidence;
pub use list::{Asked, count, keys, list, matching};
pub use order::{By, NEAREST, SortKey, of_all, of_entity};

use super::Edition;
use crate::store::cells::from_cells;
use crate::store::keyset::{Page, Slice};
use crate::store::list::List;
use crate::store::sql::Sql;

/// A relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: RelationId,
    pub uid: Uuid,
    pub subject_id: EntityId,
    pub type_code: String,
    pub object_id: EntityId,
    pub role: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub phase: Phase,
    pub as_of: Option<Day>,
    pub rank: Rank,
    pub standing: Standing,
    pub sources: i32,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
    /// The instant of which it tells; none: of now.
    pub known_at: Option<Timestamp>,
}

from_cells!(Row {
    id, uid, subject_id, type_code, object_id, role, start_date, end_date, phase, as_of, rank, standing, sources, start_min,
    start_max, end_min, end_max; ..known_at
});

pub(super) const COLUMNS: &str = "r.id, r.uid, r.subject_id, r.type_code, r.object_id, r.role, r.start_date, r.end_date, r.phase, \
    r.as_of, r.rank, r.standing, r.sources, r.start_min, r.start_max, r.end_min, r.end_max";

/// A total of one parent.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Count {
    pub parent: i64,
    /// One more than the cap where counting stopped.
    pub total: i64,
}

/// These relations, in no order, as they are or as they were known at an instant.
///
/// # Errors
/// The database's.
pub async fn by_ids(
    edition: &Edition,
    ids: &[RelationId],
    known_at: Option<Timestamp>,
) -> Result<Vec<Row>, DbErr> {
    let table = known::table(known_at);
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM {table} r WHERE r.id"));
    sql.any_of(&List::Ints(ids.iter().map(|id| id.0).collect()));
    known::then(known_at).narrow(&mut sql);
    Ok(known::told(sql.all(edition).await?, known_at))
}

/// The relations of these public ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM edition_relation r WHERE r.uid"));
    sql.any_of(&List::Uids(uids.to_vec()));
    sql.all(edition).await
}

/// The page of each parent, out of the rows of all; a parent without rows has an empty one.
pub(super) fn by_parent<'a, K, T: 'a>(
    rows: Vec<T>,
    parent: impl Fn(&T) -> K,
    parents: &'a [K],
    page: &'a Page,
) -> impl Iterator<Item = (K, Slice<T>)> + 'a
where
    K: Copy + Eq + Hash + 'a,
{
    let mut of: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        of.entry(parent(&row)).or_default().push(row);
    }
    parents.iter().map(move |p| (*p, page.slice(of.remove(p).unwrap_or_default())))
}
