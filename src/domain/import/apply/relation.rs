//! Writing relations and their evidence.

use std::collections::HashMap;

use db::{EntityId, EvidenceId, Noun};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet};

use super::{Audit, Ids, count};
use crate::domain::import::ImportError;
use crate::domain::import::evidence::Target;
use crate::domain::import::plan::Planned;
use crate::domain::import::summary::FileSummary;
use crate::domain::publication::Changes;
use crate::store::WriteTx;
use crate::store::desk;

pub(super) async fn write(
    tx: &WriteTx,
    planned: &mut Planned,
    ids: &Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let mut plans = std::mem::take(&mut planned.relations);
    for plan in &mut plans {
        plan.row.subject_id =
            if plan.row.subject_id == EntityId(0) { ids.entity(plan.subject)? } else { plan.row.subject_id };
        plan.row.object_id =
            if plan.row.object_id == EntityId(0) { ids.entity(plan.object)? } else { plan.row.object_id };
    }
    let new = plans.iter().filter(|p| !p.known).map(|plan| {
        let mut row = plan.row.clone().into_active_model().reset_all();
        row.id = NotSet;
        row
    });
    let inserted = desk::relation::insert(tx, new.collect()).await?;
    // Evidence that takes nothing back first: what takes back names it.
    let mut known: HashMap<(usize, usize), EvidenceId> = HashMap::new();
    let mut waiting: [Vec<_>; 2] = Default::default();
    for plan in &mut plans {
        for passage in &plan.evidence {
            let count = &mut summary.evidence;
            match (passage.known, passage.changed) {
                (true, false) => count.unchanged += 1,
                (true, true) => count.updated += 1,
                (false, _) => count.created += 1,
            }
        }
        if plan.is_unchanged() {
            summary.relations.unchanged += 1;
            continue;
        }
        count(&mut summary.relations, audit, Noun::Relation, Some(plan.row.uid), plan.known, "");
        if !plan.known {
            plan.row.id = inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?;
        } else if plan.changed && !desk::relation::update(tx, plan.row.clone()).await? {
            return Err(ImportError::Conflict);
        }
        changes.touched.relations.insert(plan.row.id);
        for (index, passage) in plan.evidence.iter().enumerate().filter(|(_, p)| !p.is_unchanged()) {
            let mut row = passage.row.clone();
            row.relation_id = plan.row.id;
            if let Some(who) = passage.attributed_to {
                row.attributed_to_id = Some(ids.entity(who)?);
            }
            if passage.moved {
                row.article_id = passage.article.map(|piece| ids.article(piece)).transpose()?;
                row.revision_id = passage.revision.map(|at| ids.revision(at)).transpose()?;
            }
            let later = usize::from(passage.retracts.is_some());
            waiting[later].push((plan.index, index, row, passage.known, passage.retracts));
        }
    }
    for some in waiting {
        let mut new = vec![];
        let mut places = vec![];
        for (relation, index, mut row, is_known, retracts) in some {
            row.retracts_id = match retracts {
                Some(Target::Row(id, _)) => Some(id),
                Some(Target::New(relation, index)) => {
                    Some(known.get(&(relation, index)).copied().ok_or(ImportError::Conflict)?)
                }
                None => row.retracts_id,
            };
            if is_known {
                desk::relation::update_evidence(tx, row).await?;
            } else {
                places.push(((relation, index), row.uid));
                let mut row = row.into_active_model().reset_all();
                row.id = NotSet;
                new.push(row);
            }
        }
        let inserted = desk::relation::insert_evidence(tx, new).await?;
        for (place, uid) in places {
            known.insert(place, inserted.get(&uid).copied().ok_or(ImportError::Conflict)?);
        }
    }
    Ok(())
}
