//! The content of revisions as the desk works with it: in the words of a bundle, referring to things by public ids.

use std::collections::{HashMap, HashSet};

use db::{ArticleId, EntityId, RevisionId, article_revision};
use sea_orm::DbErr;

use crate::domain::bundle::format::Content;
use crate::domain::export::{self, References};
use crate::domain::import::{Parts, parts};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Reads};

/// The contents of revisions, by their row ids.
///
/// # Errors
/// The database's.
pub async fn of(
    desk: &impl Reads,
    revisions: &[article_revision::Model],
) -> Result<HashMap<RevisionId, Content>, DbErr> {
    let ids: Vec<_> = revisions.iter().map(|row| row.id).collect();
    let parts = parts(desk, &ids).await?;
    let references = references(desk, revisions, &parts).await?;
    let contents = revisions.iter().map(|row| (row.id, export::article::content(row, &parts, &references)));
    Ok(contents.collect())
}

async fn references(
    desk: &impl Reads,
    revisions: &[article_revision::Model],
    parts: &Parts,
) -> Result<References, DbErr> {
    let entities: HashSet<EntityId> = (parts.abouts.values().flatten().map(|row| row.entity_id))
        .chain(parts.contributors.values().flatten().map(|row| row.entity_id))
        .chain(parts.mentions.values().flatten().map(|row| row.entity_id))
        .chain(revisions.iter().filter_map(|row| row.located_entity_id))
        .collect();
    let entities: Vec<_> = entities.into_iter().collect();
    let articles: HashSet<ArticleId> =
        parts.links.values().flatten().filter_map(|row| row.target_id).collect();
    let articles: Vec<_> = articles.into_iter().collect();
    let entities = desk::entity::by_ids(desk, &entities).await?;
    let articles = desk::article::by_ids(desk, &articles).await?;
    Ok(References {
        entities: entities.into_iter().map(|r| (r.id, public_id::print(Prefix::Entity, r.uid))).collect(),
        articles: articles.into_iter().map(|r| (r.id, public_id::print(Prefix::Article, r.uid))).collect(),
    })
}

/// The fields in which two contents differ, in the words of the API.
#[must_use]
pub fn changed_fields(from: &Content, to: &Content) -> Vec<&'static str> {
    let Content {
        slug,
        language,
        headline,
        subheadline,
        summary,
        byline,
        genre,
        dateline,
        content_created,
        copyright_notice,
        about,
        contributors,
        pictures,
        links,
        body,
        mentions,
    } = from;
    let all = [
        (*slug != to.slug, "slug"),
        (*language != to.language, "language"),
        (*headline != to.headline, "headline"),
        (*subheadline != to.subheadline, "subheadline"),
        (*summary != to.summary, "summary"),
        (*byline != to.byline, "byline"),
        (*genre != to.genre, "genre"),
        (*dateline != to.dateline, "dateline"),
        (*content_created != to.content_created, "contentCreated"),
        (*copyright_notice != to.copyright_notice, "copyrightNotice"),
        (*about != to.about, "about"),
        (*contributors != to.contributors, "contributors"),
        (*pictures != to.pictures, "pictures"),
        (*links != to.links, "links"),
        (*body != to.body, "body"),
        (places(mentions.as_deref()) != places(to.mentions.as_deref()), "mentions"),
    ];
    all.into_iter().filter(|(differs, _)| *differs).map(|(_, name)| name).collect()
}

/// Who is named where: a mention has another id in each revision.
fn places(mentions: Option<&[crate::domain::bundle::format::Mention]>) -> Vec<(&str, i32, i32)> {
    mentions.unwrap_or_default().iter().map(|m| (m.entity.as_str(), m.start, m.end)).collect()
}
