//! What stands against a change that was made to an older version of a thing. The audit knows what was changed since.

use db::{Noun, Timestamp};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::mutation::{Code, Conflict, Fault, MutationError};
use crate::store::WriteTx;
use crate::store::desk;

/// A thing as it stands: its version, and who made that when.
#[derive(Clone, Debug)]
pub struct Current<'a> {
    pub noun: Noun,
    pub uid: Uuid,
    pub version: i64,
    pub updated_by: &'a str,
    pub updated_at: Timestamp,
}

/// The conflict with a change that was made to version `base`, in whose place in the audit every version stands with
/// the fields that it changed.
///
/// # Errors
/// The database's.
pub async fn conflict(tx: &WriteTx, current: Current<'_>, base: i64) -> Result<MutationError, MutationError> {
    let Current { noun, uid, version, updated_by, updated_at } = current;
    if base > version || base < 1 {
        let message = format!("there is no version {base} of it, whose newest is {version}");
        return Ok(Fault::new(Code::NotFound, "input.expectedVersion", message).into());
    }
    let mut changed_fields: Vec<String> = vec![];
    for event in desk::history::of(tx, noun, uid).await? {
        let after: Option<Map<String, Value>> =
            event.after.as_deref().and_then(|json| serde_json::from_str(json).ok());
        let Some(after) = after else { continue };
        if after.get("version").and_then(Value::as_i64).is_some_and(|version| version > base) {
            let fields = after.keys().filter(|field| *field != "version" && !changed_fields.contains(field));
            let fields: Vec<_> = fields.cloned().collect();
            changed_fields.extend(fields);
        }
    }
    Ok(MutationError::Conflict(Box::new(Conflict {
        base,
        current: version,
        changed_fields,
        changed_by: updated_by.to_owned(),
        changed_at: updated_at,
    })))
}
