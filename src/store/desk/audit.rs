//! The audit: who did what.

use db::audit_event;
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Reads;
use crate::auth::{Action, Whose, permit};
use crate::store::keyset::{Order, Page, Slice, Sort};
use crate::store::list::List;
use crate::store::predicate::Predicate;
use crate::store::sql::Sql;

/// What events may be filtered by.
pub mod column {
    use crate::store::predicate::Column;

    pub const AT: Column = Column("v.at");
    pub const ACTOR: Column = Column("v.actor");
    pub const ACTION: Column = Column("v.action");
    pub const NOUN: Column = Column("v.noun");
    pub const UID: Column = Column("v.uid");
}

/// The latest first.
pub const NEWEST: Order =
    Order::of("event", &[Sort::row("v.id", "(SELECT id, handle AS uid FROM audit_event) v").descending()]);

/// A page of the events that fit; none for those who may not read the audit.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn list(
    desk: &impl Reads,
    filter: &Predicate,
    page: &Page,
) -> Result<Slice<audit_event::Model>, DbErr> {
    let mut sql = Sql::new(desk, "SELECT v.* FROM audit_event v WHERE TRUE");
    readable(desk).narrow(&mut sql);
    filter.narrow(&mut sql);
    NEWEST.beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", NEWEST.by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
}

/// How many fit; the count stops one beyond `most`.
pub async fn count(desk: &impl Reads, filter: &Predicate, most: u32) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    let select = "SELECT count(*) AS total FROM (SELECT 1 AS one FROM audit_event v WHERE TRUE";
    let mut sql = Sql::new(desk, select);
    readable(desk).narrow(&mut sql);
    filter.narrow(&mut sql);
    sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted");
    Ok(sql.one::<Total>(desk).await?.map_or(0, |row| row.total))
}

fn readable(desk: &impl Reads) -> Predicate {
    match permit(desk.viewer(), Action::ReadAudit, Whose::Own) {
        Ok(_) => Predicate::always(),
        Err(_) => Predicate::never(),
    }
}

/// The same page of what was done to each of many articles. The caller has seen to it that the reader sees these.
pub async fn of_articles(
    desk: &impl Reads,
    articles: &[Uuid],
    page: &Page,
) -> Result<Vec<audit_event::Model>, DbErr> {
    let mut sql = Sql::new(
        desk,
        "SELECT v.* FROM (SELECT v.*, row_number() OVER (PARTITION BY v.uid ORDER BY v.id DESC) AS place
           FROM audit_event v WHERE v.noun = 'ARTICLE' AND v.uid",
    );
    sql.any_of(&List::Uids(articles.to_vec()));
    NEWEST.beyond(page, &mut sql);
    sql.push(") v WHERE v.place <= ").bind(i64::from(page.limit())).push(" ORDER BY v.id DESC");
    sql.all(desk).await
}

/// How much was done to each of many articles.
pub async fn count_of_articles(desk: &impl Reads, articles: &[Uuid]) -> Result<Vec<(Uuid, i64)>, DbErr> {
    #[derive(FromQueryResult)]
    struct OfArticle {
        uid: Uuid,
        total: i64,
    }
    let select = "SELECT v.uid, count(*) AS total FROM audit_event v WHERE v.noun = 'ARTICLE' AND v.uid";
    let mut sql = Sql::new(desk, select);
    sql.any_of(&List::Uids(articles.to_vec())).push(" GROUP BY v.uid");
    Ok(sql.all::<OfArticle>(desk).await?.into_iter().map(|row| (row.uid, row.total)).collect())
}
