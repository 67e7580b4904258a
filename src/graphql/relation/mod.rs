//! Relations: dated, typed statements about two entities, with the evidence for them.

pub(super) mod chosen;
pub mod edge;
pub mod facet;
pub mod filter;
pub mod query;
pub mod related;
pub mod relation_type;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use db::{Day, RelationId, Timestamp};
use futures_util::future::{try_join, try_join_all};
use sea_orm::DbErr;
use uuid::Uuid;

use self::filter::{Certainty, Phase, Rank, Standing};
use self::relation_type::{RelationType, reference, words};
use super::batch::Source;
use super::connection::{Connection, Edge, Paging};
use super::date::{PartialDate, partial};
use super::entity::{self, Entity};
use super::error::{Fault, Result, bad_request};
use super::evidence::filter::EvidenceFilter;
use super::evidence::{self, Evidence, Stance};
use super::language;
use super::node;
use super::request::{self, Request};
use super::scalars::{Date, LanguageTag};
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::sentence::{From, Said, sentence};
use crate::domain::relation::time::{Bounds, certainty, certainty_within};
use crate::store::Edition;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{self, Active, Row, When};

/// A dated, typed statement about two entities.
#[derive(Clone, Debug)]
pub struct Relation(pub(super) Arc<Row>);

/// A dated, typed statement about two entities: who headed what, who belongs to what. Whether it is true, its evidence
/// tells.
#[Object]
impl Relation {
    /// Opaque, and the same for ever.
    pub async fn id(&self) -> ID {
        node::id(Prefix::Relation, self.0.uid)
    }

    /// The entity of which it says something.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Entity> {
        Ok(Entity::new(entity::known(request::of(ctx)?, self.0.subject_id).await?))
    }

    /// What it says: heads, is a member of.
    #[graphql(name = "type")]
    async fn relation_type(&self, ctx: &Context<'_>) -> Result<RelationType> {
        RelationType::new(reference(ctx).await?, &self.0.type_code)
    }

    /// The entity that it says of the subject.
    async fn object(&self, ctx: &Context<'_>) -> Result<Entity> {
        Ok(Entity::new(entity::known(request::of(ctx)?, self.0.object_id).await?))
    }

    /// The post or part, as it was published: "chair".
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
    }

    /// What stands between subject and object: "head of".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where the type has no label in it.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        self.label_of(ctx, db::EdgeDirection::Out, language.as_ref()).await
    }

    /// What stands between object and subject: "headed by".
    async fn inverse_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language; English where the type has no label in it.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        self.label_of(ctx, db::EdgeDirection::In, language.as_ref()).await
    }

    /// One line for people: "Karim Masimov headed KNB (chair), 2016 to 6 January 2022". What is denied, retracted,
    /// disputed or deprecated says so first. Told from the object, it is "KNB – headed by – Karim Masimov (chair), 2016
    /// to 6 January 2022".
    async fn sentence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the end from which it is told; the subject, if it is not given.")]
        from: Option<ID>,
        #[graphql(desc = "The language; English where the type has no words in it.")] language: Option<
            LanguageTag,
        >,
    ) -> Result<String> {
        let request = request::of(ctx)?;
        let reference = reference(ctx).await?;
        let ends =
            try_join(entity::known(request, self.0.subject_id), entity::known(request, self.0.object_id))
                .await?;
        let from_object = match from {
            None => false,
            Some(id) => {
                let fault = || bad_request("`from` is the id of neither end of the relation.");
                let uid = public_id::parse(Prefix::Entity, &id).ok_or_else(fault)?;
                let end = request.batches.load::<entity::ByUid>((), uid).await?.ok_or_else(fault)?;
                if end.id != ends.0.id && end.id != ends.1.id {
                    return Err(fault());
                }
                end.id == ends.1.id
            }
        };
        let names = entity::names_of(ctx, &[ends.0, ends.1], language.as_ref()).await?;
        let [subject, object] = names.as_slice() else { return Err(Fault::Internal) };
        let of = reference.relation_type(&self.0.type_code).ok_or(Fault::Internal)?;
        let words = words(of, &language::chain(request, language.as_ref()));
        let Row { start_date: start, end_date: end, phase, as_of, standing, rank, .. } = *self.0;
        let temporal = of.row.temporal;
        let role = self.0.role.as_deref();
        let on = self.told_at(request).day();
        let from = if !from_object {
            From::Subject
        } else if of.row.symmetric {
            From::Alike
        } else {
            From::Object
        };
        let said =
            Said { from, subject, object, role, temporal, start, end, phase, as_of, on, standing, rank };
        Ok(sentence(&said, &words))
    }

    /// When it began, or happened.
    async fn start_date(&self) -> Option<PartialDate> {
        partial(self.0.start_date)
    }

    /// When it ended.
    async fn end_date(&self) -> Option<PartialDate> {
        partial(self.0.end_date)
    }

    /// What is known of its time on the day `asOf`.
    async fn phase(&self) -> Phase {
        self.0.phase.into()
    }

    /// The day of which `phase` speaks.
    async fn as_of(&self) -> Option<Date> {
        self.0.as_of.and_then(Day::date).map(Date)
    }

    /// How sure it is that it holds on a day; null if it does not. An event holds on the day on which it happens.
    async fn is_current(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; without it, that of the edition or of `knownAt`, in UTC.")] on: Option<
            Date,
        >,
    ) -> Result<Option<Certainty>> {
        let day: NaiveDate =
            on.map_or_else(|| request::of(ctx).map(|r| self.told_at(r).utc().date_naive()), |d| Ok(d.0))?;
        let active = Active { first: day.into(), last: day.into() };
        Ok(sure(&*reference(ctx).await?, &self.0, When::On(active)))
    }

    /// What its evidence says of it.
    async fn standing(&self) -> Standing {
        self.0.standing.into()
    }

    /// The editors' verdict.
    async fn rank(&self) -> Rank {
        self.0.rank.into()
    }

    /// Different sources, articles and addresses, that support it now.
    async fn sources(&self) -> i32 {
        self.0.sources
    }

    /// The passages and addresses that speak for it or against it.
    #[allow(clippy::too_many_arguments, reason = "the arguments of the API")]
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Evidence that does one of these.")] stance: Option<Vec<Stance>>,
        #[graphql(desc = "Which of it.")] filter: Option<EvidenceFilter>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Evidence>>> {
        let of = (self.0.id, self.0.known_at);
        let paging = Paging { first, after, last, before, offset: None };
        Box::pin(evidence::of_relation(ctx, of, stance, filter, paging)).await
    }
}

