//! Reading mentions on the desk.

use std::collections::HashMap;

use db::{EntityId, RevisionId, entity, mention};
use sea_orm::DbErr;

use crate::store::Desk;
use crate::store::desk;

/// The mentions of revisions, each one's in the order of its text; orphans stand where they stood last.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of_revisions(
    desk: &Desk,
    ids: &[RevisionId],
) -> Result<HashMap<RevisionId, Vec<mention::Model>>, DbErr> {
    let mut all: HashMap<RevisionId, Vec<mention::Model>> = HashMap::new();
    for row in desk::revision::mentions_of(desk, ids).await? {
        all.entry(row.revision_id).or_default().push(row);
    }
    Ok(all)
}

/// Entities by their row ids; what was merged is what it became.
pub async fn entities(desk: &Desk, ids: &[EntityId]) -> Result<HashMap<EntityId, entity::Model>, DbErr> {
    let rows = desk::entity::by_ids(desk, ids).await?;
    let targets: Vec<_> = rows.iter().filter_map(|row| row.merged_into_id).collect();
    let targets: HashMap<EntityId, entity::Model> =
        desk::entity::by_ids(desk, &targets).await?.into_iter().map(|row| (row.id, row)).collect();
    let became = |row: entity::Model| {
        let target = row.merged_into_id.and_then(|id| targets.get(&id)).cloned();
        (row.id, target.unwrap_or(row))
    };
    Ok(rows.into_iter().map(became).collect())
}
