//! Search over what readers have: entities of that name first, then articles, ranked or from the newest.
//!
//! **A frequent word is ranked among its newest hits.** What an article weighs is known without its text
//! ([`Weights`](crate::text::terms::Weights)); it depends on the article and the query alone, never on what else there is. So
//! a page goes on where the last one ended, whatever was published meanwhile, and no number tells of anything that is not
//! public.

mod rank;
pub mod suggest;

use std::sync::Arc;

use db::{ArticleId, EntityKind, Timestamp};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::name::{How, Named, named};
use crate::store::Edition;
use crate::store::edition::article::{self, Row as ArticleRow};
use crate::store::edition::entity::Row as EntityRow;
use crate::store::edition::search::{self, Candidate, Look, Reach, recency};
use crate::store::keyset::{Key, Order, Page, Slice};
use crate::store::predicate::Predicate;
use crate::text::query::{Needles, Query};
use crate::text::stem::Language;

/// The newest hits among which articles are ranked.
pub const RANKED: u32 = 1_000;
/// Entities that come before the articles, at most.
pub const ENTITIES: usize = 5;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    pub query: Arc<Query>,
    /// Which articles; none: no articles.
    pub articles: Option<Predicate>,
    /// Which kinds of entities; none: no entities.
    pub entities: Vec<EntityKind>,
    pub by: By,
}

/// An order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Relevance,
    Newest,
}

impl By {
    #[must_use]
    pub fn order(self) -> &'static Order {
        match self {
            Self::Relevance => &search::order::RELEVANCE,
            Self::Newest => &search::order::NEWEST,
        }
    }
}

/// A result.
#[derive(Clone, Debug)]
pub struct Hit {
    pub thing: Thing,
    /// What it weighs; of articles from the newest nothing.
    pub rank: i64,
    pub score: f64,
}

#[derive(Clone, Debug)]
pub enum Thing {
    /// An entity, and the name that it was found by.
    Entity(Arc<EntityRow>, String),
    Article(Arc<ArticleRow>),
}

/// A page of results.
#[derive(Clone, Debug)]
pub struct Found {
    pub slice: Slice<Hit>,
    /// What the texts were asked for.
    pub needles: Arc<Needles>,
    /// There are older hits that were not ranked.
    pub newest_only: bool,
    /// How many results there are, where that is known by now.
    pub total: Option<i64>,
}

impl Hit {
    /// Its place in the list.
    #[must_use]
    pub fn keys(&self) -> [Key; 4] {
        match &self.thing {
            Thing::Entity(row, _) => [Key::Int(1), Key::Int(self.rank), Key::Int(0), Key::Uid(row.uid)],
            Thing::Article(row) => {
                [Key::Int(0), Key::Int(self.rank), Key::Int(row.published_at.0), Key::Uid(row.uid)]
            }
        }
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Debug)]
enum From {
    Begin,
    Entity(Uuid),
    Article { rank: i64, at: Timestamp, uid: Uuid },
}

fn from(page: &Page) -> From {
    match page.from.as_deref() {
        Some([Key::Int(0), Key::Int(rank), Key::Int(at), Key::Uid(uid)]) => {
            From::Article { rank: *rank, at: Timestamp(*at), uid: *uid }
        }
        Some([_, _, _, Key::Uid(uid)]) => From::Entity(*uid),
        _ => From::Begin,
    }
}

/// A page of results.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn page(edition: &Edition, asked: &Asked, page: &Page) -> Result<Found, DbErr> {
    let from = from(page);
    let size = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let mut hits = vec![];
    let mut entities = 0;
    if !matches!(from, From::Article { .. }) {
        let all = named_entities(edition, asked).await?;
        entities = all.len();
        let behind = match from {
            From::Entity(uid) => all.iter().position(|hit| is(hit, uid)).map_or(0, |at| at + 1),
            _ => 0,
        };
        hits.extend(all.into_iter().skip(behind).take(size));
    }
    let mut found =
        Found { slice: page.slice(vec![]), needles: Arc::default(), newest_only: false, total: None };
    if let Some(articles) = &asked.articles {
        let (look, needles) = look(edition, asked, articles).await?;
        found.needles = Arc::new(needles);
        let room = size - hits.len().min(size);
        let known = match asked.by {
            By::Relevance => {
                let ranked = ranked(edition, &look, &found.needles, from).await?;
                found.newest_only = ranked.newest_only;
                let ids: Vec<_> = ranked.hits.iter().take(room).map(|(_, id)| *id).collect();
                let rows = article::by_ids(edition, &ids).await?;
                for (rank, id) in ranked.hits.into_iter().take(room) {
                    let Some(row) = rows.get(&id) else { continue };
                    let (thing, score) = (Thing::Article(Arc::clone(row)), rank.score);
                    hits.push(Hit { thing, rank: rank.key, score });
                }
                (!ranked.newest_only).then_some(ranked.all)
            }
            By::Newest => {
                let look = match from {
                    From::Article { at, uid, .. } => {
                        let place = search::place_of(edition, uid).await?;
                        // One that is gone: those of its instant come again.
                        look.before(place.map_or_else(|| recency::behind(at), |(place, _)| place))
                    }
                    _ => look,
                };
                let wanted = u32::try_from(room).unwrap_or(u32::MAX);
                let rows = if wanted == 0 { vec![] } else { search::newest(edition, &look, wanted).await? };
                let is_all = rows.len() < room && matches!(from, From::Begin);
                let count = is_all.then_some(rows.len());
                let hit = |row| Hit { thing: Thing::Article(Arc::new(row)), rank: 0, score: 0.0 };
                hits.extend(rows.into_iter().map(hit));
                count
            }
        };
        let known = known.filter(|_| !matches!(from, From::Article { .. }));
        found.total = known.and_then(|articles| i64::try_from(articles + entities).ok());
    }
    found.slice = page.slice(hits);
    Ok(found)
}

