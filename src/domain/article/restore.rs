//! Bringing an older revision back, as a new one: what was between the two stays in the history.

use db::Noun;

use super::save::{self, Saved};
use super::{content, hold};
use crate::auth::{Action, Permit};
use crate::domain::bundle::format::Bundle;
use crate::domain::import::{Submission, submit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::{Desk, Event, WriteTx, desk};

/// What a revision holds, mentions and all, as the newest one.
#[derive(Clone, Debug)]
pub struct Restore {
    pub id: String,
    /// The revision that comes back.
    pub revision: i32,
    /// The newest one that the caller knows of.
    pub base_revision: i32,
    pub note: Option<String>,
}

impl Mutation for Restore {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = super::find(desk, &self.id, "input.id").await?;
        Ok(caller.may(Action::EditArticle, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = super::take(tx, &self.id, "input.id").await?;
        save::editable(&row)?;
        hold::respect(tx, &row).await?;
        if row.head_number != self.base_revision {
            return Err(save::conflict(tx, &row, self.base_revision).await?);
        }
        let both = desk::revision::by_numbers(tx, row.id, &[self.revision, row.head_number]).await?;
        let contents = content::of(tx, &both).await?;
        let of = |number: i32| {
            let revision = both.iter().find(|revision| revision.number == number)?;
            contents.get(&revision.id).cloned()
        };
        let head = of(row.head_number);
        let head = head.ok_or_else(|| MutationError::Internal("an article has no head".into()))?;
        let Some(then) = of(self.revision) else {
            let (asked, newest) = (self.revision, row.head_number);
            let message = format!("there is no revision {asked} of this article, whose newest is {newest}");
            return Err(Fault::new(Code::NotFound, "input.revision", message).into());
        };
        let fields = content::changed_fields(&head, &then);
        let article = save::element(Some(public_id::print(Prefix::Article, row.uid)), then);
        let bundle = Bundle { articles: vec![article], ..Bundle::default() };
        // What the revision refers to may be gone, or be another's by now: its slug, say.
        let path = |_: &str| vec!["input".to_owned(), "revision".to_owned()];
        let submission = Submission { bundle, note: self.note.clone() };
        let receipt = submit(tx, &caller.newsroom, submission, path).await?;
        if receipt.changed {
            let event = Event {
                detail: self.note.clone(),
                before: Some(serde_json::json!({ "revision": row.head_number })),
                after: Some(serde_json::json!({
                    "revision": row.head_number + 1, "restored": self.revision, "changed": fields
                })),
                ..Event::of(Noun::Article, Some(row.uid))
            };
            tx.audit_all(vec![event]).await?;
        }
        save::saved(receipt)
    }
}
