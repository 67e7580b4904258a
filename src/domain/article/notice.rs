//! What readers are told of an article without a new version, and which former versions they see.

use db::Publication;
use serde_json::json;

use super::change::{self, Changed, Which, may_say};
use super::publish::{Say, notify, told};
use crate::auth::{Action, Permit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::publication::{self, Changes, Touched};
use crate::store::{Desk, WriteTx, desk};

/// A notice of its own.
#[derive(Clone, Debug)]
pub struct AddNotice {
    pub which: Which,
    pub say: Say,
}

/// A former version that readers shall not see any more, or see again.
#[derive(Clone, Debug)]
pub struct HideVersion {
    pub which: Which,
    pub version: i32,
    pub hidden: bool,
    pub note: Option<String>,
}

impl Mutation for AddNotice {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Correct, &self.which.id).await
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let state = change::take(tx, &self.which).await?;
        let row = &state.article;
        let say = told(&self.say, "input")?;
        if !matches!(row.publication, Publication::Live | Publication::Retracted) {
            let message = "readers do not have it: nobody would see the notice";
            return Err(Fault::new(Code::WrongState, "input.id", message).into());
        }
        notify(caller, tx, row, &say, state.version).await?;
        touch(tx, row.id).await?;
        Ok(Changed::one(row))
    }
}

impl Mutation for HideVersion {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::HideVersion, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let state = change::take(tx, &self.which).await?;
        let row = &state.article;
        let note = may_say(self.note.as_deref(), "input.note")?;
        let versions = desk::article::versions_of(tx, &[row.id]).await?;
        let Some(version) = versions.iter().find(|version| version.number == self.version) else {
            return Err(
                Fault::new(Code::NotFound, "input.version", "readers never had such a version").into()
            );
        };
        if self.hidden && version.number == state.version && row.publication == Publication::Live {
            let message = "it is what readers have now: publish a correction first, or withdraw the article";
            return Err(Fault::new(Code::WrongState, "input.version", message).into());
        }
        if version.hidden != self.hidden {
            desk::article::hide_version(tx, row.id, self.version, self.hidden).await?;
            let hidden = |hidden: bool| json!({ "version": self.version, "hidden": hidden });
            change::told(tx, row, hidden(version.hidden), hidden(self.hidden), note).await?;
            touch(tx, row.id).await?;
        }
        Ok(Changed::one(row))
    }
}

/// Lays an article out anew.
async fn touch(tx: &WriteTx, id: db::ArticleId) -> Result<(), MutationError> {
    let touched = Touched { articles: [id].into(), ..Touched::default() };
    publication::apply(tx, Changes { touched, ..Changes::default() }).await?;
    Ok(())
}
