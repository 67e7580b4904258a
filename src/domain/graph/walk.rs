//! How a walk over the graph goes on: which relations it may take.

use std::collections::HashSet;

use db::{Certainty, EdgeDirection, EntityKind, Rank, RelationId, Temporal};
use sea_orm::DbErr;

use super::{Graph, Node, Tie};
use crate::domain::relation::time::certainty;
use crate::store::Edition;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{self, Active, Asked as Stored};

/// Relations that the database is asked about at a time: a hub may have hundreds of thousands.
const MOST_ASKED: usize = 10_000;
/// Relations that one question looks at.
pub(super) const MOST_SEEN: usize = 4_000_000;

/// Which relations a walk takes, and through what.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Codes of types, with the subtypes that are meant too; none: all.
    pub types: Option<Vec<String>>,
    /// Kinds of the entities on the way; none: all. Where a walk begins and ends may be of any kind.
    pub through: Option<Vec<EntityKind>>,
    /// Leaves out what is denied, retracted or deprecated.
    pub shown: bool,
    /// Takes what editors found wrong, where all are taken that are not shown.
    pub deprecated: bool,
    /// It holds on those days: certainly, only possibly, or either.
    pub active: Option<(Active, Option<Certainty>)>,
    /// What memory cannot tell of them: the database is asked, once for each step.
    pub rest: Option<Stored>,
}

/// A step from a node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub from: Node,
    pub tie: Tie,
    pub to: Node,
    /// As the node from which it goes sees the relation.
    pub direction: EdgeDirection,
}

/// A walk under way.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub graph: &'a Graph,
    edition: &'a Edition,
    asked: &'a Asked,
    /// By the place of a type's code in the graph.
    types: Vec<Type>,
    left: usize,
    /// Whether something was left out because there was too much.
    pub is_cut: bool,
}

#[derive(Clone, Copy, Debug)]
struct Type {
    taken: bool,
    temporal: Temporal,
    symmetric: bool,
}

impl<'a> Walk<'a> {
    pub fn new(graph: &'a Graph, edition: &'a Edition, reference: &Reference, asked: &'a Asked) -> Self {
        let types = graph.codes.iter().map(|code| {
            let row = reference.relation_type(code).map(|t| &t.row);
            Type {
                taken: asked.types.as_ref().is_none_or(|types| types.iter().any(|t| t == code)),
                temporal: row.map_or(Temporal::State, |row| row.temporal),
                symmetric: row.is_some_and(|row| row.symmetric),
            }
        });
        Self { graph, edition, asked, types: types.collect(), left: MOST_SEEN, is_cut: false }
    }

    /// Whether a way may lead through a node.
    pub fn passes(&self, node: Node) -> bool {
        self.asked.through.as_ref().is_none_or(|kinds| kinds.contains(&self.graph.kind(node)))
    }

    /// The direction in which a node sees a relation.
    pub fn direction(&self, tie: Tie, from: Node) -> EdgeDirection {
        let relation = self.graph.relation(tie);
        if self.types.get(relation.code.index()).is_some_and(|of| of.symmetric) {
            EdgeDirection::Mutual
        } else if relation.subject == from {
            EdgeDirection::Out
        } else {
            EdgeDirection::In
        }
    }

    /// The steps from these nodes that fit, those of each node in the order of its relations. Steps to where `wanted` says
    /// no are left out before anything is asked of the database.
    pub async fn steps(&mut self, from: &[Node], wanted: impl Fn(&Step) -> bool) -> Result<Vec<Step>, DbErr> {
        let mut steps = vec![];
        let most = if self.asked.rest.is_some() { MOST_ASKED } else { usize::MAX };
        'nodes: for node in from {
            for tie in self.graph.ties(*node) {
                if self.left == 0 || steps.len() >= most {
                    self.is_cut = true;
                    break 'nodes;
                }
                self.left -= 1;
                if self.fits(*tie) {
                    let (to, direction) = (self.graph.other(*tie, *node), self.direction(*tie, *node));
                    let step = Step { from: *node, tie: *tie, to, direction };
                    if wanted(&step) {
                        steps.push(step);
                    }
                }
            }
        }
        if let (Some(rest), false) = (&self.asked.rest, steps.is_empty()) {
            let mut ids: Vec<RelationId> = steps.iter().map(|s| self.graph.relation(s.tie).id).collect();
            ids.sort_unstable();
            ids.dedup();
            let fit: HashSet<RelationId> =
                relation::matching(self.edition, &ids, rest).await?.into_iter().map(|row| row.id).collect();
            steps.retain(|s| fit.contains(&self.graph.relation(s.tie).id));
        }
        Ok(steps)
    }

    /// What memory can tell.
    fn fits(&self, tie: Tie) -> bool {
        let relation = self.graph.relation(tie);
        let Some(of) = self.types.get(relation.code.index()) else { return false };
        let holds = |(on, wanted): (Active, Option<Certainty>)| {
            let sure = certainty(of.temporal, &relation.bounds, on.first, on.last);
            sure.is_some() && (wanted.is_none() || wanted == sure)
        };
        let right = self.asked.deprecated || relation.rank != Rank::Deprecated;
        of.taken && right && (relation.shown || !self.asked.shown) && self.asked.active.is_none_or(holds)
    }
}
