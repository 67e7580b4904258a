//! What readers should have of an article: a pure function of the desk's rows. Publishing, rebuilding and previewing
//! all come through here.

use std::collections::{HashMap, HashSet};

use db::{
    ArticleId, ArticleState, BodyFormat, EntityId, EntityKind, MentionStatus, NoticeKind, Publication,
    RevisionId, Timestamp, article, article_revision, article_version, edition_about, edition_appearance,
    edition_article, edition_contributor, edition_link, edition_mention, edition_notice, edition_picture,
    edition_slug, edition_version, mention,
};

use crate::store::edition::publish::article::{Rows, Source};
use crate::store::edition::publish::entity::Visible;
use crate::store::edition::publish::text::Text;
use crate::text::anchor;
use crate::text::body::{self, Document};
use crate::text::fold;
use crate::text::terms::{Analyzer, Fields, Indexed, index};

/// Why an article cannot be laid out for readers: the desk's rows contradict each other.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("article {0:?} is published, but has no version")]
    NoVersion(ArticleId),
    #[error("the blocks of a body cannot be written: {0}")]
    Blocks(#[from] serde_json::Error),
}

/// The desk's rows of one batch of articles, with their bodies read, and the terms by which they are found. Reading takes
/// long, so it is done before the edition is locked.
#[derive(Debug, Default)]
pub struct Read {
    source: Source,
    documents: HashMap<RevisionId, Document>,
    /// Of the newest revisions.
    terms: HashMap<RevisionId, Indexed>,
}

/// Reads the bodies.
#[must_use]
pub fn read(source: Source) -> Read {
    let format = |format| match format {
        BodyFormat::Plain => body::Format::Plain,
        BodyFormat::Markdown => body::Format::Markdown,
    };
    let documents = source.revisions.iter().map(|r| (r.id, body::parse(format(r.body_format), &r.body)));
    let documents: HashMap<_, _> = documents.collect();
    Read { terms: terms(&source, &documents), documents, source }
}

fn terms(source: &Source, documents: &HashMap<RevisionId, Document>) -> HashMap<RevisionId, Indexed> {
    let newest: HashMap<ArticleId, RevisionId> =
        source.versions.iter().map(|v| (v.article_id, v.revision_id)).collect();
    let live = source.articles.iter().filter(|a| a.publication != Publication::Retracted);
    let newest: HashSet<_> = live.filter_map(|a| newest.get(&a.id).copied()).collect();
    let mut analyzers: HashMap<&str, Analyzer> = HashMap::new();
    let revisions = source.revisions.iter().filter(|r| newest.contains(&r.id));
    let terms = revisions.filter_map(|r| {
        let fields = Fields {
            headline: &r.headline,
            summary: r.summary.as_deref().unwrap_or_default(),
            body: &documents.get(&r.id)?.text,
        };
        let analyzer = analyzers.entry(&r.language).or_insert_with(|| Analyzer::new(&r.language));
        Some((r.id, index(analyzer, &fields)))
    });
    terms.collect()
}

/// Every entity that the articles name.
pub fn named(source: &Source) -> impl Iterator<Item = EntityId> + '_ {
    let Source { revisions, about, contributors, mentions, .. } = source;
    mentions
        .iter()
        .map(|m| m.entity_id)
        .chain(about.iter().map(|a| a.entity_id))
        .chain(contributors.iter().map(|c| c.entity_id))
        .chain(revisions.iter().filter_map(|r| r.located_entity_id))
}

impl Read {
    /// Every entity that the articles name.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + '_ {
        named(&self.source)
    }

    /// Every article that they link to.
    pub fn targets(&self) -> impl Iterator<Item = ArticleId> + '_ {
        self.source.links.iter().filter_map(|l| l.target_id)
    }
}

/// Lays the articles out. Who or what readers do not see is left out: its mentions become plain text again.
///
/// # Errors
/// [`BuildError`], where the desk's rows contradict each other.
pub fn build(read: &Read, visible: &Visible, readable: &HashSet<ArticleId>) -> Result<Rows, BuildError> {
    let mut rows = Rows::default();
    for article in &read.source.articles {
        one(article, read, visible, readable, &mut rows)?;
    }
    Ok(rows)
}

