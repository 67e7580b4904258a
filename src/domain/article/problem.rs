//! What an editor should know before an article is published.

use std::collections::HashMap;

use db::{ArticleId, MentionStatus, Publication, Timestamp, article, article_revision};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::import::parts;
use crate::store::Desk;
use crate::store::desk;
use crate::text::anchor::{self, FindError, Quote};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It cannot be published as it stands.
    Error,
    /// It can, but somebody may have overlooked something.
    Warning,
}

/// What kind of problem it is. May grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    UnpublishedEntity,
    Embargo,
    PutAway,
    Retracted,
    NoText,
    NoSummary,
    NoAltText,
    UnreadableLink,
    OrphanedMention,
    LostQuote,
}

/// Something that stands against publishing the newest revision of an article, or should be looked at before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub kind: Kind,
    /// Where in the content it is: `pictures`, `0`, `alt`.
    pub path: Vec<String>,
    pub message: String,
    /// The entity that it is about.
    pub entity: Option<(Uuid, String)>,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

impl Problem {
    fn new(severity: Severity, kind: Kind, path: &str, message: impl Into<String>) -> Self {
        let path = path.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { severity, kind, path, message: message.into(), entity: None, until: None }
    }

    fn warning(kind: Kind, path: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, kind, path, message)
    }
}

/// The problems of articles, the worst first.
///
/// # Errors
/// The database's.
pub async fn of(desk: &Desk, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<Problem>>, DbErr> {
    let rows = desk::article::by_ids(desk, ids).await?;
    let heads = desk::revision::heads_of(desk, ids).await?;
    let revisions: Vec<_> = heads.iter().map(|head| head.id).collect();
    let parts = parts(desk, &revisions).await?;
    let targets: Vec<_> = parts.links.values().flatten().filter_map(|link| link.target_id).collect();
    let targets = desk::article::by_ids(desk, &targets).await?;
    let is_live = |id| targets.iter().any(|row| row.id == id && row.publication == Publication::Live);
    let unpublished = desk::problem::unpublished(desk, &revisions).await?;
    let quotes = desk::problem::quotes(desk, ids).await?;
    let mut problems: HashMap<ArticleId, Vec<Problem>> = HashMap::new();
    for head in &heads {
        let Some(row) = rows.iter().find(|row| row.id == head.article_id) else { continue };
        let found = problems.entry(row.id).or_default();
        of_row(row, found);
        for entity in unpublished.iter().filter(|entity| entity.revision_id == head.id) {
            let message = format!("\"{}\" is not public", entity.name);
            let problem = Problem::new(Severity::Error, Kind::UnpublishedEntity, &entity.place, message);
            found.push(Problem { entity: Some((entity.uid, entity.name.clone())), ..problem });
        }
        of_text(head, found);
        for (index, (_, picture)) in parts.pictures.get(&head.id).into_iter().flatten().enumerate() {
            if picture.alt_text.trim().is_empty() {
                let message = "nothing tells those who do not see the picture what it shows";
                found.push(Problem::warning(Kind::NoAltText, &format!("pictures.{index}.alt"), message));
            }
        }
        for (index, link) in parts.links.get(&head.id).into_iter().flatten().enumerate() {
            if link.target_id.is_some_and(|target| !is_live(target)) {
                let message = "leads to an article that readers do not have: they will not see the link";
                found.push(Problem::warning(Kind::UnreadableLink, &format!("links.{index}"), message));
            }
        }
        for mention in parts.mentions.get(&head.id).into_iter().flatten() {
            if mention.status == MentionStatus::Orphaned {
                let message = format!("\"{}\" was linked, and stands in the text no more", mention.exact);
                found.push(Problem::warning(Kind::OrphanedMention, "body", message));
            }
        }
        for quote in quotes.iter().filter(|quote| quote.article_id == Some(row.id)) {
            let exact = quote.exact.as_deref().unwrap_or_default();
            let passage = Quote {
                exact,
                prefix: quote.prefix.as_deref().unwrap_or_default(),
                suffix: quote.suffix.as_deref().unwrap_or_default(),
                near: None,
            };
            if anchor::find(&head.text, &passage) == Err(FindError::NotFound) {
                let message = format!("evidence quotes \"{exact}\", which does not stand in the text");
                found.push(Problem::warning(Kind::LostQuote, "body", message));
            }
        }
        found.sort_by_key(|problem| problem.severity == Severity::Warning);
    }
    Ok(problems)
}

fn of_row(row: &article::Model, found: &mut Vec<Problem>) {
    let mut error = |kind, message: String| found.push(Problem::new(Severity::Error, kind, "", message));
    if row.archived_at.is_some() || row.deleted_at.is_some() {
        error(Kind::PutAway, "the article was archived or deleted: restore it first".to_owned());
    }
    if row.publication == Publication::Retracted {
        error(Kind::Retracted, "the article was retracted: it cannot be published again".to_owned());
    }
    if let Some(until) = row.embargoed_until {
        error(Kind::Embargo, format!("it is under embargo until {until}"));
        if let Some(problem) = found.last_mut() {
            problem.until = Some(until);
        }
    }
}

fn of_text(head: &article_revision::Model, found: &mut Vec<Problem>) {
    if head.text.trim().is_empty() {
        found.push(Problem::warning(Kind::NoText, "body", "there is no text"));
    }
    if head.summary.as_deref().is_none_or(|summary| summary.trim().is_empty()) {
        let message = "there is no summary, which lists and search engines show";
        found.push(Problem::warning(Kind::NoSummary, "summary", message));
    }
}
