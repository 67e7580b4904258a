//! `nutgraph doctor`.

use super::{CliError, print};
use crate::config::Config;
use crate::store::{Edition, Store};

/// Look after the database: does it answer, are its tables those of this release, can readers read?
///
/// Changes nothing. Ends with a failure where something is amiss.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub async fn run(Args {}: Args, config: &Config) -> Result<(), CliError> {
    let store = Store::open(&config.store()).await?;
    print(&format!("ok    the database answers: {}", config.database_url))?;
    let outcome = examine(&store).await;
    store.close().await;
    outcome
}

async fn examine(store: &Store) -> Result<(), CliError> {
    let pending = store.pending().await?;
    if !pending.is_empty() {
        let missing =
            format!("steps of migration are missing: {}; run \"nutgraph migrate\"", pending.join(", "));
        return Err(CliError::Unhealthy(missing));
    }
    print("ok    the tables are those of this release")?;
    let edition = Edition::open(store, None).await?;
    print(&format!(
        "ok    readers see edition {}, published at {}",
        edition.number(),
        edition.published_at()
    ))?;
    Ok(())
}
