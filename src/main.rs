//! The `nutgraph` program: see `nutgraph --help`.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use nutgraph::cli::{Cli, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
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
