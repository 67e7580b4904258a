//! Making an entity, and changing one.

use db::{EntityId, Noun, Visibility, entity, entity_identifier, entity_name};
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel, NotSet, Set};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::patch::{Patch, Wanted};
use super::read;
use crate::auth::{Action, Permit, Whose};
use crate::domain::bundle::fault::{Code as Kind, Report, quoted};
use crate::domain::bundle::format::{Bundle, Entity};
use crate::domain::conflict::{Current, conflict};
use crate::domain::import::{Submission, check_entity, refused, submit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::{self, Changes};
use crate::store::{Desk, Event, WriteTx, desk};
use crate::text::fold;

/// A new entity, in the words of a bundle. Its id may be one that the client made.
#[derive(Clone, Debug)]
pub struct Create(pub Entity);

/// Changes of an entity.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    /// The version that the changes were made to.
    pub expected_version: i64,
    pub patch: Patch,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Saved {
    pub entity: Uuid,
}

impl Mutation for Create {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        if self.0.public == Some(true) {
            caller.may(Action::PublishEntity, Whose::Others)?;
        }
        Ok(caller.may(Action::CreateEntity, Whose::Own)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let made = self.0.id.as_deref().and_then(public_id::entity);
        if let Some(uid) = made
            && !desk::entity::by_uids(tx, &[uid]).await?.is_empty()
        {
            return Err(Fault::new(Code::Taken, "input.id", "there is an entity of this id already").into());
        }
        let id = made.map(|uid| public_id::print(Prefix::Entity, uid)).or_else(|| self.0.id.clone());
        // What is not public at once becomes so with the first article that names it: nobody decided against it.
        let public = self.0.public.filter(|public| *public);
        let bundle = Bundle { entities: vec![Entity { id, public, ..self.0.clone() }], ..Bundle::default() };
        let path = |pointer: &str| {
            let inner = pointer.split('/').skip(3).map(str::to_owned);
            std::iter::once("input".to_owned()).chain(inner).collect()
        };
        let receipt = submit(tx, &caller.newsroom, Submission { bundle, note: None }, path).await?;
        let entity = receipt.entities.first().copied();
        let entity = entity.ok_or_else(|| MutationError::Internal("no entity came of it".into()))?;
        Ok(Saved { entity })
    }
}

impl Mutation for Update {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let row = super::find(desk, &self.id, "input.id").await?;
        Ok(caller.may(Action::EditEntity, super::whose(&row, &caller.actor))?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = super::take(tx, &self.id, "input.id").await?;
        // Readers may have got it since it was looked at.
        caller.may(Action::EditEntity, super::whose(&row, &caller.actor))?;
        super::itself(tx, &row, "input.id").await?;
        if row.version != self.expected_version {
            let entity::Model { uid, version, updated_at, .. } = row;
            let current =
                Current { noun: Noun::Entity, uid, version, updated_by: &row.updated_by, updated_at };
            return Err(conflict(tx, current, self.expected_version).await?);
        }
        let names = desk::entity::names_of(tx, &[row.id]).await?;
        let identifiers = desk::entity::identifiers_of(tx, &[row.id]).await?;
        let before = read::told(row.clone(), names.clone(), identifiers.clone());
        let wanted = self.patch.clone().onto(before.clone()).map_err(MutationError::Faults)?;
        let (before, after) = differences(&before, &wanted.entity)?;
        let (new, new_names) = checked(tx, &row, &wanted).await?;
        if after.is_empty() {
            return Ok(Saved { entity: row.uid });
        }
        put_names(tx, row.id, names, new_names).await?;
        put_identifiers(tx, row.id, &identifiers, &wanted.entity).await?;
        if new.slug != row.slug && row.publication != Visibility::Never {
            desk::entity::keep_slug(tx, &row.slug, row.id).await?;
        }
        if !desk::entity::update(tx, new).await? {
            return Err(DbErr::RecordNotUpdated.into());
        }
        if after.contains_key("name") || after.contains_key("names") {
            desk::entity::raise_names(tx).await?;
        }
        audit(tx, &row, before, after).await?;
        let mut changes = Changes::default();
        changes.touched.entities.insert(row.id);
        publication::apply(tx, changes).await?;
        Ok(Saved { entity: row.uid })
    }
}

/// Writes to the audit what changed of an entity, with the version that it has from now on.
pub(super) async fn audit(
    tx: &WriteTx,
    row: &entity::Model,
    mut before: Map<String, Value>,
    mut after: Map<String, Value>,
) -> Result<(), DbErr> {
    before.insert("version".to_owned(), json!(row.version));
    after.insert("version".to_owned(), json!(row.version + 1));
    let event = Event {
        detail: Some("UPDATED".to_owned()),
        before: Some(Value::Object(before)),
        after: Some(Value::Object(after)),
        ..Event::of(Noun::Entity, Some(row.uid))
    };
    tx.audit_all(vec![event]).await
}

type Fields = Map<String, Value>;

/// The fields in which two states differ, as they were and as they become.
fn differences(before: &Entity, after: &Entity) -> Result<(Fields, Fields), MutationError> {
    let fields = |entity: &Entity| match serde_json::to_value(entity) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(MutationError::Internal("an entity is no object".into())),
        Err(error) => Err(MutationError::Internal(error.to_string())),
    };
    let (before, after) = (fields(before)?, fields(after)?);
    let (mut was, mut is) = (Map::new(), Map::new());
    for field in before.keys().chain(after.keys().filter(|field| !before.contains_key(*field))) {
        let (old, new) = (before.get(field), after.get(field));
        if old != new {
            was.insert(field.clone(), old.cloned().unwrap_or_default());
            is.insert(field.clone(), new.cloned().unwrap_or_default());
        }
    }
    Ok((was, is))
}

