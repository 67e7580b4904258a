//! A revision goes live, now or at a time.

use db::{NoticeKind, Publication, RevisionId, Timestamp, article};

use super::change::{self, Changed, Which, may_say, said};
use super::schedule;
use crate::auth::{Action, Permit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::publication::{self, Changes, Unpublished};
use crate::store::desk::publication::{Notice, State};
use crate::store::{Desk, WriteTx, desk};

/// What the newsroom tells readers of an article.
#[derive(Clone, Debug)]
pub struct Say {
    pub kind: NoticeKind,
    pub text: String,
}

/// An article that is to be published.
#[derive(Clone, Debug)]
pub struct Publish {
    pub which: Which,
    /// The newest one, if nothing is said.
    pub revision: Option<i32>,
    /// Now, if nothing is said or the time has come.
    pub at: Option<Timestamp>,
    /// When readers shall have it no more.
    pub until: Option<Timestamp>,
    pub unpublished: Unpublished,
    /// What readers are told of the new version.
    pub notice: Option<Say>,
    /// What the audit is told.
    pub note: Option<String>,
}

/// Articles whose newest revisions are to be published, all in one edition or none.
#[derive(Clone, Debug)]
pub struct PublishMany {
    pub ids: Vec<String>,
    pub unpublished: Unpublished,
    pub note: Option<String>,
}

impl Mutation for Publish {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let action = if self.at.is_some() { Action::Schedule } else { Action::Publish };
        change::may(caller, desk, action, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let state = change::take(tx, &self.which).await?;
        let row = &state.article;
        let later = self.at.filter(|at| *at > tx.now());
        let number = self.revision.unwrap_or(row.head_number);
        let mut faults = against(tx, row, number, later, self.unpublished).await?;
        let note = may_say(self.note.as_deref(), "input.note").map_err(|fault| faults.push(fault));
        let notice = self.notice.as_ref().map(|say| told(say, "input.notice")).transpose();
        let notice = notice.map_err(|fault| faults.push(fault));
        if let Some(until) = self.until {
            let begin = later.unwrap_or(tx.now());
            if until <= begin {
                let message = format!("is not after {begin}, when it is published");
                faults.push(Fault::new(Code::Invalid, "input.until", message));
            }
        }
        let (Ok(note), Ok(notice)) = (note, notice) else { return Err(MutationError::Faults(faults)) };
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        if let Some(at) = later {
            let plan =
                schedule::Plan { number, at, until: self.until, unpublished: self.unpublished, notice };
            schedule::put(tx, row, plan, note).await?;
        } else {
            let going = Going { number, until: self.until, notice, state: &state };
            live(caller, tx, &[going], self.unpublished, note).await?;
        }
        Ok(Changed::one(row))
    }
}

impl Mutation for PublishMany {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may_all(caller, desk, Action::Publish, &self.ids).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let states = change::take_all(tx, &self.ids).await?;
        let mut faults = vec![];
        for (index, state) in states.iter().enumerate() {
            let row = &state.article;
            let against = against(tx, row, row.head_number, None, self.unpublished).await?;
            faults.extend(change::at(MutationError::Faults(against), index)?);
        }
        let note = may_say(self.note.as_deref(), "input.note").map_err(|fault| faults.push(fault));
        let (Ok(note), true) = (note, faults.is_empty()) else { return Err(MutationError::Faults(faults)) };
        let going = |state| Going { number: head(state), until: None, notice: None, state };
        let going: Vec<_> = states.iter().map(going).collect();
        live(caller, tx, &going, self.unpublished, note).await?;
        Ok(Changed { articles: states.iter().map(|state| state.article.uid).collect() })
    }
}

fn head(state: &State) -> i32 {
    state.article.head_number
}

/// A revision that goes live now.
#[derive(Debug)]
pub struct Going<'a> {
    pub state: &'a State,
    pub number: i32,
    pub until: Option<Timestamp>,
    pub notice: Option<Say>,
}

