//! The list of all relations.

use db::{EdgeDirection, RelationId, Timestamp};
use sea_orm::{DbBackend, DbErr, FromQueryResult};

use super::super::Edition;
use super::super::entity::column::{SLUG, UID};
use super::filter::{ATTRIBUTED, CITED, EVIDENCE, OBJECT, SUBJECT};
use super::{By, COLUMNS, Row, facet, known, order};
use crate::store::keyset::{Key, Page, Slice};
use crate::store::list::List;
use crate::store::predicate::{Column, Predicate, Test};
use crate::store::sql::{Apart, Sql};

/// Which relations are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Codes, with the subtypes that are meant too; none: all types.
    pub types: Option<Vec<String>>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    pub filter: Predicate,
    pub by: By,
    /// As the record stood then.
    pub known_at: Option<Timestamp>,
}

impl Asked {
    /// Whether kept counters say how many there are: of all that are shown, or of all of some types.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.shown && self.filter.is_always() && self.known_at.is_none()
    }
}

/// The place of a relation in an order.
#[must_use]
pub fn keys(row: &Row, by: By) -> Vec<Key> {
    order::keys(row, &by)
}

/// A page of the relations that fit.
///
/// There are four ways to walk: the relations of which an article or a source that the filter names speaks, those of an
/// end that it names, type by type, or all in their order. The last three go along an index that has the order, and no
/// further than the page; the first reads what that article or source says.
///
/// # Errors
/// The database's.
pub async fn list(edition: &Edition, asked: &Asked, page: &Page) -> Result<Slice<Row>, DbErr> {
    let mut sql = Sql::new(edition, "");
    walk(asked, page, &mut sql);
    Ok(page.slice(known::told(sql.all(edition).await?, asked.known_at)))
}

/// The statement of a page.
pub(super) fn walk(asked: &Asked, page: &Page, sql: &mut Sql) {
    let order = order::of_all(&asked.by);
    let by = order.by(page);
    let most = i64::from(page.limit()) + i64::from(page.offset);
    let table = known::table(asked.known_at);
    sql.push(&format!("SELECT {COLUMNS} FROM "));
    if let Some(evidence) = spoken_of(&asked.filter) {
        walks_evidence(evidence, table, sql);
        narrow(asked, "r", sql);
        order.beyond(page, sql);
    } else if let Some(end) = End::of(&asked.filter) {
        end.walks(sql);
        let postgres = sql.backend() == DbBackend::Postgres;
        sql.push(" CROSS JOIN ").push(if postgres {
            "LATERAL (SELECT r.*"
        } else {
            // Of what was known, a relation has several rows.
            known::table(asked.known_at)
        });
        sql.push(if postgres { "" } else { " r ON r.id IN (SELECT r.id" });
        sql.push(&format!(" FROM edition_edge c CROSS JOIN {table} r WHERE "));
        end.joins(sql);
        narrow(asked, "c", sql);
        // What was known comes in an order of its own.
        let edges = if asked.known_at.is_some() { order } else { order::of_end(&asked.by) };
        edges.beyond(page, sql);
        sql.push(&format!(" ORDER BY {} LIMIT ", edges.by(page))).bind(most);
        sql.push(if postgres { ") r" } else { ")" }).push(" WHERE TRUE");
        known::then(asked.known_at).narrow(sql);
    } else if let Some(types) = asked.types.as_ref().filter(|_| order::is_by_record(&asked.by)) {
        let values = List::Texts(types.clone());
        let walks = Apart { table, row: "r", column: "type_code", values: &values };
        let untyped = Asked { types: None, ..asked.clone() };
        let narrow = |sql: &mut Sql| {
            narrow(&untyped, "r", sql);
            order.beyond(page, sql);
        };
        sql.apart(walks, narrow, &by, most).push(" WHERE TRUE");
        known::then(asked.known_at).narrow(sql);
    } else {
        sql.push(table).push(" r WHERE TRUE");
        narrow(asked, "r", sql);
        order.beyond(page, sql);
    }
    sql.push(&format!(" ORDER BY {by}"));
    page.cut(sql);
}

