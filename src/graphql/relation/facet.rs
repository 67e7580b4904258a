//! Facets: how many relations of a list there are of each type, and how many began and ended in each year.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use db::EntityId;
use sea_orm::DbErr;

use super::edge::EdgeCounts;
use super::query::Counting;
use super::relation_type::{RelationType, reference};
use crate::graphql::batch::Source;
use crate::graphql::connection::COUNTED;
use crate::graphql::error::Result;
use crate::graphql::facet::buckets;
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::relation::facet::{Bucket, Facet, Listed, facets};

/// What a list of relations has beside its page.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(name = "FacetedRelations")]
pub struct Faceted {
    /// How many relations of the whole list there are of each type and year.
    facets: RelationFacets,
}

impl Faceted {
    /// Of a list; of the one of this entity, where there is one for each.
    #[must_use]
    pub fn new(listed: Listed, entity: Option<EntityId>) -> Self {
        Self { facets: RelationFacets { listed, entity: entity.unwrap_or(EntityId(0)) } }
    }
}

/// How many relations of a list there are of each type and year.
#[derive(Clone, Debug)]
pub struct RelationFacets {
    listed: Listed,
    entity: EntityId,
}

/// Relations of a type.
#[derive(Clone, Debug, SimpleObject)]
pub struct RelationTypeFacet {
    /// The type: their own, not one above it.
    #[graphql(name = "type")]
    kind: RelationType,
    /// How many relations are of it.
    count: i64,
}

/// Relations of a year.
#[derive(Clone, Debug, SimpleObject)]
pub struct RelationYearFacet {
    /// The year.
    year: i32,
    /// How many relations began, or ended, in it.
    count: i64,
}

/// How many relations of a list there are of each type and year: of the whole list, whatever its page.
#[Object]
impl RelationFacets {
    /// Whether every relation of the list is counted. If not, 10 000 are: the newest records, and of an entity's list
    /// those that it has first; but types of a list without a filter are whole all the same.
    async fn is_exact(&self, ctx: &Context<'_>) -> Result<bool> {
        let batches = &request::of(ctx)?.batches;
        let count = match &self.listed {
            Listed::All(asked) if asked.is_kept() && asked.types.is_none() => None,
            Listed::All(asked) => batches.load::<Counting>(asked.clone(), ()).await?,
            Listed::OfEntities(walk) => batches.load::<EdgeCounts>(walk.clone(), self.entity).await?,
            Listed::These(..) => None,
        };
        Ok(count.unwrap_or_default() <= i64::from(COUNTED))
    }

    /// Their types, the most frequent first.
    async fn types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<RelationTypeFacet>> {
        let reference = reference(ctx).await?;
        let one = |b: Bucket| {
            let kind = RelationType::new(Arc::clone(&reference), &b.value)?;
            Ok(RelationTypeFacet { kind, count: b.count })
        };
        self.counted(ctx, Facet::Type, first).await?.into_iter().map(one).collect()
    }

    /// The years in which they began, the latest first; relations of which that is not known are left out.
    async fn start_years(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<RelationYearFacet>> {
        Ok(years(self.counted(ctx, Facet::StartYear, first).await?))
    }

    /// The years in which they ended, the latest first; relations that last, or of which that is not known, are left out.
    async fn end_years(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many at most, 1 to 100; 10 if nothing is said.")] first: Option<i32>,
    ) -> Result<Vec<RelationYearFacet>> {
        Ok(years(self.counted(ctx, Facet::EndYear, first).await?))
    }
}

fn years(buckets: Vec<Bucket>) -> Vec<RelationYearFacet> {
    let one = |b: Bucket| Some(RelationYearFacet { year: b.value.parse().ok()?, count: b.count });
    buckets.into_iter().filter_map(one).collect()
}

impl RelationFacets {
    async fn counted(&self, ctx: &Context<'_>, of: Facet, first: Option<i32>) -> Result<Vec<Bucket>> {
        let key = (self.entity, of, buckets(first)?);
        let buckets = request::of(ctx)?.batches.load::<Counted>(self.listed.clone(), key).await?;
        Ok(buckets.unwrap_or_default().to_vec())
    }
}

/// Facets of lists: all that are asked of one list, and of that list of several entities, are one statement.
#[derive(Debug)]
enum Counted {}

impl Source for Counted {
    type From = Edition;
    type Args = Listed;
    /// Whose list, a facet, and how many of its buckets.
    type Key = (EntityId, Facet, u32);
    type Value = Arc<Vec<Bucket>>;

    async fn fetch(
        edition: Arc<Edition>,
        listed: Listed,
        keys: Vec<Self::Key>,
    ) -> std::result::Result<HashMap<Self::Key, Self::Value>, DbErr> {
        let mut entities: Vec<EntityId> = keys.iter().map(|key| key.0).collect();
        let mut wanted: Vec<(Facet, u32)> = keys.iter().map(|key| (key.1, key.2)).collect();
        entities.sort_unstable();
        entities.dedup();
        wanted.sort_unstable();
        wanted.dedup();
        let mut of: HashMap<Self::Key, Vec<Bucket>> = HashMap::new();
        for bucket in facets(&edition, &listed, &entities, &wanted).await? {
            if let Some((facet, first)) = usize::try_from(bucket.facet).ok().and_then(|at| wanted.get(at)) {
                of.entry((bucket.parent, *facet, *first)).or_default().push(bucket);
            }
        }
        Ok(of.into_iter().map(|(key, buckets)| (key, Arc::new(buckets))).collect())
    }
}
