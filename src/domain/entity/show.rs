//! Letting readers see entities, and taking them out of their sight. All or none.

use db::{Noun, Visibility, entity};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Action, Permit, Whose};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::publication::{self, Changes};
use crate::store::{Desk, Event, WriteTx, desk};

/// Things that are done at once, at most.
pub const MOST: usize = 100;

/// Entities that readers shall see.
#[derive(Clone, Debug)]
pub struct Publish {
    pub ids: Vec<String>,
}

/// Entities that readers shall not see any more.
#[derive(Clone, Debug)]
pub struct Withdraw {
    pub ids: Vec<String>,
}

/// What became of it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Shown {
    pub entities: Vec<Uuid>,
    /// What left the edition with them.
    pub leaving: Leaving,
}

/// What goes out of the edition with entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Leaving {
    pub articles: i64,
    pub mentions: i64,
    pub abouts: i64,
    pub relations: i64,
}

impl Mutation for Publish {
    type Done = Shown;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        permit(caller, desk, &self.ids, Action::PublishEntity).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Shown, MutationError> {
        show(tx, &self.ids, Visibility::Live).await
    }
}

impl Mutation for Withdraw {
    type Done = Shown;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        permit(caller, desk, &self.ids, Action::WithdrawEntity).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Shown, MutationError> {
        show(tx, &self.ids, Visibility::Withdrawn).await
    }
}

async fn permit(
    caller: &Caller,
    desk: &Desk,
    ids: &[String],
    action: Action,
) -> Result<Permit, MutationError> {
    let permit = caller.may(action, Whose::Others)?;
    if ids.len() > MOST {
        let message = format!("has {}; it can have {MOST} at most", ids.len());
        return Err(Fault::new(Code::Invalid, "input.ids", message).into());
    }
    super::find_all(desk, ids, "input.ids").await?;
    Ok(permit)
}

async fn show(tx: &WriteTx, ids: &[String], to: Visibility) -> Result<Shown, MutationError> {
    let rows = super::find_all(tx, ids, "input.ids").await?;
    let entities: Vec<Uuid> = rows.iter().map(|row| row.uid).collect();
    let rows = desk::entity::lock(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let faults: Vec<Fault> = rows.iter().filter_map(|row| against(row, to)).collect();
    if !faults.is_empty() {
        return Err(MutationError::Faults(faults));
    }
    let turned: Vec<&entity::Model> = rows.iter().filter(|row| row.publication != to).collect();
    let which: Vec<_> = turned.iter().map(|row| row.id).collect();
    if which.is_empty() {
        return Ok(Shown { entities, ..Shown::default() });
    }
    let mut leaving = Leaving::default();
    if to == Visibility::Withdrawn {
        let seen = desk::entity_use::seen(tx, &which).await?;
        let desk::entity_use::Leaving { articles, mentions, abouts, relations } = seen;
        leaving = Leaving { articles, mentions, abouts, relations };
    }
    let events = turned.iter().map(|row| Event {
        before: Some(json!({ "publication": row.publication.code(), "version": row.version })),
        after: Some(json!({ "publication": to.code(), "version": row.version + 1 })),
        ..Event::of(Noun::Entity, Some(row.uid))
    });
    tx.audit_all(events.collect()).await?;
    let changes = if to == Visibility::Live {
        Changes { show_entities: which, ..Changes::default() }
    } else {
        Changes { withdraw_entities: which, ..Changes::default() }
    };
    publication::apply(tx, changes).await?;
    Ok(Shown { entities, leaving })
}

fn against(row: &entity::Model, to: Visibility) -> Option<Fault> {
    let why = if row.merged_into_id.is_some() {
        format!("{} was merged into another entity: readers see that one", row.name)
    } else if to == Visibility::Withdrawn && row.publication == Visibility::Never {
        format!("{} is not public: there is nothing to withdraw", row.name)
    } else {
        return None;
    };
    Some(Fault::new(Code::WrongState, "input.ids", why))
}
