//! What the graph does not have of its entities, as it was read lately. It needs no rule of its own for when it is out of
//! date: whatever changes of an entity, the edition's log names it, and the graph gets another [`Brief`] of it.

use std::sync::Arc;

use db::EntityId;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::store::edition::entity::{Brief, Identifier, Name, Told};

/// Bytes of details of one sort that are kept, about.
const ROOM: u64 = 8 << 20;
/// What an entry takes beside its texts.
const ENTRY: usize = 200;

/// Details of one sort.
#[derive(Debug)]
pub struct Details<T: Detail>(Cache<EntityId, (Arc<Brief>, T), Bytes>);

/// Something that is said of one entity.
pub trait Detail: Clone {
    /// Bytes of its texts.
    fn bytes(&self) -> usize;
}

#[derive(Clone, Debug)]
struct Bytes;

impl<T: Detail> Weighter<EntityId, (Arc<Brief>, T)> for Bytes {
    fn weight(&self, _: &EntityId, (_, detail): &(Arc<Brief>, T)) -> u64 {
        (ENTRY + detail.bytes()) as u64
    }
}

impl<T: Detail> Default for Details<T> {
    fn default() -> Self {
        let usual = usize::try_from(ROOM).unwrap_or(usize::MAX) / (2 * ENTRY);
        Self(Cache::with_weighter(usual, ROOM, Bytes))
    }
}

impl<T: Detail> Details<T> {
    /// What was read of an entity of a graph, if it is that entity still.
    pub fn of(&self, entity: &Arc<Brief>) -> Option<T> {
        self.0.get(&entity.id).filter(|(of, _)| Arc::ptr_eq(of, entity)).map(|(_, detail)| detail)
    }

    /// Keeps what was read of an entity that a graph has, in an edition of that graph.
    pub fn keep(&self, entity: &Arc<Brief>, detail: T) {
        self.0.insert(entity.id, (Arc::clone(entity), detail));
    }
}

impl Detail for Arc<Told> {
    fn bytes(&self) -> usize {
        [&self.summary, &self.description].into_iter().flatten().map(String::len).sum()
    }
}

impl Detail for Arc<Vec<Identifier>> {
    fn bytes(&self) -> usize {
        self.iter().map(|row| size_of::<Identifier>() + row.scheme.len() + row.value.len()).sum()
    }
}

impl Detail for Arc<Vec<Name>> {
    fn bytes(&self) -> usize {
        self.iter().map(|row| size_of::<Name>() + row.name.len() + row.language.len()).sum()
    }
}

/// Details of all sorts. One per process, shared by its requests.
#[derive(Debug, Default)]
pub struct Kept {
    pub told: Details<Arc<Told>>,
    pub identifiers: Details<Arc<Vec<Identifier>>>,
    pub names: Details<Arc<Vec<Name>>>,
}
