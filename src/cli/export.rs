//! `nutgraph export`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use super::{CliError, as_it_is};
use crate::config::Config;
use crate::domain::bundle::Form;
use crate::domain::export;

/// Write the newsroom's content as a bundle, which `import` reads
///
/// Everything goes out, drafts and withdrawn articles too. The same content gives the same bytes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  nutgraph export > newsroom.json\n  nutgraph export --ndjson --output newsroom.ndjson"
)]
pub struct Args {
    /// One element a line, for large newsrooms
    #[arg(long)]
    ndjson: bool,

    /// Write to a file instead of standard output; it appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub async fn run(Args { ndjson, output }: Args, config: &Config) -> Result<(), CliError> {
    let form = if ndjson { Form::Ndjson } else { Form::Json };
    let store = as_it_is(config).await?;
    let summary = match &output {
        None => export::run(&store, form, &mut BufWriter::new(io::stdout())).await,
        Some(path) => {
            let mut part = path.clone().into_os_string();
            part.push(".part");
            let summary = export::run(&store, form, &mut BufWriter::new(File::create(&part)?)).await;
            if summary.is_ok() {
                File::open(&part)?.sync_all()?;
                fs::rename(&part, path)?;
            }
            summary
        }
    };
    store.close().await;
    let export::Summary { entities, articles, series, relations } = summary?;
    let told = format!("{entities} entities, {articles} articles, {series} series, {relations} relations");
    writeln!(io::stderr().lock(), "exported {told}")?;
    Ok(())
}
