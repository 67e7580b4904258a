//! Making types of relations, changing and retiring them.

use db::{EntityKind, EntityKinds, Noun, relation_type, relation_type_label};
use sea_orm::DbErr;

use super::{Done, find};
use crate::auth::{Action, Permit, Whose};
use crate::domain::article::patch::Field;
use crate::domain::bundle::format::{self, Bundle, RelationTypeLabel, Verbs};
use crate::domain::import::{Submission, submit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::relation::create::with;
use crate::domain::relation::{Difference, follow};
use crate::store::desk::{self, Reads};
use crate::store::{Desk, WriteTx};

/// A new type.
#[derive(Clone, Debug)]
pub struct Create(pub format::RelationType);

/// What changes of a type: what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub label: Option<String>,
    pub inverse_label: Option<String>,
    pub verbs: Option<Verbs>,
    pub parent: Field<String>,
    pub symmetric: Option<bool>,
    pub transitive: Option<bool>,
    pub subject_kinds: Option<Vec<EntityKind>>,
    pub object_kinds: Option<Vec<EntityKind>>,
    pub wikidata_property: Field<String>,
    pub labels: Labels,
}

/// What changes of a type's words in other languages.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// All of them.
    pub set: Option<Vec<RelationTypeLabel>>,
    /// New ones, or others in their languages.
    pub add: Vec<RelationTypeLabel>,
    /// Languages in which there shall be none.
    pub remove: Vec<String>,
}

/// Changes to a type.
#[derive(Clone, Debug)]
pub struct Update {
    pub code: String,
    pub changes: Changes,
}

/// That nothing new is of a type, or again.
#[derive(Clone, Debug)]
pub struct Retire {
    pub code: String,
    pub retired: bool,
}

impl Mutation for Create {
    type Done = Done;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::EditRelationTypes, Whose::Own)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        desk::queue(tx).await?;
        let mut faults = vec![];
        let all = desk::reference::relation_types(tx).await?;
        if all.iter().any(|kind| kind.code == self.0.code) {
            faults.push(Fault::new(Code::Taken, "input.code", "there is a type of this code already"));
        }
        put(caller, tx, self.0.clone(), faults, "input").await?;
        Ok(Done { code: self.0.code.clone(), moved: 0 })
    }
}

impl Mutation for Update {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::EditRelationTypes, Whose::Own)?;
        find(desk, &self.code, "input.code").await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        desk::queue(tx).await?;
        let (row, all) = find(tx, &self.code, "input.code").await?;
        let labels = desk::reference::relation_type_labels(tx).await?;
        let labels: Vec<_> = labels.into_iter().filter(|label| label.code == row.code).collect();
        let before = told(&row, labels.clone());
        let Changes {
            label,
            inverse_label,
            verbs,
            parent,
            symmetric,
            transitive,
            subject_kinds,
            object_kinds,
            wikidata_property,
            labels: words,
        } = self.changes.clone();
        let after = format::RelationType {
            code: row.code.clone(),
            label: label.unwrap_or_else(|| before.label.clone()),
            inverse_label: inverse_label.unwrap_or_else(|| before.inverse_label.clone()),
            verbs: verbs.or_else(|| before.verbs.clone()),
            parent: parent.unwrap_or_else(|| before.parent.clone()),
            symmetric: symmetric.unwrap_or(before.symmetric),
            transitive: transitive.unwrap_or(before.transitive),
            temporal: before.temporal,
            subject_kinds: subject_kinds.unwrap_or_else(|| before.subject_kinds.clone()),
            object_kinds: object_kinds.unwrap_or_else(|| before.object_kinds.clone()),
            wikidata_property: wikidata_property.unwrap_or_else(|| before.wikidata_property.clone()),
            labels: words.onto(before.labels.clone()),
        };
        let done = Done { code: row.code.clone(), moved: 0 };
        let difference = difference(&before, &after);
        if difference.is_empty() {
            return Ok(done);
        }
        let faults = narrowed(tx, &row, &after, &all).await?;
        let stays =
            |old: &relation_type_label::Model| after.labels.iter().any(|new| new.language == old.language);
        let gone: Vec<_> = labels.iter().filter(|old| !stays(old)).collect();
        for label in &gone {
            desk::reference::delete_relation_type_label(tx, &label.code, &label.language).await?;
        }
        let edition = put(caller, tx, after, faults, "input.changes").await?;
        if edition.is_none() {
            // Nothing but words that went.
            follow(caller, tx, [], true).await?;
        }
        let detail = format!("TYPE_UPDATED: {}", row.code);
        tx.audit_all(vec![difference.event(Noun::Reference, None, detail, None)]).await?;
        Ok(done)
    }
}

impl Mutation for Retire {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::EditRelationTypes, Whose::Own)?;
        find(desk, &self.code, "input.code").await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        desk::queue(tx).await?;
        let (row, _) = find(tx, &self.code, "input.code").await?;
        retire(tx, &row, self.retired).await?;
        follow(caller, tx, [], row.retired_at.is_some() != self.retired).await?;
        Ok(Done { code: row.code, moved: 0 })
    }
}

