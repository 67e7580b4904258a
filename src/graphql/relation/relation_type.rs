//! Types of relations, from the reference rows in memory.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object};

pub(in crate::graphql) use crate::domain::relation::words::words;
use crate::graphql::entity::EntityKind;
use crate::graphql::error::{Fault, Result, bad_request, unknown};
use crate::graphql::scalars::LanguageTag;
use crate::graphql::{language, request};
use crate::store::edition::reference::{self, Reference, References};

/// The types whose subject holds a post: with their subtypes.
const POSTS: [&str; 2] = ["HEAD_OF", "DEPUTY_HEAD_OF"];

/// How a type of relation lies in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Temporal")]
pub enum Temporal {
    /// It lasts, from a day to a day.
    State,
    /// It happens once.
    Event,
    /// It holds whatever the day.
    Timeless,
}

/// A type of relation.
#[derive(Clone, Debug)]
pub struct RelationType {
    reference: Arc<Reference>,
    code: String,
}

/// The reference rows of the request's edition.
///
/// # Errors
/// The database's.
pub(in crate::graphql) async fn reference(ctx: &Context<'_>) -> Result<Arc<Reference>> {
    let references = ctx.data::<References>().map_err(|error| {
        tracing::error!(error = error.message, "the schema was built without its reference rows");
        Fault::Internal
    })?;
    let request = request::of(ctx)?;
    if let Some(kept) = references.kept(&request.edition()) {
        return Ok(kept);
    }
    let references = references.clone();
    Box::pin(request.batches.read(|edition| async move { references.of(&edition).await })).await
}

/// The codes that `types` means, each once; none: all types.
///
/// # Errors
/// A code that no type has.
pub(in crate::graphql) fn codes(
    reference: &Reference,
    types: Option<Vec<String>>,
    subtypes: bool,
) -> Result<Option<Vec<String>>> {
    let Some(types) = types else { return Ok(None) };
    if let Some(code) = types.iter().find(|code| reference.relation_type(code).is_none()) {
        return Err(unknown("relation type", code, reference.types().iter().map(|t| t.row.code.as_str())));
    }
    if subtypes {
        return Ok(Some(reference.with_subtypes(&types)));
    }
    let mut once = types;
    once.sort();
    once.dedup();
    Ok(Some(once))
}

/// The codes of the types by which one goes on, with the types under them: those that `types` names, or all.
///
/// # Errors
/// A code that no type has, or one whose relations do not go on.
pub(in crate::graphql) fn transitive_codes(
    reference: &Reference,
    types: Option<Vec<String>>,
    subtypes: bool,
) -> Result<Vec<String>> {
    let goes_on = |code: &String| reference.relation_type(code).is_none_or(|t| t.row.transitive);
    let all = || reference.types().iter().filter(|t| t.row.transitive).map(|t| t.row.code.clone());
    let types = types.unwrap_or_else(|| all().collect());
    if let Some(code) = types.iter().find(|code| !goes_on(code)) {
        let others = all().collect::<Vec<_>>().join(", ");
        return Err(bad_request(format!(
            "`transitive`: from A to B and from B to C, {code} does not lead from A to C. Types that do: {others}."
        )));
    }
    Ok(codes(reference, Some(types), subtypes)?.unwrap_or_default())
}

/// The codes of the types whose subject holds a post.
pub(in crate::graphql) fn posts(reference: &Reference) -> Vec<String> {
    reference.with_subtypes(&POSTS.map(str::to_owned))
}

impl RelationType {
    /// The type of a code, which the edition's relations have.
    pub(in crate::graphql) fn new(reference: Arc<Reference>, code: &str) -> Result<Self> {
        if reference.relation_type(code).is_none() {
            tracing::error!(code, "a relation has a type that is not in the catalogue");
            return Err(Fault::Internal);
        }
        Ok(Self { reference, code: code.to_owned() })
    }

    fn row(&self) -> Result<&reference::RelationType> {
        self.reference.relation_type(&self.code).ok_or(Fault::Internal)
    }

    fn others<'a>(&'a self, codes: impl IntoIterator<Item = &'a String>) -> Vec<Self> {
        let of = |code: &String| Self { reference: Arc::clone(&self.reference), code: code.clone() };
        codes.into_iter().filter(|code| self.reference.relation_type(code).is_some()).map(of).collect()
    }
}

/// A type of relation: what it says, and between whom.
#[Object]
impl RelationType {
    /// Its code, for `types`; it never changes.
    async fn code(&self) -> &str {
        &self.code
    }

    /// What stands between subject and object: "head of".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where it has no label in it.")] language: Option<LanguageTag>,
    ) -> Result<String> {
        let chain = language::chain(request::of(ctx)?, language.as_ref());
        Ok(words(self.row()?, &chain).label.to_owned())
    }

    /// What stands between object and subject: "headed by".
    async fn inverse_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where it has no label in it.")] language: Option<LanguageTag>,
    ) -> Result<String> {
        let chain = language::chain(request::of(ctx)?, language.as_ref());
        Ok(words(self.row()?, &chain).inverse_label.to_owned())
    }

    /// The wider type: who asks for it finds this one too.
    async fn parent(&self) -> Result<Option<RelationType>> {
        Ok(self.others(&self.row()?.row.parent_code).pop())
    }

    /// The types directly under it.
    async fn subtypes(&self) -> Result<Vec<RelationType>> {
        Ok(self.others(&self.row()?.subtypes))
    }

    /// It says the same from either end.
    async fn symmetric(&self) -> Result<bool> {
        Ok(self.row()?.row.symmetric)
    }

    /// What holds of A and B, and of B and C, holds of A and C.
    async fn transitive(&self) -> Result<bool> {
        Ok(self.row()?.row.transitive)
    }

    /// How it lies in time.
    async fn temporal(&self) -> Result<Temporal> {
        Ok(self.row()?.row.temporal.into())
    }

    /// The kinds that its subject may have.
    async fn subject_kinds(&self) -> Result<Vec<EntityKind>> {
        Ok(self.row()?.row.subject_kinds.all().into_iter().map(EntityKind::from).collect())
    }

    /// The kinds that its object may have.
    async fn object_kinds(&self) -> Result<Vec<EntityKind>> {
        Ok(self.row()?.row.object_kinds.all().into_iter().map(EntityKind::from).collect())
    }

    /// The property of Wikidata that says the same: `P463`.
    async fn wikidata_property(&self) -> Result<Option<&str>> {
        Ok(self.row()?.row.wikidata_property.as_deref())
    }

    /// It stays for the relations that have it; new ones take another.
    async fn retired(&self) -> Result<bool> {
        Ok(self.row()?.row.retired)
    }
}

#[derive(Debug, Default)]
pub struct RelationTypeQuery;

#[Object]
impl RelationTypeQuery {
    /// The catalogue of relation types, in its order.
    async fn relation_types(&self, ctx: &Context<'_>) -> Result<Vec<RelationType>> {
        let reference = reference(ctx).await?;
        let types = reference.types().iter();
        Ok(types
            .map(|t| RelationType { reference: Arc::clone(&reference), code: t.row.code.clone() })
            .collect())
    }
}
