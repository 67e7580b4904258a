//! Entities in the edition: people, organisations, countries, places, events and topics.

mod order;

use std::ops::Deref;
use std::sync::Arc;

use db::{EntityId, EntityKind, NameKind, PartialDate};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use uuid::Uuid;

pub(super) use order::order_of_appearances;
pub use order::{BY_NAME, By, SortKey, is_indexed, keys, order};

use super::Edition;
use crate::store::cells::{Cells, FromCells, from_cells, from_row};
use crate::store::keyset::{Page, Slice};
use crate::store::list::List;
use crate::store::predicate::{Column, Folding, Operand, Predicate, Test, Words};
use crate::store::sql::{Apart, Sql};

/// What is said of an entity wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    pub id: EntityId,
    pub uid: Uuid,
    pub kind: EntityKind,
    pub name: String,
    pub slug: String,
}

from_cells!(Brief { id, uid, kind, name, slug });

/// An entity, with its kept counts of articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub brief: Arc<Brief>,
    pub name_key: String,
    pub told: Arc<Told>,
    pub articles: i64,
    pub about: i64,
}

/// What the newsroom tells of an entity; it stays the same until the edition's log names the entity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    pub summary: Option<String>,
    pub description: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

from_cells!(Told { summary, description, start_date, end_date, latitude, longitude });

impl FromCells for Row {
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, DbErr> {
        Ok(Self {
            brief: Arc::new(Brief::from_cells(cells)?),
            name_key: cells.next()?,
            told: Arc::new(Told::from_cells(cells)?),
            articles: cells.next()?,
            about: cells.next()?,
        })
    }
}

from_row!(Row);

impl Deref for Row {
    type Target = Brief;

    fn deref(&self) -> &Brief {
        &self.brief
    }
}

/// An entity by an id that was asked for: its own, or that of an entity merged into it.
#[derive(Clone, Debug)]
pub struct Found {
    pub asked: Uuid,
    pub row: Row,
}

from_cells!(Found { asked; row });

/// A name of an entity.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Name {
    pub entity_id: EntityId,
    pub name: String,
    pub kind: NameKind,
    /// A language tag; empty where the name belongs to none.
    pub language: String,
    pub preferred: bool,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
}

/// An identifier of an entity elsewhere.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Identifier {
    pub entity_id: EntityId,
    pub scheme: String,
    pub value: String,
}

/// The id of an entity that was merged into another.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Merged {
    pub entity_id: EntityId,
    pub uid: Uuid,
}

/// What entities can be filtered by, in tables where `e` is the entity.
pub mod column {
    use super::{Column, Folding, Words};

    pub const UID: Column = Column("e.uid");
    pub const KIND: Column = Column("e.kind");
    pub const SLUG: Column = Column("e.slug");
    pub const SLUGS: Words = Words { exact: SLUG, folded: SLUG, folding: Folding::Small };
    pub const NAME: Words =
        Words { exact: Column("e.name"), folded: Column("e.name_key"), folding: Folding::Key };
    pub const START_MIN: Column = Column("e.start_min");
    pub const START_MAX: Column = Column("e.start_max");
    pub const END_MIN: Column = Column("e.end_min");
    pub const END_MAX: Column = Column("e.end_max");
    pub const LATITUDE: Column = Column("e.latitude");
    pub const LONGITUDE: Column = Column("e.longitude");
    pub const ARTICLES: Column = Column("e.articles");
    pub const ABOUT: Column = Column("e.about");
    /// Of a name, within [`super::link::NAMES`].
    pub const NAME_WORDS: Words =
        Words { exact: Column("n.name"), folded: Column("n.key"), folding: Folding::Key };
    pub const NAME_KIND: Column = Column("n.kind");
    pub const NAME_LANGUAGE: Column = Column("n.language");
    pub const NAME_PREFERRED: Column = Column("CASE WHEN n.preferred THEN 1 ELSE 0 END");
    /// Of a relation from the entity's side, within [`super::link::RELATIONS`].
    pub const EDGE_DIRECTION: Column = Column("c.direction");
    pub const EDGE_TYPE: Column = Column("c.type_code");
}

/// Where filters of entities lead.
pub mod link {
    use crate::store::predicate::Link;

