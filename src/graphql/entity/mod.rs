//! People, organisations, countries, places, events and topics.

pub mod companion;
pub(super) mod fields;
pub mod filter;
mod kinds;
pub mod lookup;
pub mod name;
pub mod query;
pub mod suggest;
mod timeline;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum};
use db::EntityId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::batch::Source;
use super::error::{Fault, Result};
use super::request::{self, Request};
use crate::domain::graph::details::{Detail, Details};
use crate::store::Edition;
use crate::store::edition::entity::{self, Brief, Row, Told};

pub(super) use fields::names_of;
pub use kinds::{Country, Entity, Event, Organisation, Person, Place, Topic};

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "db::EntityKind")]
pub enum EntityKind {
    /// A human being.
    Person,
    /// A body of people: a company, an authority, an alliance.
    Organisation,
    /// A country with a code of its own in ISO 3166-1, or one that had it.
    Country,
    /// A place that is not a country.
    Place,
    /// Something that happened.
    Event,
    /// Something that is written about.
    Topic,
}

/// Entities by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Row>;

    const LAST: bool = true;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Row>>, DbErr> {
        let rows = entity::by_ids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// The same, of lists in an order: all of them together, also those that are known already. What is asked of one then is
/// asked of all at once.
#[derive(Debug)]
pub enum Together {}

impl Source for Together {
    type From = Edition;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<EntityId>,
    ) -> std::result::Result<HashMap<EntityId, Arc<Row>>, DbErr> {
        let rows = entity::by_ids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
    }
}

/// Entities by their public ids, those of merged ones included.
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
        let found = entity::by_uids(&edition, &keys).await?;
        Ok(found.into_iter().map(|found| (found.asked, Arc::new(found.row))).collect())
    }
}

/// An entity by its public id.
///
/// # Errors
/// The database's.
pub async fn find(ctx: &Context<'_>, uid: Uuid) -> Result<Option<Entity>> {
    let request = request::of(ctx)?;
    let row = request.batches.load::<ByUid>((), uid).await?;
    Ok(row.map(|row| shown(request, &row)))
}

/// An entity by its slug, or by one of an entity that was merged into it.
///
/// # Errors
/// The database's.
pub async fn by_slug(ctx: &Context<'_>, slug: String) -> Result<Option<Entity>> {
    let request = request::of(ctx)?;
    if let Some(brief) = request.graph().and_then(|graph| graph.of_slug(&slug).cloned()) {
        return Ok(Some(Entity::new(brief)));
    }
    let row = request.batches.read(|edition| async move { entity::by_slug(&edition, &slug).await }).await?;
    Ok(row.map(|row| shown(request, &Arc::new(row))))
}

/// What is said of the entity of a row id wherever it is named: from memory, where that has the edition.
///
/// # Errors
/// The database's; also if the edition, against its law, has no such entity.
pub(super) async fn known(request: &Request, id: EntityId) -> Result<Arc<Brief>> {
    if let Some(brief) = request.graph().and_then(|graph| graph.brief(id).cloned()) {
        return Ok(brief);
    }
    Ok(Arc::clone(&whole(request, id).await?.brief))
}

/// What the newsroom tells of an entity.
///
/// # Errors
/// As of [`known`].
pub(super) async fn told(request: &Request, entity: &Arc<Brief>) -> Result<Arc<Told>> {
    let read = async || Ok(Arc::clone(&whole(request, entity.id).await?.told));
    detail(request, entity, &request.newsroom.graphs.details.told, read).await
}

/// Something that is said of an entity: as it was read lately, if it is the graph's.
pub(super) async fn detail<T: Detail>(
    request: &Request,
    entity: &Arc<Brief>,
    kept: &Details<T>,
    read: impl AsyncFnOnce() -> Result<T>,
) -> Result<T> {
    if let Some(detail) = kept.of(entity) {
        return Ok(detail);
    }
    let detail = read().await?;
    let graph = request.graph();
    if graph.is_some_and(|graph| graph.brief(entity.id).is_some_and(|known| Arc::ptr_eq(known, entity))) {
        kept.keep(entity, detail.clone());
    }
    Ok(detail)
}

/// All that the row of an entity says that the edition has, its counts too.
///
/// # Errors
/// As of [`known`].
pub(super) async fn whole(request: &Request, id: EntityId) -> Result<Arc<Row>> {
    request.batches.load::<ById>((), id).await?.ok_or_else(|| {
        tracing::error!(id = id.0, "the edition names an entity that it does not have");
        Fault::Internal
    })
}

/// An entity whose row was read on another way than by its id: it is remembered.
pub(super) fn shown(request: &Request, row: &Arc<Row>) -> Entity {
    request.batches.prime::<ById>((), row.id, Arc::clone(row));
    Entity::new(Arc::clone(&row.brief))
}
