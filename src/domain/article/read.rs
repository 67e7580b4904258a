//! Reading articles on the desk: what the reader may not see is not there.

use std::collections::HashMap;

use db::{ArticleId, RevisionId, article, article_assignee, article_lock, article_revision, article_slug};
use sea_orm::DbErr;
use uuid::Uuid;

use super::content::{self, Told};
use crate::domain::import::{Parts, parts};
use crate::store::Desk;
use crate::store::desk;
use crate::store::keyset::Page;

pub use crate::store::desk::article_list::{By, Listed, column, count, link, list, own};
pub use crate::store::desk::revision::NEWEST as NEWEST_REVISION;

/// Articles by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, article::Model>, DbErr> {
    let rows = desk::article::visible_by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// The newest revisions of articles.
pub async fn heads(
    desk: &Desk,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, article_revision::Model>, DbErr> {
    let rows = desk::revision::heads_of(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}

/// Articles by their row ids.
pub async fn by_ids(desk: &Desk, ids: &[ArticleId]) -> Result<HashMap<ArticleId, article::Model>, DbErr> {
    let hidden = desk::article::hidden(desk, ids).await?;
    let rows = desk::article::by_ids(desk, ids).await?.into_iter().filter(|row| !hidden.contains(&row.id));
    Ok(rows.map(|row| (row.id, row)).collect())
}

/// The articles that have these slugs, or had them, in one language.
pub async fn by_slugs(
    desk: &Desk,
    language: &str,
    slugs: &[String],
) -> Result<HashMap<String, article::Model>, DbErr> {
    let pairs: Vec<_> = slugs.iter().map(|slug| (language, slug.as_str())).collect();
    let named: Vec<article_slug::Model> = desk::article::slugs(desk, &pairs).await?;
    let ids: Vec<_> = named.iter().map(|row| row.article_id).collect();
    let rows = by_ids(desk, &ids).await?;
    let named = named.into_iter().filter_map(|row| Some((row.slug, rows.get(&row.article_id)?.clone())));
    Ok(named.collect())
}

/// The revisions of this number of articles.
pub async fn numbered(
    desk: &Desk,
    number: i32,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, article_revision::Model>, DbErr> {
    let rows = desk::revision::numbered(desk, number, ids).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}

/// The same page of the revisions of each of these articles.
pub async fn revisions(
    desk: &Desk,
    ids: &[ArticleId],
    page: &Page,
) -> Result<HashMap<ArticleId, Vec<article_revision::Model>>, DbErr> {
    let mut all: HashMap<ArticleId, Vec<article_revision::Model>> = HashMap::new();
    for row in desk::revision::of_articles(desk, ids, page).await? {
        all.entry(row.article_id).or_default().push(row);
    }
    Ok(all)
}

/// As which version readers had revisions last.
pub async fn versions(desk: &Desk, ids: &[RevisionId]) -> Result<HashMap<RevisionId, i32>, DbErr> {
    let mut rows = desk::revision::versions_of(desk, ids).await?;
    rows.sort_by_key(|row| row.number);
    Ok(rows.into_iter().map(|row| (row.revision_id, row.number)).collect())
}

/// What hangs on revisions.
pub async fn parts_of(desk: &Desk, ids: &[RevisionId]) -> Result<Parts, DbErr> {
    parts(desk, ids).await
}

/// The contents of revisions, and the names of what they refer to.
pub async fn told(desk: &Desk, ids: &[RevisionId]) -> Result<HashMap<RevisionId, Told>, DbErr> {
    content::told(desk, &desk::revision::by_ids(desk, ids).await?).await
}
/// Whose hands articles are in.
pub async fn assignees(
    desk: &Desk,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, Vec<article_assignee::Model>>, DbErr> {
    let mut hands: HashMap<_, Vec<_>> = HashMap::new();
    for row in desk::assignee::of(desk, ids).await? {
        hands.entry(row.article_id).or_default().push(row);
    }
    Ok(hands)
}

/// The leases on articles, also those that have ended.
pub async fn locks(desk: &Desk, ids: &[ArticleId]) -> Result<HashMap<ArticleId, article_lock::Model>, DbErr> {
    let rows = desk::lock::of(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.article_id, row)).collect())
}
