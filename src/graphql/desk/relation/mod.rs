//! Relations on the desk.

pub mod filter;
pub mod input;
pub mod load;
pub mod save;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use db::{Day, relation};
use futures_util::future::try_join_all;
use uuid::Uuid;

use self::filter::{DeskRelationFilter, DeskRelationOrder, RelationPublication};
use super::entity::DeskEntity;
use super::entity::load::ById as ByRow;
use super::evidence::{self, DeskEvidence};
use super::relation_type::{self, DeskRelationType};
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::read::{By, Weighed};
use crate::graphql::connection::{Connection, Edge, Paging, Total, cursor};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::{Fault, Result, bad_request, unknown};
use crate::graphql::relation::Relation;
use crate::graphql::relation::filter::{Phase, Rank, Standing};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::{self, node, request};

/// A dated, typed statement about two entities, as the newsroom works on it.
#[derive(Clone, Debug)]
pub struct DeskRelation(pub Arc<relation::Model>);

/// A dated, typed statement about two entities, as the newsroom works on it.
#[Object]
impl DeskRelation {
    /// Opaque, and the same for ever; not that of the readers' relation.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskRelation, self.0.uid)
    }

    /// Rises with every change of what it says, its rank and its publication; not with its evidence.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// The entity of which it says something.
    async fn subject(&self, ctx: &Context<'_>) -> Result<DeskEntity> {
        entity(ctx, self.0.subject_id).await
    }

    /// The entity that it says of the subject.
    async fn object(&self, ctx: &Context<'_>) -> Result<DeskEntity> {
        entity(ctx, self.0.object_id).await
    }

    /// What it says: heads, is a member of.
    #[graphql(name = "type")]
    async fn relation_type(&self, ctx: &Context<'_>) -> Result<DeskRelationType> {
        relation_type::of_code(ctx, &self.0.type_code).await
    }

    /// The post or part, as it was published: "chair".
    async fn role(&self) -> Option<&str> {
        self.0.role.as_deref()
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

    /// The editors' verdict.
    async fn rank(&self) -> Rank {
        self.0.rank.into()
    }

    /// Why it has its rank.
    async fn rank_reason(&self) -> Option<&str> {
        self.0.rank_reason.as_deref()
    }

    /// For the newsroom only.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whether readers may have it.
    async fn publication(&self) -> RelationPublication {
        self.0.publication.into()
    }

    /// What all its evidence says of it that you may see, drafts included; null where all of it was taken back, and
    /// nothing ever supported it.
    async fn standing(&self, ctx: &Context<'_>) -> Result<Option<Standing>> {
        Ok(weighed(ctx, self.0.id).await?.standing.map(Standing::from))
    }

    /// The relation as readers have it.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<Relation>> {
        graphql::relation::find(ctx, self.0.uid).await
    }

    /// What speaks for it and against it: what readers have, and what stands in drafts that you may see.
    async fn evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<DeskEvidence>>> {
        let weighed = weighed(ctx, self.0.id).await?;
        evidence::of_relation(&weighed, Paging::forward(first, after))
    }

    /// When it was recorded.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// The entity that a row names, or what it became.
pub(in crate::graphql::desk) async fn entity(ctx: &Context<'_>, id: db::EntityId) -> Result<DeskEntity> {
    let batches = &request::of(ctx)?.batches;
    let row = batches.load::<ByRow>((), id).await?.ok_or(Fault::Internal)?;
    let row = match row.merged_into_id {
        Some(id) => batches.load::<ByRow>((), id).await?.ok_or(Fault::Internal)?,
        None => row,
    };
    Ok(DeskEntity(row))
}

/// The evidence of a relation, and what it is worth.
pub(in crate::graphql::desk) async fn weighed(ctx: &Context<'_>, id: db::RelationId) -> Result<Arc<Weighed>> {
    request::of(ctx)?.batches.load::<load::Evidence>((), id).await?.ok_or(Fault::Internal)
}

/// A relation by its id, the readers' or the desk's.
pub(super) async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<DeskRelation>> {
    match public_id::relation(id) {
        Some(uid) => by_uid(ctx, uid).await,
        None => Ok(None),
    }
}

/// A relation by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskRelation>> {
    let row = request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?;
    Ok(row.map(DeskRelation))
}

/// Relations by their public ids, in their order; those that are not there are left out.
pub(in crate::graphql::desk) async fn by_uids(ctx: &Context<'_>, uids: &[Uuid]) -> Result<Vec<DeskRelation>> {
    let all = try_join_all(uids.iter().map(|uid| by_uid(ctx, *uid))).await?;
    Ok(all.into_iter().flatten().collect())
}

/// A page of the relations that fit.
pub(super) async fn list(
    ctx: &Context<'_>,
    filter: Option<DeskRelationFilter>,
    orders: Option<Vec<DeskRelationOrder>>,
    paging: Paging,
) -> Result<Connection<Edge<DeskRelation>>> {
    let request = request::of(ctx)?;
    let by: By = match orders.unwrap_or_default().as_slice() {
        [] => By::Updated,
        [order] => (*order).into(),
        _ => {
            return Err(bad_request(
                "`orderBy` takes one order: each of them leaves no two relations alike.",
            ));
        }
    };
    let order = by.order();
    let page = paging.page(&order)?;
    let filter = filter.unwrap_or_default();
    let codes = filter.types();
    if !codes.is_empty() {
        let types = relation_type::all(ctx).await?;
        let known = || types.iter().map(|kind| kind.row.code.as_str());
        if let Some(code) = codes.into_iter().find(|code| known().all(|known| known != *code)) {
            return Err(unknown("relation type", code, known()));
        }
    }
    let filter = filter.predicate(request::of(ctx)?.minute);
    let slice = request.batches.load::<load::Listed>((filter.clone(), by, page), ()).await?;
    let slice = slice.ok_or(Fault::Internal)?;
    let total = Total::counted::<load::Counted>(filter, ());
    Ok(Connection::new((*slice).clone(), total, |row| Edge {
        cursor: cursor(&order, &by.keys(&row)),
        node: DeskRelation(Arc::new(row)),
    }))
}
