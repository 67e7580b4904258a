//! Keeping what is being written, before it is saved.

use db::{Timestamp, working_copy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{Action, Permit};
use crate::domain::article::patch::Patch;
use crate::domain::article::{find, hold, save, take};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::desk::Reads;
use crate::store::{Desk, WriteTx, desk};

/// The largest working copy, in bytes.
const MOST: usize = 4 * 1024 * 1024;

/// Changes that go on with the working copy of whoever writes, or begin one.
#[derive(Clone, Debug)]
pub struct Autosave {
    pub article: String,
    /// The revision that its author has before them. It need not be the newest: no word is lost for that.
    pub base_revision: i32,
    pub patch: Patch,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Autosaved {
    pub article: Uuid,
    /// Until when somebody else has the article in hand, if so: what is written cannot be saved meanwhile.
    pub held_until: Option<i64>,
}

impl Mutation for Autosave {
    type Done = Autosaved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.article, "input.article").await?;
        Ok(caller.may(Action::EditArticle, whose)?)
    }

    /// It is not checked as what is saved: a half-written text is no mistake.
    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Autosaved, MutationError> {
        let row = take(tx, &self.article, "input.article").await?;
        save::editable(&row).map_err(|error| at_article(error, "article"))?;
        if desk::revision::by_numbers(tx, row.id, &[self.base_revision]).await?.is_empty() {
            let (base, head) = (self.base_revision, row.head_number);
            let message = format!("there is no revision {base} of this article, whose newest is {head}");
            return Err(Fault::new(Code::NotFound, "input.baseRevision", message).into());
        }
        let author = tx.actor();
        let copies = desk::working_copy::of(tx, &[row.id]).await?;
        let old = copies.into_iter().find(|copy| copy.author == author);
        let before = old.as_ref().map(super::patch).transpose()?.unwrap_or_default();
        let content = serde_json::to_string(&before.then(self.patch.clone()));
        let content = content.map_err(|error| MutationError::Internal(error.to_string()))?;
        if content.len() > MOST {
            let message = format!("is larger than {MOST} bytes with what was written before");
            return Err(Fault::new(Code::Invalid, "input.changes", message).into());
        }
        let says_nothing = old.is_none() && self.patch.fields().is_empty();
        let same =
            |old: &working_copy::Model| old.content == content && old.base_number == self.base_revision;
        if !says_nothing && !old.as_ref().is_some_and(same) {
            let copy = working_copy::Model {
                article_id: row.id,
                author,
                base_number: self.base_revision,
                content,
                saved_at: tx.now(),
            };
            desk::working_copy::put(tx, copy).await?;
        }
        let lock = desk::lock::of(tx, &[row.id]).await?.into_iter().next();
        let lock = hold::in_force(lock, tx.now()).filter(|lock| lock.holder != tx.viewer().to_string());
        Ok(Autosaved { article: row.uid, held_until: lock.map(|lock| lock.expires_at.0) })
    }
}

/// A fault of the article, where this mutation names it.
fn at_article(error: MutationError, field: &str) -> MutationError {
    match error {
        MutationError::Faults(mut faults) => {
            for fault in &mut faults {
                fault.path = vec!["input".to_owned(), field.to_owned()];
            }
            MutationError::Faults(faults)
        }
        error => error,
    }
}

impl Autosaved {
    #[must_use]
    pub fn held_until(&self) -> Option<Timestamp> {
        self.held_until.map(Timestamp)
    }
}
