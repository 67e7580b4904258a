//! What follows from transitive relations: what is part of a part is part of the whole.

use std::collections::HashSet;

use db::{EdgeDirection, EntityId, RelationId};
use sea_orm::DbErr;
use uuid::Uuid;

use super::Graph;
use super::walk::{Asked, Step, Walk};
use crate::store::Edition;
use crate::store::edition::reference::Reference;

/// A relation on the way from an entity to another that it is joined to, directly or through others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub relation: RelationId,
    pub uid: Uuid,
    /// Its end that is farther away.
    pub other: EntityId,
    /// As its nearer end sees it.
    pub direction: EdgeDirection,
    /// Steps to its farther end.
    pub distance: u16,
}

/// All that an entity is joined to by relations that go on in one of these directions, nearest first, then by the public
/// ids of relations; each entity once for each direction. Also tells whether something was left out because there was
/// too much.
///
/// # Errors
/// The database's.
pub async fn closure(
    graph: &Graph,
    edition: &Edition,
    reference: &Reference,
    asked: &Asked,
    (entity, directions): (EntityId, &[EdgeDirection]),
) -> Result<(Vec<Link>, bool), DbErr> {
    let Some(start) = graph.node(entity) else { return Ok((vec![], false)) };
    let mut walk = Walk::new(graph, edition, reference, asked);
    let mut links = vec![];
    for direction in directions {
        let (mut known, mut frontier) = (HashSet::from([start]), vec![start]);
        for distance in 1..=u16::MAX {
            let on = |step: &Step| !known.contains(&step.to) && step.direction == *direction;
            let mut steps = walk.steps(&frontier, on).await?;
            steps.sort_by_key(|step| graph.relation(step.tie).uid);
            frontier.clear();
            for Step { tie, to, direction, .. } in steps {
                if known.insert(to) {
                    frontier.push(to);
                    let relation = graph.relation(tie);
                    links.push(Link {
                        relation: relation.id,
                        uid: relation.uid,
                        other: graph.entity(to),
                        direction,
                        distance,
                    });
                }
            }
            if frontier.is_empty() {
                break;
            }
        }
    }
    links.sort_by_key(|link| (link.distance, link.uid));
    Ok((links, walk.is_cut))
}
