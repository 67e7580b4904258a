//! `nutgraph doctor`.

use super::{CliError, missing, print};
use crate::auth::{Action, Actor, Whose, permit};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::publication;
use crate::store::edition::audit;
use crate::store::{Edition, Options, Store, WriteTx};

/// Look after the database: does it answer, are its tables those of this release, does what is counted agree with what is
/// there?
///
/// Changes nothing, unless told to rebuild. Ends with a failure where something is amiss.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  nutgraph doctor\n  nutgraph doctor --rebuild-edition")]
pub struct Args {
    /// Lay what readers see out anew from what the newsroom wrote, counters and text index too, in one transaction. Its
    /// number stays; readers see the former rows until it is done. Where it mends something, restart the servers of the
    /// database: they keep what they read
    #[arg(long)]
    rebuild_edition: bool,
}

pub async fn run(args: Args, config: &Config) -> Result<(), CliError> {
    let store = Store::open(&Options { create: false, ..config.store() }).await?;
    print(&format!("ok     the database answers: {}", config.database_url))?;
    let outcome = examine(&store, &args).await;
    store.close().await;
    outcome
}

async fn examine(store: &Store, args: &Args) -> Result<(), CliError> {
    missing(store).await?;
    print("ok     the tables are those of this release")?;
    if args.rebuild_edition {
        let permit = permit(&Actor::System, Action::RebuildEdition, Whose::Own)?;
        let tx = WriteTx::begin(store, permit, Clock::System.now()).await?;
        publication::rebuild(&tx).await?;
        tx.commit().await?;
        print("done   the edition was laid out anew")?;
    }
    let edition = Edition::open(store, None).await?;
    print(&format!(
        "ok     readers see edition {}, published at {}",
        edition.number(),
        edition.published_at()
    ))?;
    let faults = audit::faults(&edition).await?;
    for fault in &faults {
        print(&format!("wrong  {fault}"))?;
    }
    if !faults.is_empty() {
        let advice = "the edition does not agree with itself: run \"nutgraph doctor --rebuild-edition\"";
        return Err(CliError::Unhealthy(advice.to_owned()));
    }
    print("ok     what is counted agrees with what is there")?;
    Ok(())
}
