//! Facets: how many articles of a list have each language, genre, month, entity …

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use db::{EntityId, SeriesId};
use futures_util::future::try_join_all;
use sea_orm::{ActiveEnum, DbErr};

use crate::graphql::batch::Source;
use crate::graphql::entity::{self, Entity, EntityKind};
use crate::graphql::error::{Fault, Result};
use crate::graphql::facet::buckets;
use crate::graphql::request;
use crate::graphql::scalars::LanguageTag;
use crate::graphql::series::{self, Series};
use crate::store::Edition;
use crate::store::edition::article::Scope;
use crate::store::edition::article::facet::{self, Bucket, Facet, facets};

/// What a list of articles has beside its page.
#[derive(Clone, Debug, SimpleObject)]
pub struct Faceted {
    /// How many articles of the whole list there are of each kind.
    facets: ArticleFacets,
}

impl Faceted {
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self { facets: ArticleFacets::of(scope) }
    }
}

impl ArticleFacets {
    #[must_use]
    pub fn of(scope: Scope) -> Self {
        Self { scope }
    }
}

/// How many articles of a list there are of each kind.
#[derive(Clone, Debug)]
pub struct ArticleFacets {
    scope: Scope,
}

/// Articles of a language.
#[derive(Clone, Debug, SimpleObject)]
pub struct LanguageFacet {
    /// The language.
    language: LanguageTag,
    /// How many articles are written in it.
    count: i64,
}

/// Articles of a genre.
#[derive(Clone, Debug, SimpleObject)]
pub struct GenreFacet {
    /// The genre.
    genre: String,
    /// How many articles are of it.
    count: i64,
}

/// Articles of a year.
#[derive(Clone, Debug, SimpleObject)]
pub struct YearFacet {
    /// The year, in UTC.
    year: i32,
    /// How many articles were first published in it.
    count: i64,
}

/// Articles of a month.
#[derive(Clone, Debug, SimpleObject)]
pub struct MonthFacet {
    /// The year, in UTC.
    year: i32,
    /// The month, 1 to 12.
    month: i32,
    /// How many articles were first published in it.
    count: i64,
}

/// Articles of a series.
#[derive(Clone, Debug, SimpleObject)]
pub struct SeriesFacet {
    /// The series.
    series: Series,
    /// How many articles of the list are part of it.
    count: i64,
}

/// Articles with entities of a kind.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntityKindFacet {
    /// The kind.
    kind: EntityKind,
    /// How many articles are about such an entity, or name one.
    count: i64,
}

/// Articles with an entity.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntityFacet {
    /// The entity.
    entity: Entity,
    /// How many articles are about it, or name it.
    count: i64,
}

/// How many articles of a list there are of each kind: of the whole list, whatever its page. The largest come first, of
/// months and years the latest.
#[Object]
impl ArticleFacets {
    /// Whether every article of the list is counted. If not, the newest 10 000 are; but of a list without a filter,
    /// languages, genres, months and years are whole all the same.
    async fn is_exact(&self, ctx: &Context<'_>) -> Result<bool> {
        let buckets = self.counted(ctx, Facet::All, None).await?;
        Ok(buckets.iter().all(|all| all.count <= i64::from(facet::MOST)))
    }

    /// The languages that they are written in.
    async fn languages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<LanguageFacet>> {
        let one = |b: Bucket| LanguageFacet { language: LanguageTag(b.value), count: b.count };
        Ok(self.counted(ctx, Facet::Language, first).await?.into_iter().map(one).collect())
    }

