//! The list of the desk's entities.

use db::entity;
use sea_orm::{DbErr, FromQueryResult};

use super::Reads;
use crate::store::keyset::{Key, Order, Page, Slice, Sort};
use crate::store::predicate::{Link, Predicate, Test};
use crate::store::sql::Sql;

/// What entities may be filtered by.
pub mod column {
    use crate::store::predicate::Column;

    pub const KIND: Column = Column("e.kind");
    pub const SLUG: Column = Column("e.slug");
    pub const PUBLICATION: Column = Column("e.publication");
    pub const MERGED_INTO: Column = Column("e.merged_into_id");
    pub const UPDATED_AT: Column = Column("e.updated_at");
    pub(super) const HOUSE_NAME: Column = Column("e.name_key");
    pub(super) const NAME: Column = Column("n.key");
}

const NAMES: Link = Link("entity_name n WHERE n.entity_id = e.id");

/// The house name or another one, folded, stands so to a text.
#[must_use]
pub fn named(test: Test) -> Predicate {
    let other = Predicate::Some(NAMES, Box::new(Predicate::Is(column::NAME, test.clone())));
    Predicate::Any(vec![Predicate::Is(column::HOUSE_NAME, test), other])
}

const NAME: Order = Order::of("desk-name", &[Sort::text("e.name_key"), Sort::row("e.id", "entity")]);
const NAME_DESC: Order = Order::of(
    "desk-name-",
    &[Sort::text("e.name_key").descending(), Sort::row("e.id", "entity").descending()],
);
const UPDATED_DESC: Order = Order::of(
    "desk-updated-",
    &[Sort::int("e.updated_at").descending(), Sort::row("e.id", "entity").descending()],
);

/// The order of a list of the desk's entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Name,
    NameDesc,
    UpdatedDesc,
}

impl By {
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Name => NAME,
            Self::NameDesc => NAME_DESC,
            Self::UpdatedDesc => UPDATED_DESC,
        }
    }

    /// The place of a row.
    #[must_use]
    pub fn keys(self, row: &entity::Model) -> Vec<Key> {
        let id = Key::Uid(row.uid);
        match self {
            Self::Name | Self::NameDesc => vec![Key::Text(row.name_key.clone()), id],
            Self::UpdatedDesc => vec![Key::Int(row.updated_at.0), id],
        }
    }
}

/// A page of the entities that fit.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn list(
    desk: &impl Reads,
    filter: &Predicate,
    by: By,
    page: &Page,
) -> Result<Slice<entity::Model>, DbErr> {
    let mut sql = from(desk, "SELECT e.* FROM", filter);
    by.order().beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", by.order().by(page)));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(desk).await?))
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
    let mut sql = Sql::new(desk, &format!("{select} entity e WHERE TRUE"));
    filter.narrow(&mut sql);
    sql
}
