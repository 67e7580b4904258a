//! The edition's log: what was published, changed and taken away, in order.

use db::{ChangeAction, Noun, Timestamp};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use crate::store::keyset::{Order, Page, Sort};
use crate::store::sql::Sql;

/// A change; its place is the edition that it came with, and its position there.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Change {
    pub number: i64,
    pub position: i32,
    pub noun: Noun,
    pub uid: Uuid,
    pub action: ChangeAction,
    pub at: Timestamp,
}

/// As it happened.
pub const BY_PLACE: Order = Order::of("CHANGE", &[Sort::int("c.number"), Sort::int("c.position")]);

/// A page of the changes.
///
/// # Errors
/// The database's.
pub async fn changes(edition: &Edition, page: &Page) -> Result<Vec<Change>, DbErr> {
    let select = "SELECT c.number, c.position, c.noun, c.uid, c.action, c.at FROM edition_log c WHERE TRUE";
    let mut sql = Sql::new(edition, select);
    BY_PLACE.beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", BY_PLACE.by(page)));
    page.cut(&mut sql);
    sql.all(edition).await
}

/// How many changes there are from where the page begins; the count stops one beyond `most`.
///
/// # Errors
/// The database's.
pub async fn count(edition: &Edition, page: &Page, most: u32) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Counted {
        count: i64,
    }
    let mut sql = Sql::new(edition, "SELECT count(*) AS count FROM (SELECT 1 FROM edition_log c WHERE TRUE");
    BY_PLACE.beyond(page, &mut sql);
    sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted");
    Ok(sql.one::<Counted>(edition).await?.map_or(0, |c| c.count))
}
