//! What the database has of the articles that a file brings again.

use std::collections::HashMap;

use db::{ArticleId, RevisionId, article_notice, article_version};
use sea_orm::DbErr;

use super::catalogue::Catalogue;
use super::content::Parts;
use crate::store::desk::{self, Reads};

/// What the database has of the articles that the file brings again.
#[derive(Debug)]
pub struct Past {
    pub versions: HashMap<ArticleId, Vec<article_version::Model>>,
    pub notices: HashMap<ArticleId, Vec<article_notice::Model>>,
    pub parts: Parts,
}

/// Asks for what the database has of these articles.
pub async fn load(desk: &impl Reads, known: &[ArticleId], catalogue: &Catalogue) -> Result<Past, DbErr> {
    let mut versions: HashMap<ArticleId, Vec<article_version::Model>> = HashMap::new();
    for version in desk::article::versions_of(desk, known).await? {
        versions.entry(version.article_id).or_default().push(version);
    }
    let mut notices: HashMap<ArticleId, Vec<article_notice::Model>> = HashMap::new();
    for notice in desk::article::notices_of(desk, known).await? {
        notices.entry(notice.article_id).or_default().push(notice);
    }
    let revisions = known.iter().filter_map(|id| catalogue.revisions.get(id)).flatten();
    let ids: Vec<RevisionId> = revisions.map(|r| r.id).collect();
    Ok(Past { versions, notices, parts: parts(desk, &ids).await? })
}

/// What hangs on revisions.
pub async fn parts(desk: &impl Reads, ids: &[RevisionId]) -> Result<Parts, DbErr> {
    let mut parts = Parts::default();
    for row in desk::revision::abouts_of(desk, ids).await? {
        parts.abouts.entry(row.revision_id).or_default().push(row);
    }
    for row in desk::revision::contributors_of(desk, ids).await? {
        parts.contributors.entry(row.revision_id).or_default().push(row);
    }
    for row in desk::revision::links_of(desk, ids).await? {
        parts.links.entry(row.revision_id).or_default().push(row);
    }
    for row in desk::revision::mentions_of(desk, ids).await? {
        parts.mentions.entry(row.revision_id).or_default().push(row);
    }
    let links = desk::revision::pictures_of(desk, ids).await?;
    let pictures: Vec<_> = links.iter().map(|link| link.picture_id).collect();
    let pictures: HashMap<_, _> =
        desk::picture::by_ids(desk, &pictures).await?.into_iter().map(|p| (p.id, p)).collect();
    for link in links {
        if let Some(picture) = pictures.get(&link.picture_id) {
            parts.pictures.entry(link.revision_id).or_default().push((link, picture.clone()));
        }
    }
    Ok(parts)
}
