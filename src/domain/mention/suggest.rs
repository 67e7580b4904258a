//! Suggestions: what a text seems to name. Nothing of it is stored.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use db::{EntityId, MentionStatus, NameKind, RevisionId};
use sea_orm::DbErr;

use crate::domain::import::{Names, NamesError};
use crate::domain::newsroom::Newsroom;
use crate::store::Desk;
use crate::store::desk;
use crate::text::anchor::Utf16;
use crate::text::fold;
use crate::text::matcher::{Context, Outcome, Reason};

/// A place in a text where a name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub range: Range<usize>,
    /// The same in UTF-16 code units.
    pub utf16: Range<usize>,
    pub surface: String,
    /// Why it is not sure who is meant; none: it is.
    pub doubt: Option<Reason>,
    /// Who or what may be meant; one where it is sure.
    pub entities: Vec<EntityId>,
    /// What the name is to its entity, where that is sure and it is not the one in house style.
    pub name_kind: Option<NameKind>,
}

/// A text to be looked through.
#[derive(Clone, Debug, Default)]
struct Subject {
    text: String,
    language: String,
    about: Vec<EntityId>,
    /// Places that are decided.
    linked: Vec<(Range<usize>, EntityId)>,
    /// Who is not meant by which name, folded.
    rejected: Vec<(EntityId, String)>,
}

/// What a text seems to name.
///
/// # Errors
/// The database's.
pub async fn of_text(
    desk: &Desk,
    newsroom: &Newsroom,
    text: &str,
    language: Option<&str>,
) -> Result<Vec<Suggestion>, DbErr> {
    let language = language.unwrap_or(&newsroom.site.default_language).to_owned();
    let subject = Subject { text: text.to_owned(), language, ..Subject::default() };
    look(names(desk, newsroom).await?, subject).await
}

/// What revisions seem to name besides what is linked there, and what an editor decided that it does not name.
///
/// # Errors
/// The database's.
pub async fn of_revisions(
    desk: &Desk,
    newsroom: &Newsroom,
    ids: &[RevisionId],
) -> Result<HashMap<RevisionId, Vec<Suggestion>>, DbErr> {
    let revisions = desk::revision::by_ids(desk, ids).await?;
    let articles: Vec<_> = revisions.iter().map(|row| row.article_id).collect();
    let abouts = desk::revision::abouts_of(desk, ids).await?;
    let mentions = desk::revision::mentions_of(desk, ids).await?;
    let rejections = desk::mention::rejections_of(desk, &articles).await?;
    let names = names(desk, newsroom).await?;
    let scalar = |at: i32| usize::try_from(at).unwrap_or_default();
    let mut all = HashMap::new();
    for revision in revisions {
        let here = mentions.iter().filter(|m| m.revision_id == revision.id);
        let standing = here.filter(|m| m.status == MentionStatus::Anchored);
        let rejected = rejections.iter().filter(|row| row.article_id == revision.article_id);
        let subject = Subject {
            about: abouts.iter().filter(|a| a.revision_id == revision.id).map(|a| a.entity_id).collect(),
            linked: standing.map(|m| (scalar(m.start_at)..scalar(m.end_at), m.entity_id)).collect(),
            rejected: rejected.map(|row| (row.entity_id, row.key.clone())).collect(),
            text: revision.text,
            language: revision.language,
        };
        all.insert(revision.id, look(Arc::clone(&names), subject).await?);
    }
    Ok(all)
}

/// The names of the desk as it stands, which are kept for whoever comes next.
async fn names(desk: &Desk, newsroom: &Newsroom) -> Result<Arc<Names>, DbErr> {
    let names = Names::of_desk(desk, newsroom.names()).await.map_err(|error| match error {
        NamesError::Database(cause) => cause,
        error @ NamesError::Build(_) => DbErr::Custom(error.to_string()),
    })?;
    newsroom.keep_names(Some(Arc::clone(&names)));
    Ok(names)
}

/// Looks through a text, which may be long, where nobody else waits for it.
async fn look(names: Arc<Names>, subject: Subject) -> Result<Vec<Suggestion>, DbErr> {
    let looked = tokio::task::spawn_blocking(move || suggestions(&names, &subject)).await;
    looked.map_err(|error| DbErr::Custom(error.to_string()))
}

fn suggestions(names: &Names, subject: &Subject) -> Vec<Suggestion> {
    let Subject { text, language, about, linked, rejected } = subject;
    let about: Vec<i64> = about.iter().map(|id| names.became(*id).0).collect();
    let pinned: Vec<_> = linked.iter().map(|(range, id)| (range.clone(), names.became(*id).0)).collect();
    let rejected: HashSet<(EntityId, &str)> =
        rejected.iter().map(|(id, key)| (names.became(*id), key.as_str())).collect();
    let context = Context { about: &about, language: Some(language), pinned: &pinned };
    let scalars: Vec<char> = text.chars().collect();
    let units = Utf16::of(text);
    let found = names.find(text, &context).into_iter().filter_map(|found| {
        let range = found.start..found.end;
        let surface: String = scalars.get(range.clone())?.iter().collect();
        let (doubt, entities, name_kind) = match found.outcome {
            Outcome::Linked { entity, name } => (None, vec![entity], names.kind(name)),
            Outcome::Unlinked { candidates, reason } => (Some(reason), candidates, None),
        };
        let key = fold::key(&surface);
        let entities = entities.into_iter().map(EntityId);
        let entities: Vec<_> = entities.filter(|id| !rejected.contains(&(*id, key.as_str()))).collect();
        let utf16 = units.at(range.start)..units.at(range.end);
        (!entities.is_empty()).then_some(Suggestion { range, utf16, surface, doubt, entities, name_kind })
    });
    found.collect()
}
