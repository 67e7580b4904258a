//! What stands against publishing revisions, where a statement of its own finds it.

use db::{ArticleId, RevisionId, evidence};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::{Reads, many};
use crate::store::list::List;

/// An entity that a revision names and that readers do not see because nobody made it public yet.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Unpublished {
    pub revision_id: RevisionId,
    pub uid: Uuid,
    pub name: String,
    /// The field of the revision that names it first: `about`, `body`, `contributors`, `dateline`.
    pub place: String,
}

/// What revisions name and nobody made public yet, each entity once for each revision.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn unpublished(desk: &impl Reads, revisions: &[RevisionId]) -> Result<Vec<Unpublished>, DbErr> {
    if revisions.is_empty() {
        return Ok(vec![]);
    }
    let (tx, list) = (desk.connection(), List::of(revisions, |id| id.0));
    let backend = tx.get_database_backend();
    let of = list.is_in(backend, "$1");
    let sql = format!(
        "SELECT n.revision_id, e.uid, e.name, min(n.place) AS place FROM (
            SELECT revision_id, entity_id, 'body' AS place FROM mention WHERE revision_id {of}
            UNION ALL SELECT revision_id, entity_id, 'about' FROM revision_about WHERE revision_id {of}
            UNION ALL SELECT revision_id, entity_id, 'contributors' FROM revision_contributor WHERE revision_id {of}
            UNION ALL SELECT id, located_entity_id, 'dateline' FROM article_revision WHERE id {of}) n
         JOIN entity e ON e.id = n.entity_id AND e.publication = 'NEVER' AND e.merged_into_id IS NULL
         GROUP BY n.revision_id, e.id, e.uid, e.name ORDER BY n.revision_id, e.id"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [list.value(backend)]);
    Unpublished::find_by_statement(statement).all(tx).await
}

/// Evidence that quotes articles.
pub async fn quotes(desk: &impl Reads, articles: &[ArticleId]) -> Result<Vec<evidence::Model>, DbErr> {
    let select = "SELECT * FROM evidence WHERE exact IS NOT NULL AND article_id";
    many::find(desk, select, List::of(articles, |id| id.0)).await
}
