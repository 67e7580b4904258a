//! What lies around an entity.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use db::{EntityId, Timestamp};
use futures_util::future::try_join_all;

use super::{asked, graphs, within};
use crate::domain::graph::surroundings::{self, DEEPEST, surroundings};
use crate::graphql::connection::MOST;
use crate::graphql::entity::{self, Entity, EntityKind};
use crate::graphql::error::Result;
use crate::graphql::relation::filter::RelationFilter;
use crate::graphql::relation::{self, Relation, relation_type};
use crate::graphql::request;
use crate::store::edition::entity::Brief;

/// Entities where the query does not say.
pub(in crate::graphql) const DEFAULT: i32 = 100;

/// A part of the graph: entities, and the relations among them.
#[derive(Clone, Debug)]
pub struct Subgraph {
    of: surroundings::Subgraph,
    /// The instant of which its relations tell.
    known_at: Option<Timestamp>,
}

/// An entity that is reached, and in how many steps.
#[derive(Clone, Debug, SimpleObject)]
pub struct SubgraphEntity {
    /// The entity.
    entity: Entity,
    /// Steps that lead to it; 0 for the one that was asked about.
    distance: i32,
}

/// A part of the graph.
#[Object]
impl Subgraph {
    /// The entities, nearest first; the first is the one that was asked about.
    async fn entities(&self, ctx: &Context<'_>) -> Result<Vec<SubgraphEntity>> {
        let request = request::of(ctx)?;
        let one = |(id, distance): &(EntityId, u8)| {
            let (id, distance) = (*id, i32::from(*distance));
            async move {
                let entity = Entity::new(entity::known(request, id).await?);
                Ok(SubgraphEntity { entity, distance })
            }
        };
        try_join_all(self.of.entities.iter().map(one)).await
    }

    /// The relations among them, each once: preferred ones first, then those that were so last.
    async fn relations(&self, ctx: &Context<'_>) -> Result<Vec<Relation>> {
        relation::many(ctx, &self.of.relations, self.known_at).await
    }

    /// Whether there are more entities within those steps, or more relations among them.
    async fn truncated(&self) -> bool {
        self.of.truncated
    }
}

/// What is asked of an entity's surroundings.
pub(in crate::graphql) struct Wanted {
    pub depth: i32,
    pub through: Option<Vec<EntityKind>>,
    pub types: Option<Vec<String>>,
    pub filter: Option<Box<RelationFilter>>,
    pub first: i32,
}

/// What lies around an entity.
///
/// # Errors
/// Of the arguments; the database's.
pub(in crate::graphql) async fn around(
    ctx: &Context<'_>,
    center: &Arc<Brief>,
    wanted: Wanted,
) -> Result<Subgraph> {
    let Wanted { depth, through, types, filter, first } = wanted;
    let depth: u8 = within("depth", depth, 1, DEEPEST.into())?;
    let first: usize = within("first", first, 1, i32::try_from(MOST).unwrap_or(i32::MAX))?;
    let reference = relation_type::reference(ctx).await?;
    let types = relation_type::codes(&reference, types, true)?;
    let asked = asked(&reference, through, types, filter.as_deref(), request::of(ctx)?.minute)?;
    let (graphs, id) = (graphs(ctx)?, center.id);
    let read = |edition: Arc<crate::store::Edition>| async move {
        let graph = graphs.of(&edition).await?;
        surroundings(&graph, &edition, &reference, &asked, (id, depth, first)).await
    };
    let of = request::of(ctx)?.batches.read(read).await?;
    Ok(Subgraph { of, known_at: filter.and_then(|f| f.known_at).map(|at| at.0) })
}
