//! The `nutgraph` program: see `nutgraph --help`.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;
use nutgraph::cli::{Cli, run};
use nutgraph::runtime;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
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
