//! The graph that is kept: of the newest edition that somebody asked about. When the edition moves, the log tells what
//! changed, and nothing else is read again; so it is right on every instance, whoever published.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use tokio::sync::Mutex as Turn;

use super::Graph;
use crate::store::Edition;
use crate::store::edition::graph as stored;

/// With more changes than this, the whole is read anew.
const MOST_CHANGES: usize = 20_000;

/// The graphs of the last editions. One per process, shared by its requests.
#[derive(Clone, Debug, Default)]
pub struct Graphs {
    /// The newest, and the one before it, for requests that began earlier.
    kept: Arc<Mutex<[Option<Kept>; 2]>>,
    /// Whoever comes while a graph is being read waits for it.
    reading: Arc<Turn<()>>,
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
            Some(changes) if changes.touched.is_empty() && changes.nodes.is_empty() => {
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

    fn at(&self, number: i64) -> Option<Arc<Graph>> {
        let kept = self.lock();
        let found = kept.iter().flatten().find(|kept| (kept.from..=kept.until).contains(&number));
        found.map(|kept| Arc::clone(&kept.graph))
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
