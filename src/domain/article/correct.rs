//! Corrections: a new version with a notice that says what it puts right. The day of the first publication stays.

use std::collections::HashMap;

use db::{Publication, RevisionId, article};

use super::change::{self, Changed, Which, may_say};
use super::content;
use super::patch::Patch;
use super::publish::{Going, Say, against, live, told};
use super::save::{Company, conflict, editable, element, put, warm};
use crate::auth::{Action, Permit};
use crate::domain::bundle::format::Content;
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::Unpublished;
use crate::store::{Desk, WriteTx, desk};

/// What a correction begins from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasedOn {
    /// What readers have. What the newsroom has beyond it stays unpublished, and stays the newest.
    Live,
    /// The newest revision: what it has beyond the live one goes live, too.
    Head,
}

/// A correction of an article that readers have.
#[derive(Clone, Debug)]
pub struct Correct {
    pub which: Which,
    /// Needed where the newest revision is not the one that readers have.
    pub based_on: Option<BasedOn>,
    /// The revision that the changes were made to.
    pub base_revision: i32,
    pub patch: Patch,
    pub notice: Say,
    pub unpublished: Unpublished,
    pub note: Option<String>,
}

impl Mutation for Correct {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = change::may(caller, desk, Action::Correct, &self.which.id).await?;
        warm(caller, desk).await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let mut state = change::take(tx, &self.which).await?;
        let row = state.article.clone();
        editable(&row)?;
        let live_number = row.live_number.filter(|_| row.publication == Publication::Live);
        let Some(live_number) = live_number else {
            let message = "readers do not have it: there is nothing to correct";
            return Err(Fault::new(Code::WrongState, "input.id", message).into());
        };
        let base = self.base(&row, live_number)?;
        if self.base_revision != base {
            let row = article::Model { head_number: base, ..row };
            return Err(conflict(tx, &row, self.base_revision).await?);
        }
        let notice = told(&self.notice, "input.notice")?;
        let note = may_say(self.note.as_deref(), "input.note")?;
        let revisions = desk::revision::by_numbers(tx, row.id, &[base, row.head_number]).await?;
        let numbers: HashMap<i32, RevisionId> = revisions.iter().map(|r| (r.number, r.id)).collect();
        let contents = content::of(tx, &revisions).await?;
        let content = |number: i32| -> Result<Content, MutationError> {
            let found = numbers.get(&number).and_then(|id| contents.get(id));
            found.cloned().ok_or_else(|| MutationError::Internal(format!("revision {number} has no content")))
        };
        let before = content(base)?;
        let after = self.patch.clone().onto(before.clone());
        let fields = content::changed_fields(&before, &after);
        if fields.is_empty() && base == live_number {
            let message = "nothing changes: addNotice tells readers something of what they have";
            return Err(Fault::new(Code::Invalid, "input.changes", message).into());
        }
        let number = self.save(caller, tx, &row, after, note.clone(), Some(&self.patch)).await?;
        if base != row.head_number && number > row.head_number {
            // The newsroom goes on from what it had.
            let why = format!("as revision {} was, before the correction {number}", row.head_number);
            self.save(caller, tx, &row, content(row.head_number)?, Some(why), None).await?;
        }
        let was = serde_json::json!({ "revision": base });
        let is = serde_json::json!({ "revision": number, "changed": fields });
        change::told(tx, &row, was, is, note.clone()).await?;
        state.article = reread(tx, &row).await?;
        let faults = against(tx, &state.article, number, None, self.unpublished).await?;
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let going = Going { state: &state, number, until: None, notice: Some(notice) };
        live(caller, tx, &[going], self.unpublished, note).await?;
        Ok(Changed::one(&row))
    }
}

impl Correct {
    /// The number of the revision that the correction begins from.
    fn base(&self, row: &article::Model, live: i32) -> Result<i32, MutationError> {
        if row.scheduled_for.is_some() {
            let message = "a publication is scheduled, which would undo the correction: cancel that first";
            return Err(Fault::new(Code::WrongState, "input.id", message).into());
        }
        match self.based_on {
            Some(BasedOn::Live) => Ok(live),
            Some(BasedOn::Head) => Ok(row.head_number),
            None if live == row.head_number => Ok(live),
            None => {
                let message = format!(
                    "readers have revision {live}, and the newest is {}: say which the correction is based on",
                    row.head_number
                );
                Err(Fault::new(Code::Invalid, "input.basedOn", message).into())
            }
        }
    }

    /// Saves a content, and tells the number of the revision that has it.
    async fn save(
        &self,
        caller: &Caller,
        tx: &WriteTx,
        row: &article::Model,
        content: Content,
        note: Option<String>,
        patch: Option<&Patch>,
    ) -> Result<i32, MutationError> {
        let article = element(Some(public_id::print(Prefix::Article, row.uid)), content);
        put(caller, tx, article, &Company::default(), note, patch).await?;
        Ok(reread(tx, row).await?.head_number)
    }
}

async fn reread(tx: &WriteTx, row: &article::Model) -> Result<article::Model, MutationError> {
    let row = desk::article::by_ids(tx, &[row.id]).await?.into_iter().next();
    row.ok_or_else(|| MutationError::Internal("an article is gone".into()))
}
