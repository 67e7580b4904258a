//! Articles that are put away, and come back. Nothing is ever deleted but softly.

use db::{Publication, article};

use super::change::{self, Changed, Which, may_say};
use crate::auth::{Action, Denied, Permit, Role};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::{Desk, WriteTx};

/// An article on which nobody works any more. What readers have of it, they keep.
#[derive(Clone, Debug)]
pub struct Archive {
    pub which: Which,
    pub note: Option<String>,
}

/// An article that shall be no more.
#[derive(Clone, Debug)]
pub struct Delete {
    pub which: Which,
    pub note: Option<String>,
}

/// An article that was archived or deleted, and is worked on again.
#[derive(Clone, Debug)]
pub struct Restore {
    pub which: Which,
}

impl Mutation for Archive {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::ArchiveArticle, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let note = may_say(self.note.as_deref(), "input.note")?;
        unscheduled(&row)?;
        if row.deleted_at.is_some() {
            return Err(Fault::new(Code::WrongState, "input.id", "the article was deleted").into());
        }
        let archived_at = row.archived_at.or(Some(tx.now()));
        change::write(tx, &row, article::Model { archived_at, ..row.clone() }, note).await?;
        Ok(Changed::one(&row))
    }
}

impl Mutation for Delete {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::DeleteArticle, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        if caller.actor.role() == Some(Role::Author) && row.publication != Publication::Never {
            return Err(Denied { actor: caller.actor.clone(), action: Action::DeleteArticle }.into());
        }
        let note = may_say(self.note.as_deref(), "input.note")?;
        unscheduled(&row)?;
        if matches!(row.publication, Publication::Live | Publication::Retracted) {
            let message = "readers have it: withdraw it first, or archive it";
            return Err(Fault::new(Code::WrongState, "input.id", message).into());
        }
        let deleted_at = row.deleted_at.or(Some(tx.now()));
        change::write(tx, &row, article::Model { deleted_at, ..row.clone() }, note).await?;
        Ok(Changed::one(&row))
    }
}

impl Mutation for Restore {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::RestoreArticle, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let after = article::Model { archived_at: None, deleted_at: None, ..row.clone() };
        change::write(tx, &row, after, None).await?;
        Ok(Changed::one(&row))
    }
}

/// What is put away cannot be published, nor withdrawn, when its time comes.
fn unscheduled(row: &article::Model) -> Result<(), Fault> {
    if row.scheduled_for.is_none() && row.scheduled_until.is_none() {
        return Ok(());
    }
    let message = "something is scheduled for it: cancel that first";
    Err(Fault::new(Code::WrongState, "input.id", message))
}