    /// To its names `n`, but for wrong spellings, which are found by and never given: a filter would give them away.
    pub const NAMES: Link =
        Link("edition_entity_name n WHERE n.entity_id = e.id AND n.kind <> 'MISSPELLING'");
    /// To the listed articles `a` in which it appears; those that are about it; those that name it.
    pub const ARTICLES: Link =
        Link("edition_appearance x JOIN edition_article a ON a.id = x.article_id WHERE x.entity_id = e.id");
    pub const ABOUT: Link = Link(
        "edition_appearance x JOIN edition_article a ON a.id = x.article_id WHERE x.entity_id = e.id AND x.about",
    );
    pub const MENTIONS: Link = Link(
        "edition_appearance x JOIN edition_article a ON a.id = x.article_id \
         WHERE x.entity_id = e.id AND x.mentions > 0",
    );
    /// To its relations `r`, as it sees them `c`.
    pub const RELATIONS: Link =
        Link("edition_edge c JOIN edition_relation r ON r.id = c.relation_id WHERE c.entity_id = e.id");
    /// The same, of those that are shown unless somebody asks for more.
    pub const SHOWN_RELATIONS: Link = Link(
        "edition_edge c JOIN edition_relation r ON r.id = c.relation_id WHERE c.entity_id = e.id AND c.shown",
    );
}

pub(super) const COLUMNS: &str = "e.id, e.uid, e.kind, e.name, e.slug, e.name_key, e.summary, e.description, e.start_date, \
    e.end_date, e.latitude, e.longitude, e.articles, e.about";

/// The entities of these row ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_ids(edition: &Edition, ids: &[EntityId]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM edition_entity e WHERE e.id"));
    sql.any_of(&ints(ids));
    sql.all(edition).await
}

/// The entities of these public ids, in no order. The id of a merged entity finds the one that it became.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Found>, DbErr> {
    let uids = List::Uids(uids.to_vec());
    let select =
        format!("SELECT k.asked, {COLUMNS} FROM (SELECT uid AS asked, id FROM edition_entity WHERE uid");
    let mut sql = Sql::new(edition, &select);
    sql.any_of(&uids);
    sql.push(" UNION ALL SELECT uid, entity_id FROM edition_redirect WHERE uid").any_of(&uids);
    sql.push(") k JOIN edition_entity e ON e.id = k.id");
    sql.all(edition).await
}

/// The entity of a slug, or of one that it had before. That of a merged entity finds the one that it became.
///
/// # Errors
/// The database's.
pub async fn by_slug(edition: &Edition, slug: &str) -> Result<Option<Row>, DbErr> {
    let select = format!(
        "SELECT {COLUMNS} FROM edition_entity e WHERE e.id IN (SELECT id FROM edition_entity WHERE slug = "
    );
    let mut sql = Sql::new(edition, &select);
    sql.bind(slug)
        .push(" UNION ALL SELECT entity_id FROM edition_redirect WHERE slug = ")
        .bind(slug)
        .push(" UNION ALL SELECT entity_id FROM edition_entity_slug WHERE slug = ")
        .bind(slug)
        .push(")");
    sql.one(edition).await
}

/// The entity that has an identifier.
///
/// # Errors
/// The database's.
pub async fn by_identifier(edition: &Edition, scheme: &str, value: &str) -> Result<Option<Row>, DbErr> {
    let select = format!(
        "SELECT {COLUMNS} FROM edition_identifier i JOIN edition_entity e ON e.id = i.entity_id WHERE i.scheme = "
    );
    let mut sql = Sql::new(edition, &select);
    sql.bind(scheme).push(" AND i.value = ").bind(value);
    sql.one(edition).await
}

/// A page of the entities that fit.
///
/// # Errors
/// The database's.
pub async fn list(edition: &Edition, filter: &Predicate, by: &By, page: &Page) -> Result<Slice<Row>, DbErr> {
    let order = order(by);
    let by = order.by(page);
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM "));
    let narrow = |sql: &mut Sql| {
        filter.narrow(sql);
        order.beyond(page, sql);
    };
    // Several kinds: one walk each, along the index that begins with the kind.
    if let Some(values) = kinds(filter) {
        let walks = Apart { table: "edition_entity", row: "e", column: "kind", values: &values };
        sql.apart(walks, narrow, &by, i64::from(page.limit()) + i64::from(page.offset));
    } else if filter.conjuncts().iter().any(|part| matches!(part, Predicate::Within(..))) {
        // Few are named so: they are collected first, and not looked for along the whole order.
        filter.narrow(sql.push("(SELECT e.* FROM edition_entity e WHERE TRUE"));
        let apart =
            if sql.backend() == DbBackend::Postgres { ") e WHERE TRUE" } else { " LIMIT -1) e WHERE TRUE" };
        order.beyond(page, sql.push(apart));
    } else {
        narrow(sql.push("edition_entity e WHERE TRUE"));
    }
    sql.push(" ORDER BY ").push(&by);
    page.cut(&mut sql);
    Ok(page.slice(sql.all(edition).await?))
}

