//! `nutgraph migrate`.

use super::{CliError, freshen, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::reference;
use crate::store::{Options, Store};

/// Bring the database's tables and the reference data up to date
///
/// All missing steps are done, or none; then countries, relation types and identifier schemes are written, never over what
/// was edited. `serve` does the same at its start; run this first where the account that serves
/// may not change tables.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  nutgraph migrate --pending\n  nutgraph migrate")]
pub struct Args {
    /// Only tell which steps are missing
    #[arg(long)]
    pending: bool,
}

pub async fn run(Args { pending }: Args, config: &Config) -> Result<(), CliError> {
    let store = Store::open(&Options { create: !pending, ..config.store() }).await?;
    if pending {
        let steps = store.pending().await?;
        print(&if steps.is_empty() { "nothing is missing".to_owned() } else { steps.join("\n") })?;
    } else {
        let steps = store.migrate().await?;
        freshen(&store).await?;
        reference::seed(&store, &Clock::System).await?;
        print(&format!("{}: {steps} steps done, the tables are up to date", config.database_url))?;
    }
    store.close().await;
    Ok(())
}
