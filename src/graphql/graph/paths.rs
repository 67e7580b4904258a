//! How two entities are connected.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use db::{EntityId, RelationId, Timestamp};
use futures_util::future::try_join_all;

use super::{asked, graphs, within};
use crate::domain::graph::paths::{LONGEST, Way, Ways, paths};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::entity::{self, Entity, EntityKind};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::relation::filter::{EdgeDirection, RelationFilter};
use crate::graphql::relation::{self, Relation, relation_type};
use crate::graphql::request;
use crate::graphql::scalars::LanguageTag;
use crate::store::Edition;
use crate::store::edition::entity::Brief;

/// Ways where the query does not say.
pub(in crate::graphql) const DEFAULT: i32 = 5;
/// Ways at most.
const MOST: i32 = 50;
/// Relations of a step at most.
const MOST_TOGETHER: i32 = 20;

/// How two entities are connected.
#[derive(Clone, Debug)]
pub struct Paths {
    of: Ways,
    known_at: KnownAt,
}

/// The instant of which relations tell.
type KnownAt = Option<Timestamp>;

/// The shortest ways between two entities.
#[Object]
impl Paths {
    /// The ways, all of one length: those first that lead through entities with fewer relations, and so tell more.
    async fn paths(&self) -> Vec<Path> {
        self.of.ways.iter().map(|way| Path(way.clone(), self.known_at)).collect()
    }

    /// Whether there are more ways of this length, or the search was cut short because there was too much to look at.
    async fn truncated(&self) -> bool {
        self.of.truncated
    }
}

/// A way from one entity to another.
#[derive(Clone, Debug)]
pub struct Path(Way, KnownAt);

/// A way from one entity to another.
#[Object]
impl Path {
    /// How many steps it has.
    async fn length(&self) -> usize {
        self.0.steps.len()
    }

    /// The entities that it leads through, with those at its ends.
    async fn entities(&self, ctx: &Context<'_>) -> Result<Vec<Entity>> {
        try_join_all(self.0.entities.iter().map(|id| known(ctx, *id))).await
    }

    /// Its steps, each with the relations that join its ends.
    async fn steps(&self) -> Vec<PathStep> {
        let pairs = self.0.entities.iter().zip(self.0.entities.iter().skip(1));
        let steps = pairs.zip(&self.0.steps);
        steps
            .map(|((from, to), ties)| PathStep { from: *from, to: *to, ties: ties.clone(), known_at: self.1 })
            .collect()
    }
}

/// A step of a way.
#[derive(Clone, Debug)]
pub struct PathStep {
    from: EntityId,
    to: EntityId,
    ties: Vec<(RelationId, db::EdgeDirection)>,
    known_at: KnownAt,
}

/// A step of a way.
#[Object]
impl PathStep {
    /// Where it begins.
    async fn from(&self, ctx: &Context<'_>) -> Result<Entity> {
        known(ctx, self.from).await
    }

    /// Where it ends.
    async fn to(&self, ctx: &Context<'_>) -> Result<Entity> {
        known(ctx, self.to).await
    }

    /// How many relations join its ends, of those that were asked for.
    async fn relation_count(&self) -> usize {
        self.ties.len()
    }

    /// The relations that join its ends: preferred ones first, then those that were so last.
    async fn relations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 20.", default = 5)] first: i32,
    ) -> Result<Vec<PathRelation>> {
        let first: usize = within("first", first, 0, MOST_TOGETHER)?;
        let one = |(id, direction): &(RelationId, db::EdgeDirection)| {
            let (id, direction) = (*id, *direction);
            async move {
                Ok(PathRelation {
                    relation: relation::known(ctx, id, self.known_at).await?,
                    direction: direction.into(),
                })
            }
        };
        try_join_all(self.ties.iter().take(first).map(one)).await
    }
}

/// A relation on a way, as it is seen from where the step begins.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct PathRelation {
    /// The relation.
    relation: Relation,
    /// From which of its ends the step goes.
    direction: EdgeDirection,
}

/// A relation on a way.
#[async_graphql::ComplexObject]
impl PathRelation {
    /// What it says, read from where the step begins to where it ends: "head of", "headed by".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where the type has no label in it.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        self.relation.label_of(ctx, self.direction.into(), language.as_ref()).await
    }
}

async fn known(ctx: &Context<'_>, id: EntityId) -> Result<Entity> {
    Ok(Entity::new(entity::known(request::of(ctx)?, id).await?))
}

#[derive(Debug, Default)]
pub struct PathQuery;

#[Object]
impl PathQuery {
    /// How two entities are connected: the shortest ways from one to the other, whatever the direction of their relations.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn paths(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where the ways begin: an id or a slug.")] from: ID,
        #[graphql(desc = "Where they end: an id or a slug.")] to: ID,
        #[graphql(desc = "Steps at most, 1 to 6.", default = 4)] max_length: i32,
        #[graphql(
            desc = "Kinds that a way may lead through; any, if it is not given. Through a country, everybody \
                    knows everybody."
        )]
        through: Option<Vec<EntityKind>>,
        #[graphql(desc = "Codes of relation types, with the types under them; all, if it is not given.")]
        types: Option<Vec<String>>,
        #[graphql(desc = "Which relations a way may take.")] filter: Option<Box<RelationFilter>>,
        #[graphql(desc = "The first so many ways, at most 50.", default = 5)] first: i32,
    ) -> Result<Paths> {
        let length: u8 = within("maxLength", max_length, 1, LONGEST.into())?;
        let first: usize = within("first", first, 1, MOST)?;
        let (from, to) = futures_util::try_join!(end(ctx, "from", &from), end(ctx, "to", &to))?;
        if from.id == to.id {
            return Err(bad_request("`from` and `to` are the same entity: no way leads from it to itself."));
        }
        let reference = relation_type::reference(ctx).await?;
        let types = relation_type::codes(&reference, types, true)?;
        let asked = asked(&reference, through, types, filter.as_deref(), request::of(ctx)?.minute)?;
        let (graphs, ends) = (graphs(ctx)?, (from.id, to.id));
        let read = |edition: Arc<Edition>| async move {
            let graph = graphs.of(&edition).await?;
            paths(&graph, &edition, &reference, &asked, ends, (length, first)).await
        };
        let of = request::of(ctx)?.batches.read(read).await?;
        Ok(Paths { of, known_at: filter.and_then(|f| f.known_at).map(|at| at.0) })
    }
}

/// The entity of an id, or of a slug.
async fn end(ctx: &Context<'_>, name: &str, id: &ID) -> Result<Arc<Brief>> {
    let found = match public_id::parse(Prefix::Entity, id) {
        Some(uid) => entity::find(ctx, uid).await?,
        None => entity::by_slug(ctx, id.to_string()).await?,
    };
    let found = found.map(|entity| Arc::clone(entity.brief()));
    found.ok_or_else(|| bad_request(format!("`{name}`: readers have no entity of this id or slug.")))
}
