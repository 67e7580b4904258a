//! Completing what somebody types: entities by the beginning of a name, or by their id.

use std::collections::HashSet;

use db::EntityKind;
use sea_orm::DbErr;

use crate::domain::public_id::{self, Prefix};
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};
use crate::store::edition::lookup;
use crate::text::fold;

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
    let key = fold::key(typed);
    if !key.is_empty() {
        let most = i64::try_from(skip + SIZE).unwrap_or(i64::MAX);
        let exact = lookup::by_names(edition, std::slice::from_ref(&key)).await?;
        let mut exact: Vec<Row> = exact.into_iter().map(|found| found.row).collect();
        exact.sort_by_key(|row| (std::cmp::Reverse(row.articles), row.id));
        let begun = lookup::by_beginnings(edition, std::slice::from_ref(&key), most).await?;
        let mut begun: Vec<Row> = begun.into_iter().map(|found| found.row).collect();
        begun.sort_by(|a, b| (&a.name_key, a.id).cmp(&(&b.name_key, b.id)));
        rows.extend(exact);
        rows.extend(begun);
    }
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.id) && (kinds.is_empty() || kinds.contains(&row.kind)));
    Ok(rows.into_iter().skip(skip).take(SIZE).collect())
}