/// How many entities fit, counted to `cap` at most. Exact, from kept counters, where nothing or one kind alone is
/// asked for.
///
/// # Errors
/// The database's.
pub async fn count(edition: &Edition, filter: &Predicate, cap: i64) -> Result<Counted, DbErr> {
    if let Some(names) = counters(filter) {
        let mut sql = Sql::new(
            edition,
            "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS total FROM edition_counter WHERE name",
        );
        sql.any_of(&List::Texts(names));
        let total = sql.one::<Total>(edition).await?.map_or(0, |t| t.total);
        return Ok(Counted { total, exact: true });
    }
    let mut sql =
        Sql::new(edition, "SELECT count(*) AS total FROM (SELECT 1 AS one FROM edition_entity e WHERE TRUE");
    filter.narrow(&mut sql);
    sql.push(" LIMIT ").bind(cap + 1).push(") x");
    let total = sql.one::<Total>(edition).await?.map_or(0, |t| t.total);
    Ok(Counted { total: total.min(cap), exact: total <= cap })
}

/// A total, and whether it is all or where counting stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub total: i64,
    pub exact: bool,
}

#[derive(FromQueryResult)]
struct Total {
    total: i64,
}

fn kinds(filter: &Predicate) -> Option<List> {
    filter.conjuncts().into_iter().find_map(|part| match part {
        Predicate::Is(column::KIND, Test::In(List::Texts(kinds))) => Some(List::Texts(once(kinds))),
        _ => None,
    })
}

fn once(words: &[String]) -> Vec<String> {
    let mut once = words.to_vec();
    once.sort();
    once.dedup();
    once
}

fn counters(filter: &Predicate) -> Option<Vec<String>> {
    let of = |kinds: &[String]| kinds.iter().map(|k| format!("entities:{k}")).collect::<Vec<_>>();
    match filter.conjuncts().as_slice() {
        [] => Some(vec!["entities".to_owned()]),
        [Predicate::Is(column::KIND, Test::Eq(Operand::Text(kind)))] => Some(of(std::slice::from_ref(kind))),
        [Predicate::Is(column::KIND, Test::In(List::Texts(kinds)))] => Some(of(&once(kinds))),
        _ => None,
    }
}

/// The names of these entities, each entity's in the order of its desk.
///
/// # Errors
/// The database's.
pub async fn names(edition: &Edition, ids: &[EntityId]) -> Result<Vec<Name>, DbErr> {
    let select = "SELECT entity_id, name, kind, language, preferred, start_date, end_date FROM edition_entity_name \
        WHERE entity_id";
    let mut sql = Sql::new(edition, select);
    sql.any_of(&ints(ids)).push(" ORDER BY entity_id, position");
    sql.all(edition).await
}

/// The identifiers of these entities, by scheme.
///
/// # Errors
/// The database's.
pub async fn identifiers(edition: &Edition, ids: &[EntityId]) -> Result<Vec<Identifier>, DbErr> {
    let mut sql =
        Sql::new(edition, "SELECT entity_id, scheme, value FROM edition_identifier WHERE entity_id");
    sql.any_of(&ints(ids)).push(" ORDER BY entity_id, scheme, value");
    sql.all(edition).await
}

/// The ids of what was merged into these entities.
///
/// # Errors
/// The database's.
pub async fn merged(edition: &Edition, ids: &[EntityId]) -> Result<Vec<Merged>, DbErr> {
    let mut sql = Sql::new(edition, "SELECT entity_id, uid FROM edition_redirect WHERE entity_id");
    sql.any_of(&ints(ids)).push(" ORDER BY entity_id, uid");
    sql.all(edition).await
}

/// A condition: of one of these kinds.
#[must_use]
pub fn of_kinds(kinds: &[EntityKind]) -> Predicate {
    Predicate::Is(column::KIND, Test::In(List::Texts(kinds.iter().map(|k| k.code().to_owned()).collect())))
}

fn ints(ids: &[EntityId]) -> List {
    List::Ints(ids.iter().map(|id| id.0).collect())
}
