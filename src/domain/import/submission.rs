//! What an editor sends in one mutation, brought in as a bundle is: an article with its new entities and relations,
//! say. It is checked as a file is, all faults at once, and nothing but an id says that something is there already.

use std::collections::BTreeMap;
use std::sync::Arc;

use uuid::Uuid;

use super::summary::Unlinked;
use super::{ImportError, Job, Mode, Names, Options, file};
use crate::domain::bundle::fault::{Code, Report};
use crate::domain::bundle::format::Bundle;
use crate::domain::mutation::{self, Fault, MutationError};
use crate::domain::newsroom::Newsroom;
use crate::store::WriteTx;

/// What is brought in.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    pub bundle: Bundle,
    /// What the revision that comes of it changes, for those who look at the revisions.
    pub note: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, Default)]
pub struct Receipt {
    /// Public ids, in the order of the bundle.
    pub entities: Vec<Uuid>,
    pub articles: Vec<Uuid>,
    pub relations: Vec<Uuid>,
    pub series: Vec<Uuid>,
    /// The edition that it made; none where readers see no difference.
    pub edition: Option<i64>,
    /// Mentions that stood in an article before and have no place in its new text.
    pub orphaned: Vec<Uuid>,
    /// Names that stand in the new texts and were not linked, with how often.
    pub unlinked: BTreeMap<Unlinked, usize>,
    /// Whether anything was written.
    pub changed: bool,
}

/// Brings it in, in a transaction that the caller commits. `pointers` tells where in the arguments of the mutation a
/// place of the bundle is (`/articles/0/about/1`), as the parts of a path.
///
/// # Errors
/// All faults of it; the database's.
pub async fn submit(
    tx: &WriteTx,
    newsroom: &Newsroom,
    submission: Submission,
    path: impl Fn(&str) -> Vec<String>,
) -> Result<Receipt, MutationError> {
    submit_without(tx, newsroom, submission, &[], path).await
}

/// The same, with a new revision that leaves out these mentions of the one before, which stand nowhere any more.
///
/// # Errors
/// All faults of it; the database's.
pub async fn submit_without(
    tx: &WriteTx,
    newsroom: &Newsroom,
    submission: Submission,
    orphans: &[Uuid],
    path: impl Fn(&str) -> Vec<String>,
) -> Result<Receipt, MutationError> {
    let options = Options { language: newsroom.site.default_language.clone(), ..Options::default() };
    let actor = tx.actor();
    let anew = !orphans.is_empty();
    let clock = &newsroom.clock;
    let job = Job { file: "", clock, actor: &actor, options: &options, mode: Mode::Desk, anew };
    let read = file::whole("", submission.bundle);
    let mut names: Option<Arc<Names>> = newsroom.names();
    let mut planned = Box::pin(job.plan(tx, &read, &mut names, &mut |_| {})).await?;
    newsroom.keep_names(names);
    if !planned.report.is_empty() {
        return Err(refused(planned.report, path));
    }
    for plan in &mut planned.articles {
        for (_, draft) in &mut plan.revisions {
            draft.note.clone_from(&submission.note);
            draft.orphans.retain(|orphan| orphan.uid.is_none_or(|uid| !orphans.contains(&uid)));
        }
    }
    let mut receipt = Receipt {
        entities: planned.entities.iter().map(|plan| plan.row.uid).collect(),
        articles: planned.articles.iter().map(|plan| plan.row.uid).collect(),
        relations: planned.relations.iter().map(|plan| plan.row.uid).collect(),
        series: planned.series.iter().map(|plan| plan.row.uid).collect(),
        orphaned: planned
            .articles
            .iter()
            .flat_map(|plan| &plan.revisions)
            .flat_map(|(_, draft)| &draft.lost)
            .copied()
            .collect(),
        ..Receipt::default()
    };
    let summary = Box::pin(super::apply::apply(tx, &job, planned, &mut |_| {})).await?;
    receipt.edition = summary.edition;
    receipt.changed = summary.changed();
    receipt.unlinked = summary.unlinked;
    Ok(receipt)
}

/// What is wrong with what an editor sent; `path` tells where in the arguments a JSON pointer is.
pub(in crate::domain) fn refused(report: Report, path: impl Fn(&str) -> Vec<String>) -> MutationError {
    let faults = report.into_found().map(|(pointer, code, message)| Fault {
        code: match code {
            Code::Invalid => mutation::Code::Invalid,
            Code::NotFound => mutation::Code::NotFound,
            Code::Taken => mutation::Code::Taken,
        },
        path: path(&pointer),
        message,
    });
    MutationError::Faults(faults.collect())
}

impl From<ImportError> for MutationError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Denied(denied) => denied.into(),
            ImportError::Database(cause) => cause.into(),
            ImportError::Access(error) => error.into(),
            ImportError::Names(super::NamesError::Database(cause)) => cause.into(),
            ImportError::Publication { cause, .. } => cause.into(),
            // Another instance wrote the same rows at the same moment: to be tried again.
            ImportError::Conflict => sea_orm::DbErr::RecordNotUpdated.into(),
            error @ ImportError::Names(_) => Self::Internal(error.to_string()),
        }
    }
}
