//! People, organisations, countries, places, events and topics.

pub mod filter;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Interface, Object};
use db::EntityId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::batch::Source;
use super::error::Result;
use super::node::query::Node;
use super::node::{self, Noun};
use super::request;
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};

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

/// Somebody or something that articles name and relations join.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque, and the same for ever."),
    field(name = "kind", ty = "EntityKind", desc = "What it is."),
    field(name = "slug", ty = "&str", desc = "Its name in addresses."),
    field(name = "name", ty = "&str", desc = "The house name.")
)]
pub enum Entity {
    Person(Person),
    Organisation(Organisation),
    Country(Country),
    Place(Place),
    Event(Event),
    Topic(Topic),
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),+) => {
        $(
            #[derive(Clone, Debug)]
            pub struct $kind(Arc<Row>);

            $(#[$doc])*
            #[Object]
            impl $kind {
                /// Opaque, and the same for ever.
                pub async fn id(&self) -> ID {
                    node::id(Noun::Entity, self.0.uid)
                }

                /// What it is.
                pub async fn kind(&self) -> EntityKind {
                    self.0.kind.into()
                }

                /// Its name in addresses.
                pub async fn slug(&self) -> &str {
                    &self.0.slug
                }

                /// The house name.
                pub async fn name(&self) -> &str {
                    &self.0.name
                }
            }
        )+

        impl Entity {
            #[must_use]
            pub fn new(row: Arc<Row>) -> Self {
                match row.kind {
                    $(db::EntityKind::$kind => Self::$kind($kind(row)),)+
                }
            }

            #[must_use]
            pub fn row(&self) -> &Arc<Row> {
                match self {
                    $(Self::$kind($kind(row)) => row,)+
                }
            }
        }

        impl From<Entity> for Node {
            fn from(entity: Entity) -> Self {
                match entity {
                    $(Entity::$kind(it) => Self::$kind(it),)+
                }
            }
        }
    };
}

kinds! {
    /// A human being.
    Person,
    /// A body of people.
    Organisation,
    /// A country.
    Country,
    /// A place that is not a country.
    Place,
    /// Something that happened.
    Event,
    /// Something that is written about.
    Topic
}

/// Entities by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
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
    let row = request::of(ctx)?.batches.load::<ByUid>((), uid).await?;
    Ok(row.map(Entity::new))
}
