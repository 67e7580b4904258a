//! Articles: identity, pointers to revisions, slugs, versions and notices.

use std::collections::{HashMap, HashSet};

use db::{ArticleId, article, article_notice, article_slug, article_version};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Statement,
};
use uuid::Uuid;

use super::many;
use super::{Reads, WriteTx, update_versioned};
use crate::auth::{Action, Whose, permit};
use crate::store::list::List;

/// By their public ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<article::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article WHERE uid", List::Uids(uids.to_vec())).await
}

pub async fn by_ids(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article WHERE id", List::of(ids, |id| id.0)).await
}

/// By their public ids, those that the reader may see.
pub async fn visible_by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<Vec<article::Model>, DbErr> {
    let mut rows = by_uids(desk, uids).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let hidden = hidden(desk, &ids).await?;
    rows.retain(|row| !hidden.contains(&row.id));
    Ok(rows)
}

/// Which of these articles the reader may not see: an author sees what is their own, and what was given to them.
pub async fn hidden(desk: &impl Reads, ids: &[ArticleId]) -> Result<HashSet<ArticleId>, DbErr> {
    if permit(desk.viewer(), Action::ReadOthersArticles, Whose::Others).is_ok() {
        return Ok(HashSet::new());
    }
    let own = own(desk, ids).await?;
    Ok(ids.iter().copied().filter(|id| !own.contains(id)).collect())
}

/// Which of these articles are the reader's own: made by them, or given to them.
pub async fn own(desk: &impl Reads, ids: &[ArticleId]) -> Result<HashSet<ArticleId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: ArticleId,
    }
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let (tx, list) = (desk.connection(), List::of(ids, |id| id.0));
    let backend = tx.get_database_backend();
    let sql =
        format!("SELECT a.id FROM article a WHERE {} AND a.id {}", is_own("$1"), list.is_in(backend, "$2"));
    let values = [desk.viewer().to_string().into(), list.value(backend)];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Row::find_by_statement(statement).all(tx).await?.into_iter().map(|row| row.id).collect())
}

/// The condition that article `a` is an actor's own, whose name is bound to `parameter`.
pub(super) fn is_own(parameter: &str) -> String {
    format!(
        "(a.created_by = {parameter} OR EXISTS (SELECT 1 FROM article_assignee s
            WHERE s.article_id = a.id AND s.actor = {parameter}))"
    )
}

/// Slugs, present and former, by language and slug.
pub async fn slugs(desk: &impl Reads, pairs: &[(&str, &str)]) -> Result<Vec<article_slug::Model>, DbErr> {
    let select = "SELECT * FROM article_slug WHERE (language, slug)";
    many::find_pairs(desk, select, "text", pairs).await
}

/// Versions that readers had, each article's in their order.
pub async fn versions_of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_version::Model>, DbErr> {
    let select = "SELECT * FROM article_version WHERE article_id";
    let mut rows: Vec<article_version::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| (row.article_id, row.number));
    Ok(rows)
}

/// Notices, each article's in the order of time.
pub async fn notices_of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_notice::Model>, DbErr> {
    let select = "SELECT * FROM article_notice WHERE article_id";
    let mut rows: Vec<article_notice::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by_key(|row| (row.article_id, row.published_at, row.uid));
    Ok(rows)
}

pub async fn all(desk: &impl Reads) -> Result<Vec<article::Model>, DbErr> {
    article::Entity::find().all(desk.connection()).await
}

/// Where an article stands: language and slug of its newest version, or of its newest revision before the first.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Address {
    pub article_id: ArticleId,
    pub language: String,
    pub slug: String,
}

pub async fn addresses(desk: &impl Reads) -> Result<Vec<Address>, DbErr> {
    let sql = "SELECT a.id AS article_id, r.language, r.slug FROM article a
               LEFT JOIN article_version v ON v.article_id = a.id
                 AND v.number = (SELECT max(number) FROM article_version w WHERE w.article_id = a.id)
               JOIN article_revision r ON r.article_id = a.id
                 AND CASE WHEN v.revision_id IS NULL THEN r.number = a.head_number ELSE r.id = v.revision_id END";
    many::all(desk, sql).await
}

/// Inserts articles, and tells the row id of each by its public id.
pub async fn insert(
    tx: &WriteTx,
    rows: Vec<article::ActiveModel>,
) -> Result<HashMap<Uuid, ArticleId>, DbErr> {
    many::insert_keyed(tx, rows, article::Column::Uid, article::Column::Id).await
}

pub async fn insert_slugs(tx: &WriteTx, rows: Vec<article_slug::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

pub async fn insert_versions(tx: &WriteTx, rows: Vec<article_version::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

pub async fn insert_notices(tx: &WriteTx, rows: Vec<article_notice::ActiveModel>) -> Result<(), DbErr> {
    tx.insert_new(rows).await
}

/// Writes a row over the one of the same id. `false`: somebody else changed it since `row.version` was read.
/// The version rises by one.
pub async fn update(tx: &WriteTx, row: article::Model) -> Result<bool, DbErr> {
    update_versioned!(tx, article, row)
}

/// Whether readers see a version.
pub async fn hide_version(tx: &WriteTx, id: ArticleId, number: i32, hidden: bool) -> Result<(), DbErr> {
    let sql = "UPDATE article_version SET hidden = $3 WHERE article_id = $1 AND number = $2";
    tx.run(sql, vec![id.into(), number.into(), hidden.into()]).await.map(drop)
}

/// Writes a notice over the one of the same id.
pub async fn update_notice(tx: &WriteTx, row: article_notice::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(&tx.tx).await.map(drop)
}
