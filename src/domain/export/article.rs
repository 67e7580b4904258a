//! Articles with their versions, as a bundle has them.

use std::collections::HashMap;

use db::{
    ArticleId, MentionStatus, Publication, RevisionId, article, article_notice, article_revision,
    article_version,
};

use super::sink::Sink;
use super::{ExportError, References};
use crate::domain::bundle::List;
use crate::domain::bundle::format::{
    Article, Body, Content, Contributor, Dateline, Draft, FormerVersion, Link, Mention, Notice, Published,
};
use crate::domain::import::{Parts, parts, told_picture};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Desk};

/// Articles that are read at a time.
const BATCH: usize = 500;

/// All articles by `language/slug` of the content that stands first, in this order.
pub async fn order(desk: &Desk) -> Result<Vec<(String, ArticleId)>, ExportError> {
    let mut order: Vec<_> = desk::article::addresses(desk)
        .await?
        .into_iter()
        .map(|row| (format!("{}/{}", row.language, row.slug), row.article_id))
        .collect();
    order.sort();
    Ok(order)
}

pub async fn write(
    desk: &Desk,
    ids: &[ArticleId],
    slugs: &References,
    sink: &mut Sink<'_>,
) -> Result<usize, ExportError> {
    for batch in ids.chunks(BATCH) {
        let mut articles: HashMap<_, _> =
            desk::article::by_ids(desk, batch).await?.into_iter().map(|row| (row.id, row)).collect();
        let mut versions: HashMap<ArticleId, Vec<article_version::Model>> = HashMap::new();
        for version in desk::article::versions_of(desk, batch).await? {
            versions.entry(version.article_id).or_default().push(version);
        }
        let mut notices: HashMap<ArticleId, Vec<article_notice::Model>> = HashMap::new();
        for notice in desk::article::notices_of(desk, batch).await? {
            notices.entry(notice.article_id).or_default().push(notice);
        }
        let published = desk::revision::published_of(desk, batch).await?;
        let heads = desk::revision::heads_of(desk, batch).await?;
        let revisions: HashMap<RevisionId, article_revision::Model> =
            published.into_iter().chain(heads.clone()).map(|row| (row.id, row)).collect();
        let head_of: HashMap<ArticleId, RevisionId> =
            heads.iter().map(|row| (row.article_id, row.id)).collect();
        let ids: Vec<_> = revisions.keys().copied().collect();
        let parts = parts(desk, &ids).await?;
        for id in batch {
            let Some(row) = articles.remove(id) else { continue };
            let told = told(
                row,
                &versions.remove(id).unwrap_or_default(),
                notices.remove(id).unwrap_or_default(),
                head_of.get(id).copied(),
                |revision| Some(content(revisions.get(&revision)?, &parts, slugs)),
            );
            if let Some(told) = told {
                sink.put(List::Articles, &told)?;
            }
        }
    }
    Ok(ids.len())
}

/// The newest version first, where there is one; what the desk has beyond it is the draft.
fn told(
    row: article::Model,
    versions: &[article_version::Model],
    notices: Vec<article_notice::Model>,
    head: Option<RevisionId>,
    content: impl Fn(RevisionId) -> Option<Content>,
) -> Option<Article> {
    let newest = versions.last();
    let current = newest.map(|version| version.revision_id).or(head)?;
    let former = versions.iter().rev().skip(1).rev().filter_map(|version| {
        Some(FormerVersion {
            published_at: version.published_at.to_string(),
            hidden: version.hidden,
            content: content(version.revision_id)?,
        })
    });
    let notice = |notice: article_notice::Model| Notice {
        id: Some(public_id::print(Prefix::Notice, notice.uid)),
        kind: notice.kind,
        text: notice.text,
        published_at: notice.published_at.to_string(),
        version: notice.version,
    };
    Some(Article {
        id: Some(public_id::print(Prefix::Article, row.uid)),
        key: None,
        publication: Some(match row.publication {
            Publication::Never | Publication::Scheduled => Published::Never,
            Publication::Live => Published::Live,
            Publication::Withdrawn => Published::Withdrawn,
            Publication::Retracted => Published::Retracted,
        }),
        published_at: versions.first().map(|version| version.published_at.to_string()),
        updated_at: newest.filter(|_| versions.len() > 1).map(|version| version.published_at.to_string()),
        content: content(current)?,
        former: former.collect(),
        draft: head
            .filter(|head| *head != current)
            .and_then(content)
            .map(|content| Box::new(Draft { content })),
        notices: notices.into_iter().map(notice).collect(),
    })
}

/// The content of a revision, in the words of a bundle.
pub fn content(r: &article_revision::Model, parts: &Parts, slugs: &References) -> Content {
    let about = parts.abouts.get(&r.id).into_iter().flatten().map(|row| slugs.entity(row.entity_id));
    let contributors = parts.contributors.get(&r.id).into_iter().flatten();
    let contributors =
        contributors.map(|row| Contributor { entity: slugs.entity(row.entity_id), role: row.role });
    let pictures = parts.pictures.get(&r.id).into_iter().flatten();
    let links = parts.links.get(&r.id).into_iter().flatten().map(|row| Link {
        rel: row.rel,
        article: row.target_id.map(|id| slugs.article(id)),
        url: row.url.clone(),
        title: row.title.clone(),
    });
    let mentions = parts.mentions.get(&r.id).into_iter().flatten();
    let mentions = mentions.filter(|row| row.status == MentionStatus::Anchored).map(|row| Mention {
        id: Some(public_id::print(Prefix::Mention, row.uid)),
        entity: slugs.entity(row.entity_id),
        start: row.start_at,
        end: row.end_at,
        exact: row.exact.clone(),
        name_kind: row.name_kind,
        origin: Some(row.origin),
        confidence: row.confidence,
    });
    Content {
        slug: Some(r.slug.clone()),
        language: Some(r.language.clone()),
        headline: r.headline.clone(),
        subheadline: r.subheadline.clone(),
        summary: r.summary.clone(),
        byline: r.byline.clone(),
        genre: r.genre.clone(),
        dateline: r
            .located
            .clone()
            .map(|located| Dateline { located, entity: r.located_entity_id.map(|id| slugs.entity(id)) }),
        content_created: r.content_created.map(|d| d.to_string()),
        copyright_notice: r.copyright_notice.clone(),
        about: about.collect(),
        contributors: contributors.collect(),
        pictures: pictures.map(|(link, picture)| told_picture(link, picture)).collect(),
        links: links.collect(),
        body: Body { format: r.body_format, source: r.body.clone() },
        mentions: Some(mentions.collect()),
    }
}
