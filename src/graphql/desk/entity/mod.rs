//! People, organisations, countries, places, events and topics on the desk.

pub mod filter;
pub mod input;
pub mod load;
pub mod merge;
pub mod name;
pub mod query;
pub mod save;
pub mod show;
pub mod uses;

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use db::entity;
use uuid::Uuid;

pub use name::DeskEntityName;
pub use uses::EntityUse;

use crate::domain::public_id::{self, Prefix};
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::entity::name::Identifier;
use crate::graphql::entity::{self as readers, Entity, EntityKind};
use crate::graphql::error::Result;
use crate::graphql::scalars::{DateTime, Url};
use crate::graphql::{node, relation, request};

/// What readers have of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::Visibility")]
pub enum EntityPublication {
    /// They never had it.
    Never,
    /// They have it.
    Live,
    /// It was taken out of their sight.
    Withdrawn,
}

/// A person, organisation, country, place, event or topic as the newsroom works on it.
#[derive(Clone, Debug)]
pub struct DeskEntity(pub Arc<entity::Model>);

/// An entity that was merged into another.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntityMerge {
    /// What it was.
    source: DeskEntity,
    /// Why; null where that was not noted.
    reason: Option<String>,
    /// When; null where that was not noted.
    merged_at: Option<DateTime>,
}

/// A person, organisation, country, place, event or topic as the newsroom works on it.
#[Object]
impl DeskEntity {
    /// Opaque, and the same for ever; not that of the readers' entity.
    pub async fn id(&self) -> ID {
        node::id(Prefix::DeskEntity, self.0.uid)
    }

    /// Rises with every change.
    async fn version(&self) -> i64 {
        self.0.version
    }

    /// What it is; that never changes.
    async fn kind(&self) -> EntityKind {
        self.0.kind.into()
    }

    /// Its name in house style.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// One line that tells it from others of the same name.
    async fn summary(&self) -> Option<&str> {
        self.0.summary.as_deref()
    }

    /// What there is to say of it, in Markdown, as it was written.
    async fn description_source(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// When it began: was born, founded.
    async fn start_date(&self) -> Option<PartialDate> {
        partial(self.0.start_date)
    }

    /// When it ended: died, was dissolved.
    async fn end_date(&self) -> Option<PartialDate> {
        partial(self.0.end_date)
    }

    /// Degrees north.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Degrees east.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }

    /// All its names beside the house name, in their order; wrong spellings too.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<DeskEntityName>> {
        let names = request::of(ctx)?.batches.load::<load::Names>((), self.0.id).await?.unwrap_or_default();
        Ok(names.iter().map(DeskEntityName::from).collect())
    }

    /// What it is called elsewhere: in Wikidata, in ISO 3166-1.
    async fn identifiers(&self, ctx: &Context<'_>) -> Result<Vec<Identifier>> {
        let rows = request::of(ctx)?.batches.load::<load::Identifiers>((), self.0.id).await?;
        let reference = relation::relation_type::reference(ctx).await?;
        let one = |row: &db::entity_identifier::Model| {
            let scheme = reference.scheme(&row.scheme);
            let template = scheme.and_then(|scheme| scheme.url_template.as_ref());
            Identifier {
                scheme: row.scheme.clone(),
                value: row.value.clone(),
                label: scheme.map_or_else(|| row.scheme.clone(), |scheme| scheme.label.clone()),
                url: template.map(|template| Url(template.replace("{value}", &row.value))),
            }
        };
        Ok(rows.unwrap_or_default().iter().map(one).collect())
    }

    /// What readers have of it.
    async fn publication(&self) -> EntityPublication {
        self.0.publication.into()
    }

    /// Whether the product brought it along and nobody edited it since: a later release may then refresh it.
    async fn builtin(&self) -> bool {
        self.0.builtin
    }

    /// The entity that it was merged into.
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<DeskEntity>> {
        match self.0.merged_into_id {
            Some(id) => Ok(request::of(ctx)?.batches.load::<load::ById>((), id).await?.map(DeskEntity)),
            None => Ok(None),
        }
    }

    /// The ids of what was merged into it; they go on working.
    async fn merged_ids(&self, ctx: &Context<'_>) -> Result<Vec<ID>> {
        let merged = request::of(ctx)?.batches.load::<load::Merged>((), self.0.id).await?.unwrap_or_default();
        Ok(merged.iter().map(|(row, _)| node::id(Prefix::DeskEntity, row.uid)).collect())
    }

    /// What was merged into it, and why.
    async fn merges(&self, ctx: &Context<'_>) -> Result<Vec<EntityMerge>> {
        let merged = request::of(ctx)?.batches.load::<load::Merged>((), self.0.id).await?.unwrap_or_default();
        let one = |(row, merge): &load::MergedRow| EntityMerge {
            source: DeskEntity(Arc::clone(row)),
            reason: merge.as_ref().map(|merge| merge.reason.clone()),
            merged_at: merge.as_ref().map(|merge| DateTime(merge.created_at)),
        };
        Ok(merged.iter().map(one).collect())
    }

    /// The entity as readers have it; of a merged one, what it became.
    async fn live(&self, ctx: &Context<'_>) -> Result<Option<Entity>> {
        readers::find(ctx, self.0.uid).await
    }

    /// Where it is named: what a withdrawal would take from readers.
    async fn where_used(&self) -> EntityUse {
        EntityUse(self.0.id)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When anything of it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }
}

/// An entity by its id, the readers' or the desk's.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<DeskEntity>> {
    match public_id::entity(id) {
        Some(uid) => by_uid(ctx, uid).await,
        None => Ok(None),
    }
}

/// An entity by its public id.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn by_uid(ctx: &Context<'_>, uid: Uuid) -> Result<Option<DeskEntity>> {
    let row = request::of(ctx)?.batches.load::<load::ByUid>((), uid).await?;
    Ok(row.map(DeskEntity))
}

/// What became of a mutation, read anew.
pub(in crate::graphql::desk) async fn again(
    ctx: &Context<'_>,
    uid: Option<Uuid>,
) -> Result<Option<DeskEntity>> {
    match uid {
        Some(uid) => by_uid(ctx, uid).await,
        None => Ok(None),
    }
}
