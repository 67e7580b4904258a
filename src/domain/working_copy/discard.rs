//! Giving up what was written and not saved.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{Action, Permit};
use crate::domain::article::{find, take};
use crate::domain::mutation::{Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::{Desk, WriteTx, desk};

/// Discards the working copy that whoever asks has of an article.
#[derive(Clone, Debug)]
pub struct Discard {
    pub article: String,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Discarded {
    pub article: Uuid,
}

impl Mutation for Discard {
    type Done = Discarded;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.article, "input.article").await?;
        Ok(caller.may(Action::EditArticle, whose)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Discarded, MutationError> {
        let row = take(tx, &self.article, "input.article").await?;
        desk::working_copy::clear(tx, row.id).await?;
        Ok(Discarded { article: row.uid })
    }
}
