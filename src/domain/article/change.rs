//! What all verbs of an article have in common: leave is asked for, the row is taken hold of as the caller knows it, and
//! what becomes of it is written and told to the audit.

use std::collections::HashMap;

use db::{ArticleId, Noun, article};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::hold;
use crate::auth::{Action, Permit, Whose};
use crate::domain::mutation::{Code, Conflict, Fault, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id;
use crate::store::desk::publication::State;
use crate::store::desk::{self, Reads};
use crate::store::{Desk, Event, WriteTx};

/// Articles that one mutation changes, at most.
pub const MOST: usize = 100;

/// Characters of a notice or a note, at most.
const LONGEST: usize = 5_000;

/// The articles that were changed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Changed {
    pub articles: Vec<Uuid>,
}

impl Changed {
    #[must_use]
    pub fn one(row: &article::Model) -> Self {
        Self { articles: vec![row.uid] }
    }
}

/// The article that a verb is for, and the version of it that the caller knows, if they say so.
#[derive(Clone, Debug)]
pub struct Which {
    pub id: String,
    pub expected_version: Option<i64>,
}

/// Whether the caller may do that with an article. What somebody of their role may never do is refused before anything
/// is looked for.
///
/// # Errors
/// A fault where there is no such article; the policy's; the database's.
pub async fn may(caller: &Caller, desk: &Desk, action: Action, id: &str) -> Result<Permit, MutationError> {
    caller.may(action, Whose::Own)?;
    let (_, whose) = super::find(desk, id, "input.id").await?;
    Ok(caller.may(action, whose)?)
}

/// The same for many: what may not be done with one is done with none.
///
/// # Errors
/// All faults of the list; the policy's; the database's.
pub async fn may_all(
    caller: &Caller,
    desk: &Desk,
    action: Action,
    ids: &[String],
) -> Result<Permit, MutationError> {
    let mut permit = caller.may(action, Whose::Own)?;
    let rows = all(desk, ids).await?;
    let keys: Vec<_> = rows.iter().map(|row| row.id).collect();
    let own = desk::article::own(desk, &keys).await?;
    for id in keys {
        permit = caller.may(action, if own.contains(&id) { Whose::Own } else { Whose::Others })?;
    }
    Ok(permit)
}

/// The articles of a list, in its order.
async fn all(desk: &impl Reads, ids: &[String]) -> Result<Vec<article::Model>, MutationError> {
    if ids.is_empty() || ids.len() > MOST {
        let message = format!("names {} articles; it can name 1 to {MOST}", ids.len());
        return Err(Fault::new(Code::Invalid, "input.ids", message).into());
    }
    let uids: Vec<_> = ids.iter().map(|id| public_id::article(id)).collect();
    let known: Vec<_> = uids.iter().flatten().copied().collect();
    let rows = desk::article::visible_by_uids(desk, &known).await?;
    let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.uid, row)).collect();
    let (mut found, mut faults) = (vec![], vec![]);
    for (index, uid) in uids.iter().enumerate() {
        let at = format!("input.ids.{index}");
        match uid.and_then(|uid| rows.remove(&uid)) {
            Some(row) => found.push(row),
            None if uid.is_some_and(|uid| uids[..index].contains(&Some(uid))) => {
                faults.push(Fault::new(Code::Duplicate, &at, "the article stands twice in the list"));
            }
            None => faults.push(Fault::new(Code::NotFound, &at, "there is no such article")),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(MutationError::Faults(faults)) }
}

/// Takes hold of an article until the transaction ends, as the caller knows it, unless somebody else has it in hand.
///
/// # Errors
/// A fault or a conflict; the database's.
pub async fn take(tx: &WriteTx, which: &Which) -> Result<State, MutationError> {
    let (row, _) = super::find(tx, &which.id, "input.id").await?;
    let state = desk::publication::lock(tx, &[row.id]).await?.into_iter().next();
    let state = state.ok_or_else(|| Fault::new(Code::NotFound, "input.id", "there is no such article"))?;
    let row = &state.article;
    if let Some(base) = which.expected_version.filter(|expected| *expected != row.version) {
        return Err(MutationError::Conflict(Box::new(Conflict {
            base,
            current: row.version,
            changed_fields: vec![],
            changed_by: row.updated_by.clone(),
            changed_at: row.updated_at,
        })));
    }
    hold::respect(tx, row).await?;
    Ok(state)
}

