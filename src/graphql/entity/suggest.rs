//! Completing what somebody types with entities.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use super::{Entity, EntityKind, shown};
use crate::domain::name::{self, How, Question};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;
use crate::graphql::scalars::LanguageTag;
use crate::store::Edition;

/// Entities that are suggested where the query does not say.
const DEFAULT: i32 = 10;
/// Entities that are suggested at most.
const MOST: usize = 50;

/// How a name fits what was asked for; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "How")]
pub enum NameFit {
    /// It is the very name, whatever its case and marks.
    Name,
    /// All words are words of the name, or initials of them.
    Words,
    /// All are words of the name, the last one the beginning of one.
    Beginning,
    /// The name is written in other letters.
    Transliterated,
    /// Letters are wrong.
    Misspelt,
    /// It sounds alike.
    Sound,
    /// Some words are words of the name, others are not.
    Partly,
}

/// A piece of a text, in Unicode code points.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TextSpan {
    /// Where it begins.
    pub start: usize,
    /// Where it ends: behind its last code point.
    pub end: usize,
}

/// An entity that somebody may mean who types.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntitySuggestion {
    /// The entity.
    entity: Entity,
    /// The name of it that fits, which need not be the one that it is shown by; never a wrong spelling.
    name: String,
    /// Where what was typed stands in the name; empty where it stands in none that is shown.
    ranges: Vec<TextSpan>,
    /// How the name fits.
    fit: NameFit,
    /// 0 to 100; it orders the suggestions of one query.
    score: f64,
}

#[derive(Debug, Default)]
pub struct EntitySuggesting;

#[Object]
impl EntitySuggesting {
    /// Entities that somebody may mean who types, the likeliest first: by any of their names, in whatever letters; words may
    /// be misspelt or in another order, and the last one may go on.
    async fn suggest_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far.")] query: String,
        #[graphql(desc = "Entities of these kinds; of all, if it is not given.")] kinds: Option<
            Vec<EntityKind>,
        >,
        #[graphql(desc = "Of names that fit as well, the one in this language is told.")] language: Option<
            LanguageTag,
        >,
        #[graphql(desc = "So many at most: 0 to 50.", default_with = "DEFAULT")] first: i32,
    ) -> Result<Vec<EntitySuggestion>> {
        let limit = usize::try_from(first).ok().filter(|limit| *limit <= MOST);
        let limit =
            limit.ok_or_else(|| bad_request(format!("`first` is {first}; it can be 0 to {MOST}.")))?;
        let kinds: Option<Vec<db::EntityKind>> =
            kinds.map(|kinds| kinds.into_iter().map(db::EntityKind::from).collect());
        if limit == 0 || kinds.as_ref().is_some_and(Vec::is_empty) {
            return Ok(vec![]);
        }
        let kinds = kinds.unwrap_or_default();
        let read = |edition: Arc<Edition>| async move {
            let language = language.as_ref().map(|tag| tag.0.as_str());
            let question = Question { text: &query, kinds: &kinds, limit, goes_on: true, language };
            Ok(name::each(&edition, &[question]).await?.pop().unwrap_or_default())
        };
        let request = request::of(ctx)?;
        let found = request.batches.read(read).await?;
        let one = |named: name::Named| EntitySuggestion {
            entity: shown(request, &Arc::new(named.row)),
            name: named.name,
            ranges: named.ranges.into_iter().map(|(start, end)| TextSpan { start, end }).collect(),
            fit: named.how.into(),
            score: named.score,
        };
        Ok(found.into_iter().map(one).collect())
    }
}
