//! `nutgraph serve`.

use std::sync::Arc;

use super::CliError;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, App};
use crate::store::Store;

/// Serve the newsroom's content over GraphQL, until SIGTERM or Ctrl-C
///
/// The database is brought up to date first. Browsers find an explorer at the same address.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  nutgraph serve --listen 127.0.0.1:8080 --database-url sqlite://newsroom.db"
)]
pub struct Args {}

pub async fn run(Args {}: Args, config: Config) -> Result<(), CliError> {
    let stop = http::interrupted()?;
    // Before the database: an address that is taken should change nothing.
    let listener = http::bind(config.listen).await?;
    let store = Store::open(&config.store()).await?;
    let steps = store.migrate().await?;
    if steps > 0 {
        tracing::info!(steps, "the database was brought up to date");
    }
    let app = app(store.clone(), &config);
    let address = listener.local_addr()?;
    tracing::info!(%address, database = %config.database_url, "serving GraphQL at http://{address}/graphql");
    http::serve(listener, http::router(app), stop).await?;
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// The application over an open database.
pub fn app(store: Store, config: &Config) -> App {
    let schema = crate::graphql::schema();
    App { store, clock: Clock::System, schema, site: Arc::new(config.site()) }
}
