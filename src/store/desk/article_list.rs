//! Lists of articles, as far as whoever asks may see them: to an author, articles of others are neither counted, nor
//! sorted by, nor found by a cursor.

use std::sync::Arc;

use db::article;
use sea_orm::{DbBackend, DbErr, FromQueryResult, QueryResult};

use super::Reads;
use crate::auth::{Action, Whose, permit};
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::predicate::{Operand, Predicate, Test};
use crate::store::sql::Sql;

/// What articles may be filtered by.
pub mod column {
    use crate::store::predicate::Column;

    pub const UID: Column = Column("a.uid");
    pub const PUBLICATION: Column = Column("a.publication");
    pub const STAGE: Column = Column("a.stage");
    pub const CREATED_BY: Column = Column("a.created_by");
    pub const CREATED_AT: Column = Column("a.created_at");
    pub const UPDATED_AT: Column = Column("a.updated_at");
    pub const FIRST_PUBLISHED_AT: Column = Column("a.first_published_at");
    pub const SCHEDULED_FOR: Column = Column("a.scheduled_for");
    pub const ARCHIVED_AT: Column = Column("a.archived_at");
    pub const DELETED_AT: Column = Column("a.deleted_at");
    /// 1 where the newest revision is not the one that readers have.
    pub const UNPUBLISHED: Column = Column("(CASE WHEN a.live_number = a.head_number THEN 0 ELSE 1 END)");
    /// Of the newest revision.
    pub const LANGUAGE: Column = Column("h.language");
    pub const HEADLINE: Column = Column("h.headline");
    /// Of a link: whom an article was given to.
    pub const ASSIGNEE: Column = Column("s.actor");
    /// Of a link: an entity, and what it became.
    pub const ENTITY: Column = Column("e.uid");
    pub const ENTITY_NOW: Column = Column("t.uid");
}

/// Ways from an article.
pub mod link {
    use crate::store::predicate::Link;

    pub const ASSIGNEES: Link = Link("article_assignee s WHERE s.article_id = a.id");
    /// For `Within`: what the newest revision is about, and what its text names.
    pub const ABOUT: Link = Link(
        "h.id IN (SELECT x.revision_id FROM revision_about x WHERE x.entity_id IN
            (SELECT e.id FROM entity e LEFT JOIN entity t ON t.id = e.merged_into_id WHERE TRUE",
    );
    pub const MENTIONS: Link = Link(
        "h.id IN (SELECT x.revision_id FROM mention x WHERE x.status = 'ANCHORED' AND x.entity_id IN
            (SELECT e.id FROM entity e LEFT JOIN entity t ON t.id = e.merged_into_id WHERE TRUE",
    );
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Updated { latest: bool },
    Created { latest: bool },
    FirstPublished { latest: bool },
    Scheduled,
    Headline { backwards: bool },
}

/// Where an instant that is not there stands: behind all others.
const NEVER: i64 = -1;
const LAST: i64 = 9_007_199_254_740_991;

const ROW: Sort = Sort::row("a.id", "article a");

macro_rules! orders {
    ($($name:ident $code:literal [$sort:expr, $row:expr];)+) => {
        $(const $name: Order = Order::of($code, &[$sort, $row]);)+
    };
}

orders! {
    UPDATED "updated" [Sort::int("a.updated_at").descending(), ROW.descending()];
    UPDATED_FIRST "updated-first" [Sort::int("a.updated_at"), ROW];
    CREATED "created" [Sort::int("a.created_at").descending(), ROW.descending()];
    CREATED_FIRST "created-first" [Sort::int("a.created_at"), ROW];
    PUBLISHED "published" [Sort::int("COALESCE(a.first_published_at, -1)").descending(), ROW.descending()];
    PUBLISHED_FIRST "published-first" [Sort::int("COALESCE(a.first_published_at, 9007199254740991)"), ROW];
    SCHEDULED "scheduled" [Sort::int("COALESCE(a.scheduled_for, 9007199254740991)"), ROW];
    HEADLINE "headline" [Sort::text("lower(h.headline)"), ROW];
    HEADLINE_C "headline" [Sort::text("lower(h.headline COLLATE \"C\")"), ROW];
    HEADLINE_BACKWARDS "headline-desc" [Sort::text("lower(h.headline)").descending(), ROW.descending()];
    HEADLINE_BACKWARDS_C "headline-desc"
        [Sort::text("lower(h.headline COLLATE \"C\")").descending(), ROW.descending()];
}

impl By {
    /// The order, as SQLite spells it. PostgreSQL is made to compare texts alike.
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Updated { latest: true } => UPDATED,
            Self::Updated { latest: false } => UPDATED_FIRST,
            Self::Created { latest: true } => CREATED,
            Self::Created { latest: false } => CREATED_FIRST,
            Self::FirstPublished { latest: true } => PUBLISHED,
            Self::FirstPublished { latest: false } => PUBLISHED_FIRST,
            Self::Scheduled => SCHEDULED,
            Self::Headline { backwards: false } => HEADLINE,
            Self::Headline { backwards: true } => HEADLINE_BACKWARDS,
        }
    }

