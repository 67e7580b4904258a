//! Changing what a relation says, ending it, and the editors' verdict on it.

use std::collections::BTreeSet;

use db::{Noun, Phase, Rank, relation};
use serde_json::Value;

use super::create::Done;
use super::{Difference, VERSION};
use crate::auth::{Action, Permit};
use crate::domain::article::patch::Field;
use crate::domain::bundle::format;
use crate::domain::import::statement;
use crate::domain::mutation::{Code, Conflict, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::{Desk, WriteTx, desk};

/// What changes of a relation: what is left out stays. Ends and type change only before readers had it.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub subject: Option<String>,
    pub type_code: Option<String>,
    pub object: Option<String>,
    pub role: Field<String>,
    pub start_date: Field<String>,
    pub end_date: Field<String>,
    pub phase: Option<Phase>,
    pub as_of: Field<String>,
    pub note: Field<String>,
}

/// Changes to a relation.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    /// The version that they were made to.
    pub expected_version: i64,
    pub changes: Changes,
}

/// That a relation is over.
#[derive(Clone, Debug)]
pub struct End {
    pub id: String,
    pub expected_version: i64,
    pub end_date: String,
}

/// The editors' verdict.
#[derive(Clone, Debug)]
pub struct Judge {
    pub id: String,
    pub expected_version: i64,
    pub rank: Rank,
    pub reason: Option<String>,
}

