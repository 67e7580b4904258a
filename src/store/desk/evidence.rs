//! Evidence, as far as whoever looks may see it.

use std::collections::HashSet;

use db::{ArticleId, EvidenceId, RelationId, article, evidence};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, NotSet,
    Statement, TryGetable,
};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, article as articles, relation};
use crate::auth::{Action, Whose, permit};
use crate::store::list::List;

/// Whether the reader sees all articles, and so all that they say.
pub(super) fn sees_all(desk: &impl Reads) -> bool {
    permit(desk.viewer(), Action::ReadOthersArticles, Whose::Others).is_ok()
}

/// The condition that an author, whose name is bound to `parameter`, may see evidence `e`: it comes from elsewhere, from
/// an article of their own, or readers have it.
pub(super) fn is_visible(parameter: &str) -> String {
    format!(
        "(e.source_url IS NOT NULL OR EXISTS (SELECT 1 FROM edition_evidence y WHERE y.id = e.id)
          OR EXISTS (SELECT 1 FROM article a WHERE a.id = e.article_id AND {}))",
        articles::is_own(parameter)
    )
}

/// The ids that `select` gives, which ends in a column; the reader's name is its `$1`.
pub(super) async fn seen<I: TryGetable + Send + Sync>(
    desk: &impl Reads,
    select: &str,
    list: List,
) -> Result<Vec<I>, DbErr> {
    struct Row<I>(I);
    impl<I: TryGetable> FromQueryResult for Row<I> {
        fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, DbErr> {
            Ok(Self(row.try_get(prefix, "id")?))
        }
    }
    let tx = desk.connection();
    let backend = tx.get_database_backend();
    let sql = format!("{select} {}", list.is_in(backend, "$2"));
    let values = [desk.viewer().to_string().into(), list.value(backend)];
    let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(tx).await?;
    Ok(rows.into_iter().map(|row: Row<I>| row.0).collect())
}

/// The evidence of relations that the reader may see, each relation's in its order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn visible_of(desk: &impl Reads, ids: &[RelationId]) -> Result<Vec<evidence::Model>, DbErr> {
    let rows = relation::evidence_of(desk, ids).await?;
    only_visible(desk, rows).await
}

/// By their public ids, those that the reader may see.
pub async fn visible_by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<evidence::Model>, DbErr> {
    let rows = relation::evidence_by_uids(desk, uids).await?;
    only_visible(desk, rows).await
}

async fn only_visible(
    desk: &impl Reads,
    mut rows: Vec<evidence::Model>,
) -> Result<Vec<evidence::Model>, DbErr> {
    if sees_all(desk) || rows.is_empty() {
        return Ok(rows);
    }
    let list = List::Ints(rows.iter().map(|row| row.id.0).collect());
    let select = format!("SELECT e.id FROM evidence e WHERE {} AND e.id", is_visible("$1"));
    let seen: HashSet<EvidenceId> = seen(desk, &select, list).await?.into_iter().collect();
    rows.retain(|row| seen.contains(&row.id));
    Ok(rows)
}

/// Articles by their row ids, those that the reader may see.
pub async fn articles(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article::Model>, DbErr> {
    let mut rows = articles::by_ids(desk, ids).await?;
    let hidden = articles::hidden(desk, ids).await?;
    rows.retain(|row| !hidden.contains(&row.id));
    Ok(rows)
}

/// Which of these readers have now.
pub async fn shown(desk: &impl Reads, ids: &[EvidenceId]) -> Result<HashSet<EvidenceId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: EvidenceId,
    }
    let select = "SELECT id FROM edition_evidence WHERE id";
    let rows: Vec<Row> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What takes these back.
pub async fn taking_back(desk: &impl Reads, ids: &[EvidenceId]) -> Result<Vec<evidence::Model>, DbErr> {
    many::find(desk, "SELECT * FROM evidence WHERE retracts_id", List::of(ids, |id| id.0)).await
}

/// Takes a piece of evidence away.
pub async fn delete(tx: &WriteTx, id: EvidenceId) -> Result<(), DbErr> {
    evidence::Entity::delete_by_id(id).exec(&tx.tx).await.map(drop)
}

/// Adds a piece of evidence, which gets its row id.
pub async fn add(tx: &WriteTx, row: evidence::Model) -> Result<(), DbErr> {
    let mut row = row.into_active_model().reset_all();
    row.id = NotSet;
    tx.insert_new([row]).await
}
