//! Making relations: alone, or together with an article.

use std::collections::{HashMap, HashSet};

use db::{EntityId, relation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::{Action, Permit, Whose};
use crate::domain::bundle::format::{self, Bundle};
use crate::domain::import::{Submission, submit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::{Desk, WriteTx, desk};

pub(in crate::domain) use super::noticed;

/// A relation as somebody wants it, with its evidence.
#[derive(Clone, Debug)]
pub struct New {
    pub relation: format::Relation,
    /// It has no evidence, and readers shall have it all the same.
    pub unsourced: bool,
    /// It is made even where one that says the same of the same time is there.
    pub allow_duplicate: bool,
}

/// A new relation.
#[derive(Clone, Debug)]
pub struct Create(pub New);

/// What became of a relation.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Done {
    pub relation: Uuid,
}

impl Mutation for Create {
    type Done = Done;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::CreateRelation, Whose::Own)?;
        rights(caller, std::slice::from_ref(&self.0))?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let new = std::slice::from_ref(&self.0);
        let faults = faults(new, |_| "input".to_owned());
        let bundle = Bundle { relations: elements(caller, new), ..Bundle::default() };
        let submission = Submission { bundle, note: None };
        let receipt = submit(tx, &caller.newsroom, submission, |pointer| {
            let mut path = vec!["input".to_owned()];
            path.extend(pointer.split('/').skip(3).map(str::to_owned));
            path
        });
        let receipt = with(faults, receipt.await)?;
        duplicates(tx, new, &receipt.relations, |_| "input".to_owned()).await?;
        noticed(caller, receipt.edition)?;
        let relation = receipt.relations.first().copied();
        let relation = relation.ok_or_else(|| MutationError::Internal("no relation came of it".into()))?;
        Ok(Done { relation })
    }
}

/// Whether the caller may make these.
///
/// # Errors
/// Where they may not.
pub fn rights(caller: &Caller, new: &[New]) -> Result<(), MutationError> {
    if !new.is_empty() {
        caller.may(Action::CreateRelation, Whose::Own)?;
    }
    if new.iter().any(|new| new.unsourced) {
        caller.may(Action::PublishRelation, Whose::Own)?;
    }
    Ok(())
}

/// What is wrong with them before anything is looked up; `at` tells where each stands in the arguments.
#[must_use]
pub fn faults(new: &[New], at: impl Fn(usize) -> String) -> Vec<Fault> {
    let fault = |(index, new): (usize, &New)| match (new.relation.evidence.is_empty(), new.unsourced) {
        (true, false) => {
            let message = "is missing: say who says so, or `unsourced: true` to publish it without";
            Some(Fault::new(Code::Invalid, &format!("{}.evidence", at(index)), message))
        }
        (false, true) => {
            let message = "it has evidence: publish it with publishRelations, if readers shall have it";
            Some(Fault::new(Code::Invalid, &format!("{}.unsourced", at(index)), message))
        }
        _ => None,
    };
    new.iter().enumerate().filter_map(fault).collect()
}

/// All faults at once: those that are known already, and those of what was tried.
///
/// # Errors
/// Where there are any.
pub fn with<T>(mut faults: Vec<Fault>, tried: Result<T, MutationError>) -> Result<T, MutationError> {
    match tried {
        Err(MutationError::Faults(more)) => {
            faults.extend(more);
            Err(MutationError::Faults(faults))
        }
        Ok(_) if !faults.is_empty() => Err(MutationError::Faults(faults)),
        tried => tried,
    }
}

/// The elements of a bundle that bring them in. What an author found elsewhere waits for an editor: readers could read
/// it at once.
#[must_use]
pub fn elements(caller: &Caller, new: &[New]) -> Vec<format::Relation> {
    let publishes = caller.may(Action::PublishRelation, Whose::Own).is_ok();
    let element = |New { relation, unsourced, .. }: &New| {
        let waits = !publishes && relation.evidence.iter().any(|e| e.url.is_some());
        let public = if *unsourced { Some(true) } else { waits.then_some(false) };
        format::Relation { public, ..relation.clone() }
    };
    new.iter().map(element).collect()
}

/// Finds relations that say the same of a time that may be the same, unless they are wanted. `made` are those that came
/// of `new`, in their order.
///
/// # Errors
/// A fault for each; the database's.
pub async fn duplicates(
    tx: &WriteTx,
    new: &[New],
    made: &[Uuid],
    at: impl Fn(usize) -> String,
) -> Result<(), MutationError> {
    let asked = new.iter().zip(made).enumerate().filter(|(_, (new, _))| !new.allow_duplicate);
    let asked: HashMap<Uuid, usize> = asked.map(|(index, (_, uid))| (*uid, index)).collect();
    let uids: Vec<Uuid> = asked.keys().copied().collect();
    let rows = desk::relation::by_uids(tx, &uids).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let ends: HashSet<EntityId> = rows.iter().flat_map(|row| [row.subject_id, row.object_id]).collect();
    let now = desk::relation::became(tx, &ends.into_iter().collect::<Vec<_>>()).await?;
    let codes: HashSet<&str> = rows.iter().map(|row| row.type_code.as_str()).collect();
    let (subjects, codes): (Vec<_>, Vec<_>) = (now.keys().copied().collect(), codes.into_iter().collect());
    let there = desk::relation::by_subjects_of(tx, &subjects, &codes).await?;
    let there = desk::relation::only_visible(tx, there).await?;
    let symmetric: HashSet<String> = desk::reference::relation_types(tx)
        .await?
        .into_iter()
        .filter(|kind| kind.symmetric)
        .map(|kind| kind.code)
        .collect();
    let is = |id: EntityId| now.get(&id).copied().unwrap_or(id);
    let same = |a: &relation::Model, b: &relation::Model| {
        let (subject, object) = (is(a.subject_id), is(a.object_id));
        let (other_subject, other_object) = (is(b.subject_id), is(b.object_id));
        let turned = symmetric.contains(&a.type_code) && (subject, object) == (other_object, other_subject);
        a.id != b.id
            && a.type_code == b.type_code
            && ((subject, object) == (other_subject, other_object) || turned)
            && a.start_min <= b.end_max
            && b.start_min <= a.end_max
    };
    let mut faults: Vec<(usize, Fault)> = vec![];
    for row in &rows {
        let Some(index) = asked.get(&row.uid) else { continue };
        // Of two that are made at once, the later one is the duplicate.
        let earlier = |other: &&relation::Model| asked.get(&other.uid).is_none_or(|place| place < index);
        if let Some(other) = there.iter().filter(earlier).find(|other| same(row, other)) {
            let message = format!(
                "{} says the same of a time that may be the same; `allowDuplicate: true` makes another one",
                public_id::print(Prefix::DeskRelation, other.uid)
            );
            faults.push((*index, Fault::new(Code::Duplicate, &at(*index), message)));
        }
    }
    faults.sort_by_key(|(index, _)| *index);
    let faults: Vec<Fault> = faults.into_iter().map(|(_, fault)| fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(MutationError::Faults(faults)) }
}
