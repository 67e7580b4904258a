//! Entities that look like one.

pub mod dismiss;

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use sea_orm::DbErr;

use super::entity::{DeskEntity, load};
use crate::domain::duplicate::{LIKELIEST, Pair, Reason, find};
use crate::domain::newsroom::Newsroom;
use crate::domain::public_id;
use crate::graphql::batch::Source;
use crate::graphql::connection::{Connection, Count, Edge, Paging, Total, cursor};
use crate::graphql::entity::EntityKind;
use crate::graphql::entity::filter::EntityKindFilter;
use crate::graphql::error::{Fault, Result};
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::graphql::user::{self, User};
use crate::store::Desk;
use crate::store::keyset::Slice;

/// Why two entities look like one, or why they may be two. More reasons may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Reason")]
pub enum DuplicateReason {
    /// Both have the same identifier, in different schemes.
    SameIdentifier,
    /// Their house names are the same, but for case and marks.
    SameName,
    /// The house name of one is another name of the other: a transliteration, an alias.
    OtherName,
    /// They share a name that is the house name of neither.
    SharedName,
    /// Relations join both with something that few others are joined with.
    SharedNeighbours,
    /// Against it: both have an identifier of one scheme, and not the same.
    OtherIdentifier,
    /// Against it: they began or ended at different times.
    OtherDates,
}

/// Two entities that look like one.
#[derive(Clone, Debug)]
pub struct Duplicate {
    pairs: Arc<find::Pairs>,
    at: usize,
}

/// That somebody said that two entities are two.
#[derive(Clone, Debug, SimpleObject)]
pub struct DuplicateDismissal {
    /// Why; null where nobody said.
    reason: Option<String>,
    /// When.
    at: DateTime,
    /// Who, where it was a person.
    by: Option<User>,
}

/// Chooses pairs; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DuplicateFilter {
    /// What they are.
    pub kind: Option<EntityKindFilter>,
    /// One of the two is this entity.
    pub entity: Option<ID>,
    /// Whether somebody said that they are two; nobody did, if it is not given.
    pub dismissed: Option<bool>,
    /// Pairs that score at least so much.
    pub min_score: Option<i32>,
}

/// Two entities of one kind that look like one.
#[Object]
impl Duplicate {
    /// The two, the older one first.
    async fn entities(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntity>> {
        let pair = self.pair()?;
        entities(ctx, &[pair.ids.0, pair.ids.1]).await
    }

    /// What they are.
    async fn kind(&self) -> Result<EntityKind> {
        Ok(self.pair()?.kind.into())
    }

    /// How likely it is that they are one, 1 to 100.
    async fn score(&self) -> Result<i64> {
        Ok(self.pair()?.score)
    }

    /// What speaks for it, and what against it.
    async fn reasons(&self) -> Result<Vec<DuplicateReason>> {
        Ok(self.pair()?.reasons.iter().map(|reason| (*reason).into()).collect())
    }

    /// Names, folded, and identifiers that both have.
    async fn shared(&self) -> Result<Vec<String>> {
        Ok(self.pair()?.shared.clone())
    }

    /// What relations join with both of them, and with few others.
    async fn shared_neighbours(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntity>> {
        entities(ctx, &self.pair()?.neighbours).await
    }

    /// Who said that they are two; null where nobody did.
    async fn dismissal(&self, ctx: &Context<'_>) -> Result<Option<DuplicateDismissal>> {
        let Some(told) = &self.pair()?.dismissal else { return Ok(None) };
        let by = user::named(ctx, &told.by).await?;
        Ok(Some(DuplicateDismissal { reason: told.reason.clone(), at: DateTime(told.at), by }))
    }
}

impl Duplicate {
    fn pair(&self) -> Result<&Pair> {
        self.pairs.all.get(self.at).ok_or(Fault::Internal)
    }
}

async fn entities(ctx: &Context<'_>, ids: &[db::EntityId]) -> Result<Vec<DeskEntity>> {
    let batches = &request::of(ctx)?.batches;
    let rows = ids.iter().map(|id| batches.load::<load::ById>((), *id));
    let rows = futures_util::future::try_join_all(rows).await?;
    Ok(rows.into_iter().flatten().map(DeskEntity).collect())
}

/// A page of the pairs.
///
/// # Errors
/// Where nobody is signed in; of the paging; the database's.
pub async fn list(
    ctx: &Context<'_>,
    filter: Option<DuplicateFilter>,
    paging: Paging,
) -> Result<Connection<Edge<Duplicate>>> {
    let page = paging.page(&LIKELIEST)?;
    let request = request::of(ctx)?;
    let place = Place(Arc::clone(&request.newsroom));
    let pairs = request.batches.load::<All>(place, ()).await?.ok_or(Fault::Internal)?;
    let DuplicateFilter { kind, entity, dismissed, min_score } = filter.unwrap_or_default();
    let uid = entity.map(|id| public_id::entity(&id));
    let fits = |pair: &Pair| {
        let is_of = |uid| pair.uids.0 == uid || pair.uids.1 == uid;
        pair.dismissal.is_some() == dismissed.unwrap_or(false)
            && min_score.is_none_or(|least| pair.score >= i64::from(least))
            && uid.is_none_or(|uid| uid.is_some_and(is_of))
            && kind.as_ref().is_none_or(|kind| kind.fits(pair.kind.into()))
    };
    let all: Vec<usize> =
        pairs.all.iter().enumerate().filter(|(_, pair)| fits(pair)).map(|(at, _)| at).collect();
    let count = Count { rows: i64::try_from(all.len()).unwrap_or(i64::MAX), exact: !pairs.is_cut };
    let from = page.from.as_deref().map_or(0, |keys| {
        all.partition_point(|at| pairs.all.get(*at).is_some_and(|pair| !pair.is_behind(keys)))
    });
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let rows: Vec<usize> = all.iter().skip(from).take(size).copied().collect();
    let slice = Slice { before: from > 0, after: all.len() > from + rows.len(), rows };
    Ok(Connection::new(slice, Total::Known(count), |at| Edge {
        cursor: pairs.all.get(at).map(|pair| cursor(&LIKELIEST, &pair.keys())).unwrap_or_default(),
        node: Duplicate { pairs: Arc::clone(&pairs), at },
    }))
}

/// Where the pairs that were found last are kept.
#[derive(Clone, Debug)]
struct Place(Arc<Newsroom>);

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// All pairs.
#[derive(Debug)]
enum All {}

impl Source for All {
    type From = Desk;
    type Args = Place;
    type Key = ();
    type Value = Arc<find::Pairs>;

    async fn fetch(
        desk: Arc<Desk>,
        place: Place,
        _: Vec<()>,
    ) -> std::result::Result<HashMap<(), Self::Value>, DbErr> {
        Ok(HashMap::from([((), find::all(&desk, &place.0).await?)]))
    }
}
