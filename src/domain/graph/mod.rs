//! The graph: entities, and the relations that join them, as readers have them. It is kept in memory, of one edition,
//! so that questions over many steps are walked and not joined: see [`kept`].

pub mod closure;
pub mod export;
pub mod kept;
pub mod paths;
pub mod picture;
pub mod scene;
pub mod surroundings;
pub mod telling;
pub mod walk;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use db::{Day, EntityId, EntityKind, Rank, RelationId};
use uuid::Uuid;

use super::relation::time::Bounds;
use crate::store::edition::graph as stored;

/// The place of an entity in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);

/// The place of a relation in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tie(u32);

/// A relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Relation {
    id: RelationId,
    uid: Uuid,
    subject: Node,
    object: Node,
    bounds: Bounds,
    /// The place of its type among the graph's.
    code: u16,
    rank: Rank,
    shown: bool,
}

impl Relation {
    /// The order of an entity's relations: preferred ones first, then those that were so last.
    fn order(&self) -> (u8, Reverse<Day>, RelationId) {
        let rank = match self.rank {
            Rank::Preferred => 0,
            Rank::Normal => 1,
            Rank::Deprecated => 2,
        };
        let Bounds { start_max, end_max, .. } = self.bounds;
        (rank, Reverse(if end_max == Day::EVER { start_max } else { end_max }), self.id)
    }
}

/// The entities and relations of one edition.
#[derive(Debug, Default)]
pub struct Graph {
    entities: Vec<stored::Node>,
    of_entity: HashMap<EntityId, Node>,
    codes: Vec<String>,
    /// In their order.
    relations: Vec<Relation>,
    /// Where the ties of each node begin in `ties`, and where those of the last one end.
    begins: Vec<u32>,
    ties: Vec<Tie>,
}

impl Graph {
    /// How many relations it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.relations.len()
    }

    /// Whether nothing is joined to anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relations.is_empty()
    }

    /// Bytes that its tables take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.relations.capacity() * size_of::<Relation>()
            + self.ties.capacity() * size_of::<Tie>()
            + self.begins.capacity() * size_of::<u32>()
            + self.entities.capacity() * size_of::<stored::Node>()
            // Of a hash table, seven of eight places are used at most, and each has a byte of its own.
            + self.of_entity.capacity() * (size_of::<(EntityId, Node)>() + 1) * 8 / 7
    }

    /// The same in a younger edition.
    #[must_use]
    pub fn next(&self, changes: stored::Changes) -> Self {
        let touched: HashSet<Uuid> = changes.touched.into_iter().collect();
        let mut next = Self {
            entities: self.entities.clone(),
            of_entity: self.of_entity.clone(),
            codes: self.codes.clone(),
            relations: self.relations.iter().filter(|r| !touched.contains(&r.uid)).copied().collect(),
            ..Self::default()
        };
        changes.nodes.into_iter().for_each(|node| next.add_node(node));
        changes.ties.into_iter().for_each(|tie| next.add_tie(tie));
        next.join();
        next
    }

    pub(super) fn add_node(&mut self, node: stored::Node) {
        if let Some(known) = self.of_entity.get(&node.id) {
            // An entity that was withdrawn stays, without relations: nothing leads to it.
            self.entities[known.index()] = node;
            return;
        }
        let Ok(place) = u32::try_from(self.entities.len()) else { return };
        self.of_entity.insert(node.id, Node(place));
        self.entities.push(node);
    }

    pub(super) fn add_tie(&mut self, tie: stored::Tie) {
        let ends = (self.node(tie.subject_id), self.node(tie.object_id));
        let (Some(subject), Some(object)) = ends else {
            tracing::error!(id = tie.id.0, "the edition has a relation of an entity that it does not have");
            return;
        };
        let code = self.codes.iter().position(|code| *code == tie.type_code).unwrap_or_else(|| {
            self.codes.push(tie.type_code.clone());
            self.codes.len() - 1
        });
        let Ok(code) = u16::try_from(code) else { return };
        let stored::Tie { id, uid, rank, shown, start_min, start_max, end_min, end_max, .. } = tie;
        let bounds = Bounds { start_min, start_max, end_min, end_max };
        self.relations.push(Relation { id, uid, subject, object, bounds, code, rank, shown });
    }

    /// Puts the relations in order, and tells each node its own.
    pub(super) fn join(&mut self) {
        // What was in order already takes no longer than to look at it.
        self.relations.sort_by_key(Relation::order);
        let mut begins = vec![0_u32; self.entities.len() + 1];
        for end in self.relations.iter().flat_map(|r| [r.subject, r.object]) {
            begins[end.index() + 1] += 1;
        }
        for i in 1..begins.len() {
            begins[i] += begins[i - 1];
        }
        let mut free = begins.clone();
        let mut ties = vec![Tie(0); self.relations.len() * 2];
        for (place, relation) in (0..).zip(&self.relations) {
            for end in [relation.subject, relation.object] {
                let at = &mut free[end.index()];
                ties[*at as usize] = Tie(place);
                *at += 1;
            }
        }
        (self.begins, self.ties) = (begins, ties);
    }

    /// Where an entity stands.
    #[must_use]
    pub fn node(&self, id: EntityId) -> Option<Node> {
        self.of_entity.get(&id).copied()
    }

    fn nodes(&self) -> usize {
        self.entities.len()
    }

    fn entity(&self, node: Node) -> EntityId {
        self.entities[node.index()].id
    }

    fn kind(&self, node: Node) -> EntityKind {
        self.entities[node.index()].kind
    }

    fn relation(&self, tie: Tie) -> &Relation {
        &self.relations[tie.0 as usize]
    }

    /// The relations of a node, in their order.
    fn ties(&self, node: Node) -> &[Tie] {
        let at = node.index();
        &self.ties[self.begins[at] as usize..self.begins[at + 1] as usize]
    }

    fn degree(&self, node: Node) -> usize {
        self.ties(node).len()
    }

    /// The end of a relation that is not this one.
    fn other(&self, tie: Tie, node: Node) -> Node {
        let Relation { subject, object, .. } = *self.relation(tie);
        if subject == node { object } else { subject }
    }
}

impl Node {
    fn index(self) -> usize {
        self.0 as usize
    }
}
