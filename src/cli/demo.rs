//! `nutgraph demo`.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use super::{CliError, print, serve, up_to_date};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::import::{self, Input, Options, Outcome};
use crate::http;
use crate::store::{self, Edition, Store};

const FILE: &str = "nutgraph-demo.db";
const NEWSROOM: &str = include_str!("../domain/demo/newsroom.json");

/// The edition that has the reference data and nothing else.
const REFERENCE: i64 = 1;

/// What is worth asking first: title and query.
const QUERIES: [(&str, &str); 3] = [
    (
        "The latest articles, and whom and what they name",
        "{ articles(first: 3) { nodes { headline publishedAt entities(first: 4) { nodes { name kind } } } } }",
    ),
    (
        "Who headed Kazakhstan's security committee on 2020-01-01, and says who?",
        "{ entity(slug: \"national-security-committee\") { relations(types: [\"HEAD_OF\"], filter: { activeOn: \"2020-01-01\" }) \
         { edges { certainty node { sentence evidence(first: 1) { nodes { quote article { headline } } } } } } } }",
    ),
    (
        "A report that was retracted, and why",
        "{ article(slug: \"abish-arrest-reported\") { headline retraction { text publishedAt } } }",
    ),
];

/// Serve a small newsroom, to try everything on
///
/// Its database is the file nutgraph-demo.db in the current folder, whatever database the settings name; it is made at the
/// first start, and kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  nutgraph demo\n  nutgraph demo --fresh --listen 127.0.0.1:9000")]
pub struct Args {
    /// Begin anew: delete nutgraph-demo.db first
    #[arg(long)]
    fresh: bool,
}

pub async fn run(Args { fresh }: Args, config: Config) -> Result<(), CliError> {
    let stop = http::interrupted()?;
    // Before the file: an address that is taken should change nothing.
    let listener = http::bind(config.listen)?;
    if fresh {
        for file in [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")] {
            if Path::new(&file).exists() {
                fs::remove_file(file)?;
            }
        }
    }
    let options =
        store::Options { readers: config.readers, ..store::Options::new(format!("sqlite://{FILE}")) };
    let store = up_to_date(&options.for_clients(config.limits().request_timeout)).await?;
    let mut number = Edition::open(&store, None).await?.number();
    if number <= REFERENCE {
        fill(&store).await?;
        number = Edition::open(&store, None).await?.number();
    }
    print(&welcome(listener.local_addr()?, number))?;
    serve::until(stop, listener, store, &config).await
}

async fn fill(store: &Store) -> Result<(), CliError> {
    let newsroom = Input::Bundle { name: "the demo newsroom".to_owned(), json: NEWSROOM.into() };
    // The newsroom's own language, not that of the settings.
    let options = Options { publish: true, ..Options::default() };
    for outcome in import::run(store, &Clock::System, vec![newsroom], &options, &mut |_| {}).await? {
        match outcome {
            Outcome::Done(summary) => {
                tracing::info!(articles = summary.published, "the demo newsroom was imported")
            }
            Outcome::Faulty(faults) => return Err(CliError::Unhealthy(faults.to_string())),
        }
    }
    Ok(())
}

fn welcome(address: SocketAddr, edition: i64) -> String {
    let url = format!("http://{address}/graphql");
    let mut text = format!(
        "A small newsroom, edition {edition}, in ./{FILE}\n\n  In a browser: {url}\n  Ctrl-C ends it; \"nutgraph demo --fresh\" begins \
         anew.\n\nThree queries worth trying:\n"
    );
    for (title, query) in QUERIES {
        // For a shell: the query has no single quote.
        text.push_str(&format!("\n# {title}\ncurl -sG {url} --data-urlencode 'query={query}'\n"));
    }
    text
}
