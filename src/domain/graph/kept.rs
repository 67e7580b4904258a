//! The graph that is kept: of the newest edition that somebody asked about. When the edition moves, the log tells what
//! changed, and nothing else is read again; so it is right on every instance, whoever published.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::{Mutex as Turn, Notify};
use tokio::time::Instant;

use super::{Graph, details};
use crate::store::edition::graph::{self as stored, Changes};
use crate::store::{Edition, Store};

/// With more changes than this, the whole is read anew.
const MOST_CHANGES: usize = 20_000;
/// How long a database is left alone that could not be read.
const PAUSE: Duration = Duration::from_secs(1);

/// The graphs of the last editions. One per process, shared by its requests.
///
/// Questions over many steps wait for the graph of their edition. Lists of relations and names of entities are taken from
/// it where it is there, and else read from the database: they need not wait. So that it is there, a server [keeps it at
/// hand](Graphs::keep).
#[derive(Clone, Debug, Default)]
pub struct Graphs {
    /// The newest, and the one before it, for requests that began earlier.
    kept: Arc<Mutex<[Option<Kept>; 2]>>,
    /// Whoever comes while a graph is being read waits for it.
    reading: Arc<Turn<()>>,
    /// Told when a request came upon an edition whose graph is not there.
    missed: Arc<Notify>,
    /// What the graphs do not have of their entities.
    pub details: Arc<details::Kept>,
}

/// A graph, and the editions that have it: from one to another, both included.
#[derive(Clone, Debug)]
struct Kept {
    from: i64,
    until: i64,
    graph: Arc<Graph>,
}

impl Graphs {
    /// The graph of the edition: from memory, or read within its snapshot.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(&self, edition: &Edition) -> Result<Arc<Graph>, DbErr> {
        let number = edition.number();
        if let Some(graph) = self.at(number) {
            return Ok(graph);
        }
        let _turn = self.reading.lock().await;
        if let Some(graph) = self.at(number) {
            return Ok(graph);
        }
        let newest = self.lock()[0].clone();
        let Some(newest) = newest.filter(|kept| kept.until < number) else {
            // The first of all, or a request with an older snapshot than any that is kept.
            let graph = Arc::new(read(edition).await?);
            self.lock()[0].get_or_insert(Kept { from: number, until: number, graph: Arc::clone(&graph) });
            return Ok(graph);
        };
        let graph = match stored::since(edition, newest.until, MOST_CHANGES).await? {
            Some(Changes { touched, nodes, gone, .. })
                if touched.is_empty() && nodes.is_empty() && gone.is_empty() =>
            {
                self.lock()[0] = Some(Kept { until: number, ..newest.clone() });
                return Ok(newest.graph);
            }
            Some(changes) => newest.graph.next(changes),
            None => read(edition).await?,
        };
        let graph = Arc::new(graph);
        let next = Kept { from: number, until: number, graph: Arc::clone(&graph) };
        *self.lock() = [Some(next), Some(newest)];
        Ok(graph)
    }

    /// The graph of the edition of this number, if it is in memory.
    #[must_use]
    pub fn at(&self, number: i64) -> Option<Arc<Graph>> {
        let kept = self.lock();
        let found = kept.iter().flatten().find(|kept| (kept.from..=kept.until).contains(&number));
        found.map(|kept| Arc::clone(&kept.graph))
    }

    /// Tells whoever keeps the graph at hand that it is not there for this edition.
    pub fn want(&self, number: i64) {
        if self.at(number).is_none() {
            self.missed.notify_one();
        }
    }

    /// Keeps the graph at hand, for ever: reads it now, and lets it follow the edition whenever somebody
    /// [wants](Graphs::want) a newer one. That takes a tenth of the time at most, however often something is published.
    pub async fn keep(&self, store: &Store) {
        loop {
            let began = Instant::now();
            let read = async { self.of(&Edition::open(store, None).await?).await };
            if let Err(cause) = read.await {
                tracing::warn!(%cause, "the graph could not be read into memory");
                tokio::time::sleep(PAUSE).await;
            }
            tokio::time::sleep(began.elapsed() * 9).await;
            self.missed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, [Option<Kept>; 2]> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(edition: &Edition) -> Result<Graph, DbErr> {
    let mut graph = Graph::default();
    stored::nodes(edition, |node| graph.add_node(node)).await?;
    stored::ties(edition, |tie| graph.add_tie(tie)).await?;
    graph.join();
    Ok(graph)
}
