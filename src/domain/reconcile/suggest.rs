//! Completing what somebody types: entities by their names so far, or by their id.

use std::collections::HashSet;

use db::EntityKind;
use sea_orm::DbErr;

use crate::domain::name;
use crate::domain::public_id::{self, Prefix};
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};

/// Suggestions that are given at once.
pub const SIZE: usize = 20;
/// Suggestions that can be left out, at most: whoever looks on types on.
pub const FARTHEST: usize = 180;

/// Entities of these kinds (none named: all) that somebody may mean who typed so far; `skip` are left out.
///
/// # Errors
/// The database's.
pub async fn entities(
    edition: &Edition,
    typed: &str,
    kinds: &[EntityKind],
    skip: usize,
) -> Result<Vec<Row>, DbErr> {
    let mut rows = match public_id::parse(Prefix::Entity, typed.trim()) {
        Some(uid) => entity::by_uids(edition, &[uid]).await?.into_iter().map(|found| found.row).collect(),
        None => vec![],
    };
    let named = name::named(edition, typed, kinds, skip + SIZE).await?;
    rows.extend(named.into_iter().map(|named| named.row));
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.id) && (kinds.is_empty() || kinds.contains(&row.kind)));
    Ok(rows.into_iter().skip(skip).take(SIZE).collect())
}