/// Notes that nothing new is of a type, or again.
pub(super) async fn retire(
    tx: &WriteTx,
    row: &relation_type::Model,
    retired: bool,
) -> Result<(), MutationError> {
    if row.retired_at.is_some() == retired {
        return Ok(());
    }
    let mut difference = Difference::default();
    difference.field("retired", &!retired, &retired);
    let retired_at = retired.then(|| tx.now());
    // Edited: a later release leaves it alone.
    let after = relation_type::Model { retired_at, builtin: false, ..row.clone() };
    desk::reference::put_relation_type(tx, after).await?;
    let what = if retired { "TYPE_RETIRED" } else { "TYPE_RESTORED" };
    let event = difference.event(Noun::Reference, None, format!("{what}: {}", row.code), None);
    tx.audit_all(vec![event]).await?;
    Ok(())
}

/// Brings a type in, as a file would.
async fn put(
    caller: &Caller,
    tx: &WriteTx,
    kind: format::RelationType,
    faults: Vec<Fault>,
    at: &str,
) -> Result<Option<i64>, MutationError> {
    let bundle = Bundle { relation_types: vec![kind], ..Bundle::default() };
    let submission = Submission { bundle, note: None };
    let receipt = submit(tx, &caller.newsroom, submission, |pointer| {
        let path = at.split('.').chain(pointer.split('/').skip(3));
        path.map(str::to_owned).collect()
    });
    with(faults, receipt.await).map(|receipt| receipt.edition)
}

/// Kinds may go that no relation of the type has at that end, and no type under it names: faults for the others.
async fn narrowed(
    tx: &impl Reads,
    before: &relation_type::Model,
    after: &format::RelationType,
    all: &[relation_type::Model],
) -> Result<Vec<Fault>, DbErr> {
    let ends = [
        ("subjectKinds", &before.subject_kinds, &after.subject_kinds),
        ("objectKinds", &before.object_kinds, &after.object_kinds),
    ];
    let mut used = None;
    let mut faults = vec![];
    for (end, (key, old, new)) in ends.into_iter().enumerate() {
        let new = EntityKinds(new.clone());
        let lost: Vec<EntityKind> = old.all().into_iter().filter(|kind| !new.allow(*kind)).collect();
        if lost.is_empty() {
            continue;
        }
        if used.is_none() {
            used = Some(desk::relation::kinds_of(tx, &before.code).await?);
        }
        let path = format!("input.changes.{key}");
        let has = |kind: &EntityKind| {
            let at_end = |pair: &(EntityKind, EntityKind)| {
                if before.symmetric {
                    pair.0 == *kind || pair.1 == *kind
                } else {
                    [pair.0, pair.1][end] == *kind
                }
            };
            used.iter().flatten().any(at_end)
        };
        let rows: Vec<&str> = lost.iter().filter(|kind| has(kind)).map(|kind| kind.code()).collect();
        if !rows.is_empty() {
            let message = format!("leaves out {}, which relations of it have", rows.join(", "));
            faults.push(Fault::new(Code::InUse, &path, message));
        }
        let under = all.iter().filter(|kind| kind.parent_code.as_deref() == Some(&before.code));
        let of = |kind: &relation_type::Model| [&kind.subject_kinds, &kind.object_kinds][end].all();
        for kind in under.filter(|kind| of(kind).iter().any(|one| !new.allow(*one))) {
            let message = format!("leaves out kinds that {}, which is under it, has", kind.code);
            faults.push(Fault::new(Code::InUse, &path, message));
        }
    }
    Ok(faults)
}

/// A type in the words of a bundle.
fn told(row: &relation_type::Model, labels: Vec<relation_type_label::Model>) -> format::RelationType {
    format::RelationType {
        code: row.code.clone(),
        label: row.label.clone(),
        inverse_label: row.inverse_label.clone(),
        verbs: Some(Verbs { present: row.verb_present.clone(), past: row.verb_past.clone() }),
        parent: row.parent_code.clone(),
        symmetric: row.symmetric,
        transitive: row.transitive,
        temporal: row.temporal,
        subject_kinds: row.subject_kinds.0.clone(),
        object_kinds: row.object_kinds.0.clone(),
        wikidata_property: row.wikidata_property.clone(),
        labels: labels
            .into_iter()
            .map(|label| RelationTypeLabel {
                language: label.language,
                label: label.label,
                inverse_label: label.inverse_label,
                verbs: Some(Verbs { present: label.verb_present, past: label.verb_past }),
            })
            .collect(),
    }
}

impl Labels {
    fn onto(self, labels: Vec<RelationTypeLabel>) -> Vec<RelationTypeLabel> {
        let mut labels = self.set.unwrap_or(labels);
        labels.retain(|old| !self.remove.contains(&old.language));
        labels.retain(|old| !self.add.iter().any(|new| new.language == old.language));
        labels.extend(self.add);
        labels
    }
}

fn difference(before: &format::RelationType, after: &format::RelationType) -> Difference {
    let mut all = Difference::default();
    all.field("label", &before.label, &after.label);
    all.field("inverseLabel", &before.inverse_label, &after.inverse_label);
    all.field("verbs", &before.verbs, &after.verbs);
    all.field("parent", &before.parent, &after.parent);
    all.field("symmetric", &before.symmetric, &after.symmetric);
    all.field("transitive", &before.transitive, &after.transitive);
    all.field("subjectKinds", &before.subject_kinds, &after.subject_kinds);
    all.field("objectKinds", &before.object_kinds, &after.object_kinds);
    all.field("wikidataProperty", &before.wikidata_property, &after.wikidata_property);
    all.field("labels", &before.labels, &after.labels);
    all
}
