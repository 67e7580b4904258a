//! What every new database starts with, as bundles: the countries of ISO 3166-1, the types of relations, and the
//! identifier schemes.

#[cfg(test)]
mod tests;

use std::hash::{DefaultHasher, Hash, Hasher};

use sea_orm::DbErr;

use crate::auth::{self, Action, Actor, Denied, Permit, Whose};
use crate::clock::Clock;
use crate::domain::bundle::format::Bundle;
use crate::domain::import::{self, FileSummary, ImportError};
use crate::store::desk::{self, Desk};
use crate::store::{AccessError, Store, WriteTx};

const FILES: [&str; 3] = [
    include_str!("identifier_schemes.json"),
    include_str!("relation_types.json"),
    include_str!("countries.json"),
];

/// Why the reference data is not there.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error("the reference data cannot be read: {0}")]
    Data(#[from] serde_json::Error),
    #[error("the reference data cannot be written: {0}")]
    Import(#[from] ImportError),
}

/// Writes the reference data that is not there yet, and renews what is there and was never edited. Where this very
/// data was written before, that is one statement, and the answer is none.
///
/// # Errors
/// [`SeedError`]; nothing was changed then.
pub async fn seed(store: &Store, clock: &Clock) -> Result<Option<FileSummary>, SeedError> {
    let permit = auth::permit(&Actor::System, Action::SeedReference, Whose::Own)?;
    let mark = mark();
    if seeded(store, &permit).await? == mark {
        return Ok(None);
    }
    let bundle = bundle()?;
    let tx = WriteTx::begin(store, permit, clock.now()).await?;
    desk::queue(&tx).await?;
    // Another process may have been faster.
    if desk::reference::seeded(&tx).await? == mark {
        return Ok(None);
    }
    let summary = import::seed(&tx, clock, bundle).await?;
    desk::reference::mark_seeded(&tx, &mark).await?;
    tx.commit().await?;
    Ok(Some(summary))
}

async fn seeded(store: &Store, permit: &Permit) -> Result<String, SeedError> {
    let desk = Desk::open(store, permit).await?;
    Ok(desk::reference::seeded(&desk).await?)
}

/// What tells these files from others.
fn mark() -> String {
    let mut hasher = DefaultHasher::new();
    FILES.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn bundle() -> Result<Bundle, serde_json::Error> {
    let mut all = Bundle::default();
    for file in FILES {
        let Bundle { nutgraph, identifier_schemes, relation_types, entities, articles, series, relations } =
            serde_json::from_str(file)?;
        all.nutgraph = nutgraph;
        all.identifier_schemes.extend(identifier_schemes);
        all.relation_types.extend(relation_types);
        all.entities.extend(entities);
        all.articles.extend(articles);
        all.series.extend(series);
        all.relations.extend(relations);
    }
    Ok(all)
}
