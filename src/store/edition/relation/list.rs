//! The list of all relations.

use sea_orm::{DbErr, FromQueryResult};

use super::super::Edition;
use super::super::entity::column::{SLUG, UID};
use super::super::keyset::{Key, Page, Slice};
use super::super::predicate::{Predicate, Test};
use super::super::sql::{Apart, List, Sql};
use super::filter::{OBJECT, SUBJECT};
use super::{By, COLUMNS, Row};

/// Which relations are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Codes, with the subtypes that are meant too; none: all types.
    pub types: Option<Vec<String>>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    pub filter: Predicate,
    pub by: By,
}

/// The place of a relation in an order.
#[must_use]
pub fn keys(row: &Row, by: By) -> Vec<Key> {
    let id = Key::Int(row.id.0);
    match by {
        By::Relevance | By::Created => vec![id],
        By::Start | By::StartDesc => vec![Key::Int(row.start_min.0.into()), id],
    }
}

/// A page of the relations that fit.
///
/// # Errors
/// The database's.
pub async fn list(edition: &Edition, asked: &Asked, page: &Page) -> Result<Slice<Row>, DbErr> {
    let order = asked.by.of_all();
    let by = order.by(page);
    let ends = ends(&asked.filter);
    // Each type has a walk of its own where its index has the order, unless known ends lead to few rows anyway.
    let apart =
        asked.types.as_ref().filter(|_| ends.is_empty() && matches!(asked.by, By::Relevance | By::Created));
    let mut sql = Sql::new(edition, &format!("SELECT {COLUMNS} FROM "));
    if let Some(types) = apart {
        let values = List::Texts(types.clone());
        let walks = Apart { table: "edition_relation", row: "r", column: "type_code", values: &values };
        let narrow = |sql: &mut Sql| {
            narrow(asked, true, &ends, sql);
            order.beyond(page, sql);
        };
        sql.apart(walks, narrow, &by, i64::from(page.limit()) + i64::from(page.offset));
    } else {
        sql.push("edition_relation r WHERE TRUE");
        narrow(asked, false, &ends, &mut sql);
        order.beyond(page, &mut sql);
    }
    sql.push(&format!(" ORDER BY {by}"));
    page.cut(&mut sql);
    Ok(page.slice(sql.all(edition).await?))
}

/// How many relations fit; one more than `cap` where counting stopped.
///
/// # Errors
/// The database's.
pub async fn count(edition: &Edition, asked: &Asked, cap: i64) -> Result<i64, DbErr> {
    #[derive(FromQueryResult)]
    struct Total {
        total: i64,
    }
    let mut sql = Sql::new(
        edition,
        "SELECT count(*) AS total FROM (SELECT 1 AS one FROM edition_relation r WHERE TRUE",
    );
    narrow(asked, false, &ends(&asked.filter), &mut sql);
    sql.push(" LIMIT ").bind(cap + 1).push(") x");
    Ok(sql.one::<Total>(edition).await?.map_or(0, |t| t.total))
}

fn narrow(asked: &Asked, types_apart: bool, ends: &[&Predicate], sql: &mut Sql) {
    if let Some(types) = asked.types.as_ref().filter(|_| !types_apart) {
        sql.push(" AND r.type_code").any_of(&List::Texts(types.clone()));
    }
    if asked.shown {
        sql.push(" AND r.shown");
    }
    for entity in ends {
        sql.push(" AND r.id IN (SELECT x.relation_id FROM edition_entity e JOIN edition_edge x ON x.entity_id = e.id WHERE TRUE");
        entity.narrow(sql);
        sql.push(")");
    }
    asked.filter.narrow(sql);
}

/// The ends that the filter names one by one: from them it is not far to their relations, while the list of all is long.
fn ends(filter: &Predicate) -> Vec<&Predicate> {
    let named = |entity: &Predicate| {
        entity.conjuncts().iter().any(|p| matches!(p, Predicate::Is(UID | SLUG, Test::Eq(_) | Test::In(_))))
    };
    filter
        .conjuncts()
        .into_iter()
        .filter_map(|p| match p {
            Predicate::Some(SUBJECT | OBJECT, entity) if named(entity) => Some(&**entity),
            _ => None,
        })
        .collect()
}