    fn spelled(self, backend: DbBackend) -> Order {
        match (self, backend) {
            (Self::Headline { backwards: false }, DbBackend::Postgres) => HEADLINE_C,
            (Self::Headline { backwards: true }, DbBackend::Postgres) => HEADLINE_BACKWARDS_C,
            _ => self.order(),
        }
    }

    /// The place of a row.
    #[must_use]
    pub fn keys(self, row: &Listed) -> Vec<Key> {
        let Listed { article, headline } = row;
        let first = match self {
            Self::Updated { .. } => Key::Int(article.updated_at.0),
            Self::Created { .. } => Key::Int(article.created_at.0),
            Self::FirstPublished { latest } => {
                let none = if latest { NEVER } else { LAST };
                Key::Int(article.first_published_at.map_or(none, |at| at.0))
            }
            Self::Scheduled => Key::Int(article.scheduled_for.map_or(LAST, |at| at.0)),
            Self::Headline { .. } => Key::Text(headline.to_ascii_lowercase()),
        };
        vec![first, Key::Uid(article.uid)]
    }
}

/// An article in a list, with the headline of its newest revision.
#[derive(Clone, Debug)]
pub struct Listed {
    pub article: Arc<article::Model>,
    headline: String,
}

impl FromQueryResult for Listed {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let article = Arc::new(article::Model::from_query_result(row, prefix)?);
        Ok(Self { article, headline: row.try_get(prefix, "headline")? })
    }
}

/// A page of the articles that fit, and that the reader may see.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn list(
    desk: &impl Reads,
    filter: &Predicate,
    by: By,
    page: &Page,
) -> Result<Slice<Listed>, DbErr> {
    let visible = visible(desk);
    let order = by.spelled(desk.backend());
    let mut sql = Sql::new(desk, &format!("SELECT a.*, h.headline {FROM}"));
    visible.narrow(&mut sql);
    filter.narrow(&mut sql);
    order.beyond_among(page, &visible, &mut sql);
    sql.push(&format!(" ORDER BY {}", order.by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
}

/// How many fit; the count stops one beyond `most`.
pub async fn count(desk: &impl Reads, filter: &Predicate, most: u32) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    let mut sql = Sql::new(desk, &format!("SELECT count(*) AS total FROM (SELECT 1 AS one {FROM}"));
    visible(desk).narrow(&mut sql);
    filter.narrow(&mut sql);
    sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted");
    Ok(sql.one::<Total>(desk).await?.map_or(0, |row| row.total))
}

const FROM: &str =
    "FROM article a JOIN article_revision h ON h.article_id = a.id AND h.number = a.head_number WHERE TRUE";

/// What the reader may see.
fn visible(desk: &impl Reads) -> Predicate {
    if permit(desk.viewer(), Action::ReadOthersArticles, Whose::Others).is_ok() {
        Predicate::always()
    } else {
        own(&desk.viewer().to_string())
    }
}

/// An article is somebody's own: made by them, or given to them.
#[must_use]
pub fn own(actor: &str) -> Predicate {
    let is = |column| Predicate::Is(column, Test::Eq(Operand::Text(actor.to_owned())));
    let given = Predicate::Some(link::ASSIGNEES, Box::new(is(column::ASSIGNEE)));
    Predicate::Any(vec![is(column::CREATED_BY), given])
}