impl Relation {
    /// The instant of which it tells: that of the edition, or an earlier one that was asked for.
    fn told_at(&self, request: &Request) -> Timestamp {
        let newest = request.edition().published_at();
        self.0.known_at.map_or(newest, |at| at.min(newest))
    }
}

impl Relation {
    /// What it says, read from the end that sees it in this direction.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn label_of(
        &self,
        ctx: &Context<'_>,
        direction: db::EdgeDirection,
        language: Option<&LanguageTag>,
    ) -> Result<String> {
        let reference = reference(ctx).await?;
        let of = reference.relation_type(&self.0.type_code).ok_or(Fault::Internal)?;
        let words = words(of, &language::chain(request::of(ctx)?, language));
        let inverse = direction == db::EdgeDirection::In;
        Ok(if inverse { words.inverse_label } else { words.label }.to_owned())
    }
}

/// Relations of row ids that the edition has, or had then, in their order.
pub(super) async fn many(
    ctx: &Context<'_>,
    ids: &[RelationId],
    known_at: Option<Timestamp>,
) -> Result<Vec<Relation>> {
    try_join_all(ids.iter().map(|id| known(ctx, *id, known_at))).await
}

/// How sure it is that the relation holds then.
pub(super) fn sure(reference: &Reference, row: &Row, when: When) -> Option<Certainty> {
    let temporal = reference.relation_type(&row.type_code)?.row.temporal;
    let Row { start_min, start_max, end_min, end_max, .. } = *row;
    let bounds = Bounds { start_min, start_max, end_min, end_max };
    let sure = match when {
        When::On(on) => certainty(temporal, &bounds, on.first, on.last),
        When::Within(range) => certainty_within(&bounds, range.first, range.last),
    };
    sure.map(Certainty::from)
}

/// Relations by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Edition;
    /// The instant of which they tell.
    type Args = Option<Timestamp>;
    type Key = RelationId;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        known_at: Option<Timestamp>,
        keys: Vec<RelationId>,
    ) -> std::result::Result<HashMap<RelationId, Arc<Row>>, DbErr> {
        let rows = relation::by_ids(&edition, &keys, known_at).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Relations by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Edition;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<Uuid>,
    ) -> std::result::Result<HashMap<Uuid, Arc<Row>>, DbErr> {
        let rows = relation::by_uids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }
}

/// A relation by its public id.
///
/// # Errors
/// The database's.
pub async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Relation>> {
    Ok(request::of(ctx)?.batches.load::<ByUid>((), uid).await?.map(Relation))
}

/// The relation of a row id that the edition has, or had then.
pub(super) async fn known(
    ctx: &Context<'_>,
    id: RelationId,
    known_at: Option<Timestamp>,
) -> Result<Relation> {
    let row = request::of(ctx)?.batches.load::<ById>(known_at, id).await?;
    row.map(Relation).ok_or_else(|| {
        tracing::error!(id = id.0, "the edition names a relation that it does not have");
        Fault::Internal
    })
}
