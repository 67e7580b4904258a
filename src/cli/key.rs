//! `nutgraph key`.

use clap::{Args as ClapArgs, Subcommand};
use db::{Timestamp, signing_key};

use super::{CliError, as_it_is, print, up_to_date};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::access::Access;
use crate::domain::signing_key::{self as keys, Rotation};

const EXAMPLES: &str = "\
Examples:
  nutgraph key list
  nutgraph key rotate
  nutgraph key rotate --revoke

The first key is made at the first start. Others who check our tokens find the public keys at /.well-known/jwks.json.";

/// Keep the keys that sign access tokens
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all keys, in the order in which they sign
    List,
    /// Make a new key, which takes over from the others
    ///
    /// It is published now and signs in 24 hours; what the others signed until then holds to its end. Nobody notices, and
    /// no server need be started anew.
    Rotate(Rotate),
}

#[derive(Debug, ClapArgs)]
struct Rotate {
    /// Sign with the new key at once. What the others signed holds to its end
    #[arg(long)]
    at_once: bool,

    /// The others leaked: sign with the new key at once, and refuse what they signed. People refresh their sessions
    #[arg(long, conflicts_with = "at_once")]
    revoke: bool,
}

pub async fn run(Args { command }: Args, config: &Config) -> Result<(), CliError> {
    let store = match command {
        Command::Rotate(_) => up_to_date(&config.store()).await?,
        Command::List => as_it_is(config).await?,
    };
    let access = Access::new(store.clone(), Clock::System, config.access());
    let outcome = execute(command, &access).await;
    store.close().await;
    outcome
}

async fn execute(command: Command, access: &Access) -> Result<(), CliError> {
    let now = access.clock.now();
    match command {
        Command::List => {
            for row in keys::list(access).await? {
                print(&line(&row, now))?;
            }
        }
        Command::Rotate(Rotate { at_once, revoke }) => {
            let rotation = match (at_once, revoke) {
                (_, true) => Rotation::Revoking,
                (true, false) => Rotation::AtOnce,
                (false, false) => Rotation::Announced,
            };
            let row = keys::rotate(access, rotation).await?;
            print(&line(&row, now))?;
        }
    }
    Ok(())
}

fn line(row: &signing_key::Model, now: Timestamp) -> String {
    let state = match row.retired_at {
        Some(retired) if retired <= now => format!("retired at {retired}"),
        Some(retired) => {
            format!("signs from {}, until its successor does; retires at {retired}", row.not_before)
        }
        None => format!("signs from {}", row.not_before),
    };
    format!("{}  {}  {state}", row.kid, row.algorithm)
}