/// What stands against publishing a revision now or at a time.
///
/// # Errors
/// The database's.
pub async fn against(
    tx: &WriteTx,
    row: &article::Model,
    number: i32,
    at: Option<Timestamp>,
    unpublished: Unpublished,
) -> Result<Vec<Fault>, MutationError> {
    let mut faults = vec![];
    if row.deleted_at.is_some() || row.archived_at.is_some() {
        let message = "the article was archived or deleted: restore it first";
        faults.push(Fault::new(Code::WrongState, "input.id", message));
    }
    if row.publication == Publication::Retracted {
        let message = "the article was retracted: it cannot be published again";
        faults.push(Fault::new(Code::WrongState, "input.id", message));
    }
    if let Some(until) = row.embargoed_until.filter(|until| *until > at.unwrap_or(tx.now())) {
        let path = if at.is_some() { "input.at" } else { "input.id" };
        faults.push(Fault::new(Code::Embargoed, path, format!("it is under embargo until {until}")));
    }
    if row.publication == Publication::Live && row.live_number == Some(number) {
        let message = "readers have this revision already";
        faults.push(Fault::new(Code::WrongState, "input.revision", message));
    }
    let Some(revision) = desk::revision::by_numbers(tx, row.id, &[number]).await?.into_iter().next() else {
        let message = format!("there is no revision {number}; the newest is {}", row.head_number);
        faults.push(Fault::new(Code::NotFound, "input.revision", message));
        return Ok(faults);
    };
    if unpublished == Unpublished::Fail {
        faults.extend(unseen(tx, revision.id).await?);
    }
    Ok(faults)
}

/// Who or what a revision names that nobody made public.
async fn unseen(tx: &WriteTx, revision: RevisionId) -> Result<Vec<Fault>, MutationError> {
    let unseen = desk::problem::unpublished(tx, &[revision]).await?;
    let fault = |name: &str| {
        let message = format!("\"{name}\" is not public: publish it first, or say unpublished: PUBLISH");
        Fault::new(Code::Unpublished, "input.unpublished", message)
    };
    Ok(unseen.iter().map(|entity| fault(&entity.name)).collect())
}

/// A notice as it is kept.
///
/// # Errors
/// Faults at `path`.
pub fn told(say: &Say, path: &str) -> Result<Say, Fault> {
    if say.kind == NoticeKind::Retraction {
        let message = "a retraction is no new version: retractArticle takes an article back";
        return Err(Fault::new(Code::Invalid, &format!("{path}.kind"), message));
    }
    Ok(Say { kind: say.kind, text: said(&say.text, &format!("{path}.text"))? })
}

/// Publishes revisions against which nothing stands. What was scheduled for these articles is at an end: it would bring
/// an older text back.
///
/// # Errors
/// The policy's of publication; the database's.
pub async fn live(
    caller: &Caller,
    tx: &WriteTx,
    going: &[Going<'_>],
    unpublished: Unpublished,
    note: Option<String>,
) -> Result<(), MutationError> {
    let mut publish = vec![];
    for Going { state, number, until, notice } in going {
        let row = &state.article;
        let scheduled_until = until.or(row.scheduled_until.filter(|until| *until > tx.now()));
        let after = article::Model { scheduled_until, ..schedule::none(row) };
        change::write(tx, row, after, None).await?;
        desk::schedule::remove(tx, row.id).await?;
        if let Some(say) = notice {
            notify(caller, tx, row, say, state.version + 1).await?;
        }
        publish.push(publication::Publish {
            article: row.id,
            revision: *number,
            at: tx.now(),
            hidden: false,
        });
    }
    let changes = Changes { publish, unpublished, note, ..Changes::default() };
    publication::apply(tx, changes).await?;
    Ok(())
}

/// Adds a notice to an article, and tells the audit. The edition is still to follow.
///
/// # Errors
/// The database's.
pub async fn notify(
    caller: &Caller,
    tx: &WriteTx,
    row: &article::Model,
    say: &Say,
    version: i32,
) -> Result<(), MutationError> {
    let Say { kind, text } = say.clone();
    let after = serde_json::json!({ "notice": { "kind": kind.code(), "text": text, "version": version } });
    let notice = Notice {
        uid: caller.newsroom.clock.uid(),
        article: row.id,
        kind,
        text,
        published_at: tx.now(),
        version: Some(version),
    };
    desk::publication::add_notice(tx, notice).await?;
    change::told(tx, row, serde_json::Value::Null, after, None).await
}
