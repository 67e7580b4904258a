//! Who appears in the same articles as an entity, counted over the newest of its articles.

use db::{EntityId, EntityKind};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::timeline::Span;
use crate::store::keyset::{Order, Sort};
use crate::store::list::List;
use crate::store::sql::Sql;

/// Articles of an entity that are looked at, the newest.
pub const LOOKED_AT: i64 = 1_000;

/// The most telling first: by how much more often than chance has it, then by articles in common.
pub const TELLING: Order =
    Order::of("telling", &[Sort::int("score"), Sort::int("together"), Sort::row("id", "edition_entity")]);

/// An entity in the articles of another; or that other one itself, in all that were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Together {
    pub parent: EntityId,
    pub entity_id: EntityId,
    pub uid: Uuid,
    /// Articles that were looked at and have both.
    pub together: i64,
    /// All listed articles that have it.
    pub articles: i64,
    /// All listed articles.
    pub total: i64,
}

/// What appears with each of many entities: in the newest [`LOOKED_AT`] of its articles in the span, entities of these
/// kinds, and itself.
///
/// # Errors
/// The database's.
pub async fn of_each(
    edition: &Edition,
    entities: &[EntityId],
    span: Span,
    kinds: Option<&[EntityKind]>,
) -> Result<Vec<Together>, DbErr> {
    const KEY: &str = "c.entity_id, c.published_at, c.article_id";
    let mut sql = Sql::new(
        edition,
        "SELECT company.parent, company.entity_id, company.together, e.uid, e.articles,
            COALESCE((SELECT t.value FROM edition_counter t WHERE t.name = 'articles'), 0) AS total
        FROM (SELECT p.value AS parent, x.entity_id, count(*) AS together FROM ",
    );
    sql.each(&List::of(entities, |id| id.0)).push(" p CROSS JOIN ");
    let postgres = sql.backend() == DbBackend::Postgres;
    sql.push(&if postgres {
        "LATERAL (SELECT c.article_id".to_owned()
    } else {
        format!("edition_appearance c ON ({KEY}) IN (SELECT {KEY}")
    });
    sql.push(" FROM edition_appearance c WHERE c.entity_id = p.value");
    let (first, last) = span.instants();
    if let Some(first) = first {
        sql.push(" AND c.published_at >= ").bind(first);
    }
    if let Some(last) = last {
        sql.push(" AND c.published_at < ").bind(last);
    }
    sql.push(" ORDER BY c.published_at DESC, c.article_id DESC LIMIT ").bind(LOOKED_AT);
    sql.push(if postgres { ") c" } else { ")" });
    sql.push(" CROSS JOIN edition_appearance x WHERE x.article_id = c.article_id");
    if let Some(kinds) = kinds {
        let kinds = List::Texts(kinds.iter().map(|kind| kind.code().to_owned()).collect());
        sql.push(" AND (x.entity_id = p.value OR x.entity_kind").any_of(&kinds).push(")");
    }
    sql.push(" GROUP BY p.value, x.entity_id) company JOIN edition_entity e ON e.id = company.entity_id");
    sql.all(edition).await
}
