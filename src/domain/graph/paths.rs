//! The shortest ways from one entity to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};

use db::{EdgeDirection, EntityId, RelationId};
use sea_orm::DbErr;

use super::walk::{Asked, Step, Walk};
use super::{Graph, Node, Tie};
use crate::store::Edition;
use crate::store::edition::reference::Reference;

/// Steps of a way at most.
pub const LONGEST: u8 = 6;

/// A way from one entity to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it begins, what it leads through, and where it ends.
    pub entities: Vec<EntityId>,
    /// Of each step, all relations that join its ends and fit, as they are seen from where the step begins.
    pub steps: Vec<Vec<(RelationId, EdgeDirection)>>,
}

/// The shortest ways, all of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The most telling first: those through entities with fewer relations.
    pub ways: Vec<Way>,
    /// Whether there are more of this length, or the search was cut short.
    pub truncated: bool,
}

/// The shortest ways between two different entities, of `longest` steps at most, and `most` of them.
///
/// The search goes from both ends, level by level, each time from the end with less before it: so a hub in the middle
/// is met, and not gone through.
///
/// # Errors
/// The database's.
pub async fn paths(
    graph: &Graph,
    edition: &Edition,
    reference: &Reference,
    asked: &Asked,
    (from, to): (EntityId, EntityId),
    (longest, most): (u8, usize),
) -> Result<Ways, DbErr> {
    let (Some(from), Some(to)) = (graph.node(from), graph.node(to)) else { return Ok(Ways::default()) };
    let mut walk = Walk::new(graph, edition, reference, asked);
    let (mut one, mut other) = (Side::new(graph, from), Side::new(graph, to));
    let mut met = vec![];
    for _ in 0..longest.min(LONGEST) {
        let (near, far) =
            if one.ahead(graph) <= other.ahead(graph) { (&mut one, &other) } else { (&mut other, &one) };
        near.go_on(&mut walk).await?;
        if near.frontier.is_empty() {
            break;
        }
        // What both have reached is where they stand now: had they met before, the search would be over.
        let meets =
            |node: &&Node| far.depth_of(**node).is_some() && (**node == far.start || walk.passes(**node));
        met = near.frontier.iter().filter(meets).copied().collect();
        if !met.is_empty() {
            break;
        }
        let passed = near.frontier.iter().copied().filter(|node| walk.passes(*node)).collect();
        near.frontier = passed;
    }
    let truncated = walk.is_cut;
    if met.is_empty() {
        return Ok(Ways { ways: vec![], truncated });
    }
    let mut between = Between::default();
    one.back(&met).for_each(|step| between.add(step.from, step.tie, step.to));
    other.back(&met).for_each(|step| between.add(step.to, step.tie, step.from));
    let mut best = between.best(graph, (from, to), most.saturating_add(1));
    let more = best.len() > most;
    best.truncate(most);
    let ways = best.into_iter().map(|nodes| between.way(&walk, &nodes)).collect();
    Ok(Ways { ways, truncated: truncated || more })
}

/// The search from one end.
#[derive(Debug)]
struct Side {
    start: Node,
    /// The level on which each node was reached, plus one; 0: not yet.
    depths: Vec<u8>,
    frontier: Vec<Node>,
    /// The steps to each level from the one before it.
    levels: Vec<Vec<Step>>,
}

impl Side {
    fn new(graph: &Graph, start: Node) -> Self {
        let mut depths = vec![0; graph.nodes()];
        depths[start.index()] = 1;
        Self { start, depths, frontier: vec![start], levels: vec![] }
    }

    fn depth_of(&self, node: Node) -> Option<u8> {
        self.depths[node.index()].checked_sub(1)
    }

    /// How many relations lie before it.
    fn ahead(&self, graph: &Graph) -> usize {
        self.frontier.iter().map(|node| graph.degree(*node)).sum()
    }

    async fn go_on(&mut self, walk: &mut Walk<'_>) -> Result<(), DbErr> {
        let depths = &self.depths;
        let steps = walk.steps(&self.frontier, |step| depths[step.to.index()] == 0).await?;
        let level = u8::try_from(self.levels.len()).unwrap_or(u8::MAX).saturating_add(2);
        self.frontier.clear();
        for step in &steps {
            let depth = &mut self.depths[step.to.index()];
            if *depth == 0 {
                *depth = level;
                self.frontier.push(step.to);
            }
        }
        self.levels.push(steps);
        Ok(())
    }

