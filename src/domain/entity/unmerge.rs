//! Finding that two entities are two after all. What the merge moved goes back, as far as it is still as it was.

use std::collections::HashMap;

use db::{EntityId, EvidenceId, Noun, RelationId, Visibility, entity, entity_name, relation};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::journal::{Joined, Journal, Moved};
use crate::auth::{Action, Permit, Whose};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::{self, Changes};
use crate::store::{Desk, Event, WriteTx, desk};

/// An entity that was merged into another, and is to be itself again.
#[derive(Clone, Debug)]
pub struct Unmerge {
    pub source: String,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Unmerged {
    pub source: Uuid,
    pub target: Uuid,
    /// Names and identifiers that were changed since the merge, and stay as they are.
    pub left: Vec<String>,
}

impl Mutation for Unmerge {
    type Done = Unmerged;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::MergeEntities, Whose::Others)?;
        super::find(desk, &self.source, "input.source").await?;
        Ok(permit)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Unmerged, MutationError> {
        let row = super::find(tx, &self.source, "input.source").await?;
        let which: Vec<EntityId> = [row.id].into_iter().chain(row.merged_into_id).collect();
        let held = desk::entity::lock(tx, &which).await?;
        let of = |id: EntityId| held.iter().find(|row| row.id == id).cloned();
        let source = of(row.id).ok_or(DbErr::RecordNotUpdated)?;
        let Some(target) = source.merged_into_id else {
            return Err(Fault::new(Code::WrongState, "input.source", "it is not merged").into());
        };
        // Somebody led it elsewhere at this moment: to be tried again.
        let target = of(target).ok_or(DbErr::RecordNotUpdated)?;
        let merge = desk::entity::merges_of(tx, &[source.id]).await?.pop();
        let journal = merge.map(|merge| Journal::read(&merge.journal)).unwrap_or_default();
        let mut left = vec![];
        names(tx, &source, &target, &journal, &mut left).await?;
        identifiers(tx, &source, &target, &journal, &mut left).await?;
        let family = family(tx, &source, &target, &journal.flattened).await?;
        let relations = part(tx, &journal.joined).await?;
        let free = entity::Model { merged_into_id: None, ..source.clone() };
        if !desk::entity::update(tx, free).await? || !desk::entity::update(tx, target.clone()).await? {
            return Err(DbErr::RecordNotUpdated.into());
        }
        desk::entity::raise_names(tx).await?;
        let id = public_id::print(Prefix::Entity, target.uid);
        tx.audit_all(vec![
            Event {
                detail: Some("UNMERGED".to_owned()),
                before: Some(json!({ "mergedInto": id, "version": source.version })),
                after: Some(json!({ "mergedInto": null, "version": source.version + 1 })),
                ..Event::of(Noun::Entity, Some(source.uid))
            },
            Event {
                detail: Some("UNMERGED".to_owned()),
                before: Some(json!({ "version": target.version })),
                after: Some(json!({
                    "unmerged": public_id::print(Prefix::Entity, source.uid),
                    "names": [], "identifiers": [], "version": target.version + 1
                })),
                ..Event::of(Noun::Entity, Some(target.uid))
            },
        ])
        .await?;
        let mut changes = Changes::default();
        changes.touched.entities.extend([source.id, target.id]);
        if target.publication == Visibility::Live {
            changes.touched.turned.extend(family.iter().chain([&source.id]));
        }
        changes.touched.relations.extend(relations);
        publication::apply(tx, changes).await?;
        Ok(Unmerged { source: source.uid, target: target.uid, left })
    }
}