impl Mutation for Update {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = super::find(desk, &self.id, "input.id").await?;
        Ok(caller.may(Action::EditRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let before = current(tx, &self.id, self.expected_version).await?;
        let Changes { subject, type_code, object, role, start_date, end_date, phase, as_of, note } =
            self.changes.clone();
        let told = super::told(tx, &before).await?;
        let becomes = format::Relation {
            subject: subject.unwrap_or_else(|| told.subject.clone()),
            type_code: type_code.unwrap_or_else(|| told.type_code.clone()),
            object: object.unwrap_or_else(|| told.object.clone()),
            role: role.unwrap_or(told.role),
            start_date: start_date.unwrap_or(told.start_date),
            end_date: end_date.unwrap_or(told.end_date),
            phase: phase.or(told.phase),
            as_of: as_of.unwrap_or(told.as_of),
            note: note.unwrap_or(told.note),
            ..told
        };
        let after = checked(caller, tx, &before, becomes, |part| format!("input.changes.{part}")).await?;
        put(caller, tx, before, after, "UPDATED").await
    }
}

impl Mutation for End {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = super::find(desk, &self.id, "input.id").await?;
        Ok(caller.may(Action::EditRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let before = current(tx, &self.id, self.expected_version).await?;
        let mut told = super::told(tx, &before).await?;
        // The end says what the day said on which it was known.
        (told.end_date, told.phase, told.as_of) = (Some(self.end_date.clone()), Some(Phase::Former), None);
        let after = checked(caller, tx, &before, told, |part| format!("input.{part}")).await?;
        if after.end_date.is_some_and(|end| end.days().0 > tx.now().day()) {
            let message = "lies in the future: an end that is only planned is set by updateRelation";
            return Err(Fault::new(Code::Invalid, "input.endDate", message).into());
        }
        put(caller, tx, before, after, "ENDED").await
    }
}

impl Mutation for Judge {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = super::find(desk, &self.id, "input.id").await?;
        Ok(caller.may(Action::RankRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let before = current(tx, &self.id, self.expected_version).await?;
        let reason = self.reason.clone().filter(|reason| !reason.trim().is_empty());
        if self.rank == Rank::Deprecated && reason.is_none() {
            return Err(Fault::new(Code::Invalid, "input.reason", "is missing: why is it DEPRECATED?").into());
        }
        let after = relation::Model { rank: self.rank, rank_reason: reason, ..before.clone() };
        put(caller, tx, before, after, "RANKED").await
    }
}

/// The relation, to be changed, if it is still the one that the caller saw.
async fn current(tx: &WriteTx, id: &str, expected: i64) -> Result<relation::Model, MutationError> {
    let row = super::take(tx, id, "input.id").await?;
    if row.version == expected {
        return Ok(row);
    }
    // What became of it in each version stands in the audit, but for versions that an import or a merge made.
    let mut fields = BTreeSet::new();
    for event in desk::relation::told_of(tx, row.uid).await? {
        let after = event.after.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let Some(Value::Object(after)) = after else { continue };
        if after.get(VERSION).and_then(Value::as_i64).is_some_and(|version| version > expected) {
            fields.extend(after.into_iter().map(|(name, _)| name).filter(|name| name != VERSION));
        }
    }
    Err(MutationError::Conflict(Box::new(Conflict {
        base: expected,
        current: row.version,
        changed_fields: fields.into_iter().collect(),
        changed_by: row.updated_by,
        changed_at: row.updated_at,
    })))
}

/// The row as it becomes, all of it checked as that of a new one. `at` tells where a part of it stands in the arguments.
async fn checked(
    caller: &Caller,
    tx: &WriteTx,
    before: &relation::Model,
    becomes: format::Relation,
    at: impl Fn(&str) -> String,
) -> Result<relation::Model, MutationError> {
    let path = |pointer: &str| {
        let part = pointer.split('/').nth(3).unwrap_or_default();
        let at = at(part);
        at.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let retyped = becomes.type_code != before.type_code;
    let row = statement(tx, &caller.newsroom, &becomes, retyped, path).await?;
    let moved = [
        (row.subject_id != before.subject_id, "subject"),
        (retyped, "type"),
        (row.object_id != before.object_id, "object"),
    ];
    let moved: Vec<&str> = moved.into_iter().filter(|(is, _)| *is).map(|(_, part)| part).collect();
    if !moved.is_empty() && desk::relation::ever_shown(tx, &[before.uid]).await?.contains(&before.uid) {
        let message = "readers had it: deprecate this relation, and make another one";
        let faults = moved.into_iter().map(|part| Fault::new(Code::WrongState, &at(part), message));
        return Err(MutationError::Faults(faults.collect()));
    }
    Ok(relation::Model {
        subject_id: row.subject_id,
        type_code: row.type_code,
        object_id: row.object_id,
        role: row.role,
        start_date: row.start_date,
        end_date: row.end_date,
        phase: row.phase,
        as_of: row.as_of,
        note: row.note,
        start_min: row.start_min,
        start_max: row.start_max,
        end_min: row.end_min,
        end_max: row.end_max,
        ..before.clone()
    })
}

/// Writes what differs, tells the audit, and lets the edition follow.
async fn put(
    caller: &Caller,
    tx: &WriteTx,
    before: relation::Model,
    after: relation::Model,
    what: &str,
) -> Result<Done, MutationError> {
    let done = Done { relation: before.uid };
    if write(tx, &before, after, what).await? {
        super::follow(caller, tx, [before.id], false).await?;
    }
    Ok(done)
}

/// Writes what differs, and tells the audit and whether there was anything.
pub(super) async fn write(
    tx: &WriteTx,
    before: &relation::Model,
    after: relation::Model,
    what: &str,
) -> Result<bool, MutationError> {
    let difference = difference(tx, before, &after).await?;
    if difference.is_empty() {
        return Ok(false);
    }
    if !desk::relation::update(tx, after).await? {
        return Err(sea_orm::DbErr::RecordNotUpdated.into());
    }
    let version = Some(before.version + 1);
    tx.audit_all(vec![difference.event(Noun::Relation, Some(before.uid), what.to_owned(), version)]).await?;
    Ok(true)
}

/// In which fields two states of a relation differ, in the words of the API.
async fn difference(
    tx: &WriteTx,
    before: &relation::Model,
    after: &relation::Model,
) -> Result<Difference, MutationError> {
    let mut all = Difference::default();
    all.field("publication", &before.publication, &after.publication);
    let (before, after) = (super::told(tx, before).await?, super::told(tx, after).await?);
    all.field("subject", &before.subject, &after.subject);
    all.field("type", &before.type_code, &after.type_code);
    all.field("object", &before.object, &after.object);
    all.field("role", &before.role, &after.role);
    all.field("startDate", &before.start_date, &after.start_date);
    all.field("endDate", &before.end_date, &after.end_date);
    all.field("phase", &before.phase, &after.phase);
    all.field("asOf", &before.as_of, &after.as_of);
    all.field("rank", &before.rank, &after.rank);
    all.field("rankReason", &before.rank_reason, &after.rank_reason);
    all.field("note", &before.note, &after.note);
    Ok(all)
}
