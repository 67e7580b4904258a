//! `nutgraph schema`.

use super::{CliError, print};
use crate::domain::bundle;

/// Print the API's GraphQL schema, or the JSON Schema of the bundle
///
/// Needs no database.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  nutgraph schema > schema.graphql\n  nutgraph schema --bundle > bundle.schema.json"
)]
pub struct Args {
    /// The JSON Schema of the bundle that `import` reads and `export` writes
    #[arg(long)]
    bundle: bool,

    /// The JSON Schema of one line of a bundle in NDJSON
    #[arg(long, conflicts_with = "bundle")]
    bundle_line: bool,
}

pub fn run(Args { bundle, bundle_line }: Args) -> Result<(), CliError> {
    if bundle {
        print(&serde_json::to_string_pretty(&bundle::schema::bundle())?)?;
    } else if bundle_line {
        print(&serde_json::to_string_pretty(&bundle::schema::line())?)?;
    } else {
        print(crate::graphql::sdl().trim_end())?;
    }
    Ok(())
}
