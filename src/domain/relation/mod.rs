//! Relations: when they hold, and what their evidence is worth; and how the desk works on them.

pub mod change;
pub mod create;
pub mod evidence;
pub mod order;
pub mod publish;
pub mod read;
pub mod record;
pub mod sentence;
pub mod standing;
pub mod time;
pub mod words;

use std::collections::HashMap;

use db::{EntityId, Noun, RelationId, Visibility, relation};
use sea_orm::DbErr;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::auth::{Action, Whose};
use crate::domain::bundle::format;
use crate::domain::export::{self, References};
use crate::domain::mutation::{Code, Fault, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::{self, Changes, Touched};
use crate::store::desk::{self, Reads};
use crate::store::{Event, WriteTx};

/// A relation that somebody names by its public id, and whether it is theirs: made by them, and not public. What they
/// may not see is not there.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn find(
    desk: &impl Reads,
    id: &str,
    path: &str,
) -> Result<(relation::Model, Whose), MutationError> {
    let row = match public_id::relation(id) {
        Some(uid) => desk::relation::visible_by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    let row = row.ok_or_else(|| missing(path))?;
    let is_public = row.publication == Visibility::Live
        || desk::relation::shown(desk, &[row.id]).await?.contains(&row.id);
    let own = row.created_by == desk.viewer().to_string() && !is_public;
    Ok((row, if own { Whose::Own } else { Whose::Others }))
}

/// The same, to be changed: nobody else changes it until the transaction ends.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn take(tx: &WriteTx, id: &str, path: &str) -> Result<relation::Model, MutationError> {
    let (row, _) = find(tx, id, path).await?;
    let row = desk::relation::lock(tx, &[row.id]).await?.into_iter().next();
    Ok(row.ok_or_else(|| missing(path))?)
}

fn missing(path: &str) -> Fault {
    Fault::new(Code::NotFound, path, "there is no such relation")
}

/// Lets the edition follow changed relations. What readers would notice is a publication, whatever it is called: not
/// everybody may.
///
/// # Errors
/// Where it is one and the caller may not publish; those of [`publication::apply`].
pub(in crate::domain) async fn follow(
    caller: &Caller,
    tx: &WriteTx,
    relations: impl IntoIterator<Item = RelationId>,
    reference: bool,
) -> Result<(), MutationError> {
    let touched = Touched { relations: relations.into_iter().collect(), reference, ..Touched::default() };
    let changes = Changes { touched, ..Changes::default() };
    let edition = Box::pin(publication::apply(tx, changes)).await?;
    noticed(caller, edition)
}

/// Asks whether the caller may make an edition, where they made one.
///
/// # Errors
/// Where they may not.
pub(in crate::domain) fn noticed(caller: &Caller, edition: Option<i64>) -> Result<(), MutationError> {
    if edition.is_some() {
        caller.may(Action::PublishRelation, Whose::Own)?;
    }
    Ok(())
}

/// A relation in the words of a bundle, by public ids and without its evidence.
///
/// # Errors
/// The database's.
async fn told(desk: &impl Reads, row: &relation::Model) -> Result<format::Relation, DbErr> {
    let entities = ids_of(desk, &[row.subject_id, row.object_id]).await?;
    let references = References { entities, ..References::default() };
    Ok(export::relation::told(row.clone(), vec![], &references))
}

/// The public ids of entities.
///
/// # Errors
/// The database's.
async fn ids_of(desk: &impl Reads, ids: &[EntityId]) -> Result<HashMap<EntityId, String>, DbErr> {
    let rows = desk::entity::by_ids(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, public_id::print(Prefix::Entity, row.uid))).collect())
}

/// What changes of a thing, as it was and as it becomes, for the audit.
#[derive(Debug, Default)]
pub(in crate::domain) struct Difference {
    before: Map<String, Value>,
    after: Map<String, Value>,
}

impl Difference {
    /// Notes a field, where it differs.
    pub fn field<T: serde::Serialize + PartialEq>(&mut self, name: &str, before: &T, after: &T) {
        if before != after {
            self.before.insert(name.to_owned(), json!(before));
            self.after.insert(name.to_owned(), json!(after));
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.after.is_empty()
    }

    /// The line of the audit that tells of it. `version` is the one that comes of it, where the thing has versions.
    #[must_use]
    pub fn event(mut self, noun: Noun, uid: Option<Uuid>, detail: String, version: Option<i64>) -> Event {
        if let Some(version) = version {
            self.after.insert(VERSION.to_owned(), version.into());
        }
        Event {
            detail: Some(detail),
            before: Some(Value::Object(self.before)),
            after: Some(Value::Object(self.after)),
            ..Event::of(noun, uid)
        }
    }
}

/// The version that came of a change, among what became of it.
const VERSION: &str = "version";
