//! Where the newest revision of an article stands in the newsroom's workflow.

use db::article;

use super::change::{self, Changed, Which, may_say};
use super::save::editable;
use crate::auth::{Action, Denied, Permit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::stage;
use crate::store::{Desk, WriteTx, desk};

/// An article that goes on to another stage, or back.
#[derive(Clone, Debug)]
pub struct Move {
    pub which: Which,
    /// The code of the stage.
    pub to: String,
    /// Why; needed where it goes back.
    pub note: Option<String>,
}

impl Mutation for Move {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::MoveArticle, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        editable(&row)?;
        let to = stage::open(tx, &self.to, "input.to").await?;
        if let Some(role) = caller.actor.role()
            && !stage::roles(&to).contains(&role)
        {
            return Err(Denied { actor: caller.actor.clone(), action: Action::MoveArticle }.into());
        }
        let note = may_say(self.note.as_deref(), "input.note")?;
        let from = desk::stage::by_code(tx, &row.stage).await?;
        if note.is_none() && from.is_some_and(|from| from.position > to.position) {
            let message = format!("say why it goes back to \"{}\"", to.label);
            return Err(Fault::new(Code::Invalid, "input.note", message).into());
        }
        let after = article::Model {
            stage: to.code,
            approved_number: to.approves.then_some(row.head_number),
            ..row.clone()
        };
        change::write(tx, &row, after, note).await?;
        Ok(Changed::one(&row))
    }
}

/// What those who work on an article should know.
#[derive(Clone, Debug)]
pub struct SetEditNote {
    pub which: Which,
    /// None: nothing any more.
    pub note: Option<String>,
}

impl Mutation for SetEditNote {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::EditArticle, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let edit_note = may_say(self.note.as_deref(), "input.note")?;
        change::write(tx, &row, article::Model { edit_note, ..row.clone() }, None).await?;
        Ok(Changed::one(&row))
    }
}