/// The row and the names as they become.
async fn checked(
    tx: &WriteTx,
    row: &entity::Model,
    wanted: &Wanted,
) -> Result<(entity::Model, Vec<entity_name::Model>), MutationError> {
    let entity = &wanted.entity;
    let mut report = Report::default();
    let values = check_entity(tx, entity, &mut report).await?;
    let slug = entity.slug.clone().unwrap_or_else(|| row.slug.clone());
    let mut others: Vec<EntityId> =
        desk::entity::by_slugs(tx, &[&slug]).await?.into_iter().map(|other| other.id).collect();
    others.extend(desk::entity::former_slugs(tx, &[&slug]).await?.into_iter().map(|former| former.entity_id));
    let pairs: Vec<_> = entity.identifiers.iter().map(|i| (i.scheme.as_str(), i.value.as_str())).collect();
    let taken = desk::entity::identifiers(tx, &pairs).await?;
    let owners: Vec<_> = others.iter().copied().chain(taken.iter().map(|i| i.entity_id)).collect();
    let owners = desk::entity::by_ids(tx, &owners).await?;
    let name = |id: EntityId| {
        let owner = owners.iter().find(|owner| owner.id == id && id != row.id);
        owner.map(|owner| quoted(&owner.name))
    };
    if let Some(owner) = others.iter().find_map(|id| name(*id)) {
        let message = format!("is the slug of another entity, {owner}");
        report.add_coded(Kind::Taken, "/slug", message);
    }
    for (i, identifier) in entity.identifiers.iter().enumerate() {
        let owner =
            taken.iter().find(|other| other.scheme == identifier.scheme && other.value == identifier.value);
        if let Some(owner) = owner.and_then(|owner| name(owner.entity_id)) {
            let message = format!("is an identifier of another entity, {owner}");
            let pointer = format!("/identifiers/{i}");
            report.add_coded(Kind::Taken, pointer, message);
        }
    }
    if !report.is_empty() {
        return Err(refused(report, |pointer| wanted.path(pointer)));
    }
    let new = entity::Model {
        name: entity.name.clone(),
        name_key: fold::key(&entity.name),
        slug,
        summary: entity.summary.clone(),
        description: entity.description.clone(),
        start_date: values.start_date,
        end_date: values.end_date,
        latitude: entity.latitude,
        longitude: entity.longitude,
        // Edited: a later release leaves it alone.
        builtin: false,
        ..row.clone()
    };
    Ok((new, values.names))
}

/// Makes the names of an entity those that are wanted, in their order. What stays keeps its row.
async fn put_names(
    tx: &WriteTx,
    entity: EntityId,
    old: Vec<entity_name::Model>,
    wanted: Vec<entity_name::Model>,
) -> Result<(), DbErr> {
    let same = |a: &entity_name::Model, b: &entity_name::Model| {
        (&a.name, a.kind, &a.language) == (&b.name, b.kind, &b.language)
    };
    let gone = old.iter().filter(|old| !wanted.iter().any(|new| same(old, new))).map(|old| old.id);
    desk::entity::remove_names(tx, &gone.collect::<Vec<_>>()).await?;
    let (mut new, mut changed) = (vec![], vec![]);
    for (wanted, position) in wanted.into_iter().zip(0..) {
        match old.iter().find(|old| same(old, &wanted)) {
            Some(old) => {
                let row = entity_name::Model { id: old.id, entity_id: entity, position, ..wanted };
                if row != *old {
                    changed.push(row);
                }
            }
            None => {
                let row = entity_name::Model { entity_id: entity, position, ..wanted };
                let mut row = row.into_active_model().reset_all();
                row.id = NotSet;
                new.push(row);
            }
        }
    }
    // One is preferred in a language at every moment, or none.
    desk::entity::unprefer(tx, &changed.iter().map(|name| name.id).collect::<Vec<_>>()).await?;
    for name in changed {
        desk::entity::update_name(tx, name).await?;
    }
    desk::entity::insert_names(tx, new).await
}

async fn put_identifiers(
    tx: &WriteTx,
    entity: EntityId,
    old: &[entity_identifier::Model],
    wanted: &Entity,
) -> Result<(), DbErr> {
    let is_there = |scheme: &str, value: &str| {
        wanted.identifiers.iter().any(|wanted| wanted.scheme == scheme && wanted.value == value)
    };
    for gone in old.iter().filter(|old| !is_there(&old.scheme, &old.value)) {
        desk::entity::remove_identifier(tx, &gone.scheme, &gone.value).await?;
    }
    let new = wanted
        .identifiers
        .iter()
        .filter(|wanted| !old.iter().any(|old| old.scheme == wanted.scheme && old.value == wanted.value));
    let new = new.map(|identifier| entity_identifier::ActiveModel {
        scheme: Set(identifier.scheme.clone()),
        value: Set(identifier.value.clone()),
        entity_id: Set(entity),
    });
    desk::entity::insert_identifiers(tx, new.collect()).await
}
