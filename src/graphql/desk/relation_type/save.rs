//! Making types of relations, changing, retiring and merging them.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{DeskRelationType, of_code};
use crate::domain::bundle::format::{self, Verbs};
use crate::domain::mutation::Mutation;
use crate::domain::relation_type::Done;
use crate::domain::relation_type::change::{Changes, Create, Labels, Retire, Update};
use crate::domain::relation_type::merge::Merge;
use crate::graphql::desk::article::content::field;
use crate::graphql::entity::EntityKind;
use crate::graphql::error::Result;
use crate::graphql::relation::relation_type::Temporal;
use crate::graphql::scalars::LanguageTag;
use crate::graphql::user_error::{UserError, run};

/// What stands between subject and object in a sentence.
#[derive(Clone, Debug, InputObject)]
pub struct RelationVerbsInput {
    /// "heads".
    pub present: Option<String>,
    /// "headed".
    pub past: Option<String>,
}

/// A type's words in a language other than English.
#[derive(Clone, Debug, InputObject)]
pub struct RelationTypeLabelInput {
    /// The language.
    pub language: LanguageTag,
    /// What stands between subject and object.
    pub label: String,
    /// What stands between object and subject.
    pub inverse_label: String,
    /// What stands between them in a sentence.
    pub verbs: Option<RelationVerbsInput>,
}

/// A new type of relation.
#[derive(Clone, Debug, InputObject)]
pub struct CreateRelationTypeInput {
    /// Capitals, digits and underscores; it never changes.
    pub code: String,
    /// What stands between subject and object, in English: "head of".
    pub label: String,
    /// What stands between object and subject, in English: "headed by".
    pub inverse_label: String,
    /// What stands between them in an English sentence.
    pub verbs: Option<RelationVerbsInput>,
    /// The code of the wider type: who asks for it finds this one too.
    pub parent: Option<String>,
    /// It says the same from either end.
    #[graphql(default)]
    pub symmetric: bool,
    /// What holds of A and B, and of B and C, holds of A and C.
    #[graphql(default)]
    pub transitive: bool,
    /// How it lies in time; it never changes.
    pub temporal: Temporal,
    /// The kinds that its subject may have; any, if none is given.
    pub subject_kinds: Option<Vec<EntityKind>>,
    /// The kinds that its object may have; any, if none is given.
    pub object_kinds: Option<Vec<EntityKind>>,
    /// The property of Wikidata that says the same: `P463`.
    pub wikidata_property: Option<String>,
    /// Its words in other languages.
    pub labels: Option<Vec<RelationTypeLabelInput>>,
}

/// How a type's words in other languages change.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RelationTypeLabelsChange {
    /// All of them.
    pub set: Option<Vec<RelationTypeLabelInput>>,
    /// What comes to them, in the place of what is there in the same language.
    pub add: Option<Vec<RelationTypeLabelInput>>,
    /// Languages in which there are none any more.
    pub remove: Option<Vec<LanguageTag>>,
}

/// What changes of a type of relation: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RelationTypeChangesInput {
    /// What stands between subject and object, in English.
    pub label: Option<String>,
    /// What stands between object and subject, in English.
    pub inverse_label: Option<String>,
    /// What stands between them in an English sentence.
    pub verbs: MaybeUndefined<RelationVerbsInput>,
    /// The code of the wider type, which must allow all its kinds.
    pub parent: MaybeUndefined<String>,
    /// It says the same from either end.
    pub symmetric: Option<bool>,
    /// What holds of A and B, and of B and C, holds of A and C.
    pub transitive: Option<bool>,
    /// The kinds that its subject may have; none: any. Kinds that its relations have stay.
    pub subject_kinds: Option<Vec<EntityKind>>,
    /// The kinds that its object may have; none: any. Kinds that its relations have stay.
    pub object_kinds: Option<Vec<EntityKind>>,
    /// The property of Wikidata that says the same.
    pub wikidata_property: MaybeUndefined<String>,
    /// Its words in other languages.
    pub labels: Option<RelationTypeLabelsChange>,
}

/// Changes to a type of relation.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateRelationTypeInput {
    /// The type.
    pub code: String,
    /// What changes.
    pub changes: RelationTypeChangesInput,
}

/// That nothing new is of a type.
#[derive(Clone, Debug, InputObject)]
pub struct RetireRelationTypeInput {
    /// The type; its relations stay.
    pub code: String,
    /// False brings it back.
    #[graphql(default = true)]
    pub retired: bool,
}

/// Two types that are one.
#[derive(Clone, Debug, InputObject)]
pub struct MergeRelationTypesInput {
    /// The type whose relations become the other's; it is retired.
    pub from: String,
    /// The type that they become.
    pub into: String,
}

