//! Series: articles in an order of their own.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use db::SeriesId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::article::facet::Faceted;
use super::article::filter::{ArticleFilter, ArticleOrder, order};
use super::article::load::Settle;
use super::article::{Article, ArticleConnection};
use super::batch::Source;
use super::connection::{Connection, Edge, Paging, Total, cursor, shows_rows};
use super::error::{Fault, Result, bad_request};
use super::filter;
use super::node;
use super::request;
use crate::domain::preview::Preview;
use crate::domain::public_id::{self, Prefix};
use crate::store::Edition;
use crate::store::edition::article::order::{By, keys};
use crate::store::edition::article::{Scope, of_series};
use crate::store::edition::series::{self, Item, Row};
use crate::store::keyset::{Key, Page};
use crate::store::predicate::Predicate;

/// Articles in an order of their own.
#[derive(Clone, Debug)]
pub struct Series(pub Arc<Row>);

/// Articles in an order of their own.
#[Object]
impl Series {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Series, self.0.uid)
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Where it stands on the site.
    async fn path(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(request::of(ctx)?.site.series_path(&self.0.slug))
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Its articles, in its order. Retracted ones are left out.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<Box<ArticleFilter>>,
        #[graphql(desc = "The keys that they are sorted by; without any, the series' own order.")]
        order_by: Option<Vec<ArticleOrder>>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<ArticleConnection> {
        let by = order(order_by)?;
        let order = series::order(&by);
        let page = Paging { first, after, last, before, offset: None }.page(&order)?;
        let batches = &request::of(ctx)?.batches;
        let mut predicate = filter::read(ctx, filter.as_deref(), ArticleFilter::predicate).await?;
        if !predicate.is_always() {
            predicate = batches.load::<Settle>(false, predicate).await?.unwrap_or(Predicate::never());
        }
        let args = (predicate.clone(), by, page.clone());
        let items = if shows_rows(ctx) {
            batches.load::<Articles>(args, self.0.id).await?.unwrap_or_default()
        } else {
            Arc::default()
        };
        let slice = page.slice(items.to_vec());
        let total = Total::counted::<CountArticles>(predicate.clone(), self.0.id);
        let list = Connection::new(slice, total, |item: Item| {
            let keys = if by == By::own() {
                vec![Key::Int(i64::from(item.position))]
            } else {
                keys(&item.article, &by)
            };
            Edge { cursor: cursor(&order, &keys), node: Article(Arc::new(item.article)) }
        });
        let predicate = Predicate::All(vec![of_series(self.0.uid), predicate]);
        Ok(list.with(Faceted::new(Scope { entity: None, predicate })))
    }
}

/// The place of an article in a series.
#[derive(Debug)]
pub struct SeriesItem {
    pub(super) series: SeriesId,
    pub(super) position: i32,
}

/// The place of an article in a series.
#[Object]
impl SeriesItem {
    /// The series.
    async fn series(&self, ctx: &Context<'_>) -> Result<Series> {
        known(ctx, self.series).await
    }

    /// The article's position: the order within the series.
    async fn position(&self) -> i32 {
        self.position
    }
}

/// The series of a row id that the edition has.
pub(super) async fn known(ctx: &Context<'_>, id: SeriesId) -> Result<Series> {
    let row = request::of(ctx)?.batches.load::<ById>((), id).await?;
    row.map(Series).ok_or_else(|| {
        tracing::error!(id = id.0, "an article is in a series that is not in the edition");
        Fault::Internal
    })
}

#[derive(Debug, Default)]
pub struct SeriesQuery;

#[Object]
impl SeriesQuery {
    /// A series by its id or its slug.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its name in addresses.")] slug: Option<String>,
    ) -> Result<Option<Series>> {
        match (id, slug) {
            (Some(id), None) => match public_id::parse(Prefix::Series, &id) {
                Some(uid) => find(ctx, uid).await,
                None => Ok(None),
            },
            (None, Some(slug)) => by_slug(ctx, slug).await,
            _ => Err(bad_request("Give one of `id` and `slug`.")),
        }
    }
}

/// A series by its public id.
///
/// # Errors
/// The database's.
pub async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Series>> {
    Ok(request::of(ctx)?.batches.load::<ByUid>((), uid).await?.map(Series))
}

/// A series by its slug.
///
/// # Errors
/// The database's.
pub async fn by_slug(ctx: &Context<'_>, slug: String) -> Result<Option<Series>> {
    let read = |edition: Arc<Edition>| async move { series::by_slug(&edition, &slug).await };
    Ok(request::of(ctx)?.batches.read(read).await?.map(|row| Series(Arc::new(row))))
}

type Fetched<K, V> = std::result::Result<HashMap<K, V>, DbErr>;

/// Series by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Edition;
    type Args = ();
    type Key = SeriesId;
    type Value = Arc<Row>;

    async fn fetch(edition: Arc<Edition>, (): (), keys: Vec<SeriesId>) -> Fetched<SeriesId, Arc<Row>> {
        let rows = series::by_ids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Series by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Edition;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<Row>;

    async fn fetch(edition: Arc<Edition>, (): (), keys: Vec<Uuid>) -> Fetched<Uuid, Arc<Row>> {
        let rows = series::by_uids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }
}

/// Pages of the articles of series.
#[derive(Debug)]
pub enum Articles {}

impl Source for Articles {
    type From = Edition;
    type Args = (Predicate, By, Page);
    type Key = SeriesId;
    type Value = Arc<Vec<Item>>;

    async fn fetch(
        edition: Arc<Edition>,
        (filter, by, page): Self::Args,
        keys: Vec<SeriesId>,
    ) -> Fetched<SeriesId, Arc<Vec<Item>>> {
        let mut of: HashMap<SeriesId, Vec<Item>> = HashMap::new();
        for item in series::articles_of_each(&edition, &keys, (&filter, &by), &page).await? {
            of.entry(item.parent).or_default().push(item);
        }
        Ok(of.into_iter().map(|(id, items)| (id, Arc::new(items))).collect())
    }

    fn through(preview: &Preview, items: Arc<Vec<Item>>) -> Arc<Vec<Item>> {
        if items.iter().all(|item| preview.stands_for(item.article.id).is_none()) {
            return items;
        }
        let item = |item: &Item| match preview.stands_for(item.article.id) {
            Some(row) => Item { article: (*row).clone(), ..item.clone() },
            None => item.clone(),
        };
        Arc::new(items.iter().map(item).collect())
    }
}

/// How many articles series have.
#[derive(Debug)]
pub enum CountArticles {}

impl Source for CountArticles {
    type From = Edition;
    type Args = Predicate;
    type Key = SeriesId;
    type Value = i64;

    async fn fetch(edition: Arc<Edition>, filter: Predicate, keys: Vec<SeriesId>) -> Fetched<SeriesId, i64> {
        Ok(series::count_articles(&edition, &keys, &filter).await?.into_iter().collect())
    }
}
