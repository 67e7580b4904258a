//! Relations as their ends see them.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use db::EntityId;
use sea_orm::DbErr;

use super::chosen::Chosen;
use super::facet::Faceted;
use super::filter::{Certainty, EdgeDirection, RelationFilter, RelationOrder, by};
use super::relation_type::{posts, reference};
use super::{Relation, sure};
use crate::domain::graph::closure::Link;
use crate::domain::graph::edges::first_edges;
use crate::graphql::batch::Source;
use crate::graphql::connection::{
    COUNTED, Connection, Count, Edged, Paging, Total, cursor, shows_places, shows_rows,
};
use crate::graphql::entity::{self, Entity};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::graph;
use crate::graphql::request;
use crate::graphql::scalars::LanguageTag;
use crate::store::Edition;
use crate::store::edition::entity::Brief;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::facet::Listed;
use crate::store::edition::relation::{self, Active, By, Edge, NEAREST, Walk, When};
use crate::store::keyset::{Key, Page, Slice};
use crate::store::predicate::Predicate;

/// Posts of an entity that `rolesThen` looks at, at most.
const MOST_ROLES: u32 = 100;

/// A relation as seen from one of its ends.
#[derive(Clone, Debug)]
pub struct EntityRelationEdge {
    cursor: String,
    node: Relation,
    other: EntityId,
    direction: db::EdgeDirection,
    certainty: Option<Certainty>,
    distance: u16,
}

/// A relation as seen from one of its ends.
#[Object]
impl EntityRelationEdge {
    /// Where it stands: for `after` and `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The relation.
    async fn node(&self) -> &Relation {
        &self.node
    }

    /// The other end.
    async fn other(&self, ctx: &Context<'_>) -> Result<Entity> {
        Ok(Entity::new(entity::known(request::of(ctx)?, self.other).await?))
    }

    /// From which end it is seen.
    async fn direction(&self) -> EdgeDirection {
        self.direction.into()
    }

    /// What it says, read from this end to the other: "head of", "headed by".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where the type has no label in it.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        self.node.label_of(ctx, self.direction, language.as_ref()).await
    }

    /// How sure it is that it holds when it is asked for, with `activeOn`, `activeDuring` or `on`; null if no time is.
    async fn certainty(&self) -> Option<Certainty> {
        self.certainty
    }

    /// Steps to the other end: 1, but for what follows from transitive relations.
    async fn distance(&self) -> i32 {
        self.distance.into()
    }
}

impl Edged for EntityRelationEdge {
    type Node = Relation;

    fn cursor(&self) -> &str {
        &self.cursor
    }

    fn node(&self) -> &Relation {
        &self.node
    }
}

/// Relations from the side of one of their ends.
pub(in crate::graphql) type EntityRelations = Connection<EntityRelationEdge, Faceted>;

/// What is asked of an entity's relations.
pub(in crate::graphql) struct Asked<'a> {
    pub types: Option<Vec<String>>,
    pub direction: Option<EdgeDirection>,
    pub filter: Option<&'a RelationFilter>,
    pub order_by: Option<Vec<RelationOrder>>,
    pub paging: Paging,
}

/// The relations of an entity, from its side.
///
/// # Errors
/// Of the arguments; the database's.
pub(in crate::graphql) async fn of_entity(
    ctx: &Context<'_>,
    reference: Arc<Reference>,
    entity: &Brief,
    asked: Asked<'_>,
) -> Result<EntityRelations> {
    let by = by(asked.order_by)?;
    let order = relation::of_entity(&by);
    let page = asked.paging.page(&order)?;
    let chosen = Chosen::new(asked.filter, true, &reference, request::of(ctx)?.minute)?;
    let directions = match asked.direction {
        Some(direction) => vec![direction.into()],
        None => vec![db::EdgeDirection::Out, db::EdgeDirection::In, db::EdgeDirection::Mutual],
    };
    let filter = chosen.predicate();
    let walk = Walk {
        directions,
        types: asked.types,
        shown: chosen.shown,
        filter,
        by,
        page,
        known_at: chosen.known_at,
    };
    let request = request::of(ctx)?;
    let known = || request.graph().and_then(|graph| first_edges(&graph, &reference, entity.id, &walk));
    let slice = match shows_rows(ctx).then(known) {
        None => Slice::default(),
        Some(Some(slice)) => slice,
        Some(None) => {
            let slice = request.batches.load::<Edges>(walk.clone(), entity.id).await?;
            slice.map(|slice| Slice::clone(&slice)).unwrap_or_default()
        }
    };
    // However a list is cut into pages, it is counted once.
    let counted = Walk { page: Page::first(0), by: By::own(), ..walk };
    let total = Total::counted::<EdgeCounts>(counted.clone(), entity.id);
    let places = shows_places(ctx);
    let edge = |edge: Edge| EntityRelationEdge {
        cursor: if places { cursor(&order, &relation::edge_keys(&edge, by)) } else { String::new() },
        certainty: chosen.sure(&reference, &edge.relation),
        other: edge.other_id,
        direction: edge.direction,
        node: Relation(Arc::new(edge.relation)),
        distance: 1,
    };
    Ok(Connection::new(slice, total, edge).with(Faceted::new(Listed::OfEntities(counted), Some(entity.id))))
}