    /// The steps that lead from the start to these nodes, which were reached last, or at once.
    fn back(&self, met: &[Node]) -> impl Iterator<Item = Step> {
        let mut wanted: HashSet<Node> = met.iter().copied().collect();
        let mut all = vec![];
        for level in self.levels.iter().rev() {
            let steps: Vec<Step> = level.iter().filter(|step| wanted.contains(&step.to)).copied().collect();
            wanted = steps.iter().map(|step| step.from).collect();
            all.extend(steps);
        }
        all.into_iter()
    }
}

/// All shortest ways, as the steps that they are made of.
#[derive(Debug, Default)]
struct Between {
    ahead: HashMap<Node, BTreeMap<Node, Vec<Tie>>>,
}

impl Between {
    fn add(&mut self, from: Node, tie: Tie, to: Node) {
        self.ahead.entry(from).or_default().entry(to).or_default().push(tie);
    }

    /// The best ways, those first whose entities on the way have the fewest relations together. A way is gone on with
    /// where it can still become the best, so that not all are made to find some.
    fn best(&self, graph: &Graph, (from, to): (Node, Node), most: usize) -> Vec<Vec<Node>> {
        let mut costs = HashMap::from([(to, 0)]);
        self.cost(graph, (from, to), &mut costs);
        let cost = |node: Node| costs.get(&node).copied().unwrap_or(usize::MAX);
        // By ids where they cost the same: the places of nodes are this process's own.
        let mut waiting = BinaryHeap::from([Reverse((cost(from), vec![(graph.entity(from), from)], 0))]);
        let mut best = vec![];
        while let Some(Reverse((_, way, spent))) = waiting.pop() {
            let last = way.last().map_or(from, |(_, node)| *node);
            if last == to {
                best.push(way.into_iter().map(|(_, node)| node).collect());
                if best.len() == most {
                    break;
                }
                continue;
            }
            // However a way came here, it goes on with one of these: each leads to a way that is as good as all that
            // those behind them lead to. Otherwise a thousand ways that cost the same would all be begun.
            let mut ahead: Vec<_> = self
                .ahead
                .get(&last)
                .into_iter()
                .flatten()
                .map(|(next, _)| {
                    (toll(graph, *next, to).saturating_add(cost(*next)), graph.entity(*next), *next)
                })
                .collect();
            if ahead.len() > most {
                ahead.select_nth_unstable(most);
                ahead.truncate(most);
            }
            for (_, entity, next) in ahead {
                let spent = spent + toll(graph, next, to);
                let mut on = way.clone();
                on.push((entity, next));
                waiting.push(Reverse((spent.saturating_add(cost(next)), on, spent)));
            }
        }
        best
    }

    /// What the best way from a node to the end costs, without the node itself.
    fn cost(&self, graph: &Graph, (node, to): (Node, Node), costs: &mut HashMap<Node, usize>) -> usize {
        if let Some(known) = costs.get(&node) {
            return *known;
        }
        let mut best = usize::MAX;
        for next in self.ahead.get(&node).into_iter().flatten().map(|(next, _)| *next) {
            best = best.min(toll(graph, next, to).saturating_add(self.cost(graph, (next, to), costs)));
        }
        costs.insert(node, best);
        best
    }

    fn way(&self, walk: &Walk<'_>, nodes: &[Node]) -> Way {
        let pairs = nodes.iter().zip(nodes.iter().skip(1));
        let steps = pairs.map(|(from, to)| {
            let mut ties: Vec<Tie> =
                self.ahead.get(from).and_then(|of| of.get(to)).cloned().unwrap_or_default();
            ties.sort_unstable();
            let seen = |tie: Tie| (walk.graph.relation(tie).id, walk.direction(tie, *from));
            ties.into_iter().map(seen).collect()
        });
        let steps = steps.collect();
        Way { entities: nodes.iter().map(|node| walk.graph.entity(*node)).collect(), steps }
    }
}

/// What it costs to lead a way through a node.
fn toll(graph: &Graph, node: Node, to: Node) -> usize {
    if node == to { 0 } else { graph.degree(node) }
}