    /// Their genres; articles without one are left out.
    async fn genres(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<GenreFacet>> {
        let one = |b: Bucket| GenreFacet { genre: b.value, count: b.count };
        Ok(self.counted(ctx, Facet::Genre, first).await?.into_iter().map(one).collect())
    }

    /// The years in which they were first published, the latest first; years without articles are left out.
    async fn years(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<YearFacet>> {
        let one = |b: Bucket| Some(YearFacet { year: b.value.parse().ok()?, count: b.count });
        Ok(self.counted(ctx, Facet::Year, first).await?.into_iter().filter_map(one).collect())
    }

    /// The months in which they were first published, the latest first; months without articles are left out.
    async fn months(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<MonthFacet>> {
        let one = |b: Bucket| {
            let (year, month) = b.value.rsplit_once('-')?;
            Some(MonthFacet { year: year.parse().ok()?, month: month.parse().ok()?, count: b.count })
        };
        Ok(self.counted(ctx, Facet::Month, first).await?.into_iter().filter_map(one).collect())
    }

    /// The series that they are part of.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<SeriesFacet>> {
        let one = async |b: Bucket| {
            let series = series::known(ctx, SeriesId(row_id(&b)?)).await?;
            Ok::<_, Fault>(SeriesFacet { series, count: b.count })
        };
        try_join_all(self.counted(ctx, Facet::Series, first).await?.into_iter().map(one)).await
    }

    /// The kinds of the entities that they are about or name.
    async fn kinds(&self, ctx: &Context<'_>) -> Result<Vec<EntityKindFacet>> {
        let one = |b: Bucket| {
            let kind = db::EntityKind::try_from_value(&b.value).ok()?;
            Some(EntityKindFacet { kind: kind.into(), count: b.count })
        };
        Ok(self.counted(ctx, Facet::Kind, None).await?.into_iter().filter_map(one).collect())
    }

    /// The entities that they are about or name.
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entities of these kinds.")] kinds: Option<Vec<EntityKind>>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<EntityFacet>> {
        let kinds = kinds.map(|kinds| kinds.into_iter().map(db::EntityKind::from).collect());
        self.named(ctx, kinds, first).await
    }

    /// The countries that they are about or name.
    async fn countries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<EntityFacet>> {
        self.named(ctx, Some(vec![db::EntityKind::Country]), first).await
    }
}

impl ArticleFacets {
    async fn named(
        &self,
        ctx: &Context<'_>,
        kinds: Option<Vec<db::EntityKind>>,
        first: Option<i32>,
    ) -> Result<Vec<EntityFacet>> {
        let request = request::of(ctx)?;
        let one = async |b: Bucket| {
            let entity = Entity::new(entity::known(request, EntityId(row_id(&b)?)).await?);
            Ok::<_, Fault>(EntityFacet { entity, count: b.count })
        };
        try_join_all(self.counted(ctx, Facet::Entity(kinds), first).await?.into_iter().map(one)).await
    }

    async fn counted(&self, ctx: &Context<'_>, of: Facet, first: Option<i32>) -> Result<Vec<Bucket>> {
        let batches = &request::of(ctx)?.batches;
        let buckets = batches.load::<Counted>(self.scope.clone(), (of, buckets(first)?)).await?;
        Ok(buckets.unwrap_or_default().to_vec())
    }
}

fn row_id(bucket: &Bucket) -> Result<i64> {
    bucket.value.parse().map_err(|_| Fault::Internal)
}

/// Facets of lists; all that are asked of one list are one statement.
#[derive(Debug)]
pub enum Counted {}

impl Source for Counted {
    type From = Edition;
    type Args = Scope;
    /// A facet, and how many of its buckets.
    type Key = (Facet, u32);
    type Value = Arc<Vec<Bucket>>;

    async fn fetch(
        edition: Arc<Edition>,
        scope: Scope,
        keys: Vec<(Facet, u32)>,
    ) -> std::result::Result<HashMap<(Facet, u32), Arc<Vec<Bucket>>>, DbErr> {
        let mut of: Vec<Vec<Bucket>> = vec![vec![]; keys.len()];
        for bucket in facets(&edition, &scope, &keys).await? {
            if let Some(buckets) = usize::try_from(bucket.facet).ok().and_then(|at| of.get_mut(at)) {
                buckets.push(bucket);
            }
        }
        Ok(keys.into_iter().zip(of.into_iter().map(Arc::new)).collect())
    }
}
