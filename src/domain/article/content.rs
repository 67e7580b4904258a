//! The content of revisions as the desk works with it: in the words of a bundle, referring to things by public ids.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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
    Ok(told(desk, revisions).await?.into_iter().map(|(id, told)| (id, told.content)).collect())
}

/// A content, and what the things are called that it refers to: their ids on the desk, and their names.
#[derive(Clone, Debug)]
pub struct Told {
    pub content: Content,
    /// By public id. Articles that the reader may not see are not there.
    pub names: Arc<HashMap<String, (String, String)>>,
}

/// The contents of revisions by their row ids, and what they refer to.
///
/// # Errors
/// The database's.
pub async fn told(
    desk: &impl Reads,
    revisions: &[article_revision::Model],
) -> Result<HashMap<RevisionId, Told>, DbErr> {
    let ids: Vec<_> = revisions.iter().map(|row| row.id).collect();
    let parts = parts(desk, &ids).await?;
    let (references, names) = references(desk, revisions, &parts).await?;
    let names = Arc::new(names);
    let told = revisions.iter().map(|row| {
        let content = export::article::content(row, &parts, &references);
        (row.id, Told { content, names: Arc::clone(&names) })
    });
    Ok(told.collect())
}

async fn references(
    desk: &impl Reads,
    revisions: &[article_revision::Model],
    parts: &Parts,
) -> Result<(References, HashMap<String, (String, String)>), DbErr> {
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
    let hidden = desk::article::hidden(desk, &articles.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut names = HashMap::new();
    for row in &entities {
        let id = public_id::print(Prefix::DeskEntity, row.uid);
        names.insert(public_id::print(Prefix::Entity, row.uid), (id, row.name.clone()));
    }
    for row in articles.iter().filter(|row| !hidden.contains(&row.id)) {
        let id = public_id::print(Prefix::DeskArticle, row.uid);
        names.insert(public_id::print(Prefix::Article, row.uid), (id.clone(), id));
    }
    let references = References {
        entities: entities.into_iter().map(|r| (r.id, public_id::print(Prefix::Entity, r.uid))).collect(),
        articles: articles.into_iter().map(|r| (r.id, public_id::print(Prefix::Article, r.uid))).collect(),
    };
    Ok((references, names))
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
