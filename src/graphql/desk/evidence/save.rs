//! Adding evidence, changing it and taking it away.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{DeskEvidence, by_uid};
use crate::domain::mutation::Mutation;
use crate::domain::relation::evidence::{Add, Changes, Done, Remove, Update};
use crate::graphql::desk::article::content::field;
use crate::graphql::desk::relation::input::NewEvidenceInput;
use crate::graphql::desk::relation::{self, DeskRelation};
use crate::graphql::error::Result;
use crate::graphql::evidence::Stance;
use crate::graphql::scalars::{EdtfDate, Url};
use crate::graphql::user_error::{UserError, run};

/// More evidence for a relation, or against it.
#[derive(Clone, Debug, InputObject)]
pub struct AddEvidenceInput {
    /// The relation.
    pub relation: ID,
    /// What speaks for it or against it.
    pub evidence: NewEvidenceInput,
}

/// What changes of a piece of evidence: what is left out stays, null clears. Of what readers had, only what is said about
/// it changes: title, attribution, date.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EvidenceChangesInput {
    /// What it does.
    pub stance: Option<Stance>,
    /// The article of ours that has the passage, by id or slug; it has no address then.
    pub article: Option<String>,
    /// The address; it has no article then.
    pub url: Option<Url>,
    /// The passage, word by word.
    pub quote: MaybeUndefined<String>,
    /// What stands before the passage, where it stands more than once.
    pub prefix: MaybeUndefined<String>,
    /// What stands behind the passage, where it stands more than once.
    pub suffix: MaybeUndefined<String>,
    /// What stands at the address.
    pub title: MaybeUndefined<String>,
    /// Whom the passage names as its source, in its words.
    pub attribution: MaybeUndefined<String>,
    /// The source that it names, where that is an entity: by id, slug or identifier.
    pub attributed_to: MaybeUndefined<String>,
    /// When the source said it.
    pub stated_on: MaybeUndefined<EdtfDate>,
    /// The evidence that it takes back, by its id.
    pub retracts: MaybeUndefined<String>,
}

/// Changes to a piece of evidence.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateEvidenceInput {
    /// The evidence.
    pub id: ID,
    /// What changes.
    pub changes: EvidenceChangesInput,
}

/// A piece of evidence that goes.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveEvidenceInput {
    /// The evidence, which readers never had.
    pub id: ID,
}

macro_rules! payloads {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        #[derive(Debug, SimpleObject)]
        pub struct $name {
            /// The evidence; null where nothing was changed.
            evidence: Option<DeskEvidence>,
            /// The relation of which it speaks, as it is now; null where nothing was changed.
            relation: Option<DeskRelation>,
            /// All that is wrong with the arguments.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of<M: Mutation<Done = Done>>(ctx: &Context<'_>, mutation: &M) -> Result<Self> {
                let (done, user_errors, _) = run(ctx, mutation).await?.into_parts();
                let Some(done) = done else { return Ok(Self { evidence: None, relation: None, user_errors }) };
                let evidence = by_uid(ctx, done.evidence).await?;
                Ok(Self { evidence, relation: relation::by_uid(ctx, done.relation).await?, user_errors })
            }
        }
    )+};
}

payloads! {
    /// What became of new evidence.
    AddEvidencePayload
    /// What became of changes to evidence.
    UpdateEvidencePayload
}

/// What became of evidence that was to go.
#[derive(Debug, SimpleObject)]
pub struct RemoveEvidencePayload {
    /// The relation of which it spoke, as it is now; null where nothing was changed, or where you cannot see it any more.
    relation: Option<DeskRelation>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct EvidenceSaving;

#[Object]
impl EvidenceSaving {
    /// Adds evidence to a relation. Its passage must stand in the article that is named.
    async fn add_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The evidence.")] input: AddEvidenceInput,
    ) -> Result<AddEvidencePayload> {
        let AddEvidenceInput { relation, evidence } = input;
        AddEvidencePayload::of(ctx, &Add { relation: relation.0, evidence: evidence.into() }).await
    }

    /// Changes evidence. What readers had is taken back by other evidence, not changed.
    async fn update_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateEvidenceInput,
    ) -> Result<UpdateEvidencePayload> {
        let UpdateEvidenceInput { id, changes } = input;
        UpdateEvidencePayload::of(ctx, &Update { id: id.0, changes: changes.into() }).await
    }

    /// Takes away evidence that readers never had. What they had is taken back by evidence of stance RETRACTS.
    async fn remove_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The evidence.")] input: RemoveEvidenceInput,
    ) -> Result<RemoveEvidencePayload> {
        let (done, user_errors, _) = run(ctx, &Remove { id: input.id.0 }).await?.into_parts();
        let relation = match done {
            Some(done) => relation::by_uid(ctx, done.relation).await?,
            None => None,
        };
        Ok(RemoveEvidencePayload { relation, user_errors })
    }
}

impl From<EvidenceChangesInput> for Changes {
    fn from(input: EvidenceChangesInput) -> Self {
        Self {
            stance: input.stance.map(db::Stance::from),
            article: input.article,
            url: input.url.map(|url| url.0),
            quote: field(input.quote, |text| text),
            prefix: field(input.prefix, |text| text),
            suffix: field(input.suffix, |text| text),
            retracts: field(input.retracts, |text| text),
            title: field(input.title, |text| text),
            attribution: field(input.attribution, |text| text),
            attributed_to: field(input.attributed_to, |text| text),
            stated_on: field(input.stated_on, |date| date.0.to_string()),
        }
    }
}
