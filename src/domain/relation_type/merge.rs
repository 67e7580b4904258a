//! Making the relations of one type relations of another.

use db::{EntityKinds, Noun, relation_type};

use super::change::retire;
use super::{Done, find};
use crate::auth::{Action, Permit, Whose};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::relation::{self, Difference};
use crate::store::{Desk, WriteTx, desk};

/// That all relations of one type become relations of another, and the first is retired.
#[derive(Clone, Debug)]
pub struct Merge {
    pub from: String,
    pub into: String,
}

impl Mutation for Merge {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::EditRelationTypes, Whose::Own)?;
        find(desk, &self.from, "input.from").await?;
        find(desk, &self.into, "input.into").await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        desk::queue(tx).await?;
        let (from, all) = find(tx, &self.from, "input.from").await?;
        let (into, _) = find(tx, &self.into, "input.into").await?;
        let under = all.iter().filter(|kind| kind.parent_code.as_deref() == Some(&from.code));
        let under: Vec<&relation_type::Model> = under.collect();
        let leads = |kind: &relation_type::Model| kind.code == into.code || is_above(kind, &into, &all);
        let mut faults = unlike(&from, &into);
        faults.extend(under.iter().filter(|kind| !leads(kind) && !within(kind, &into)).map(|kind| {
            let message = format!("does not allow all kinds of {}, which is under {}", kind.code, from.code);
            Fault::new(Code::InUse, "input.into", message)
        }));
        for (subject, object) in desk::relation::kinds_of(tx, &from.code).await? {
            if !into.subject_kinds.allow(subject) || !into.object_kinds.allow(object) {
                let ends = format!("{} to {}", subject.code(), object.code());
                let message = format!("does not allow {ends}, which relations of {} have", from.code);
                faults.push(Fault::new(Code::InUse, "input.into", message));
            }
        }
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let moved = desk::relation::retype(tx, &from.code, &into.code).await?;
        // What was under the one is under the other, but for what leads to that itself.
        for kind in under {
            let parent = if leads(kind) { from.parent_code.clone() } else { Some(into.code.clone()) };
            let row = relation_type::Model { parent_code: parent, builtin: false, ..kind.clone() };
            desk::reference::put_relation_type(tx, row).await?;
        }
        retire(tx, &from, true).await?;
        let mut difference = Difference::default();
        difference.field("type", &from.code, &into.code);
        difference.field("relations", &0, &moved.len());
        let detail = format!("TYPE_MERGED: {} into {}", from.code, into.code);
        tx.audit_all(vec![difference.event(Noun::Reference, None, detail, None)]).await?;
        let count = moved.len();
        relation::follow(caller, tx, moved, true).await?;
        Ok(Done { code: into.code, moved: count })
    }
}

/// Why relations of the one type cannot be of the other.
fn unlike(from: &relation_type::Model, into: &relation_type::Model) -> Vec<Fault> {
    let mut faults = vec![];
    let mut when = |is: bool, message: String| {
        if is {
            faults.push(Fault::new(Code::Invalid, "input.into", message));
        }
    };
    when(from.code == into.code, "is the type itself".to_owned());
    when(into.retired_at.is_some(), format!("{} is retired: nothing new is of it", into.code));
    when(
        from.temporal != into.temporal,
        format!("{} is {}, {} {}", from.code, from.temporal.code(), into.code, into.temporal.code()),
    );
    when(from.symmetric != into.symmetric, "one is symmetric, and the other is not".to_owned());
    faults
}

/// Whether every kind of a type is one of the other's.
fn within(kind: &relation_type::Model, wide: &relation_type::Model) -> bool {
    let narrower = |own: &EntityKinds, wide: &EntityKinds| own.all().iter().all(|kind| wide.allow(*kind));
    narrower(&kind.subject_kinds, &wide.subject_kinds) && narrower(&kind.object_kinds, &wide.object_kinds)
}

/// Whether a type stands above another, however far.
fn is_above(
    above: &relation_type::Model,
    below: &relation_type::Model,
    all: &[relation_type::Model],
) -> bool {
    let up = |kind: &relation_type::Model| {
        all.iter().find(|other| Some(&other.code) == kind.parent_code.as_ref()).cloned()
    };
    std::iter::successors(up(below), up).take(all.len()).any(|kind| kind.code == above.code)
}
