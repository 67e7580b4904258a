//! Search over all that readers have.

pub mod filter;
mod snippet;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, MergedObject, Object, Union};
use sea_orm::DbErr;

use self::filter::SearchFilter;
pub use self::snippet::{SearchField, SearchSnippet, TextRange};
use super::article::facet::ArticleFacets;
use super::article::{Article, load};
use super::batch::Source;
use super::connection::{COUNTED, Connection, Count, Edged, Paging, Total, cursor};
use super::entity::{self, Country, Entity, Event, Organisation, Person, Place, Topic};
use super::error::{Result, bad_request};
use super::request;
use crate::domain::search::{self, Asked, By, Hit, Thing};
use crate::store::Edition;
use crate::store::edition::article::{self, Scope};
use crate::store::edition::search::{has, resolve};
use crate::store::predicate::Predicate;
use crate::text::query::{self, Needles};

/// What a search finds.
#[derive(Clone, Debug, Union)]
pub enum SearchResult {
    Article(Article),
    Person(Person),
    Organisation(Organisation),
    Country(Country),
    Place(Place),
    Event(Event),
    Topic(Topic),
}

/// An order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchOrder {
    /// Those that tell most of what was asked for first; of two that tell as much, the younger. A frequent word is ranked
    /// among its newest hits.
    Relevance,
    /// The latest first.
    Newest,
}

/// A result at its place, with what speaks for it.
#[derive(Clone, Debug)]
pub struct SearchResultEdge {
    cursor: String,
    node: SearchResult,
    hit: Hit,
    needles: Arc<Needles>,
}

/// A result at its place, with what speaks for it.
#[Object]
impl SearchResultEdge {
    /// Where it stands: for `after`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// What stands there.
    async fn node(&self) -> &SearchResult {
        &self.node
    }

    /// How well it fits, from 0 to 1: to compare the results of one search. Articles from the newest have none.
    async fn score(&self) -> Option<f64> {
        (self.hit.rank != 0).then_some(self.hit.score)
    }

    /// Of an entity, the name that it was found by.
    async fn matched_name(&self) -> Option<&str> {
        match &self.hit.thing {
            Thing::Entity(_, name) => Some(name),
            Thing::Article(_) => None,
        }
    }

    /// Of an article, where its headline, summary and text have what was asked for: of each that has it one.
    async fn snippets(&self, ctx: &Context<'_>) -> Result<Vec<SearchSnippet>> {
        let Thing::Article(row) = &self.hit.thing else { return Ok(vec![]) };
        let texts = request::of(ctx)?.batches.load::<load::Texts>((), (row.id, row.version)).await?;
        Ok(snippet::of_article(row, texts.as_deref().map(|version| version.text.as_str()), &self.needles))
    }
}

impl Edged for SearchResultEdge {
    type Node = SearchResult;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &SearchResult {
        &self.node
    }
}

/// What is to be said of a search as a whole.
#[derive(Clone, Debug)]
struct SearchFacts {
    newest_only: bool,
    typed: String,
    asked: Asked,
}

/// What is to be said of a search as a whole.
#[Object]
impl SearchFacts {
    /// Whether only the newest 1 000 hits were ranked, as there are more: ask more closely, or for the latest first.
    async fn ranked_among_newest(&self) -> bool {
        self.newest_only
    }

    /// How many articles there are of each kind among all that were found. Entities are not counted.
    async fn facets(&self, ctx: &Context<'_>) -> Result<ArticleFacets> {
        let Some(articles) = self.asked.articles.clone() else {
            return Ok(ArticleFacets::of(Scope { entity: None, predicate: Predicate::never() }));
        };
        let found = Predicate::All(vec![articles, has(self.typed.clone())]);
        let scope = |edition: Arc<Edition>| async move {
            Ok(article::settle(&edition, resolve(&edition, found).await?).await?.scope())
        };
        Ok(ArticleFacets::of(request::of(ctx)?.batches.read(scope).await?))
    }

