//! Stages of the newsroom's workflow: rows, so that a newsroom adds its own.

use std::collections::BTreeSet;

use db::{Noun, stage};
use sea_orm::DbErr;
use serde_json::{Value, json};

use crate::auth::{Action, Permit, Role, Whose};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::desk::{self, Reads};
use crate::store::{Desk, Event, WriteTx};

/// Where every article begins, and goes back to when what was approved is changed.
pub const FIRST: &str = "draft";

/// Characters of a label, at most.
const LONGEST: usize = 100;

/// All stages, also those that are retired, in their order.
///
/// # Errors
/// The database's.
pub async fn all(desk: &Desk) -> Result<Vec<stage::Model>, DbErr> {
    desk::stage::all(desk).await
}

/// Roles that may bring articles to a stage.
#[must_use]
pub fn roles(row: &stage::Model) -> Vec<Role> {
    row.entry_roles.split(',').filter_map(Role::of_code).collect()
}

/// A stage to which articles can move.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn open(desk: &impl Reads, code: &str, path: &str) -> Result<stage::Model, MutationError> {
    let Some(row) = desk::stage::by_code(desk, code).await? else {
        return Err(Fault::new(Code::NotFound, path, "there is no such stage").into());
    };
    if row.retired_at.is_some() {
        return Err(Fault::new(Code::WrongState, path, "the stage is retired: no article moves there").into());
    }
    Ok(row)
}

/// A new stage.
#[derive(Clone, Debug)]
pub struct Create {
    pub code: String,
    pub label: String,
    /// Where it stands among the others; at the end, if nothing is said.
    pub position: Option<i32>,
    pub entry_roles: Vec<Role>,
    /// To stand there is to be approved. It stays so: what was approved by it would hang in the air.
    pub approves: bool,
}

/// Another label, place or gate of a stage; what is left out stays.
#[derive(Clone, Debug)]
pub struct Update {
    pub code: String,
    pub label: Option<String>,
    pub position: Option<i32>,
    pub entry_roles: Option<Vec<Role>>,
}

/// A stage to which no article moves any more, or again. Articles that stand there stay.
#[derive(Clone, Debug)]
pub struct Retire {
    pub code: String,
    pub retired: bool,
}

impl Mutation for Create {
    type Done = String;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::ManageStages, Whose::Own)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<String, MutationError> {
        let mut faults = vec![];
        let is_code = |code: &str| {
            code.len() <= 30
                && code.starts_with(|c: char| c.is_ascii_lowercase())
                && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !is_code(&self.code) {
            let message = "is a code of up to 30 small letters, digits and _, as in \"copy_desk\"";
            faults.push(Fault::new(Code::Invalid, "input.code", message));
        } else if desk::stage::by_code(tx, &self.code).await?.is_some() {
            faults.push(Fault::new(Code::Taken, "input.code", "there is a stage of this code"));
        }
        check(Some(&self.label), Some(&self.entry_roles), &mut faults);
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let last = desk::stage::all(tx).await?.iter().map(|row| row.position).max().unwrap_or(0);
        let row = stage::Model {
            code: self.code.clone(),
            position: self.position.unwrap_or(last.saturating_add(1)),
            label: self.label.trim().to_owned(),
            entry_roles: codes(&self.entry_roles),
            approves: self.approves,
            builtin: false,
            retired_at: None,
        };
        desk::stage::insert(tx, row.clone()).await?;
        told(tx, &row.code, None, Some(fields(&row))).await?;
        Ok(row.code)
    }
}

impl Mutation for Update {
    type Done = String;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::ManageStages, Whose::Own)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<String, MutationError> {
        let row = known(tx, &self.code).await?;
        let mut faults = vec![];
        check(self.label.as_deref(), self.entry_roles.as_deref(), &mut faults);
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let label = self.label.as_deref().map(|label| label.trim().to_owned());
        let after = stage::Model {
            label: label.unwrap_or_else(|| row.label.clone()),
            position: self.position.unwrap_or(row.position),
            entry_roles: self.entry_roles.as_deref().map_or_else(|| row.entry_roles.clone(), codes),
            ..row.clone()
        };
        put(tx, row, after).await
    }
}

impl Mutation for Retire {
    type Done = String;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::ManageStages, Whose::Own)?)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<String, MutationError> {
        let row = known(tx, &self.code).await?;
        if self.retired && row.code == FIRST {
            let message = "every article begins here, and comes back when what was approved is changed";
            return Err(Fault::new(Code::InUse, "input.code", message).into());
        }
        let retired_at = self.retired.then(|| row.retired_at.unwrap_or(tx.now()));
        put(tx, row.clone(), stage::Model { retired_at, ..row }).await
    }
}

async fn known(tx: &WriteTx, code: &str) -> Result<stage::Model, MutationError> {
    let row = desk::stage::by_code(tx, code).await?;
    row.ok_or_else(|| Fault::new(Code::NotFound, "input.code", "there is no such stage").into())
}

async fn put(tx: &WriteTx, before: stage::Model, after: stage::Model) -> Result<String, MutationError> {
    let code = after.code.clone();
    if before != after {
        desk::stage::update(tx, after.clone()).await?;
        told(tx, &code, Some(fields(&before)), Some(fields(&after))).await?;
    }
    Ok(code)
}

fn check(label: Option<&str>, roles: Option<&[Role]>, faults: &mut Vec<Fault>) {
    let length = label.map(|label| label.trim().chars().count());
    if length.is_some_and(|length| length == 0 || length > LONGEST) {
        let message = format!("has 1 to {LONGEST} characters");
        faults.push(Fault::new(Code::Invalid, "input.label", message));
    }
    if label.is_some_and(|label| label.contains('\0')) {
        faults.push(Fault::new(Code::Invalid, "input.label", "has a character that no text has (U+0000)"));
    }
    if roles.is_some_and(<[Role]>::is_empty) {
        let message = "names nobody: no article would come there";
        faults.push(Fault::new(Code::Invalid, "input.entryRoles", message));
    }
}

fn codes(roles: &[Role]) -> String {
    let roles: BTreeSet<_> = roles.iter().copied().collect();
    roles.into_iter().map(Role::code).collect::<Vec<_>>().join(",")
}

fn fields(row: &stage::Model) -> Value {
    json!({
        "label": row.label,
        "position": row.position,
        "entryRoles": row.entry_roles,
        "approves": row.approves,
        "retiredAt": row.retired_at.map(|at| at.to_string()),
    })
}

async fn told(
    tx: &WriteTx,
    code: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<(), MutationError> {
    let event = Event { detail: Some(code.to_owned()), before, after, ..Event::of(Noun::Stage, None) };
    Ok(tx.audit_all(vec![event]).await?)
}
