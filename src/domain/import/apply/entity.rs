//! Writing entities.

use db::{EntityId, Noun, entity_identifier, entity_merge, entity_name};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};

use super::{Audit, Ids, count};
use crate::domain::import::ImportError;
use crate::domain::import::cast::Who;
use crate::domain::import::plan::Planned;
use crate::domain::import::summary::FileSummary;
use crate::domain::publication::Changes;
use crate::store::WriteTx;
use crate::store::desk;

pub(super) async fn write(
    tx: &WriteTx,
    planned: &mut Planned,
    ids: &mut Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let plans = &planned.entities;
    let new = plans.iter().filter(|p| !p.known).map(|p| {
        let mut row = p.row.clone().into_active_model().reset_all();
        row.id = NotSet;
        row
    });
    let inserted = desk::entity::insert(tx, new.collect()).await?;
    for (index, plan) in plans.iter().enumerate().filter(|(_, p)| !p.known) {
        let id = inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?;
        ids.entities.insert(index, id);
    }
    let (mut names, mut identifiers, mut merges) = (vec![], vec![], vec![]);
    for (index, plan) in plans.iter().enumerate() {
        if plan.is_unchanged() {
            summary.entities.unchanged += 1;
            continue;
        }
        count(&mut summary.entities, audit, Noun::Entity, Some(plan.row.uid), plan.known, "");
        let id = ids.entity(if plan.known { Who::Row(plan.row.id) } else { Who::New(index) })?;
        changes.touched.entities.insert(id);
        let mut row = plan.row.clone();
        row.id = id;
        let merged_into = merge_target(planned, plan.merged_into, ids)?;
        if let Some(target) = merged_into.filter(|target| row.merged_into_id != Some(*target)) {
            row.merged_into_id = Some(target);
            changes.touched.entities.insert(target);
            merges.push(entity_merge::ActiveModel {
                id: NotSet,
                source_id: Set(id),
                target_id: Set(target),
                reason: Set("imported".to_owned()),
                journal: Set("[]".to_owned()),
                created_at: Set(tx.now()),
                created_by: Set(tx.actor()),
            });
        }
        if (plan.known && plan.changed || merged_into.is_some()) && !desk::entity::update(tx, row).await? {
            return Err(ImportError::Conflict);
        }
        desk::entity::unprefer(tx, &plan.unprefer).await?;
        for name in &plan.changed_names {
            desk::entity::update_name(tx, name.clone()).await?;
        }
        names.extend(plan.new_names.iter().map(|name| {
            let name = entity_name::Model { entity_id: id, ..name.clone() };
            let mut row = name.into_active_model().reset_all();
            row.id = NotSet;
            row
        }));
        identifiers.extend(plan.new_identifiers.iter().map(|(scheme, value)| {
            entity_identifier::ActiveModel {
                scheme: Set(scheme.clone()),
                value: Set(value.clone()),
                entity_id: Set(id),
            }
        }));
    }
    desk::entity::insert_names(tx, names).await?;
    desk::entity::insert_identifiers(tx, identifiers).await?;
    for merge in &merges {
        if let (Set(source), Set(target)) = (&merge.source_id, &merge.target_id) {
            changes.touched.entities.extend(desk::entity::flatten(tx, *source, *target).await?);
        }
    }
    desk::entity::insert_merges(tx, merges).await?;
    if planned.brings_names() {
        desk::entity::raise_names(tx).await?;
    }
    Ok(())
}

/// The entity at the end of a chain of merges.
fn merge_target(planned: &Planned, target: Option<Who>, ids: &Ids) -> Result<Option<EntityId>, ImportError> {
    let mut at = target;
    for _ in 0..planned.entities.len() {
        let plan = match at {
            Some(Who::New(index)) => planned.entities.get(index),
            Some(Who::Row(id)) => planned.entities.iter().find(|p| p.known && p.row.id == id),
            None => return Ok(None),
        };
        match plan.and_then(|plan| plan.merged_into) {
            Some(next) => at = Some(next),
            None => break,
        }
    }
    at.map(|who| ids.entity(who)).transpose()
}