    /// The query with a likely word in the place of each that neither an article nor a name has; null if all of them are
    /// there, or nothing is like them.
    async fn did_you_mean(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let (typed, query) = (self.typed.clone(), Arc::clone(&self.asked.query));
        let read = |edition: Arc<Edition>| async move {
            search::suggest::did_you_mean(&edition, &typed, &query).await
        };
        request::of(ctx)?.batches.read(read).await
    }
}

/// A page of what a search finds: entities that are called so first, then articles.
#[derive(MergedObject)]
#[graphql(name = "SearchConnection")]
pub struct SearchConnection(Connection<SearchResultEdge>, SearchFacts);

impl std::fmt::Debug for SearchConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SearchConnection").field(&self.1).finish()
    }
}

#[derive(Debug, Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Search over headlines, summaries and texts of articles, and over the names of entities. All words must be there, in
    /// whatever inflection; `"…"` is a phrase, `-` leaves out, `OR` lets choose, `headline:` says where, `*` ends a
    /// beginning. Nothing that is typed is an error but too much of it. Entities that are called so come first, five at most.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is looked for: 500 characters and 40 words at most.")] query: String,
        #[graphql(desc = "Which results.")] filter: Option<Box<SearchFilter>>,
        #[graphql(desc = "Their order.", default_with = "SearchOrder::Relevance")] order_by: SearchOrder,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<SearchConnection> {
        let request = request::of(ctx)?;
        let read = query::parse(&query).map_err(|fault| bad_request(fault.to_string()))?;
        let by = match order_by {
            SearchOrder::Relevance => By::Relevance,
            SearchOrder::Newest => By::Newest,
        };
        let page = Paging::forward(first, after).page(by.order())?;
        let (articles, entities) = filter.unwrap_or_default().asked(ctx).await?;
        let asked = Asked { query: Arc::new(read), articles, entities, by };
        let of = asked.clone();
        let search = |edition: Arc<Edition>| async move { search::page(&edition, &of, &page).await };
        let found = request.batches.read(search).await?;
        let total = match found.total {
            Some(rows) => Total::Known(Count::exact(rows)),
            None => Total::counted::<Counting>((), asked.clone()),
        };
        let needles = &found.needles;
        let edge = |hit: Hit| {
            let node = match &hit.thing {
                Thing::Article(row) => {
                    request.batches.prime::<load::ById>((), row.id, Arc::clone(row));
                    SearchResult::Article(Article(Arc::clone(row)))
                }
                Thing::Entity(row, _) => entity::shown(request, row).into(),
            };
            SearchResultEdge {
                cursor: cursor(by.order(), &hit.keys()),
                node,
                hit,
                needles: Arc::clone(needles),
            }
        };
        let newest_only = found.newest_only;
        let connection = Connection::new(found.slice, total, edge);
        Ok(SearchConnection(connection, SearchFacts { newest_only, typed: query, asked }))
    }
}

impl From<Entity> for SearchResult {
    fn from(entity: Entity) -> Self {
        match entity {
            Entity::Person(it) => Self::Person(it),
            Entity::Organisation(it) => Self::Organisation(it),
            Entity::Country(it) => Self::Country(it),
            Entity::Place(it) => Self::Place(it),
            Entity::Event(it) => Self::Event(it),
            Entity::Topic(it) => Self::Topic(it),
        }
    }
}

/// How many results there are.
#[derive(Debug)]
enum Counting {}

impl Source for Counting {
    type From = Edition;
    type Args = ();
    type Key = Asked;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<Asked>,
    ) -> std::result::Result<HashMap<Asked, i64>, DbErr> {
        let mut counts = HashMap::new();
        for asked in keys {
            let count = search::count(&edition, &asked, COUNTED).await?;
            counts.insert(asked, count);
        }
        Ok(counts)
    }
}