/// What an entity is joined to by relations that go on: each entity once, nearest first.
///
/// # Errors
/// Types that do not go on, an order; the database's.
pub(in crate::graphql) async fn transitive(
    ctx: &Context<'_>,
    reference: Arc<Reference>,
    entity: &Brief,
    asked: Asked<'_>,
) -> Result<EntityRelations> {
    let Asked { types, direction, filter, order_by, paging } = asked;
    if order_by.is_some_and(|orders| !orders.is_empty()) {
        return Err(bad_request("`orderBy` does not go with `transitive`: what is nearest comes first."));
    }
    let page = paging.page(&NEAREST)?;
    let directions = match direction {
        Some(direction) => vec![direction.into()],
        None => vec![db::EdgeDirection::Out, db::EdgeDirection::In, db::EdgeDirection::Mutual],
    };
    let chosen = Chosen::new(filter, false, &reference, request::of(ctx)?.minute)?;
    let links = graph::transitive(ctx, &reference, entity.id, (types, filter), directions).await?;
    let keys = |link: &Link| vec![Key::Int(link.distance.into()), Key::Uid(link.uid)];
    let total = Count::exact(i64::try_from(links.len()).unwrap_or(i64::MAX));
    let these = links.iter().map(|link| link.relation).collect();
    let faceted = Faceted::new(Listed::These(these, chosen.known_at), None);
    let Slice { rows, before, after } = page.of_all(links, keys);
    let ids: Vec<_> = rows.iter().map(|link| link.relation).collect();
    let rows = rows.into_iter().zip(super::many(ctx, &ids, chosen.known_at).await?).collect();
    let slice = Slice { rows, before, after };
    let edge = |(link, node): (Link, Relation)| EntityRelationEdge {
        cursor: cursor(&NEAREST, &keys(&link)),
        certainty: chosen.sure(&reference, &node.0),
        other: link.other,
        direction: link.direction,
        node,
        distance: link.distance,
    };
    Ok(Connection::new(slice, Total::Known(total), edge).with(faceted))
}

/// A post that somebody held on a day.
#[derive(Clone, Debug, SimpleObject)]
pub struct Role {
    /// Who headed, or was deputy of, what.
    relation: Relation,
    /// How sure it is that it was on that day.
    certainty: Certainty,
}

/// The posts that an entity held on some days: all that it certainly held, then those that it possibly did. However
/// many entities and days are asked for, they are read at once.
///
/// # Errors
/// The database's.
pub(in crate::graphql) async fn roles_then(
    ctx: &Context<'_>,
    entity: EntityId,
    on: Active,
) -> Result<Vec<Role>> {
    let reference = reference(ctx).await?;
    let walk = Walk {
        directions: vec![db::EdgeDirection::Out],
        types: Some(posts(&reference)),
        shown: true,
        filter: Predicate::always(),
        by: By::own(),
        page: Page::first(MOST_ROLES),
        known_at: None,
    };
    let slice = request::of(ctx)?.batches.load::<Edges>(walk, entity).await?;
    let mut roles: Vec<Role> = slice
        .iter()
        .flat_map(|slice| &slice.rows)
        .filter_map(|edge| {
            let certainty = sure(&reference, &edge.relation, When::On(on))?;
            Some(Role { relation: Relation(Arc::new(edge.relation.clone())), certainty })
        })
        .collect();
    roles.sort_by_key(|role| role.certainty != Certainty::Certain);
    Ok(roles)
}

/// The relations of entities.
#[derive(Debug)]
pub enum Edges {}

impl Source for Edges {
    type From = Edition;
    type Args = Walk;
    type Key = EntityId;
    type Value = Arc<Slice<Edge>>;

    async fn fetch(
        edition: Arc<Edition>,
        walk: Walk,
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Slice<Edge>>>, DbErr> {
        let slices = relation::of_entities(&edition, &keys, &walk).await?;
        Ok(slices.into_iter().map(|(id, slice)| (id, Arc::new(slice))).collect())
    }
}

/// How many relations entities have.
#[derive(Debug)]
pub enum EdgeCounts {}

impl Source for EdgeCounts {
    type From = Edition;
    type Args = Walk;
    type Key = EntityId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        walk: Walk,
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, i64>, DbErr> {
        let counts = relation::count_of_entities(&edition, &keys, &walk, COUNTED.into()).await?;
        Ok(counts.into_iter().map(|count| (EntityId(count.parent), count.total)).collect())
    }
}
