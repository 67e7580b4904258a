//! `nutgraph import`.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::{CliError, as_it_is, print, up_to_date};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::import::text::Given;
use crate::domain::import::{self, Input, MAX_BYTES, Options, Outcome, Step};

const EXAMPLES: &str = "\
Examples:
  nutgraph import newsroom.json people.ndjson --publish
  nutgraph import report.md
  nutgraph import kazakhstan.txt --publish --language en --content-created 2022-01-08 --located Nur-Sultan

A bundle's format is told by `nutgraph schema --bundle`. A Markdown or text file may begin with YAML between two lines
of ---, with the keys of an article in a bundle; what it says wins over flags.";

/// Import bundles (.json, .ndjson) and articles (.md, .txt)
///
/// Each file is stored as a whole or not at all, and all its faults are told at once. Importing a file again changes
/// nothing, or what is new in it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The files, in the order in which they build on each other
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Publish articles that do not say themselves whether they are; else they are drafts
    #[arg(long)]
    publish: bool,

    /// Do and tell everything, and keep nothing
    #[arg(long)]
    dry_run: bool,

    /// The largest file that is read, in bytes
    #[arg(long, default_value_t = MAX_BYTES, value_name = "N")]
    max_bytes: u64,

    #[command(flatten)]
    article: Article,
}

/// What a text or Markdown file does not say itself
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For text and Markdown files that do not say it themselves")]
struct Article {
    /// [default: the first sentence]
    #[arg(long)]
    headline: Option<String>,

    #[arg(long)]
    subheadline: Option<String>,

    /// [default: the file's name, or made from the headline]
    #[arg(long)]
    slug: Option<String>,

    /// As in BCP 47: en, kk-Cyrl [default: the newsroom's]
    #[arg(long, value_name = "TAG")]
    language: Option<String>,

    #[arg(long)]
    summary: Option<String>,

    #[arg(long)]
    byline: Option<String>,

    #[arg(long)]
    genre: Option<String>,

    /// Where it was written, as printed
    #[arg(long, value_name = "PLACE")]
    located: Option<String>,

    /// The day of the content: 2022-01-08, 2022-01 or 2022
    #[arg(long, value_name = "DATE")]
    content_created: Option<String>,

    /// When it was first published: 2022-01-08T12:00:00Z
    #[arg(long, value_name = "INSTANT")]
    published_at: Option<String>,

    #[arg(long, value_name = "TEXT")]
    copyright_notice: Option<String>,

    /// An entity that it is about, by slug, id or scheme:value; may be given several times
    #[arg(long, value_name = "ENTITY")]
    about: Vec<String>,
}

pub async fn run(args: Args, config: &Config) -> Result<(), CliError> {
    let Args { paths, publish, dry_run, max_bytes, article } = args;
    let texts = paths.iter().filter(|path| {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        matches!(extension.as_deref(), Some("md" | "markdown" | "txt" | "text"))
    });
    if texts.count() > 1 && (article.headline.is_some() || article.slug.is_some()) {
        return Err(CliError::Unhealthy("--headline and --slug are for one article".to_owned()));
    }
    let options = Options {
        language: config.site().default_language,
        publish,
        dry_run,
        max_bytes,
        text: article.into(),
    };
    let inputs = paths.into_iter().map(Input::Path).collect();
    let store = if dry_run { as_it_is(config).await? } else { up_to_date(&config.store()).await? };
    let bar = bar();
    let outcomes = import::run(&store, &Clock::System, inputs, &options, &mut |step| tell(&bar, step)).await;
    bar.finish_and_clear();
    store.close().await;
    let outcomes = outcomes?;
    let mut faulty = 0;
    for outcome in &outcomes {
        match outcome {
            Outcome::Done(summary) => print(summary.to_string().trim_end())?,
            Outcome::Faulty(faults) => {
                faulty += 1;
                io::stderr().lock().write_all(faults.to_string().as_bytes())?;
            }
        }
    }
    if dry_run {
        print("a dry run: nothing was kept")?;
    }
    match (faulty, outcomes.len()) {
        (0, _) => Ok(()),
        (1, 1) => Err(CliError::Unhealthy("the file has faults: nothing of it was stored".to_owned())),
        (n, of) => {
            Err(CliError::Unhealthy(format!("{n} of {of} files have faults: nothing of them was stored")))
        }
    }
}

/// Drawn on standard error, where that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{spinner} {msg} [{bar:30}] {pos}/{len} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell(bar: &ProgressBar, step: Step<'_>) {
    match step {
        Step::Reading { file, number, of } => {
            bar.set_length(of as u64);
            bar.set_position(number as u64 - 1);
            bar.set_message(format!("reading {file}"));
        }
        Step::Checking { elements } => bar.set_message(format!("checking {elements} elements")),
        Step::Linking { articles } => bar.set_message(format!("looking for names in {articles} texts")),
        Step::Writing { elements } => bar.set_message(format!("writing {elements} elements")),
        Step::Publishing { articles } => bar.set_message(format!("publishing {articles} versions")),
    }
}

impl From<Article> for Given {
    fn from(article: Article) -> Self {
        let Article {
            headline,
            subheadline,
            slug,
            language,
            summary,
            byline,
            genre,
            located,
            content_created,
            published_at,
            copyright_notice,
            about,
        } = article;
        Self {
            headline,
            subheadline,
            slug,
            language,
            summary,
            byline,
            genre,
            located,
            content_created,
            published_at,
            copyright_notice,
            about,
        }
    }
}