macro_rules! payloads {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        #[derive(Debug, SimpleObject)]
        pub struct $name {
            /// The type; null where nothing was changed.
            relation_type: Option<DeskRelationType>,
            /// All that is wrong with the arguments.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of<M: Mutation<Done = Done>>(ctx: &Context<'_>, mutation: &M) -> Result<Self> {
                let (done, user_errors, _) = run(ctx, mutation).await?.into_parts();
                let relation_type = match done {
                    Some(done) => Some(of_code(ctx, &done.code).await?),
                    None => None,
                };
                Ok(Self { relation_type, user_errors })
            }
        }
    )+};
}

payloads! {
    /// What became of a new type of relation.
    CreateRelationTypePayload
    /// What became of changes to a type of relation.
    UpdateRelationTypePayload
    /// What became of a type of relation that was to be retired.
    RetireRelationTypePayload
}

/// What became of two types that were to be one.
#[derive(Debug, SimpleObject)]
pub struct MergeRelationTypesPayload {
    /// The type that is left; null where nothing was changed.
    relation_type: Option<DeskRelationType>,
    /// How many relations became its.
    moved: usize,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct RelationTypeSaving;

#[Object]
impl RelationTypeSaving {
    /// Makes a type of relation; readers see it in the catalogue at once.
    async fn create_relation_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The type.")] input: CreateRelationTypeInput,
    ) -> Result<CreateRelationTypePayload> {
        CreateRelationTypePayload::of(ctx, &Create(input.into())).await
    }

    /// Changes a type of relation. Kinds go only where no relation of it has them.
    async fn update_relation_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateRelationTypeInput,
    ) -> Result<UpdateRelationTypePayload> {
        let UpdateRelationTypeInput { code, changes } = input;
        UpdateRelationTypePayload::of(ctx, &Update { code, changes: changes.into() }).await
    }

    /// Retires a type of relation: nothing new is of it, and what is there stays. Or brings it back.
    async fn retire_relation_type(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The type.")] input: RetireRelationTypeInput,
    ) -> Result<RetireRelationTypePayload> {
        let RetireRelationTypeInput { code, retired } = input;
        RetireRelationTypePayload::of(ctx, &Retire { code, retired }).await
    }

    /// Makes all relations of one type relations of another, and retires the first.
    async fn merge_relation_types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The types.")] input: MergeRelationTypesInput,
    ) -> Result<MergeRelationTypesPayload> {
        let MergeRelationTypesInput { from, into } = input;
        let (done, user_errors, _) = run(ctx, &Merge { from, into }).await?.into_parts();
        let moved = done.as_ref().map_or(0, |done| done.moved);
        let relation_type = match done {
            Some(done) => Some(of_code(ctx, &done.code).await?),
            None => None,
        };
        Ok(MergeRelationTypesPayload { relation_type, moved, user_errors })
    }
}

impl From<RelationVerbsInput> for Verbs {
    fn from(RelationVerbsInput { present, past }: RelationVerbsInput) -> Self {
        Self { present, past }
    }
}

impl From<RelationTypeLabelInput> for format::RelationTypeLabel {
    fn from(input: RelationTypeLabelInput) -> Self {
        let RelationTypeLabelInput { language, label, inverse_label, verbs } = input;
        let verbs = Some(verbs.map(Verbs::from).unwrap_or_default());
        Self { language: language.0, label, inverse_label, verbs }
    }
}

fn labels(list: Option<Vec<RelationTypeLabelInput>>) -> Vec<format::RelationTypeLabel> {
    list.unwrap_or_default().into_iter().map(format::RelationTypeLabel::from).collect()
}

fn kinds(list: Vec<EntityKind>) -> Vec<db::EntityKind> {
    list.into_iter().map(db::EntityKind::from).collect()
}

impl From<CreateRelationTypeInput> for format::RelationType {
    fn from(input: CreateRelationTypeInput) -> Self {
        Self {
            code: input.code,
            label: input.label,
            inverse_label: input.inverse_label,
            verbs: input.verbs.map(Verbs::from),
            parent: input.parent,
            symmetric: input.symmetric,
            transitive: input.transitive,
            temporal: input.temporal.into(),
            subject_kinds: kinds(input.subject_kinds.unwrap_or_default()),
            object_kinds: kinds(input.object_kinds.unwrap_or_default()),
            wikidata_property: input.wikidata_property,
            labels: labels(input.labels),
        }
    }
}

impl From<RelationTypeChangesInput> for Changes {
    fn from(input: RelationTypeChangesInput) -> Self {
        let words = input.labels.unwrap_or_default();
        Self {
            label: input.label,
            inverse_label: input.inverse_label,
            verbs: field(input.verbs, Verbs::from).map(Option::unwrap_or_default),
            parent: field(input.parent, |text| text),
            symmetric: input.symmetric,
            transitive: input.transitive,
            subject_kinds: input.subject_kinds.map(kinds),
            object_kinds: input.object_kinds.map(kinds),
            wikidata_property: field(input.wikidata_property, |text| text),
            labels: Labels {
                set: words.set.map(|set| labels(Some(set))),
                add: labels(words.add),
                remove: words.remove.unwrap_or_default().into_iter().map(|tag| tag.0).collect(),
            },
        }
    }
}
