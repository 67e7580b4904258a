//! Finding that two entities are one. No revision is rewritten: what names the source goes on naming it, and readers are
//! shown the target. Names and identifiers move; relations stay where they are, but for those that now say the same as
//! one of the target's.

use std::collections::HashMap;

use db::{
    EntityId, EvidenceId, NameKind, Noun, RelationId, Visibility, entity, entity_merge, entity_name, relation,
};
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel, NotSet, Set};
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
use crate::text::fold;

/// Two entities that are one: the source becomes the target.
#[derive(Clone, Debug)]
pub struct Merge {
    pub source: String,
    pub target: String,
    pub reason: String,
    /// Also where both have an identifier of one scheme.
    pub force: bool,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Merged {
    pub source: Uuid,
    pub target: Uuid,
    /// Relations that would join the entity with itself: readers do not have them any more.
    pub dropped: Vec<Uuid>,
    /// Relations that said what another says, which has their evidence now.
    pub joined: Vec<Uuid>,
}

impl Mutation for Merge {
    type Done = Merged;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::MergeEntities, Whose::Others)?;
        let mut faults = vec![];
        for (id, path) in [(&self.source, "input.source"), (&self.target, "input.target")] {
            match super::find(desk, id, path).await {
                Err(MutationError::Faults(found)) => faults.extend(found),
                Err(error) => return Err(error),
                Ok(_) => {}
            }
        }
        if faults.is_empty() { Ok(permit) } else { Err(MutationError::Faults(faults)) }
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Merged, MutationError> {
        let (source, target) = both(tx, &self.source, &self.target).await?;
        self.against(tx, &source, &target).await?;
        let family: Vec<EntityId> =
            desk::entity::merged_into(tx, &[source.id]).await?.iter().map(|row| row.id).collect();
        let mut journal = Journal::default();
        names(tx, &source, &target, &mut journal).await?;
        for row in desk::entity::identifiers_of(tx, &[source.id]).await? {
            desk::entity::move_identifier(tx, &row.scheme, &row.value, target.id).await?;
            journal.identifiers.push((row.scheme, row.value));
        }
        journal.flattened = desk::entity::flatten(tx, source.id, target.id).await?;
        let (joined, dropped) = relations(tx, &source, &target, &family, &mut journal).await?;
        let row = entity::Model { merged_into_id: Some(target.id), builtin: false, ..source.clone() };
        let other = entity::Model { builtin: false, ..target.clone() };
        if !desk::entity::update(tx, row).await? || !desk::entity::update(tx, other).await? {
            return Err(DbErr::RecordNotUpdated.into());
        }
        desk::entity::raise_names(tx).await?;
        self.note(tx, &source, &target, &journal).await?;
        let mut changes = Changes::default();
        changes.touched.entities.extend([source.id, target.id]);
        if target.publication == Visibility::Live {
            changes.touched.turned.extend(family.iter().chain([&source.id]));
        }
        changes.touched.relations.extend(journal.joined.iter().flat_map(|pair| [pair.from, pair.into]));
        publication::apply(tx, changes).await?;
        Ok(Merged { source: source.uid, target: target.uid, dropped, joined })
    }
}

/// Two entities that are to be changed, held in the order of their ids.
async fn both(tx: &WriteTx, a: &str, b: &str) -> Result<(entity::Model, entity::Model), MutationError> {
    let (a, b) = (super::find(tx, a, "input.source").await?, super::find(tx, b, "input.target").await?);
    let held = desk::entity::lock(tx, &[a.id, b.id]).await?;
    let of = |id: EntityId| held.iter().find(|row| row.id == id).cloned();
    of(a.id).zip(of(b.id)).ok_or_else(|| DbErr::RecordNotUpdated.into())
}

