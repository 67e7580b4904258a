//! The entities of the graph.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::Arc;

use db::EntityId;
use uuid::Uuid;

use super::Node;
use crate::store::edition::entity::Brief;

/// Entities in the order in which they came. One that was withdrawn keeps its place, where nothing leads to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entities {
    all: Vec<Arc<Brief>>,
    of_id: HashMap<EntityId, Node>,
    /// By what their slugs hash to: shorter than the slugs. Of two slugs that hash to the same, one is not found.
    of_slug: HashMap<u64, Node>,
}

impl Entities {
    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn at(&self, node: Node) -> &Arc<Brief> {
        &self.all[node.index()]
    }

    pub fn node(&self, id: EntityId) -> Option<Node> {
        self.of_id.get(&id).copied()
    }

    /// The one that has this slug now.
    pub fn of_slug(&self, slug: &str) -> Option<&Arc<Brief>> {
        let found = self.at(*self.of_slug.get(&self.hash(slug))?);
        (found.slug == slug).then_some(found)
    }

    fn hash(&self, slug: &str) -> u64 {
        self.of_slug.hasher().hash_one(slug)
    }

    /// Adds an entity, or says anew what is said of it.
    pub fn add(&mut self, entity: Brief) {
        let place = u32::try_from(self.all.len()).ok().map(Node);
        let Some(node) = self.node(entity.id).or(place) else { return };
        if Some(node) == place {
            self.of_id.insert(entity.id, node);
        } else {
            self.forget(node);
        }
        self.of_slug.insert(self.hash(&entity.slug), node);
        let entity = Arc::new(entity);
        match self.all.get_mut(node.index()) {
            Some(known) => *known = entity,
            None => self.all.push(entity),
        }
    }

    /// Takes those out that were withdrawn.
    pub fn remove(&mut self, gone: &HashSet<Uuid>) {
        if gone.is_empty() {
            return;
        }
        let nodes = (0..).map(Node).zip(&self.all).filter(|(_, entity)| gone.contains(&entity.uid));
        for node in nodes.map(|(node, _)| node).collect::<Vec<_>>() {
            self.forget(node);
            let id = self.at(node).id;
            self.of_id.remove(&id);
        }
    }

    fn forget(&mut self, node: Node) {
        let slug = self.hash(&self.at(node).slug);
        if self.of_slug.get(&slug) == Some(&node) {
            self.of_slug.remove(&slug);
        }
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        // Behind each pointer stand the counters of both kinds of pointers to it.
        let one = |e: &Arc<Brief>| size_of::<Brief>() + 2 * size_of::<usize>() + e.name.len() + e.slug.len();
        // Of a hash table, seven of eight places are used at most, and each has a byte of its own.
        self.all.capacity() * size_of::<Arc<Brief>>()
            + self.all.iter().map(one).sum::<usize>()
            + self.of_id.capacity() * (size_of::<(EntityId, Node)>() + 1) * 8 / 7
            + self.of_slug.capacity() * (size_of::<(u64, Node)>() + 1) * 8 / 7
    }
}