fn is(hit: &Hit, uid: Uuid) -> bool {
    matches!(&hit.thing, Thing::Entity(row, _) if row.uid == uid)
}

/// How many results there are; counting of articles stops one beyond `most`.
pub async fn count(edition: &Edition, asked: &Asked, most: u32) -> Result<i64, DbErr> {
    let entities = i64::try_from(named_entities(edition, asked).await?.len()).unwrap_or(0);
    let Some(articles) = &asked.articles else { return Ok(entities) };
    let (look, _) = look(edition, asked, articles).await?;
    Ok(entities + search::count(edition, &look, most).await?)
}

/// What the texts are asked for.
async fn look(edition: &Edition, asked: &Asked, articles: &Predicate) -> Result<(Look, Needles), DbErr> {
    let reach: Reach = search::reach(edition).await?;
    let predicate = article::settle(edition, articles.clone()).await?.predicate;
    let languages = languages(&reach.languages_of(&predicate));
    let needles = search::needles(edition, &asked.query, &languages).await?;
    Ok((Look::new(needles.clone(), &predicate, &reach), needles))
}

/// Ways of reading words, each once.
pub(super) fn languages(tags: &[String]) -> Vec<Language> {
    let mut languages: Vec<Language> = vec![];
    for tag in tags {
        let language = Language::of(tag);
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

/// Entities whose name the query is.
async fn named_entities(edition: &Edition, asked: &Asked) -> Result<Vec<Hit>, DbErr> {
    if asked.entities.is_empty() || !asked.query.is_plain() {
        return Ok(vec![]);
    }
    let hit = |Named { row, score, name, .. }: Named| {
        #[allow(clippy::cast_possible_truncation, reason = "a score is from 0 to 100")]
        let rank = (score * 10_000.0) as i64;
        Hit { thing: Thing::Entity(Arc::new(row), name), rank, score: score / 100.0 }
    };
    let found = named(edition, &asked.query.words(), &asked.entities, ENTITIES).await?;
    // Of words that only sound like a name, or of which some are no name, the articles that have them come first.
    Ok(found.into_iter().filter(|named| named.how < How::Sound).map(hit).collect())
}

struct Ranked {
    /// Behind the place where the page begins.
    hits: Vec<(rank::Rank, ArticleId)>,
    all: usize,
    newest_only: bool,
}

async fn ranked(edition: &Edition, look: &Look, needles: &Needles, from: From) -> Result<Ranked, DbErr> {
    let mut candidates = search::candidates(edition, look, RANKED + 1).await?;
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.recency));
    let most = usize::try_from(RANKED).unwrap_or(usize::MAX);
    let newest_only = candidates.len() > most;
    candidates.truncate(most);
    let all = candidates.len();
    let edition_at = edition.published_at();
    let rank = |c: &Candidate| (rank::rank(c, needles, edition_at), c.recency, c.id);
    let mut hits: Vec<_> = candidates.iter().map(rank).collect();
    hits.sort_by_key(|(rank, recency, _)| std::cmp::Reverse((rank.key, *recency)));
    if let From::Article { rank, at, uid } = from {
        let place =
            search::place_of(edition, uid).await?.map_or_else(|| recency::behind(at), |(place, _)| place);
        hits.retain(|(own, recency, _)| (own.key, *recency) < (rank, place));
    }
    let hits = hits.into_iter().map(|(rank, _, id)| (rank, id)).collect();
    Ok(Ranked { hits, all, newest_only })
}
