//! The graph: entities, and the relations that join them, as readers have them. It is kept in memory, of one edition,
//! so that questions over many steps are walked and not joined: see [`kept`].

pub mod closure;
pub mod details;
pub mod edges;
mod entities;
pub mod export;
pub mod kept;
pub mod paths;
pub mod picture;
pub mod scene;
pub mod surroundings;
pub mod telling;
pub mod walk;
mod words;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use db::{Day, EntityId, EntityKind, PartialDate, Phase, Rank, RelationId, Standing};
use uuid::Uuid;

use self::entities::Entities;
use self::words::Words;
use super::relation::order::{latest_day, rank_order};
use super::relation::time::Bounds;
use crate::store::edition::entity::Brief;
use crate::store::edition::graph as stored;
use crate::store::edition::relation::Row;

/// The place of an entity in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);

/// The place of a relation in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tie(u32);

/// A relation: all that its row says, in less than half of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Relation {
    id: RelationId,
    uid: Uuid,
    subject: Node,
    object: Node,
    bounds: Bounds,
    start_date: Option<PartialDate>,
    end_date: Option<PartialDate>,
    as_of: Option<Day>,
    sources: i32,
    /// The place of its role among the graph's.
    role: Option<words::Place>,
    /// The place of its type's code among the graph's.
    code: words::Place,
    rank: Rank,
    phase: Phase,
    standing: Standing,
    shown: bool,
}

impl Relation {
    /// The order of an entity's relations: preferred ones first, then those that were so last.
    fn order(&self) -> (i32, Reverse<Day>, RelationId) {
        let Bounds { start_max, end_max, .. } = self.bounds;
        (rank_order(self.rank), Reverse(latest_day(start_max, end_max)), self.id)
    }
}

/// The entities and relations of one edition.
#[derive(Debug, Default)]
pub struct Graph {
    entities: Entities,
    codes: Words,
    roles: Words,
    /// In their order.
    relations: Vec<Relation>,
    /// Where the ties of each node begin in `ties`, and where those of the last one end.
    begins: Vec<u32>,
    ties: Vec<Tie>,
    /// The same ties as they were recorded: of each node those of which it is the subject, then those of which it is the
    /// object. A hub has few of one kind and very many of the other.
    side_begins: Vec<u32>,
    sides: Vec<Tie>,
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
            + (self.ties.capacity() + self.sides.capacity()) * size_of::<Tie>()
            + (self.begins.capacity() + self.side_begins.capacity()) * size_of::<u32>()
            + self.entities.bytes()
            + self.codes.bytes()
            + self.roles.bytes()
    }

    /// The same in a younger edition.
    #[must_use]
    pub fn next(&self, changes: stored::Changes) -> Self {
        let touched: HashSet<Uuid> = changes.touched.into_iter().collect();
        let mut next = Self {
            entities: self.entities.clone(),
            codes: self.codes.clone(),
            roles: self.roles.clone(),
            relations: self.relations.iter().filter(|r| !touched.contains(&r.uid)).copied().collect(),
            ..Self::default()
        };
        next.entities.remove(&changes.gone.into_iter().collect());
        changes.nodes.into_iter().for_each(|node| next.add_node(node));
        changes.ties.into_iter().for_each(|tie| next.add_tie(tie));
        next.join();
        next
    }

    pub(super) fn add_node(&mut self, entity: Brief) {
        self.entities.add(entity);
    }

    pub(super) fn add_tie(&mut self, stored::Tie { shown, row }: stored::Tie) {
        let ends = (self.node(row.subject_id), self.node(row.object_id));
        let (Some(subject), Some(object)) = ends else {
            tracing::error!(id = row.id.0, "the edition has a relation of an entity that it does not have");
            return;
        };
        let code = self.codes.place(&row.type_code);
        let role = row.role.as_deref().map(|role| self.roles.place(role));
        let Row { id, uid, start_date, end_date, phase, as_of, rank, standing, sources, .. } = row;
        let Row { start_min, start_max, end_min, end_max, .. } = row;
        let bounds = Bounds { start_min, start_max, end_min, end_max };
        self.relations.push(Relation {
            id,
            uid,
            subject,
            object,
            bounds,
            start_date,
            end_date,
            as_of,
            sources,
            role,
            code,
            rank,
            phase,
            standing,
            shown,
        });
    }

    /// Puts the relations in order, and tells each node its own.
    pub(super) fn join(&mut self) {
        // What was in order already takes no longer than to look at it.
        self.relations.sort_by_key(Relation::order);
        let all = (0..).map(Tie).take(self.relations.len());
        let ends = |r: &Relation| [r.subject.index(), r.object.index()];
        (self.begins, self.ties) = self.grouped(all.clone(), self.entities.len(), ends);
        let mut recorded: Vec<Tie> = all.collect();
        recorded.sort_unstable_by_key(|tie| self.relation(*tie).id);
        let sides = |r: &Relation| [2 * r.subject.index(), 2 * r.object.index() + 1];
        (self.side_begins, self.sides) = self.grouped(recorded.into_iter(), 2 * self.entities.len(), sides);
    }

    /// These ties, in their order, in the two groups to which each belongs; and where each group begins, and the last one
    /// ends.
    fn grouped(
        &self,
        ties: impl Iterator<Item = Tie>,
        groups: usize,
        of: impl Fn(&Relation) -> [usize; 2],
    ) -> (Vec<u32>, Vec<Tie>) {
        let mut begins = vec![0_u32; groups + 1];
        for group in self.relations.iter().flat_map(&of) {
            begins[group + 1] += 1;
        }
        for i in 1..begins.len() {
            begins[i] += begins[i - 1];
        }
        let mut free = begins.clone();
        let mut grouped = vec![Tie(0); self.relations.len() * 2];
        for tie in ties {
            for group in of(self.relation(tie)) {
                let at = &mut free[group];
                grouped[*at as usize] = tie;
                *at += 1;
            }
        }
        (begins, grouped)
    }

    /// Where an entity stands.
    #[must_use]
    pub fn node(&self, id: EntityId) -> Option<Node> {
        self.entities.node(id)
    }

    /// How many entities it has, joined or not.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.entities.len()
    }

    fn entity(&self, node: Node) -> EntityId {
        self.entities.at(node).id
    }

    fn kind(&self, node: Node) -> EntityKind {
        self.entities.at(node).kind
    }

    /// What is said of an entity wherever it is named.
    #[must_use]
    pub fn brief(&self, id: EntityId) -> Option<&Arc<Brief>> {
        Some(self.entities.at(self.node(id)?))
    }

    /// The entity that has this slug; none too where it had it once, or another one became it.
    #[must_use]
    pub fn of_slug(&self, slug: &str) -> Option<&Arc<Brief>> {
        self.entities.of_slug(slug)
    }

    fn relation(&self, tie: Tie) -> &Relation {
        &self.relations[tie.0 as usize]
    }

    /// The relations of a node, in their order.
    fn ties(&self, node: Node) -> &[Tie] {
        let at = node.index();
        &self.ties[self.begins[at] as usize..self.begins[at + 1] as usize]
    }

    /// The relations of which a node is the subject, and those of which it is the object, as they were recorded.
    fn sides(&self, node: Node) -> [&[Tie]; 2] {
        let begin = |group: usize| self.side_begins[group] as usize;
        let at = 2 * node.index();
        [&self.sides[begin(at)..begin(at + 1)], &self.sides[begin(at + 1)..begin(at + 2)]]
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
