//! Readers have an article no more: for now, or for good.

use db::{NoticeKind, Publication, article};

use super::change::{self, Changed, Which, may_say, said};
use super::publish::{Say, notify};
use super::schedule;
use crate::auth::{Action, Permit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::publication::{self, Changes};
use crate::store::{Desk, WriteTx, desk};

/// An article that readers shall have no more, for now.
#[derive(Clone, Debug)]
pub struct Withdraw {
    pub which: Which,
    pub note: Option<String>,
}

/// An article that is taken back for good: readers have its headline, and the notice that says so.
#[derive(Clone, Debug)]
pub struct Retract {
    pub which: Which,
    pub notice: String,
    pub note: Option<String>,
}

/// An article that was taken back by mistake.
#[derive(Clone, Debug)]
pub struct Reinstate {
    pub which: Which,
    /// What readers are told of it; the notice that took the article back stays, too.
    pub notice: String,
    pub note: Option<String>,
}

impl Mutation for Withdraw {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Withdraw, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let note = may_say(self.note.as_deref(), "input.note")?;
        unschedule(tx, &row).await?;
        let changes = Changes { withdraw: vec![row.id], note, ..Changes::default() };
        publication::apply(tx, changes).await?;
        Ok(Changed::one(&row))
    }
}

impl Mutation for Retract {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Retract, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let text = said(&self.notice, "input.notice")?;
        let note = may_say(self.note.as_deref(), "input.note")?;
        unschedule(tx, &row).await?;
        let notice = Some((caller.newsroom.clock.uid(), text, tx.now()));
        let retract = vec![publication::Retract { article: row.id, notice }];
        let changes = Changes { retract, note, ..Changes::default() };
        publication::apply(tx, changes).await?;
        Ok(Changed::one(&row))
    }
}

impl Mutation for Reinstate {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Reinstate, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let state = change::take(tx, &self.which).await?;
        let row = &state.article;
        let text = said(&self.notice, "input.notice")?;
        let note = may_say(self.note.as_deref(), "input.note")?;
        if row.publication != Publication::Retracted {
            return Err(Fault::new(Code::WrongState, "input.id", "it was not retracted").into());
        }
        notify(caller, tx, row, &Say { kind: NoticeKind::EditorsNote, text }, state.version).await?;
        let changes = Changes { reinstate: vec![row.id], note, ..Changes::default() };
        publication::apply(tx, changes).await?;
        Ok(Changed::one(row))
    }
}

/// Ends whatever was scheduled for an article.
async fn unschedule(tx: &WriteTx, row: &article::Model) -> Result<(), MutationError> {
    let after = article::Model { scheduled_until: None, ..schedule::none(row) };
    change::write(tx, row, after, None).await?;
    Ok(desk::schedule::remove(tx, row.id).await?)
}
