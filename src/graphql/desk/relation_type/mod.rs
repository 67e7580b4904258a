//! Types of relations on the desk.

pub mod save;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use sea_orm::DbErr;

use crate::domain::relation_type::read::{self, Kind};
use crate::graphql::batch::Source;
use crate::graphql::entity::EntityKind;
use crate::graphql::error::{Fault, Result};
use crate::graphql::relation::relation_type::Temporal;
use crate::graphql::request;
use crate::graphql::scalars::{DateTime, LanguageTag};
use crate::store::Desk;

/// A type of relation, with all its words.
#[derive(Clone, Debug)]
pub struct DeskRelationType {
    all: Arc<Vec<Kind>>,
    at: usize,
}

/// What stands between subject and object in a sentence.
#[derive(Clone, Debug, SimpleObject)]
pub struct RelationVerbs {
    /// "heads".
    present: Option<String>,
    /// "headed".
    past: Option<String>,
}

/// A type's words in a language.
#[derive(Clone, Debug, SimpleObject)]
pub struct RelationTypeLabel {
    /// The language.
    language: LanguageTag,
    /// What stands between subject and object.
    label: String,
    /// What stands between object and subject.
    inverse_label: String,
    /// What stands between them in a sentence.
    verbs: RelationVerbs,
}

impl DeskRelationType {
    fn kind(&self) -> Result<&Kind> {
        self.all.get(self.at).ok_or(Fault::Internal)
    }
}

/// A type of relation: what it says, and between whom.
#[Object]
impl DeskRelationType {
    /// Its code; it never changes.
    async fn code(&self) -> Result<&str> {
        Ok(&self.kind()?.row.code)
    }

    /// What stands between subject and object, in English: "head of".
    async fn label(&self) -> Result<&str> {
        Ok(&self.kind()?.row.label)
    }

    /// What stands between object and subject, in English: "headed by".
    async fn inverse_label(&self) -> Result<&str> {
        Ok(&self.kind()?.row.inverse_label)
    }

    /// What stands between them in an English sentence.
    async fn verbs(&self) -> Result<RelationVerbs> {
        let row = &self.kind()?.row;
        Ok(RelationVerbs { present: row.verb_present.clone(), past: row.verb_past.clone() })
    }

    /// Its words in other languages.
    async fn labels(&self) -> Result<Vec<RelationTypeLabel>> {
        let labels = self.kind()?.labels.iter().cloned();
        Ok(labels
            .map(|label| RelationTypeLabel {
                language: LanguageTag(label.language),
                label: label.label,
                inverse_label: label.inverse_label,
                verbs: RelationVerbs { present: label.verb_present, past: label.verb_past },
            })
            .collect())
    }

    /// The wider type: who asks for it finds this one too.
    async fn parent(&self) -> Result<Option<DeskRelationType>> {
        let parent = &self.kind()?.row.parent_code;
        let at = self.all.iter().position(|kind| Some(&kind.row.code) == parent.as_ref());
        Ok(at.map(|at| Self { all: Arc::clone(&self.all), at }))
    }

    /// It says the same from either end.
    async fn symmetric(&self) -> Result<bool> {
        Ok(self.kind()?.row.symmetric)
    }

    /// What holds of A and B, and of B and C, holds of A and C.
    async fn transitive(&self) -> Result<bool> {
        Ok(self.kind()?.row.transitive)
    }

    /// How it lies in time; it never changes.
    async fn temporal(&self) -> Result<Temporal> {
        Ok(self.kind()?.row.temporal.into())
    }

    /// The kinds that its subject may have.
    async fn subject_kinds(&self) -> Result<Vec<EntityKind>> {
        Ok(self.kind()?.row.subject_kinds.all().into_iter().map(EntityKind::from).collect())
    }

    /// The kinds that its object may have.
    async fn object_kinds(&self) -> Result<Vec<EntityKind>> {
        Ok(self.kind()?.row.object_kinds.all().into_iter().map(EntityKind::from).collect())
    }

    /// The property of Wikidata that says the same: `P463`.
    async fn wikidata_property(&self) -> Result<Option<&str>> {
        Ok(self.kind()?.row.wikidata_property.as_deref())
    }

    /// It came with the product, and nobody changed it.
    async fn builtin(&self) -> Result<bool> {
        Ok(self.kind()?.row.builtin)
    }

    /// Since when nothing new is of it; null where new relations may be.
    async fn retired_at(&self) -> Result<Option<DateTime>> {
        Ok(self.kind()?.row.retired_at.map(DateTime))
    }
}

/// All types, as the desk has them.
#[derive(Debug)]
enum All {}

impl Source for All {
    type From = Desk;
    type Args = ();
    type Key = ();
    type Value = Arc<Vec<Kind>>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        _: Vec<()>,
    ) -> std::result::Result<HashMap<(), Self::Value>, DbErr> {
        Ok(HashMap::from([((), Arc::new(read::all(&*desk).await?))]))
    }
}

/// All types, in their order.
pub(super) async fn all(ctx: &Context<'_>) -> Result<Arc<Vec<Kind>>> {
    request::of(ctx)?.batches.load::<All>((), ()).await?.ok_or(Fault::Internal)
}

/// The catalogue, retired types included.
pub(super) async fn catalogue(ctx: &Context<'_>) -> Result<Vec<DeskRelationType>> {
    let all = all(ctx).await?;
    Ok((0..all.len()).map(|at| DeskRelationType { all: Arc::clone(&all), at }).collect())
}

/// The type of a code that the desk has.
pub(super) async fn of_code(ctx: &Context<'_>, code: &str) -> Result<DeskRelationType> {
    let all = all(ctx).await?;
    let at = all.iter().position(|kind| kind.row.code == code).ok_or(Fault::Internal)?;
    Ok(DeskRelationType { all, at })
}