fn one(
    article: &article::Model,
    read: &Read,
    visible: &Visible,
    readable: &HashSet<ArticleId>,
    rows: &mut Rows,
) -> Result<(), BuildError> {
    let source = &read.source;
    let versions: Vec<_> = source.versions.iter().filter(|v| v.article_id == article.id).collect();
    let newest = *versions.last().ok_or(BuildError::NoVersion(article.id))?;
    let revision_of = |version: &article_version::Model| {
        source.revisions.iter().find(|r| r.id == version.revision_id).ok_or(BuildError::NoVersion(article.id))
    };
    let revision = revision_of(newest)?;
    let published_at = article.first_published_at.unwrap_or(newest.published_at);
    notices(article.id, source, rows);
    // The slug of a version that is hidden may be what had to go.
    for version in versions.iter().filter(|v| !v.hidden) {
        slug(article.id, revision_of(version)?, rows);
    }
    let retracted = article.publication == Publication::Retracted;
    let document = read.documents.get(&revision.id).ok_or(BuildError::NoVersion(article.id))?;
    let notices = rows.notices.iter().rev().filter(|n| n.article_id == article.id);
    let (notice, retraction) =
        (notices.clone().next(), notices.clone().find(|n| n.kind == NoticeKind::Retraction));
    let words = match retraction {
        Some(retraction) if retracted => body::word_count(&retraction.text),
        _ => body::word_count(&document.text),
    };
    rows.articles.push(edition_article::Model {
        id: article.id,
        uid: article.uid,
        state: if retracted { ArticleState::Retracted } else { ArticleState::Live },
        slug: revision.slug.clone(),
        language: revision.language.clone(),
        headline: revision.headline.clone(),
        subheadline: revision.subheadline.clone().filter(|_| !retracted),
        summary: revision.summary.clone().filter(|_| !retracted),
        byline: revision.byline.clone(),
        genre: revision.genre.clone(),
        located: revision.located.clone(),
        located_entity_id: revision.located_entity_id.and_then(|id| visible.find(id)).map(|(id, _)| id),
        content_created: revision.content_created,
        copyright_notice: revision.copyright_notice.clone(),
        published_at,
        updated_at: notice.map_or(newest.published_at, |n| n.published_at.max(newest.published_at)),
        version: newest.number,
        word_count: i32::try_from(words).unwrap_or(i32::MAX),
        listed: !retracted,
        headline_key: fold::key(&revision.headline),
        summary_key: revision.summary.as_deref().filter(|_| !retracted).map(fold::key),
        byline_key: revision.byline.as_deref().map(fold::key),
        genre_key: revision.genre.as_deref().map(fold::key),
    });
    if retracted {
        return Ok(());
    }
    for version in versions.iter().filter(|v| !v.hidden) {
        let revision = revision_of(version)?;
        let document = read.documents.get(&revision.id).ok_or(BuildError::NoVersion(article.id))?;
        rows.versions.push(edition_version::Model {
            article_id: article.id,
            number: version.number,
            published_at: version.published_at,
            headline: revision.headline.clone(),
            subheadline: revision.subheadline.clone(),
            summary: revision.summary.clone(),
            text: document.text.clone(),
            blocks: serde_json::to_string(&document.blocks)?,
        });
    }
    rows.texts.push(Text {
        article_id: article.id,
        published_at,
        language: revision.language.clone(),
        indexed: read.terms.get(&revision.id).cloned().unwrap_or_default(),
    });
    people_and_things(article.id, revision, source, visible, rows);
    let mentions = source.mentions.iter().filter(|m| m.revision_id == revision.id);
    let mentions: Vec<_> = mentions.filter(|m| m.status == MentionStatus::Anchored).collect();
    place_mentions(article.id, &document.text, &mentions, visible, rows);
    appearances(article.id, published_at, visible, source, revision, &mentions, rows);
    for link in source.links.iter().filter(|l| l.revision_id == revision.id) {
        if link.target_id.is_none_or(|target| readable.contains(&target)) {
            rows.links.push(edition_link::Model {
                article_id: article.id,
                position: link.position,
                rel: link.rel,
                target_id: link.target_id,
                url: link.url.clone(),
                title: link.title.clone(),
            });
        }
    }
    Ok(())
}

