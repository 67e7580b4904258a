//! `nutgraph user`.

use std::io::{self, BufRead as _, Write as _};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use db::user_account;

use super::{CliError, as_it_is, print, up_to_date};
use crate::auth::{Actor, Role};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::access::Access;
use crate::domain::public_id::{self, Prefix};
use crate::domain::user::{self, Change, Invitation, Link};

const EXAMPLES: &str = "\
Examples:
  nutgraph user add aigerim@news.example --name 'Aigerim Sadykova' --role admin
  nutgraph user reset aigerim@news.example
  nutgraph user role bolat@news.example editor
  nutgraph user list

What `add` and `reset` print is a secret: whoever has it sets the password, once, with the mutation `setPassword`. Send it
to its owner, as a link to the page of your tool that does so.";

/// Keep the accounts of the newsroom's people
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account, and print the token with which its owner sets a password
    ///
    /// There is no default password. The token holds for 7 days.
    Add(Add),
    /// List all accounts
    List,
    /// Keep somebody out: their sessions end now
    Disable(Who),
    /// Let somebody in again
    Enable(Who),
    /// Print a token with which somebody sets a new password
    ///
    /// It holds for 30 minutes; former ones end. Who has no password yet gets another invitation, of 7 days.
    Reset(Who),
    /// Give somebody another role
    Role(Roled),
}

#[derive(Debug, ClapArgs)]
struct Who {
    /// The e-mail address that they sign in with
    email: String,
}

#[derive(Debug, ClapArgs)]
struct Roled {
    /// The e-mail address that they sign in with
    email: String,

    /// What they may do
    #[arg(ignore_case = true)]
    role: Named,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  nutgraph user add aigerim@news.example --name 'Aigerim Sadykova' --role admin
  printf %s \"$PASSWORD\" | nutgraph user add bot@news.example --role author --password-stdin")]
struct Add {
    /// The e-mail address that they sign in with
    email: String,

    /// What they are called [default: the address]
    #[arg(long)]
    name: Option<String>,

    /// What they may do
    #[arg(long, default_value = "author", ignore_case = true)]
    role: Named,

    /// Read the password from standard input, rather than print a token: for scripts, and for the first administrator
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Named {
    /// Writes own articles
    Author,
    /// Works on everything, and publishes
    Editor,
    /// An editor who also keeps users, keys and stages
    Admin,
}

impl From<Named> for Role {
    fn from(named: Named) -> Self {
        match named {
            Named::Author => Self::Author,
            Named::Editor => Self::Editor,
            Named::Admin => Self::Admin,
        }
    }
}

pub async fn run(Args { command }: Args, config: &Config) -> Result<(), CliError> {
    let store = match command {
        Command::Add(_) => up_to_date(&config.store()).await?,
        _ => as_it_is(config).await?,
    };
    let access = Access::new(store.clone(), Clock::System, config.access());
    let outcome = execute(command, &access).await;
    store.close().await;
    outcome
}

async fn execute(command: Command, access: &Access) -> Result<(), CliError> {
    let actor = &Actor::System;
    let find = async |email: &str| user::by_email(access, actor, email).await;
    match command {
        Command::Add(add) => return self::add(add, access).await,
        Command::List => {
            for row in user::list(access, actor).await? {
                print(&line(&row))?;
            }
        }
        Command::Disable(Who { email }) => {
            let row = user::disable(access, actor, find(&email).await?.uid).await?;
            print(&line(&row))?;
        }
        Command::Enable(Who { email }) => {
            let row = user::enable(access, actor, find(&email).await?.uid).await?;
            print(&line(&row))?;
        }
        Command::Reset(Who { email }) => {
            let (row, link) = user::reset(access, actor, find(&email).await?.uid).await?;
            tell(&row, &link)?;
        }
        Command::Role(Roled { email, role }) => {
            let change = Change { role: Some(role.into()), ..Change::default() };
            let row = user::update(access, actor, find(&email).await?.uid, &change).await?;
            print(&line(&row))?;
        }
    }
    Ok(())
}

async fn add(add: Add, access: &Access) -> Result<(), CliError> {
    let Add { email, name, role, password_stdin } = add;
    let name = name.unwrap_or_else(|| email.clone());
    let invitation = Invitation { email, name, role: role.into() };
    if password_stdin {
        let mut password = String::new();
        io::stdin().lock().read_line(&mut password)?;
        let password = password.trim_end_matches(['\r', '\n']);
        let row = user::add_with_password(access, &Actor::System, &invitation, password).await?;
        print(&line(&row))?;
    } else {
        let (row, link) = user::invite(access, &Actor::System, &invitation).await?;
        tell(&row, &link)?;
    }
    Ok(())
}

/// The secret alone on standard output, for scripts; what it is, beside it.
fn tell(row: &user_account::Model, link: &Link) -> Result<(), CliError> {
    let whose = row.email.as_deref().unwrap_or(&row.name);
    writeln!(
        io::stderr().lock(),
        "{}: with this, {whose} sets a password, once, until {}:",
        link.purpose.code().to_lowercase(),
        link.expires_at
    )?;
    print(&link.secret.expose())?;
    Ok(())
}

fn line(row: &user_account::Model) -> String {
    let state = if row.disabled_at.is_some() {
        "disabled"
    } else if row.subject.is_some() {
        "external"
    } else if row.password_hash.is_some() {
        "active"
    } else {
        "invited"
    };
    let id = public_id::print(Prefix::User, row.uid);
    format!("{id}  {:<6}  {state:<8}  {}  {}", row.role, row.email.as_deref().unwrap_or("-"), row.name)
}
