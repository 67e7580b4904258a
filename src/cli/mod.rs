//! The command line: one file per subcommand. Each calls the domain, as the API does.

mod demo;
mod doctor;
mod export;
mod import;
mod key;
mod migrate;
mod schema;
mod serve;
mod token;
mod user;

use std::error::Error as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::auth::{Action, Actor, Whose, permit};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Settings};
use crate::domain::import::ImportError;
use crate::domain::publication;
use crate::domain::reference::{self, SeedError};
use crate::http::ListenError;
use crate::runtime;
use crate::store::{Options, Store, StoreError, WriteTx};
use crate::telemetry;

const EXAMPLES: &str = "\
Examples:
  nutgraph demo
  nutgraph serve --listen 0.0.0.0:8080 --database-url postgres://nutgraph@localhost/nutgraph
  nutgraph schema > schema.graphql

Settings come from flags, else from NUTGRAPH_… variables, else from nutgraph.toml, else from the defaults.";

/// A headless content API for newsrooms: articles, and who and what they name, over GraphQL.
#[derive(Debug, Parser)]
#[command(name = "nutgraph", version, after_help = EXAMPLES, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,

    /// The file with the settings [default: nutgraph.toml, if it is there]
    #[arg(long, env = "NUTGRAPH_CONFIG", global = true, value_name = "FILE", hide_env = true)]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one")]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    Import(Box<import::Args>),
    Export(export::Args),
    Migrate(migrate::Args),
    Schema(schema::Args),
    Doctor(doctor::Args),
    User(user::Args),
    Token(token::Args),
    Key(key::Args),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("log_level cannot be understood")]
    Log(#[from] tracing_subscriber::filter::ParseError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Access(#[from] crate::store::AccessError),
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error("the system refuses")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Gate(#[from] crate::graphql::wire::GateError),
    #[error(transparent)]
    Denied(#[from] crate::auth::Denied),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Export(#[from] crate::domain::export::ExportError),
    #[error("the edition cannot be laid out")]
    Publication(#[from] publication::PublicationError),
    #[error("the schema cannot be written")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Account(#[from] crate::domain::access::AccountError),
    #[error("{0}")]
    Unhealthy(String),
}

/// The program: does what its arguments say, and tells what went wrong.
///
/// It stands here and not in the binary, which would make all the code that it leads to once more: minutes of building.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match runtime::start() {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("nutgraph: {error}");
            let mut cause = error.source();
            while let Some(next) = cause {
                // Some errors tell their cause themselves.
                let told = next.to_string();
                if !text.contains(&told) {
                    text = format!("{text}: {told}");
                }
                cause = next.source();
            }
            // Nobody is left to be told where standard error is closed.
            let _ = writeln!(io::stderr(), "{text}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), CliError> {
    let config = Config::load(cli.config.as_deref(), &cli.settings)?;
    telemetry::start(&config)?;
    match cli.command {
        Command::Serve(args) => serve::run(args, config).await,
        Command::Demo(args) => demo::run(args, config).await,
        Command::Import(args) => import::run(*args, &config).await,
        Command::Export(args) => export::run(args, &config).await,
        Command::Migrate(args) => migrate::run(args, &config).await,
        Command::Schema(args) => schema::run(args),
        Command::Doctor(args) => doctor::run(args, &config).await,
        Command::User(args) => user::run(args, &config).await,
        Command::Token(args) => token::run(args, &config).await,
        Command::Key(args) => key::run(args, &config).await,
    }
}

/// Opens the database, brings its tables up to date, and writes the reference data that is not there yet.
async fn up_to_date(options: &Options) -> Result<Store, CliError> {
    let store = Store::open(options).await?;
    let steps = store.migrate().await?;
    freshen(&store).await?;
    let seeded = reference::seed(&store, &Clock::System).await?;
    if steps > 0 || seeded.is_some() {
        tracing::info!(steps, seeded = seeded.is_some(), "the database was brought up to date");
    }
    Ok(store)
}

/// Lays the edition out anew where a release before this one did, which laid out less.
async fn freshen(store: &Store) -> Result<(), CliError> {
    let permit = permit(&Actor::System, Action::RebuildEdition, Whose::Own)?;
    let tx = WriteTx::begin(store, permit, Clock::System.now()).await?;
    if publication::is_stale(&tx).await? {
        tracing::info!("laying out anew what readers see: this may take a while");
        publication::rebuild(&tx).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Opens a database that is there and up to date, for what changes nothing.
async fn as_it_is(config: &Config) -> Result<Store, CliError> {
    let store = Store::open(&Options { create: false, ..config.store() }).await?;
    match missing(&store).await {
        Ok(()) => Ok(store),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

/// Refuses a database that is not up to date.
async fn missing(store: &Store) -> Result<(), CliError> {
    let steps = store.pending().await?.join(", ");
    if steps.is_empty() {
        return Ok(());
    }
    Err(CliError::Unhealthy(format!("run \"nutgraph migrate\", these steps are missing: {steps}")))
}

/// Writes a result to standard output. A reader who has seen enough (`| head`) is no error.
fn print(text: &str) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}
