//! Reading entities on the desk.

use std::collections::HashMap;

use db::{EntityId, article, entity, entity_identifier, entity_merge, entity_name};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::bundle::format::Entity;
use crate::domain::export;
use crate::domain::export::References;
use crate::store::Desk;
use crate::store::desk;
pub use crate::store::desk::entity_list::{By, column, count, list, named};
pub use crate::store::desk::entity_use::Uses;

/// Entities by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &Desk, uids: &[Uuid]) -> Result<HashMap<Uuid, entity::Model>, DbErr> {
    let rows = desk::entity::by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// Entities by their row ids.
pub async fn by_ids(desk: &Desk, ids: &[EntityId]) -> Result<HashMap<EntityId, entity::Model>, DbErr> {
    let rows = desk::entity::by_ids(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The entity of a slug, or of one that it had before.
pub async fn by_slug(desk: &Desk, slug: &str) -> Result<Option<entity::Model>, DbErr> {
    if let Some(row) = desk::entity::by_slugs(desk, &[slug]).await?.into_iter().next() {
        return Ok(Some(row));
    }
    let former = desk::entity::former_slugs(desk, &[slug]).await?;
    let ids: Vec<_> = former.into_iter().map(|former| former.entity_id).collect();
    Ok(desk::entity::by_ids(desk, &ids).await?.into_iter().next())
}

/// The entity that has an identifier.
pub async fn by_identifier(desk: &Desk, scheme: &str, value: &str) -> Result<Option<entity::Model>, DbErr> {
    let found = desk::entity::identifiers(desk, &[(scheme, value)]).await?;
    let ids: Vec<_> = found.into_iter().map(|identifier| identifier.entity_id).collect();
    Ok(desk::entity::by_ids(desk, &ids).await?.into_iter().next())
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> EntityId) -> HashMap<EntityId, Vec<T>> {
    let mut of: HashMap<EntityId, Vec<T>> = HashMap::new();
    for row in rows {
        of.entry(key(&row)).or_default().push(row);
    }
    of
}

/// The names of entities, in their order.
pub async fn names(
    desk: &Desk,
    ids: &[EntityId],
) -> Result<HashMap<EntityId, Vec<entity_name::Model>>, DbErr> {
    Ok(grouped(desk::entity::names_of(desk, ids).await?, |row| row.entity_id))
}

/// The identifiers of entities, by scheme.
pub async fn identifiers(
    desk: &Desk,
    ids: &[EntityId],
) -> Result<HashMap<EntityId, Vec<entity_identifier::Model>>, DbErr> {
    let mut rows = desk::entity::identifiers_of(desk, ids).await?;
    rows.sort_by(|a, b| (&a.scheme, &a.value).cmp(&(&b.scheme, &b.value)));
    Ok(grouped(rows, |row| row.entity_id))
}

/// What was merged into entities, with the merge that did it.
pub async fn merged(
    desk: &Desk,
    ids: &[EntityId],
) -> Result<HashMap<EntityId, Vec<(entity::Model, Option<entity_merge::Model>)>>, DbErr> {
    let sources = desk::entity::merged_into(desk, ids).await?;
    let of: Vec<_> = sources.iter().map(|source| source.id).collect();
    let merges = desk::entity::merges_of(desk, &of).await?;
    let mut all = HashMap::<EntityId, Vec<_>>::new();
    for source in sources {
        let Some(target) = source.merged_into_id else { continue };
        let merge = merges.iter().filter(|merge| merge.source_id == source.id).max_by_key(|merge| merge.id);
        all.entry(target).or_default().push((source, merge.cloned()));
    }
    Ok(all)
}

/// How often entities are named.
pub async fn uses(desk: &Desk, ids: &[EntityId]) -> Result<HashMap<EntityId, Uses>, DbErr> {
    desk::entity_use::count(desk, ids).await
}

/// Articles that name entities and that the reader may see, of each the `most` that were changed last.
pub async fn articles(
    desk: &Desk,
    ids: &[EntityId],
    most: u32,
) -> Result<HashMap<EntityId, Vec<article::Model>>, DbErr> {
    let mut of: HashMap<EntityId, Vec<article::Model>> = HashMap::new();
    for used in desk::entity_use::articles(desk, ids, most).await? {
        of.entry(used.used_id).or_default().push(used.article);
    }
    Ok(of)
}

/// An entity in the words of a bundle, but for what it was merged into.
#[must_use]
pub fn told(
    row: entity::Model,
    names: Vec<entity_name::Model>,
    identifiers: Vec<entity_identifier::Model>,
) -> Entity {
    let mut entity = export::entity::told(row, names, identifiers, &References::default());
    entity.merged_into = None;
    entity
}