fn slug(article_id: ArticleId, revision: &article_revision::Model, rows: &mut Rows) {
    let slug =
        edition_slug::Model { language: revision.language.clone(), slug: revision.slug.clone(), article_id };
    if !rows.slugs.contains(&slug) {
        rows.slugs.push(slug);
    }
}

fn notices(article_id: ArticleId, source: &Source, rows: &mut Rows) {
    rows.notices.extend(source.notices.iter().filter(|n| n.article_id == article_id).map(|n| {
        edition_notice::Model {
            id: n.id,
            uid: n.uid,
            article_id,
            kind: n.kind,
            text: n.text.clone(),
            published_at: n.published_at,
            version: n.version,
        }
    }));
}

fn people_and_things(
    article_id: ArticleId,
    revision: &article_revision::Model,
    source: &Source,
    visible: &Visible,
    rows: &mut Rows,
) {
    let of = revision.id;
    for about in source.about.iter().filter(|a| a.revision_id == of) {
        if let Some((entity_id, _)) = visible.find(about.entity_id) {
            rows.about.push(edition_about::Model { article_id, position: about.position, entity_id });
        }
    }
    for contributor in source.contributors.iter().filter(|c| c.revision_id == of) {
        if let Some((entity_id, _)) = visible.find(contributor.entity_id) {
            let (position, role) = (contributor.position, contributor.role);
            rows.contributors.push(edition_contributor::Model { article_id, position, entity_id, role });
        }
    }
    rows.pictures.extend(source.pictures.iter().filter(|p| p.revision_id == of).map(|p| {
        edition_picture::Model {
            article_id,
            position: p.position,
            uid: p.uid,
            role: p.role,
            href: p.href.clone(),
            content_type: p.content_type.clone(),
            width: p.width,
            height: p.height,
            alt_text: p.alt_text.clone(),
            caption: p.caption.clone(),
            credit: p.credit.clone(),
            licence: p.licence.clone(),
        }
    }));
}

fn place_mentions(
    article_id: ArticleId,
    text: &str,
    mentions: &[&mention::Model],
    visible: &Visible,
    rows: &mut Rows,
) {
    for m in mentions {
        let Some((entity_id, _)) = visible.find(m.entity_id) else { continue };
        let range = usize::try_from(m.start_at).unwrap_or(0)..usize::try_from(m.end_at).unwrap_or(0);
        let utf16 = anchor::utf16(text, range);
        let int = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        rows.mentions.push(edition_mention::Model {
            article_id,
            start_at: m.start_at,
            end_at: m.end_at,
            utf16_start: int(utf16.start),
            utf16_end: int(utf16.end),
            entity_id,
            uid: m.uid,
            surface: m.exact.clone(),
            name_kind: m.name_kind,
        });
    }
}

/// What an article names, most telling first: what it is about, in the editor's order; then what it names most often;
/// then what it names first.
fn appearances(
    article_id: ArticleId,
    published_at: Timestamp,
    visible: &Visible,
    source: &Source,
    revision: &article_revision::Model,
    mentions: &[&mention::Model],
    rows: &mut Rows,
) {
    struct Seen {
        kind: EntityKind,
        about: Option<i32>,
        mentions: i32,
        first: i32,
    }
    let mut seen: HashMap<EntityId, Seen> = HashMap::new();
    let about = source.about.iter().filter(|a| a.revision_id == revision.id);
    for a in about {
        if let Some((id, kind)) = visible.find(a.entity_id) {
            let new = Seen { kind, about: None, mentions: 0, first: i32::MAX };
            seen.entry(id).or_insert(new).about.get_or_insert(a.position);
        }
    }
    for m in mentions {
        if let Some((id, kind)) = visible.find(m.entity_id) {
            let seen = seen.entry(id).or_insert(Seen { kind, about: None, mentions: 0, first: m.start_at });
            seen.mentions += 1;
            seen.first = seen.first.min(m.start_at);
        }
    }
    let mut seen: Vec<_> = seen.into_iter().collect();
    seen.sort_by_key(|(id, s)| (s.about.unwrap_or(i32::MAX), -s.mentions, s.first, *id));
    rows.appearances.extend(seen.into_iter().zip(1..).map(|((entity_id, s), prominence)| {
        edition_appearance::Model {
            entity_id,
            published_at,
            article_id,
            about: s.about.is_some(),
            mentions: s.mentions,
            prominence,
            entity_kind: s.kind,
        }
    }));
}
