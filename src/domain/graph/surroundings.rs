//! What lies around an entity: everything within some steps, with the relations among it.

use std::collections::HashSet;

use db::{EntityId, RelationId};
use sea_orm::DbErr;

use super::walk::{Asked, Step, Walk};
use super::{Graph, Node, Tie};
use crate::store::Edition;
use crate::store::edition::reference::Reference;

/// Steps at most.
pub const DEEPEST: u8 = 4;
/// Relations for each entity that was asked for, at most.
pub const RELATIONS_EACH: usize = 5;

/// A part of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subgraph {
    /// With the steps that lead to them, nearest first; the first is the one that was asked about.
    pub entities: Vec<(EntityId, u8)>,
    /// Those among the entities that fit, preferred ones first, then those that were so last.
    pub relations: Vec<RelationId>,
    /// Whether there is more: of entities, or of relations among them.
    pub truncated: bool,
}

/// Everything within `depth` steps, breadth first, to `most` entities; preferred relations and those that were so last
/// lead first. An edition that does not have the entity has nothing around it.
///
/// # Errors
/// The database's.
pub async fn surroundings(
    graph: &Graph,
    edition: &Edition,
    reference: &Reference,
    asked: &Asked,
    (center, depth, most): (EntityId, u8, usize),
) -> Result<Subgraph, DbErr> {
    let Some(center) = graph.node(center) else { return Ok(Subgraph::default()) };
    let mut walk = Walk::new(graph, edition, reference, asked);
    let mut reached = vec![(center, 0)];
    let mut known = HashSet::from([center]);
    let mut frontier = vec![center];
    for distance in 1..=depth.min(DEEPEST) {
        let steps = walk.steps(&frontier, |step| !known.contains(&step.to)).await?;
        frontier.clear();
        for step in steps {
            if known.contains(&step.to) {
                continue;
            }
            if reached.len() >= most {
                walk.is_cut = true;
                break;
            }
            known.insert(step.to);
            reached.push((step.to, distance));
            if walk.passes(step.to) {
                frontier.push(step.to);
            }
        }
        if frontier.is_empty() || (walk.is_cut && reached.len() >= most) {
            break;
        }
    }
    let among = among(&mut walk, &reached, &known).await?;
    let relations = most.saturating_mul(RELATIONS_EACH);
    let truncated = walk.is_cut || among.len() > relations;
    Ok(Subgraph {
        entities: reached.iter().map(|(node, distance)| (graph.entity(*node), *distance)).collect(),
        relations: among.iter().take(relations).map(|tie| graph.relation(*tie).id).collect(),
        truncated,
    })
}

/// The relations that fit and have both ends among the nodes, each once.
async fn among(
    walk: &mut Walk<'_>,
    reached: &[(Node, u8)],
    known: &HashSet<Node>,
) -> Result<Vec<Tie>, DbErr> {
    let nodes: Vec<Node> = reached.iter().map(|(node, _)| *node).collect();
    let graph = walk.graph;
    // Seen from the end with fewer relations, so that there are few to look at twice.
    let degree = |node| (graph.degree(node), node);
    let inside = |step: &Step| known.contains(&step.to) && degree(step.from) < degree(step.to);
    let mut ties: Vec<Tie> = walk.steps(&nodes, inside).await?.into_iter().map(|step| step.tie).collect();
    ties.sort_unstable();
    Ok(ties)
}