impl Merge {
    /// All that stands against it.
    async fn against(
        &self,
        tx: &WriteTx,
        source: &entity::Model,
        target: &entity::Model,
    ) -> Result<(), MutationError> {
        if source.id == target.id {
            return Err(Fault::new(Code::Invalid, "input.target", "is the entity itself").into());
        }
        let mut faults = vec![];
        for (row, path) in [(source, "input.source"), (target, "input.target")] {
            match super::itself(tx, row, path).await {
                Err(MutationError::Faults(found)) => faults.extend(found),
                Err(error) => return Err(error),
                Ok(()) => {}
            }
        }
        if source.kind != target.kind {
            let (a, b) = (source.kind.code(), target.kind.code());
            let message = format!("is of kind {b}, and the source is of kind {a}: they do not merge");
            faults.push(Fault::new(Code::Invalid, "input.target", message));
        }
        if self.reason.trim().is_empty() {
            faults.push(Fault::new(Code::Invalid, "input.reason", "is empty"));
        }
        if source.publication == Visibility::Live && target.publication != Visibility::Live {
            let message = "is not public, and the source is: readers would lose it. Publish this one first";
            faults.push(Fault::new(Code::Unpublished, "input.target", message));
        }
        if !self.force {
            let theirs = desk::entity::identifiers_of(tx, &[target.id]).await?;
            for own in desk::entity::identifiers_of(tx, &[source.id]).await? {
                if let Some(other) = theirs.iter().find(|other| other.scheme == own.scheme) {
                    let message = format!(
                        "both have an identifier of {}: {} and {}. With `force`, the target has both",
                        own.scheme, own.value, other.value
                    );
                    faults.push(Fault::new(Code::Taken, "input.source", message));
                }
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(MutationError::Faults(faults)) }
    }

    async fn note(
        &self,
        tx: &WriteTx,
        source: &entity::Model,
        target: &entity::Model,
        journal: &Journal,
    ) -> Result<(), MutationError> {
        let told =
            serde_json::to_string(journal).map_err(|error| MutationError::Internal(error.to_string()))?;
        let merge = entity_merge::ActiveModel {
            id: NotSet,
            source_id: Set(source.id),
            target_id: Set(target.id),
            reason: Set(self.reason.clone()),
            journal: Set(told),
            created_at: Set(tx.now()),
            created_by: Set(tx.actor()),
        };
        desk::entity::insert_merges(tx, vec![merge]).await?;
        let id = |row: &entity::Model| public_id::print(Prefix::Entity, row.uid);
        let names: Vec<&str> =
            journal.names.iter().chain(&journal.alias).map(|moved| moved.name.as_str()).collect();
        let identifiers: Vec<String> =
            journal.identifiers.iter().map(|(scheme, value)| format!("{scheme}:{value}")).collect();
        tx.audit_all(vec![
            Event {
                detail: Some(format!("MERGED: {}", self.reason)),
                before: Some(json!({ "mergedInto": null, "version": source.version })),
                after: Some(json!({ "mergedInto": id(target), "version": source.version + 1 })),
                ..Event::of(Noun::Entity, Some(source.uid))
            },
            Event {
                detail: Some(format!("MERGED: {}", self.reason)),
                before: Some(json!({ "names": [], "identifiers": [], "version": target.version })),
                after: Some(json!({
                    "merged": id(source), "names": names, "identifiers": identifiers, "version": target.version + 1
                })),
                ..Event::of(Noun::Entity, Some(target.uid))
            },
        ])
        .await?;
        Ok(())
    }
}

/// Gives the source's names to the target: those that it does not have. The source keeps its house name, which the
/// target gets as another name.
async fn names(
    tx: &WriteTx,
    source: &entity::Model,
    target: &entity::Model,
    journal: &mut Journal,
) -> Result<(), DbErr> {
    let all = desk::entity::names_of(tx, &[source.id, target.id]).await?;
    let (own, theirs): (Vec<_>, Vec<_>) = all.into_iter().partition(|name| name.entity_id == source.id);
    let mut position = theirs.iter().map(|name| name.position + 1).max().unwrap_or(0);
    for name in own {
        let same = |other: &entity_name::Model| {
            (&other.name, other.kind, &other.language) == (&name.name, name.kind, &name.language)
        };
        if theirs.iter().any(same) {
            continue;
        }
        journal.names.push(Moved::of(&name));
        let rival = theirs.iter().any(|other| other.preferred && other.language == name.language);
        let preferred = name.preferred && !rival;
        desk::entity::update_name(
            tx,
            entity_name::Model { entity_id: target.id, position, preferred, ..name },
        )
        .await?;
        position += 1;
    }
    let has = |name: &entity_name::Model| name.name == source.name;
    let now = desk::entity::names_of(tx, &[target.id]).await?;
    if source.name == target.name || now.iter().any(has) {
        return Ok(());
    }
    let alias = entity_name::Model {
        id: 0,
        entity_id: target.id,
        position,
        name: source.name.clone(),
        key: fold::key(&source.name),
        kind: NameKind::Alias,
        language: String::new(),
        preferred: false,
        distinctive: false,
        start_date: None,
        end_date: None,
    };
    let mut row = alias.into_active_model().reset_all();
    row.id = NotSet;
    desk::entity::insert_names(tx, vec![row]).await?;
    journal.alias =
        desk::entity::names_of(tx, &[target.id]).await?.iter().find(|name| has(name)).map(Moved::of);
    Ok(())
}

/// What a relation says, but for its evidence.
#[derive(PartialEq, Eq, Hash)]
struct Statement {
    ends: (EntityId, EntityId),
    code: String,
    role: Option<String>,
    dates: (Option<String>, Option<String>),
    phase: &'static str,
    rank: &'static str,
}

/// Makes one of relations that say the same now, and tells which those were, and which join the entity with itself.
async fn relations(
    tx: &WriteTx,
    source: &entity::Model,
    target: &entity::Model,
    family: &[EntityId],
    journal: &mut Journal,
) -> Result<(Vec<Uuid>, Vec<Uuid>), DbErr> {
    let mut own = vec![source.id];
    own.extend(family);
    let mut theirs = vec![target.id];
    // Those that were merged into the source are led to the target by now.
    let led = desk::entity::merged_into(tx, &[target.id]).await?;
    theirs.extend(led.iter().map(|row| row.id).filter(|id| !own.contains(id)));
    let ends: Vec<EntityId> = own.iter().chain(&theirs).copied().collect();
    let rows = desk::relation::by_ends(tx, &ends).await?;
    let others: Vec<EntityId> = rows.iter().flat_map(|row| [row.subject_id, row.object_id]).collect();
    let others: HashMap<EntityId, EntityId> = desk::entity::by_ids(tx, &others)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.id, row.merged_into_id?)))
        .collect();
    let end = |id: EntityId| {
        if own.contains(&id) { target.id } else { others.get(&id).copied().unwrap_or(id) }
    };
    let symmetric: Vec<String> = desk::reference::relation_types(tx)
        .await?
        .into_iter()
        .filter(|kind| kind.symmetric)
        .map(|kind| kind.code)
        .collect();
    let statement = |row: &relation::Model| {
        let (a, b) = (end(row.subject_id), end(row.object_id));
        Statement {
            ends: if symmetric.contains(&row.type_code) { (a.min(b), a.max(b)) } else { (a, b) },
            code: row.type_code.clone(),
            role: row.role.clone(),
            dates: (row.start_date.map(|d| d.to_string()), row.end_date.map(|d| d.to_string())),
            phase: row.phase.code(),
            rank: row.rank.code(),
        }
    };
    let of_source = |row: &relation::Model| own.contains(&row.subject_id) || own.contains(&row.object_id);
    let (mut kept, mut dropped): (HashMap<Statement, &relation::Model>, _) = (HashMap::new(), vec![]);
    for row in rows.iter().filter(|row| row.publication != Visibility::Withdrawn && !of_source(row)) {
        kept.entry(statement(row)).or_insert(row);
    }
    let mut pairs = vec![];
    for row in rows.iter().filter(|row| row.publication != Visibility::Withdrawn && of_source(row)) {
        let said = statement(row);
        if said.ends.0 == said.ends.1 {
            dropped.push(row.uid);
        } else if let Some(into) = kept.get(&said) {
            pairs.push((row.clone(), (*into).clone()));
        }
    }
    let joined = pairs.iter().map(|(row, _)| row.uid).collect();
    join(tx, pairs, journal).await?;
    Ok((joined, dropped))
}

