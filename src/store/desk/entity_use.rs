//! Where entities are named: in articles as they stand, or as readers have them, and in relations. What was merged into
//! an entity counts with it.

use std::collections::HashMap;

use db::{EntityId, article};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement, Value};

use super::article::is_own;
use super::{Reads, relation};
use crate::auth::{Action, Whose, permit};
use crate::store::list::List;

/// How often an entity is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Uses {
    pub entity_id: EntityId,
    /// Articles that the reader may see.
    pub articles: i64,
    /// Those among them that readers have.
    pub live: i64,
    /// Relations that the reader may see.
    pub relations: i64,
}

/// An article that names an entity.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Use {
    pub used_id: EntityId,
    #[sea_orm(nested)]
    pub article: article::Model,
}

/// `who`: the entities, and by which ids they are named; `used`: the articles that name them.
fn used(backend: DbBackend, list: &List, all: bool) -> String {
    let (these, visible) = (list.is_in(backend, "$1"), if all { "TRUE".to_owned() } else { is_own("$2") });
    format!(
        "WITH who AS (
            SELECT id AS entity_id, id AS named FROM entity WHERE id {these}
            UNION ALL SELECT merged_into_id, id FROM entity WHERE merged_into_id {these}),
        places AS (
            SELECT w.entity_id, m.revision_id FROM who w JOIN mention m ON m.entity_id = w.named
            UNION SELECT w.entity_id, b.revision_id FROM who w JOIN revision_about b ON b.entity_id = w.named
            UNION SELECT w.entity_id, c.revision_id FROM who w JOIN revision_contributor c ON c.entity_id = w.named
            UNION SELECT w.entity_id, r.id FROM who w JOIN article_revision r ON r.located_entity_id = w.named),
        used AS (
            SELECT DISTINCT p.entity_id, a.id AS article_id, a.publication, a.updated_at
            FROM places p JOIN article_revision r ON r.id = p.revision_id JOIN article a ON a.id = r.article_id
            WHERE (r.number = a.head_number OR r.number = a.live_number) AND a.deleted_at IS NULL AND {visible})"
    )
}

fn values(desk: &impl Reads, list: &List, all: bool) -> Vec<Value> {
    let list = list.value(desk.connection().get_database_backend());
    if all { vec![list] } else { vec![list, desk.viewer().to_string().into()] }
}

fn sees_all(desk: &impl Reads) -> bool {
    permit(desk.viewer(), Action::ReadOthersArticles, Whose::Others).is_ok()
}

/// How often entities are named; each of them has a row.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn count(desk: &impl Reads, ids: &[EntityId]) -> Result<HashMap<EntityId, Uses>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (tx, list, all) = (desk.connection(), List::of(ids, |id| id.0), sees_all(desk));
    let backend = tx.get_database_backend();
    let seen = if all { "TRUE".to_owned() } else { relation::is_visible("$2") };
    let sql = format!(
        "{}, related AS (
            SELECT w.entity_id, r.id FROM who w JOIN relation r ON r.subject_id = w.named WHERE {seen}
            UNION SELECT w.entity_id, r.id FROM who w JOIN relation r ON r.object_id = w.named WHERE {seen})
        SELECT w.entity_id,
            (SELECT count(*) FROM used u WHERE u.entity_id = w.entity_id) AS articles,
            (SELECT count(*) FROM used u WHERE u.entity_id = w.entity_id AND u.publication = 'LIVE') AS live,
            (SELECT count(*) FROM related r WHERE r.entity_id = w.entity_id) AS relations
        FROM who w WHERE w.entity_id = w.named",
        used(backend, &list, all)
    );
    let statement = Statement::from_sql_and_values(backend, sql, values(desk, &list, all));
    let rows = Uses::find_by_statement(statement).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.entity_id, row)).collect())
}

/// Articles that name entities, of each the `most` that were changed last.
pub async fn articles(desk: &impl Reads, ids: &[EntityId], most: u32) -> Result<Vec<Use>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let (tx, list, all) = (desk.connection(), List::of(ids, |id| id.0), sees_all(desk));
    let backend = tx.get_database_backend();
    let sql = format!(
        "{}, ranked AS (
            SELECT entity_id, article_id,
                row_number() OVER (PARTITION BY entity_id ORDER BY updated_at DESC, article_id DESC) AS place
            FROM used)
        SELECT x.entity_id AS used_id, a.* FROM ranked x JOIN article a ON a.id = x.article_id
        WHERE x.place <= {most} ORDER BY x.entity_id, x.place",
        used(backend, &list, all)
    );
    Use::find_by_statement(Statement::from_sql_and_values(backend, sql, values(desk, &list, all)))
        .all(tx)
        .await
}

/// What of the edition goes with an entity, or with several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Leaving {
    /// Articles that lose the entity's links, or its being their subject.
    pub articles: i64,
    pub mentions: i64,
    pub abouts: i64,
    pub relations: i64,
}

/// What readers have of entities now.
pub async fn seen(desk: &impl Reads, ids: &[EntityId]) -> Result<Leaving, DbErr> {
    let (tx, list) = (desk.connection(), List::of(ids, |id| id.0));
    let backend = tx.get_database_backend();
    let these = list.is_in(backend, "$1");
    let sql = format!(
        "SELECT
            (SELECT count(DISTINCT article_id) FROM edition_appearance WHERE entity_id {these}) AS articles,
            (SELECT CAST(COALESCE(SUM(mentions), 0) AS BIGINT) FROM edition_appearance WHERE entity_id {these})
                AS mentions,
            (SELECT count(*) FROM edition_appearance WHERE about AND entity_id {these}) AS abouts,
            (SELECT count(DISTINCT relation_id) FROM edition_edge WHERE entity_id {these}) AS relations"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [list.value(backend)]);
    Ok(Leaving::find_by_statement(statement).one(tx).await?.unwrap_or_default())
}