/// How many relations fit: where they [are kept](Asked::is_kept), all of them; one more than `cap` where counting stopped.
///
/// # Errors
/// The database's.
pub async fn count(edition: &Edition, asked: &Asked, cap: i64) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    if asked.is_kept() {
        let counters = match &asked.types {
            Some(types) => facet::counters(types),
            None => List::Texts(vec!["relations".to_owned()]),
        };
        let select =
            "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS total FROM edition_counter WHERE name";
        let mut sql = Sql::new(edition, select);
        sql.any_of(&counters);
        return Ok(sql.one::<Total>(edition).await?.map_or(0, |t| t.total));
    }
    let table = known::table(asked.known_at);
    let mut sql = Sql::new(edition, "SELECT count(*) AS total FROM (SELECT 1 AS one FROM ");
    if let Some(evidence) = spoken_of(&asked.filter) {
        walks_evidence(evidence, table, &mut sql);
        narrow(asked, "r", &mut sql);
    } else if let Some(end) = End::of(&asked.filter) {
        end.walks(&mut sql);
        sql.push(&format!(" CROSS JOIN edition_edge c CROSS JOIN {table} r WHERE "));
        end.joins(&mut sql);
        narrow(asked, "c", &mut sql);
    } else {
        sql.push(table).push(" r WHERE TRUE");
        narrow(asked, "r", &mut sql);
    }
    sql.push(" LIMIT ").bind(cap + 1).push(") counted");
    Ok(sql.one::<Total>(edition).await?.map_or(0, |t| t.total))
}

/// Those of these relations that fit, in no order: one statement, however many are asked about.
///
/// # Errors
/// The database's.
pub async fn matching(edition: &Edition, ids: &[RelationId], asked: &Asked) -> Result<Vec<Row>, DbErr> {
    let table = known::table(asked.known_at);
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM {table} r WHERE r.id"));
    sql.any_of(&List::Ints(ids.iter().map(|id| id.0).collect()));
    narrow(asked, "r", &mut sql);
    Ok(known::told(sql.all(edition).await?, asked.known_at))
}

/// What holds of the relation `r`; `row` has its type and whether it is shown.
fn narrow(asked: &Asked, row: &str, sql: &mut Sql) {
    if let Some(types) = &asked.types {
        sql.push(&format!(" AND {row}.type_code")).any_of(&List::Texts(types.clone()));
    }
    if asked.shown {
        // What is shown now was not always shown.
        let row = if asked.known_at.is_some() { "r" } else { row };
        sql.push(&format!(" AND {row}.shown"));
    }
    known::then(asked.known_at).narrow(sql);
    asked.filter.narrow(sql);
}

/// The evidence that the filter names, if from there it is the shortest way: an article has little, a source may have
/// more than an end has relations.
fn spoken_of(filter: &Predicate) -> Option<&Predicate> {
    let parts = filter.conjuncts();
    let named = |what: Column| {
        parts.iter().find_map(|part| match part {
            Predicate::Some(EVIDENCE, evidence) => {
                let names =
                    |p: &&Predicate| matches!(p, Predicate::Is(column, Test::Names(..)) if *column == what);
                evidence.conjuncts().iter().any(names).then_some(&**evidence)
            }
            _ => None,
        })
    };
    named(CITED).or_else(|| named(ATTRIBUTED).filter(|_| End::of(filter).is_none()))
}

/// The relations `r` of evidence `v`, each once.
fn walks_evidence(evidence: &Predicate, table: &str, sql: &mut Sql) {
    sql.push("(SELECT DISTINCT v.relation_id FROM edition_evidence v WHERE TRUE");
    evidence.narrow(sql);
    sql.push(&format!(") spoken CROSS JOIN {table} r WHERE r.id = spoken.relation_id"));
}

/// An end that the filter names: from it, it is not far to its relations, while the list of all is long.
struct End<'a> {
    entity: &'a Predicate,
    direction: EdgeDirection,
}

impl<'a> End<'a> {
    fn of(filter: &'a Predicate) -> Option<Self> {
        let named = |entity: &Predicate| {
            entity.conjuncts().iter().any(|p| {
                matches!(p, Predicate::Is(UID | SLUG, Test::Eq(_) | Test::In(_)) | Predicate::Within(..))
            })
        };
        filter.conjuncts().into_iter().find_map(|part| match part {
            Predicate::Some(SUBJECT, entity) if named(entity) => {
                Some(Self { entity, direction: EdgeDirection::Out })
            }
            Predicate::Some(OBJECT, entity) if named(entity) => {
                Some(Self { entity, direction: EdgeDirection::In })
            }
            _ => None,
        })
    }

    /// The named entities `e`, in each direction `d`.
    fn walks(&self, sql: &mut Sql) {
        sql.push("(SELECT e.id FROM edition_entity e WHERE TRUE");
        self.entity.narrow(sql);
        let directions = [self.direction, EdgeDirection::Mutual].map(|d| d.code().to_owned());
        sql.push(") e CROSS JOIN ").each(&List::Texts(directions.to_vec())).push(" d");
    }

    /// The edge `c` of one of them, and the relation `r`, of which it is that end: a mutual one has two edges.
    fn joins(&self, sql: &mut Sql) {
        sql.push("c.entity_id = e.id AND c.direction = d.value AND r.id = c.relation_id AND ");
        sql.push(if self.direction == EdgeDirection::Out { "r.subject_id" } else { "r.object_id" })
            .push(" = e.id");
    }
}
