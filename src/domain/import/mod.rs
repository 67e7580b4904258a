//! Import: a file is read, checked and planned before anything is written, and written in one transaction.
//!
//! Nothing is stored of a file with a fault, and all its faults are told at once. A second import of the same file
//! finds everything as it is and changes nothing.

mod apply;
mod article;
mod carry;
mod cast;
mod catalogue;
mod check;
mod content;
mod entity;
mod entity_check;
mod entity_name;
mod evidence;
mod file;
mod names;
mod past;
mod plan;
mod reference;
mod relation;
mod series;
mod slugs;
mod state;
mod submission;
mod summary;
pub mod text;
mod values;

use std::path::PathBuf;
use std::sync::Arc;

use db::Timestamp;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::auth::{self, Action, Actor, Denied, Whose};
use crate::clock::Clock;
use crate::domain::bundle::format::{Bundle, Entity};
use crate::domain::bundle::{Faults, List, Read};
use crate::domain::publication::PublicationError;
use crate::store::desk::{self, Desk};
use crate::store::edition::publish::text as index;
use crate::store::{AccessError, Store, WriteTx};
pub use check::{passages, statement};
pub use content::{Parts, told as told_picture};
pub(super) use entity_check::check as check_entity;
pub use file::MAX_BYTES;
pub use names::{Names, NamesError};
pub(super) use past::parts;
pub(super) use series::check as check_series;
pub(super) use slugs::{candidates as slugs_of, of as slug_of};
pub(super) use submission::refused;
pub use submission::{Receipt, Submission, submit, submit_without};
pub use summary::{Count, FileSummary, Unlinked};

/// Where a file comes from.
#[derive(Clone, Debug)]
pub enum Input {
    Path(PathBuf),
    /// A bundle in JSON that the program holds itself.
    Bundle {
        name: String,
        json: Vec<u8>,
    },
}

/// How to import.
#[derive(Clone, Debug)]
pub struct Options {
    /// The newsroom's language (BCP 47), for articles that do not say theirs.
    pub language: String,
    /// Articles that do not say what readers have of them go live.
    pub publish: bool,
    /// Everything is done and told, and nothing kept.
    pub dry_run: bool,
    /// The largest file that is read, in bytes.
    pub max_bytes: u64,
    /// What is known of text and Markdown articles besides what their files say.
    pub text: text::Given,
}

impl Default for Options {
    fn default() -> Self {
        let language = "en".to_owned();
        Self { language, publish: false, dry_run: false, max_bytes: MAX_BYTES, text: text::Given::default() }
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done(Box<FileSummary>),
    Faulty(Faults),
}

/// What is being done, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    Reading { file: &'a str, number: usize, of: usize },
    Checking { elements: usize },
    Linking { articles: usize },
    Writing { elements: usize },
    Publishing { articles: usize },
}

/// Why an import broke off. What was imported of earlier files stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error(transparent)]
    Names(#[from] NamesError),
    #[error("cannot publish {file}: {cause}")]
    Publication { file: String, cause: PublicationError },
    #[error("somebody else changed the same articles or entities at the same moment: import again")]
    Conflict,
}

