//! Showing relations to readers by an editor's own act, and taking them back.

use std::collections::HashMap;

use db::{RelationId, Visibility, relation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::write;
use crate::auth::{Action, Permit, Whose};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::store::{Desk, WriteTx, desk};

/// How many can be published at once.
pub const MOST: usize = 100;

/// Relations that readers shall have, or have no more.
#[derive(Clone, Debug)]
pub struct Show {
    pub ids: Vec<String>,
    /// Otherwise they are withdrawn.
    pub live: bool,
}

/// The relations, in the order in which they were named.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Shown {
    pub relations: Vec<Uuid>,
}

impl Mutation for Show {
    type Done = Shown;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::PublishRelation, Whose::Own)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Shown, MutationError> {
        if self.ids.len() > MOST {
            let message = format!("has {}; it can have {MOST} at most", self.ids.len());
            return Err(Fault::new(Code::Invalid, "input.ids", message).into());
        }
        let (mut found, mut faults): (Vec<relation::Model>, Vec<Fault>) = (vec![], vec![]);
        for (index, id) in self.ids.iter().enumerate() {
            match super::find(tx, id, &format!("input.ids.{index}")).await {
                Ok((row, _)) => found.push(row),
                Err(MutationError::Faults(more)) => faults.extend(more),
                Err(error) => return Err(error),
            }
        }
        let shown = Shown { relations: found.iter().map(|row| row.uid).collect() };
        let ids: Vec<RelationId> = found.iter().map(|row| row.id).collect();
        let rows = desk::relation::lock(tx, &ids).await?;
        if self.live && faults.is_empty() {
            faults = unseen_ends(tx, &found).await?;
        }
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let to = if self.live { Visibility::Live } else { Visibility::Withdrawn };
        let what = if self.live { "PUBLISHED" } else { "WITHDRAWN" };
        let mut changed = vec![];
        for before in rows {
            let after = relation::Model { publication: to, ..before.clone() };
            if write(tx, &before, after, what).await? {
                changed.push(before.id);
            }
        }
        super::follow(caller, tx, changed, false).await?;
        Ok(shown)
    }
}

/// Relations of which readers cannot see an end would not be seen: a fault for each.
async fn unseen_ends(tx: &WriteTx, rows: &[relation::Model]) -> Result<Vec<Fault>, MutationError> {
    let ends: Vec<_> = rows.iter().flat_map(|row| [row.subject_id, row.object_id]).collect();
    let now = desk::relation::became(tx, &ends).await?;
    let is_now: Vec<_> = now.values().copied().collect();
    let entities: HashMap<_, _> =
        desk::entity::by_ids(tx, &is_now).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut faults = vec![];
    for (index, row) in rows.iter().enumerate() {
        for (end, what) in [(row.subject_id, "subject"), (row.object_id, "object")] {
            let entity = now.get(&end).and_then(|id| entities.get(id));
            if let Some(entity) = entity.filter(|entity| entity.publication != Visibility::Live) {
                let message = format!("its {what}, {}, is not public: publish it first", entity.name);
                faults.push(Fault::new(Code::Unpublished, &format!("input.ids.{index}"), message));
            }
        }
    }
    Ok(faults)
}
