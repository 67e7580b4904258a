//! `nutgraph serve`.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{CliError, up_to_date};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::newsroom::Newsroom;
use crate::domain::schedule;
use crate::graphql::schema;
use crate::graphql::wire::Api;
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
    let listener = http::bind(config.listen)?;
    let store = up_to_date(&config.store().for_clients(config.limits().request_timeout)).await?;
    until(stop, listener, store, &config).await
}

/// Serves until `stop` comes, answers what is under way, and closes the database.
pub async fn until(
    stop: impl Future<Output = ()> + Send + 'static,
    listener: TcpListener,
    store: Store,
    config: &Config,
) -> Result<(), CliError> {
    let api = Api::new(schema(), &config.gate())?;
    let mut app = App::new(store.clone(), Clock::System, config.site(), api, config.limits());
    app.explorer = config.shows_explorer();
    app.newsroom = Arc::new(Newsroom::clone(&app.newsroom).with_access(config.access()));
    app.newsroom.access.ensure_key().await?;
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving GraphQL at http://{address}/graphql");
    let (over, is_over) = watch::channel(false);
    let clockwork = tokio::spawn(schedule::keep(Arc::clone(&app.newsroom), is_over));
    let newsroom = Arc::clone(&app.newsroom);
    let graph = tokio::spawn(async move { newsroom.graphs.keep(&newsroom.store).await });
    http::serve(listener, app, stop).await;
    // What is due is done until the last; what is being done is finished.
    let _ = over.send(true);
    if let Err(fault) = clockwork.await {
        tracing::error!(%fault, "what is scheduled was given up");
    }
    graph.abort();
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}