/// Gives the evidence of relations to others that say the same, and takes it from readers. They stay on the desk.
async fn join(
    tx: &WriteTx,
    pairs: Vec<(relation::Model, relation::Model)>,
    journal: &mut Journal,
) -> Result<(), DbErr> {
    let which: Vec<RelationId> = pairs.iter().flat_map(|(from, into)| [from.id, into.id]).collect();
    let mut evidence: HashMap<RelationId, Vec<(EvidenceId, i32)>> = HashMap::new();
    for row in desk::relation::evidence_of(tx, &which).await? {
        evidence.entry(row.relation_id).or_default().push((row.id, row.position));
    }
    // Several may be joined with one: as each leaves it.
    let mut now: HashMap<RelationId, relation::Model> = HashMap::new();
    let mut events = vec![];
    for (from, into) in pairs {
        let other = now.remove(&into.id).unwrap_or(into);
        let moved = evidence.remove(&from.id).unwrap_or_default();
        let theirs = evidence.entry(other.id).or_default();
        let next = theirs.iter().map(|(_, position)| position + 1).max().unwrap_or(0);
        for ((id, _), position) in moved.iter().zip(next..) {
            desk::relation::move_evidence(tx, *id, other.id, position).await?;
            theirs.push((*id, position));
        }
        let shown = from.publication == Visibility::Live || other.publication == Visibility::Live;
        let publication = if shown { Visibility::Live } else { other.publication };
        events.extend([(&from, Visibility::Withdrawn), (&other, publication)].map(|(row, to)| Event {
            detail: Some("JOINED: its ends are the same now".to_owned()),
            before: Some(json!({ "publication": row.publication.code(), "version": row.version })),
            after: Some(json!({ "publication": to.code(), "version": row.version + 1 })),
            ..Event::of(Noun::Relation, Some(row.uid))
        }));
        journal.joined.push(Joined {
            from: from.id,
            into: other.id,
            from_publication: from.publication,
            into_publication: other.publication,
            evidence: moved,
        });
        let from = relation::Model { publication: Visibility::Withdrawn, ..from };
        let other = relation::Model { publication, ..other };
        let next = relation::Model { version: other.version + 1, ..other.clone() };
        if !desk::relation::update(tx, from).await? || !desk::relation::update(tx, other).await? {
            return Err(DbErr::RecordNotUpdated);
        }
        now.insert(next.id, next);
    }
    tx.audit_all(events).await
}
