//! What a text seems to name.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, Enum, Object};
use db::RevisionId;
use futures_util::future::try_join_all;
use sea_orm::DbErr;

use super::load::Named;
use crate::domain::mention::suggest::{self, Suggestion};
use crate::domain::newsroom::Newsroom;
use crate::graphql::batch::Source;
use crate::graphql::desk::entity::DeskEntity;
use crate::graphql::entity::name::NameKind;
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;
use crate::store::Desk;
use crate::text::matcher::Reason;

/// The longest text that is looked through, in bytes.
const LONGEST: usize = 1024 * 1024;

/// How sure it is whom a name means. More may come: a client needs a branch for those that it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SuggestionCertainty {
    /// One entity is meant; a save would link it.
    Linked,
    /// The name is several entities'.
    Ambiguous,
    /// A short name of an entity that nothing in the text names in full.
    ShortWithoutFull,
    /// An ordinary word here, though also a name.
    OrdinaryWord,
    /// It may be part of a longer name that is not known.
    LongerName,
}

/// A place in a text where a name seems to stand. Nothing of it is stored.
#[derive(Clone, Debug)]
pub struct MentionSuggestion(Suggestion);

fn int(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

impl MentionSuggestion {
    async fn entities(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntity>> {
        let batches = &request::of(ctx)?.batches;
        let named = self.0.entities.iter().map(|id| batches.load::<Named>((), *id));
        Ok(try_join_all(named).await?.into_iter().flatten().map(DeskEntity).collect())
    }
}

/// A place in a text where a name seems to stand. Nothing of it is stored.
#[Object]
impl MentionSuggestion {
    /// Where it begins, in Unicode scalars.
    async fn start(&self) -> i32 {
        int(self.0.range.start)
    }

    /// Where it ends, exclusive, in Unicode scalars.
    async fn end(&self) -> i32 {
        int(self.0.range.end)
    }

    /// Where it begins in UTF-16 units, as JavaScript counts.
    async fn utf16_start(&self) -> i32 {
        int(self.0.utf16.start)
    }

    /// Where it ends, exclusive, in UTF-16 units.
    async fn utf16_end(&self) -> i32 {
        int(self.0.utf16.end)
    }

    /// What stands there.
    async fn surface(&self) -> &str {
        &self.0.surface
    }

    /// How sure it is whom it means.
    async fn certainty(&self) -> SuggestionCertainty {
        match self.0.doubt {
            None => SuggestionCertainty::Linked,
            Some(Reason::Ambiguous) => SuggestionCertainty::Ambiguous,
            Some(Reason::ShortWithoutFull) => SuggestionCertainty::ShortWithoutFull,
            Some(Reason::OrdinaryWord) => SuggestionCertainty::OrdinaryWord,
            Some(Reason::LongerName) => SuggestionCertainty::LongerName,
        }
    }

    /// Whom or what it means, where that is sure.
    async fn entity(&self, ctx: &Context<'_>) -> Result<Option<DeskEntity>> {
        if self.0.doubt.is_some() {
            return Ok(None);
        }
        Ok(self.entities(ctx).await?.into_iter().next())
    }

    /// Whom or what it may mean, where that is not sure.
    async fn candidates(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntity>> {
        if self.0.doubt.is_none() {
            return Ok(vec![]);
        }
        self.entities(ctx).await
    }

    /// Which kind of name it is, where it is sure whose, and not the one in house style.
    async fn name_kind(&self) -> Option<NameKind> {
        self.0.name_kind.map(NameKind::from)
    }
}

/// The newsroom whose names are looked for: one in a request.
#[derive(Clone, Debug)]
struct Place(Arc<Newsroom>);

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// Suggestions for texts, by text and language.
#[derive(Debug)]
enum OfText {}

impl Source for OfText {
    type From = Desk;
    type Args = Place;
    type Key = (String, Option<String>);
    type Value = Arc<[Suggestion]>;

    async fn fetch(
        desk: Arc<Desk>,
        place: Place,
        keys: Vec<Self::Key>,
    ) -> Result<HashMap<Self::Key, Self::Value>, DbErr> {
        let mut all = HashMap::new();
        for key in keys {
            let found = suggest::of_text(&desk, &place.0, &key.0, key.1.as_deref()).await?;
            all.insert(key, found.into());
        }
        Ok(all)
    }
}

/// Suggestions for what revisions leave open.
#[derive(Debug)]
enum OfRevision {}

impl Source for OfRevision {
    type From = Desk;
    type Args = Place;
    type Key = RevisionId;
    type Value = Arc<[Suggestion]>;

    async fn fetch(
        desk: Arc<Desk>,
        place: Place,
        keys: Vec<RevisionId>,
    ) -> Result<HashMap<RevisionId, Self::Value>, DbErr> {
        let found = suggest::of_revisions(&desk, &place.0, &keys).await?;
        Ok(found.into_iter().map(|(id, found)| (id, found.into())).collect())
    }
}

fn told(found: Option<Arc<[Suggestion]>>) -> Vec<MentionSuggestion> {
    found.unwrap_or_default().iter().cloned().map(MentionSuggestion).collect()
}

/// What a text seems to name.
///
/// # Errors
/// Where it is too long; the database's.
pub async fn of_text(
    ctx: &Context<'_>,
    text: String,
    language: Option<String>,
) -> Result<Vec<MentionSuggestion>> {
    if text.len() > LONGEST {
        return Err(bad_request(format!("`text` has {} bytes; it can have {LONGEST}.", text.len())));
    }
    let request = request::of(ctx)?;
    let place = Place(Arc::clone(&request.newsroom));
    Ok(told(request.batches.load::<OfText>(place, (text, language)).await?))
}

/// What a revision seems to name besides what is linked in it, and what was decided.
///
/// # Errors
/// The database's.
pub async fn of_revision(ctx: &Context<'_>, revision: RevisionId) -> Result<Vec<MentionSuggestion>> {
    let request = request::of(ctx)?;
    let place = Place(Arc::clone(&request.newsroom));
    Ok(told(request.batches.load::<OfRevision>(place, revision).await?))
}