async fn names(
    tx: &WriteTx,
    source: &entity::Model,
    target: &entity::Model,
    journal: &Journal,
    left: &mut Vec<String>,
) -> Result<(), DbErr> {
    let all = desk::entity::names_of(tx, &[source.id, target.id]).await?;
    let (own, theirs): (Vec<_>, Vec<_>) = all.into_iter().partition(|name| name.entity_id == source.id);
    let find = |moved: &Moved| theirs.iter().find(|row| moved.is(row)).cloned();
    for moved in &journal.names {
        let same = |other: &&entity_name::Model| {
            (&other.name, other.kind, &other.language) == (&moved.name, moved.kind, &moved.language)
        };
        match find(moved).filter(|_| !own.iter().any(|other| same(&other))) {
            Some(row) => {
                let rival = own.iter().any(|other| other.preferred && other.language == moved.language);
                let (preferred, position) = (moved.preferred && !rival, moved.position);
                let row = entity_name::Model { entity_id: source.id, preferred, position, ..row };
                desk::entity::update_name(tx, row).await?;
            }
            None => left.push(moved.name.clone()),
        }
    }
    if let Some(alias) = journal.alias.as_ref().and_then(find) {
        desk::entity::remove_names(tx, &[alias.id]).await?;
    }
    Ok(())
}

async fn identifiers(
    tx: &WriteTx,
    source: &entity::Model,
    target: &entity::Model,
    journal: &Journal,
    left: &mut Vec<String>,
) -> Result<(), DbErr> {
    let theirs = desk::entity::identifiers_of(tx, &[target.id]).await?;
    for (scheme, value) in &journal.identifiers {
        if theirs.iter().any(|row| row.scheme == *scheme && row.value == *value) {
            desk::entity::move_identifier(tx, scheme, value, source.id).await?;
        } else {
            left.push(format!("{scheme}:{value}"));
        }
    }
    Ok(())
}

/// Leads what had been merged into the source back to it, and tells what that is.
async fn family(
    tx: &WriteTx,
    source: &entity::Model,
    target: &entity::Model,
    flattened: &[EntityId],
) -> Result<Vec<EntityId>, DbErr> {
    let led = desk::entity::merged_into(tx, &[target.id]).await?;
    let back: Vec<EntityId> =
        led.iter().map(|row| row.id).filter(|id| flattened.contains(id) && *id != source.id).collect();
    desk::entity::lead(tx, &back, source.id).await?;
    Ok(back)
}

/// Gives relations that were joined their evidence back, and tells which they are.
async fn part(tx: &WriteTx, joined: &[Joined]) -> Result<Vec<RelationId>, DbErr> {
    let which: Vec<RelationId> = joined.iter().flat_map(|pair| [pair.from, pair.into]).collect();
    let rows = desk::relation::by_ids(tx, &which).await?;
    let mut rows: HashMap<RelationId, relation::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let evidence = desk::relation::evidence_of(tx, &which).await?;
    let mut stands: HashMap<EvidenceId, RelationId> =
        evidence.into_iter().map(|row| (row.id, row.relation_id)).collect();
    let (mut touched, mut events) = (vec![], vec![]);
    for Joined { from, into, from_publication, into_publication, evidence } in joined.iter().rev() {
        let Some((one, other)) = rows.get(from).cloned().zip(rows.get(into).cloned()) else { continue };
        for (id, position) in evidence {
            if stands.get(id) == Some(into) {
                desk::relation::move_evidence(tx, *id, *from, *position).await?;
                stands.insert(*id, *from);
            }
        }
        // What somebody decided since stays decided.
        let back = (one.publication == Visibility::Withdrawn).then_some(*from_publication);
        let shown = other.publication == Visibility::Live && *from_publication == Visibility::Live;
        let other_back = shown.then_some(*into_publication);
        for (row, to) in [(one, back), (other, other_back)] {
            let publication = to.unwrap_or(row.publication);
            touched.push(row.id);
            if publication == row.publication {
                continue;
            }
            events.push(Event {
                detail: Some("PARTED: its ends are two again".to_owned()),
                before: Some(json!({ "publication": row.publication.code(), "version": row.version })),
                after: Some(json!({ "publication": publication.code(), "version": row.version + 1 })),
                ..Event::of(Noun::Relation, Some(row.uid))
            });
            let next = relation::Model { publication, version: row.version + 1, ..row.clone() };
            if !desk::relation::update(tx, relation::Model { publication, ..row }).await? {
                return Err(DbErr::RecordNotUpdated);
            }
            rows.insert(next.id, next);
        }
    }
    tx.audit_all(events).await?;
    Ok(touched)
}