/// Imports files, one after the other, each in a transaction of its own. A dry run does all of them in one, and takes
/// it back.
///
/// # Errors
/// [`ImportError`]; faults of files are no errors but outcomes.
pub async fn run(
    store: &Store,
    clock: &Clock,
    inputs: Vec<Input>,
    options: &Options,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<Vec<Outcome>, ImportError> {
    let permit = auth::permit(&Actor::System, Action::Import, Whose::Own)?;
    let begin = || WriteTx::begin(store, permit.clone(), clock.now());
    let dry = if options.dry_run { Some(begin().await?) } else { None };
    let mut names: Option<Arc<Names>> = None;
    let mut outcomes = vec![];
    let of = inputs.len();
    for (number, input) in inputs.into_iter().enumerate() {
        let file = file::name(&input);
        progress(Step::Reading { file: &file, number: number + 1, of });
        let (read, notes) = file::read(input, options);
        let actor = permit.actor().to_string();
        let job = Job { file: &file, clock, actor: &actor, options, mode: Mode::File, anew: false };
        let outcome = match &dry {
            Some(tx) => {
                let planned = job.plan(tx, &read, &mut names, progress).await?;
                job.write(tx, read, planned, &mut names, progress).await?
            }
            None => {
                let (mut planned, stamp) = {
                    let desk = Desk::open(store, &permit).await?;
                    (job.plan(&desk, &read, &mut names, progress).await?, desk::stamp(&desk).await?)
                };
                if planned.report.is_empty() {
                    let tx = begin().await?;
                    index::expect_many(&tx).await?;
                    desk::queue(&tx).await?;
                    if desk::stamp(&tx).await? != stamp {
                        // Somebody else wrote meanwhile: what was planned may be wrong now.
                        planned = job.plan(&tx, &read, &mut names, progress).await?;
                    }
                    let outcome = job.write(&tx, read, planned, &mut names, progress).await?;
                    if matches!(outcome, Outcome::Done(_)) {
                        tx.commit().await?;
                    }
                    outcome
                } else {
                    Outcome::Faulty(read.source.faults(planned.report))
                }
            }
        };
        outcomes.push(match outcome {
            Outcome::Done(summary) => {
                let notes = notes.into_iter().chain(summary.notes).collect();
                Outcome::Done(Box::new(FileSummary { notes, ..*summary }))
            }
            faulty @ Outcome::Faulty(_) => faulty,
        });
    }
    if !options.dry_run {
        // What was imported stays, and the database comes to it by itself.
        if let Err(cause) = index::settle(store).await {
            tracing::warn!(%cause, "the text index is not sorted yet: searches are slower until it is");
        }
    }
    Ok(outcomes)
}

/// Writes what the product brings along, in a transaction that the caller commits: what is not there yet, and what is
/// there and was not edited.
pub(super) async fn seed(tx: &WriteTx, clock: &Clock, bundle: Bundle) -> Result<FileSummary, ImportError> {
    let options = Options::default();
    let actor = tx.actor();
    let job = Job {
        file: "the reference data",
        clock,
        actor: &actor,
        options: &options,
        mode: Mode::Seed,
        anew: false,
    };
    let read = file::whole(job.file, bundle);
    let mut names = None;
    let planned = job.plan(tx, &read, &mut names, &mut |_| {}).await?;
    match job.write(tx, read, planned, &mut names, &mut |_| {}).await? {
        Outcome::Done(summary) => Ok(*summary),
        Outcome::Faulty(faults) => Err(ImportError::Database(DbErr::Custom(faults.to_string()))),
    }
}

/// The import of one file.
#[derive(Clone, Copy)]
struct Job<'a> {
    file: &'a str,
    clock: &'a Clock,
    actor: &'a str,
    options: &'a Options,
    mode: Mode,
    /// An article that is there gets a new revision, also if nothing but its orphans differs.
    anew: bool,
}

/// On whose behalf something is brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// A file, which is told apart from what is there by ids, keys, identifiers and slugs.
    File,
    /// The product's own reference data.
    Seed,
    /// What an editor sends: only an id says that something is there already.
    Desk,
}

impl Job<'_> {
    async fn plan(
        &self,
        desk: &impl desk::Reads,
        read: &Read,
        names: &mut Option<Arc<Names>>,
        progress: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<plan::Planned, ImportError> {
        let basis = Basis {
            clock: self.clock,
            now: self.clock.now(),
            actor: self.actor,
            language: &self.options.language,
            publish: self.options.publish,
            seed: self.mode == Mode::Seed,
            desk: self.mode == Mode::Desk,
            anew: self.anew,
            list: List::Entities,
            places: &read.places,
        };
        plan::plan(desk, read, &basis, names, progress).await
    }

    async fn write(
        &self,
        tx: &WriteTx,
        read: Read,
        planned: plan::Planned,
        names: &mut Option<Arc<Names>>,
        progress: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<Outcome, ImportError> {
        if !planned.report.is_empty() {
            return Ok(Outcome::Faulty(read.source.faults(planned.report)));
        }
        if planned.brings_names() {
            // What it knows by place in the file has rows of its own now.
            *names = None;
        }
        progress(Step::Writing { elements: planned.elements() });
        apply::apply(tx, self, planned, progress).await.map(|summary| Outcome::Done(Box::new(summary)))
    }
}

/// What every plan builds on.
#[derive(Clone, Copy)]
struct Basis<'a> {
    clock: &'a Clock,
    now: Timestamp,
    actor: &'a str,
    language: &'a str,
    publish: bool,
    /// What is planned is the product's own reference data.
    seed: bool,
    /// What is planned is what an editor sends.
    desk: bool,
    /// An article gets a new revision whatever it says.
    anew: bool,
    list: List,
    places: &'a [Vec<usize>; 6],
}

impl Basis<'_> {
    fn of(self, list: List) -> Self {
        Self { list, ..self }
    }

    /// The JSON pointer of an element of the list.
    fn pointer(&self, index: usize) -> String {
        let place = self.places[self.list as usize].get(index).copied().unwrap_or(index);
        format!("/{}/{place}", self.list.key())
    }

    /// Countries have the same public id in every newsroom, made of their two letters, so that exports fit together.
    fn seed_uid(&self, entity: &Entity) -> Option<Uuid> {
        let code = entity.identifiers.iter().find(|i| self.seed && i.scheme == "iso3166-1-alpha2")?;
        let mut bytes = *b"nutgraph-country";
        let letters = code.value.as_bytes();
        bytes[14..].copy_from_slice(letters.get(..2)?);
        Some(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}
