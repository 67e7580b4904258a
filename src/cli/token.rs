//! `nutgraph token`.

use std::io::{self, Write as _};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use db::{Timestamp, api_key};

use super::{CliError, as_it_is, print};
use crate::auth::{Actor, Scope};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::access::Access;
use crate::domain::api_key as keys;
use crate::domain::public_id::{self, Prefix};

const EXAMPLES: &str = "\
Examples:
  nutgraph token create 'search indexer' --scope read-desk --days 90
  nutgraph token list
  nutgraph token revoke key_01h2xcejqtf2nbrexx3vqjhp41

A tool sends its token in the header \"Authorization: Bearer ngk_...\". It reads what its scopes say, and changes nothing.";

/// Keep the API keys of tools
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key, and print its secret, this once
    Create(Create),
    /// List all keys, without their secrets
    List,
    /// Revoke a key, from this moment on
    Revoke(Revoke),
}

#[derive(Debug, ClapArgs)]
struct Create {
    /// What it is for
    name: String,

    /// What it may read; give it several times for several
    #[arg(long = "scope", required = true)]
    scopes: Vec<Named>,

    /// How long it holds
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
}

#[derive(Debug, ClapArgs)]
struct Revoke {
    /// Its id, as `list` tells it
    id: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Named {
    /// Drafts, revisions and workflow of all articles, and all entities and relations
    #[value(name = "read-desk")]
    Desk,
    /// Who did what
    #[value(name = "read-audit")]
    Audit,
    /// Names, addresses and roles of users
    #[value(name = "read-users")]
    Users,
}

impl From<Named> for Scope {
    fn from(named: Named) -> Self {
        match named {
            Named::Desk => Self::ReadDesk,
            Named::Audit => Self::ReadAudit,
            Named::Users => Self::ReadUsers,
        }
    }
}

pub async fn run(Args { command }: Args, config: &Config) -> Result<(), CliError> {
    let store = as_it_is(config).await?;
    let access = Access::new(store.clone(), Clock::System, config.access());
    let outcome = execute(command, &access).await;
    store.close().await;
    outcome
}

async fn execute(command: Command, access: &Access) -> Result<(), CliError> {
    let now = access.clock.now();
    match command {
        Command::Create(Create { name, scopes, days }) => {
            let scopes: Vec<_> = scopes.into_iter().map(Scope::from).collect();
            let until = Timestamp(now.0 + i64::from(days) * 24 * 60 * 60 * 1000);
            let (row, secret) = keys::create(access, &Actor::System, &name, &scopes, until).await?;
            writeln!(io::stderr().lock(), "{}\nthe secret, which is told this once:", line(&row, now))?;
            print(&secret.expose())?;
        }
        Command::List => {
            for row in keys::list(access, &Actor::System).await? {
                print(&line(&row, now))?;
            }
        }
        Command::Revoke(Revoke { id }) => {
            let uid = public_id::parse(Prefix::ApiKey, &id);
            let uid = uid.ok_or_else(|| {
                CliError::Unhealthy(format!("{id} is no id of a key; see \"nutgraph token list\""))
            })?;
            let row = keys::revoke(access, &Actor::System, uid).await?;
            print(&line(&row, now))?;
        }
    }
    Ok(())
}

fn line(row: &api_key::Model, now: Timestamp) -> String {
    let state = match row.revoked_at {
        Some(at) => format!("revoked at {at}"),
        None if row.expires_at <= now => format!("over since {}", row.expires_at),
        None => format!("holds until {}", row.expires_at),
    };
    format!("{}  {}  {state}  {}", public_id::print(Prefix::ApiKey, row.uid), row.scopes, row.name)
}
