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
}

pub fn run(Args { bundle }: Args) -> Result<(), CliError> {
    if bundle {
        let schema = schemars::schema_for!(bundle::format::Bundle);
        print(&serde_json::to_string_pretty(&schema)?)?;
    } else {
        print(crate::graphql::sdl().trim_end())?;
    }
    Ok(())
}