/// Takes hold of all articles of a list until the transaction ends, in the order of the list, whoever has them in hand.
///
/// # Errors
/// All faults of the list; the database's.
pub async fn lock_all(tx: &WriteTx, ids: &[String]) -> Result<Vec<State>, MutationError> {
    let rows = all(tx, ids).await?;
    let keys: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
    let states = desk::publication::lock(tx, &keys).await?;
    let mut states: HashMap<_, _> = states.into_iter().map(|state| (state.article.id, state)).collect();
    Ok(keys.iter().filter_map(|id| states.remove(id)).collect())
}

/// The same, unless somebody else has one of them in hand.
///
/// # Errors
/// All faults of the list; the database's.
pub async fn take_all(tx: &WriteTx, ids: &[String]) -> Result<Vec<State>, MutationError> {
    let taken = lock_all(tx, ids).await?;
    let mut faults = vec![];
    for (index, state) in taken.iter().enumerate() {
        if let Err(error) = hold::respect(tx, &state.article).await {
            faults.extend(at(error, index)?);
        }
    }
    if faults.is_empty() { Ok(taken) } else { Err(MutationError::Faults(faults)) }
}

/// The faults of one article of a list, at its place there.
///
/// # Errors
/// What is no fault.
pub fn at(error: MutationError, index: usize) -> Result<Vec<Fault>, MutationError> {
    let MutationError::Faults(faults) = error else { return Err(error) };
    let path = vec!["input".to_owned(), "ids".to_owned(), index.to_string()];
    Ok(faults.into_iter().map(|fault| Fault { path: path.clone(), ..fault }).collect())
}

/// Writes what became of an article's row, and tells the audit what of it changed. Where nothing did, nothing is written.
///
/// # Errors
/// The database's.
pub async fn write(
    tx: &WriteTx,
    before: &article::Model,
    after: article::Model,
    detail: Option<String>,
) -> Result<(), MutationError> {
    let (was, is) = (fields(before), fields(&after));
    let changed = |of: &Map<String, Value>, other: &Map<String, Value>| -> Map<String, Value> {
        of.iter()
            .filter(|(key, value)| other.get(*key) != Some(value))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    };
    let (was, is) = (changed(&was, &is), changed(&is, &was));
    if is.is_empty() {
        return Ok(());
    }
    if !desk::article::update(tx, after).await? {
        return Err(DbErr::RecordNotUpdated.into());
    }
    told(tx, before, was.into(), is.into(), detail).await
}

/// Tells the audit what of an article changed.
///
/// # Errors
/// The database's.
pub async fn told(
    tx: &WriteTx,
    row: &article::Model,
    before: Value,
    after: Value,
    detail: Option<String>,
) -> Result<(), MutationError> {
    let event =
        Event { detail, before: Some(before), after: Some(after), ..Event::of(Noun::Article, Some(row.uid)) };
    Ok(tx.audit_all(vec![event]).await?)
}

/// What verbs change of an article's row, in the words of the API.
fn fields(row: &article::Model) -> Map<String, Value> {
    let at = |at: Option<db::Timestamp>| at.map(|at| at.to_string());
    let all = json!({
        "publication": row.publication.code(),
        "stage": row.stage,
        "approvedRevision": row.approved_number,
        "scheduledRevision": row.scheduled_number,
        "scheduledFor": at(row.scheduled_for),
        "scheduledUntil": at(row.scheduled_until),
        "scheduleError": row.schedule_error,
        "embargoedUntil": at(row.embargoed_until),
        "editNote": row.edit_note,
        "archivedAt": at(row.archived_at),
        "deletedAt": at(row.deleted_at),
    });
    match all {
        Value::Object(all) => all,
        _ => Map::new(),
    }
}

/// A text for people that has to say something.
///
/// # Errors
/// A fault at `path`.
pub fn said(text: &str, path: &str) -> Result<String, Fault> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        Err(Fault::new(Code::Invalid, path, "has to say something"))
    } else if length > LONGEST {
        Err(Fault::new(
            Code::Invalid,
            path,
            format!("has {length} characters; it can have {LONGEST} at most"),
        ))
    } else if text.contains('\0') {
        Err(Fault::new(Code::Invalid, path, "has a character that no text has (U+0000)"))
    } else {
        Ok(text.to_owned())
    }
}

/// The same, where nothing need be said.
///
/// # Errors
/// A fault at `path`.
pub fn may_say(text: Option<&str>, path: &str) -> Result<Option<String>, Fault> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| said(text, path)).transpose()
}
