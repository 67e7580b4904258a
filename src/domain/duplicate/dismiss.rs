//! Saying that two entities that look like one are two; and taking that back.

use db::{Noun, entity};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Action, Permit, Whose};
use crate::domain::entity::{find, itself};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::{Desk, Event, WriteTx, desk};

/// Characters that a reason may have.
const LONGEST_REASON: usize = 2_000;

/// Two entities that are two.
#[derive(Clone, Debug)]
pub struct Dismiss {
    pub first: String,
    pub second: String,
    pub reason: Option<String>,
}

/// Two entities that may be one after all.
#[derive(Clone, Debug)]
pub struct Restore {
    pub first: String,
    pub second: String,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Decided {
    pub first: Uuid,
    pub second: Uuid,
}

impl Mutation for Dismiss {
    type Done = Decided;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::DismissDuplicate, Whose::Others)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Decided, MutationError> {
        let mut faults = vec![];
        if self.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
            let message = format!("is longer than {LONGEST_REASON} characters");
            faults.push(Fault::new(Code::Invalid, "input.reason", message));
        }
        let (first, second) = both(tx, &self.first, &self.second, faults).await?;
        let (older, younger) = (first.id.min(second.id), first.id.max(second.id));
        let reason = self.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if desk::duplicate::dismiss(tx, older, younger, reason).await? {
            note(tx, &first, &second, "NO_DUPLICATE", reason).await?;
        }
        Ok(Decided { first: first.uid, second: second.uid })
    }
}

impl Mutation for Restore {
    type Done = Decided;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::DismissDuplicate, Whose::Others)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Decided, MutationError> {
        let (first, second) = both(tx, &self.first, &self.second, vec![]).await?;
        let (older, younger) = (first.id.min(second.id), first.id.max(second.id));
        if !desk::duplicate::restore(tx, older, younger).await? {
            let message = "nobody said that the two are no duplicates";
            return Err(Fault::new(Code::WrongState, "input.second", message).into());
        }
        note(tx, &first, &second, "MAYBE_DUPLICATE", None).await?;
        Ok(Decided { first: first.uid, second: second.uid })
    }
}

/// The two, held until the transaction ends; with all that is wrong.
async fn both(
    tx: &WriteTx,
    first: &str,
    second: &str,
    mut faults: Vec<Fault>,
) -> Result<(entity::Model, entity::Model), MutationError> {
    let mut rows = vec![];
    for (id, path) in [(first, "input.first"), (second, "input.second")] {
        let looked = match find(tx, id, path).await {
            Ok(row) => itself(tx, &row, path).await.map(|()| row),
            Err(error) => Err(error),
        };
        match looked {
            Ok(row) => rows.push(row),
            Err(MutationError::Faults(found)) => faults.extend(found),
            Err(error) => return Err(error),
        }
    }
    if let [one, other] = rows.as_slice()
        && one.id == other.id
    {
        faults.push(Fault::new(Code::Invalid, "input.second", "is the entity itself"));
    }
    if !faults.is_empty() {
        return Err(MutationError::Faults(faults));
    }
    let held = desk::entity::lock(tx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let of = |at: usize| held.iter().find(|row| rows.get(at).is_some_and(|r| r.id == row.id)).cloned();
    of(0).zip(of(1)).ok_or_else(|| DbErr::RecordNotUpdated.into())
}

async fn note(
    tx: &WriteTx,
    first: &entity::Model,
    second: &entity::Model,
    what: &str,
    reason: Option<&str>,
) -> Result<(), DbErr> {
    let detail = reason.map_or_else(|| what.to_owned(), |reason| format!("{what}: {reason}"));
    let is_two = what == "NO_DUPLICATE";
    let event = |row: &entity::Model, other: &entity::Model| {
        let id = json!(public_id::print(Prefix::DeskEntity, other.uid));
        let (before, after) = if is_two { (json!(null), id) } else { (id, json!(null)) };
        Event {
            detail: Some(detail.clone()),
            before: Some(json!({ "noDuplicateOf": before })),
            after: Some(json!({ "noDuplicateOf": after })),
            ..Event::of(Noun::Entity, Some(row.uid))
        }
    };
    tx.audit_all(vec![event(first, second), event(second, first)]).await
}
