//! The JSON-LD of an article: gathers what is told.

use std::sync::Arc;

use async_graphql::Context;
use db::{EntityId, NoticeKind};
use futures_util::future::{try_join_all, try_join5};

use super::Article;
use crate::domain::article::json_ld::{Thing, Told, news_article};
use crate::graphql::entity;
use crate::graphql::error::Result;
use crate::graphql::request;
use crate::store::edition::article::{Entry, Part};
use crate::store::edition::entity::Brief;

pub(super) async fn of_article(article: &Article, ctx: &Context<'_>) -> Result<String> {
    let request = request::of(ctx)?;
    let (contributors, about, mentions, notices, pictures) = try_join5(
        article.parts(ctx, Part::Contributors),
        article.parts(ctx, Part::About),
        article.parts(ctx, Part::Mentions),
        article.parts(ctx, Part::Notices),
        article.parts(ctx, Part::Pictures),
    )
    .await?;
    let by = contributors.iter().filter_map(|entry| match entry {
        Entry::Contributor(id, role) => Some((*role, *id)),
        _ => None,
    });
    let subjects: Vec<EntityId> = about.iter().filter_map(entity_of).collect();
    let mut named: Vec<EntityId> = vec![];
    for id in mentions.iter().filter_map(entity_of) {
        if !named.contains(&id) && !subjects.contains(&id) {
            named.push(id);
        }
    }
    let by: Vec<_> = by.collect();
    let ids = by.iter().map(|(_, id)| *id).chain(subjects.iter().copied()).chain(named.iter().copied());
    let rows = try_join_all(ids.map(|id| entity::known(request, id))).await?;
    let address = |path: String| request.site.url(&path).unwrap_or(path);
    let thing = |row: &'_ Arc<Brief>| (row.kind, address(request.site.entity_path(&row.slug)));
    let told: Vec<_> = rows.iter().map(thing).collect();
    let things = |range: std::ops::Range<usize>| -> Vec<Thing<'_>> {
        let pairs = rows[range.clone()].iter().zip(&told[range]);
        pairs.map(|(row, (kind, url))| Thing { kind: *kind, name: &row.name, url: url.clone() }).collect()
    };
    let row = &article.0;
    let (first, second) = (by.len(), by.len() + subjects.len());
    let of_kind = |kind: NoticeKind| {
        notices.iter().filter_map(move |entry| match entry {
            Entry::Notice(notice) if notice.kind == kind => {
                Some((notice.text.as_str(), notice.published_at.to_string()))
            }
            _ => None,
        })
    };
    Ok(news_article(&Told {
        url: address(request.site.article_path(&row.language, &row.slug)),
        headline: &row.headline,
        alternative_headline: row.subheadline.as_deref(),
        description: row.summary.as_deref(),
        language: &row.language,
        published: row.published_at.to_string(),
        modified: row.updated_at.to_string(),
        // The marks of a partial date are no part of ISO 8601, which schema.org asks for.
        created: row.content_created.map(|date| date.to_string().trim_end_matches(['~', '?']).to_owned()),
        genre: row.genre.as_deref(),
        dateline: row.located.as_deref(),
        copyright_notice: row.copyright_notice.as_deref(),
        word_count: row.word_count,
        version: row.version,
        pictures: pictures
            .iter()
            .filter_map(|entry| match entry {
                Entry::Picture(picture) => Some(picture.href.as_str()),
                _ => None,
            })
            .collect(),
        contributors: by.iter().map(|(role, _)| *role).zip(things(0..first)).collect(),
        byline: row.byline.as_deref(),
        about: things(first..second),
        mentions: things(second..rows.len()),
        corrections: of_kind(NoticeKind::Correction).collect(),
        // Only a retracted article has one.
        retraction: of_kind(NoticeKind::Retraction).next(),
    }))
}

fn entity_of(entry: &Entry) -> Option<EntityId> {
    match entry {
        Entry::About(id) => Some(*id),
        Entry::Mention(mention) => Some(mention.entity_id),
        _ => None,
    }
}
