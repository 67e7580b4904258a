//! The list of the desk's relations.

use db::relation;
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::{Reads, evidence, relation as rows};
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::predicate::{Link, Predicate};
use crate::store::sql::Sql;

/// What relations may be filtered by.
pub mod column {
    use crate::store::predicate::Column;

    pub const TYPE: Column = Column("r.type_code");
    pub const PHASE: Column = Column("r.phase");
    pub const RANK: Column = Column("r.rank");
    pub const PUBLICATION: Column = Column("r.publication");
    pub const UPDATED_AT: Column = Column("r.updated_at");
    /// An end, and what it became.
    pub const END: Column = Column("e.uid");
    pub const END_NOW: Column = Column("t.uid");
}

/// The entity at an end, with the one that it was merged into.
pub const SUBJECT: Link =
    Link("entity e LEFT JOIN entity t ON t.id = e.merged_into_id WHERE e.id = r.subject_id");
pub const OBJECT: Link =
    Link("entity e LEFT JOIN entity t ON t.id = e.merged_into_id WHERE e.id = r.object_id");

/// In the order of their last change, the latest first.
const UPDATED: Order = Order::of(
    "updated",
    &[Sort::int("r.updated_at").descending(), Sort::row("r.id", "relation").descending()],
);
/// As they were recorded, the newest first.
const CREATED: Order = Order::of("created", &[Sort::row("r.id", "relation").descending()]);

/// The order of a list of the desk's relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Updated,
    Created,
}

impl By {
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Updated => UPDATED,
            Self::Created => CREATED,
        }
    }

    /// The place of a row.
    #[must_use]
    pub fn keys(self, row: &relation::Model) -> Vec<Key> {
        let id = Key::Uid(row.uid);
        match self {
            Self::Updated => vec![Key::Int(row.updated_at.0), id],
            Self::Created => vec![id],
        }
    }
}

/// A page of the relations that fit, and that the reader may see.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn list(
    desk: &impl Reads,
    filter: &Predicate,
    by: By,
    page: &Page,
) -> Result<Slice<relation::Model>, DbErr> {
    let from_seen = seen(desk, page).await?;
    let page = &Page { from: from_seen, ..page.clone() };
    let mut sql = from(desk, "SELECT r.* FROM", filter);
    by.order().beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", by.order().by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
}

/// Where the page begins. A relation that the reader may not see is like one that is not there.
async fn seen(desk: &impl Reads, page: &Page) -> Result<Option<Vec<Key>>, DbErr> {
    let Some(mut keys) = page.from.clone() else { return Ok(None) };
    if let Some(Key::Uid(uid)) = keys.last_mut()
        && rows::visible_by_uids(desk, &[*uid]).await?.is_empty()
    {
        *uid = Uuid::nil();
    }
    Ok(Some(keys))
}

/// How many fit; one more than `cap` where counting stopped.
pub async fn count(desk: &impl Reads, filter: &Predicate, cap: i64) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    let mut sql = from(desk, "SELECT count(*) AS total FROM (SELECT 1 AS one FROM", filter);
    sql.push(" LIMIT ").bind(cap + 1).push(") x");
    Ok(sql.one::<Total>(desk).await?.map_or(0, |row| row.total))
}

fn from(desk: &impl Reads, select: &str, filter: &Predicate) -> Sql {
    let mut sql = Sql::new(desk, &format!("{select} relation r WHERE "));
    if evidence::sees_all(desk) {
        sql.push("TRUE");
    } else {
        let viewer = sql.parameter(desk.viewer().to_string().into());
        sql.push(&rows::is_visible(&viewer));
    }
    filter.narrow(&mut sql);
    sql
}
