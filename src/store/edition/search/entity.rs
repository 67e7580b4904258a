//! Entities by a name that somebody looks for.

use db::EntityId;
use sea_orm::DbErr;

use crate::store::edition::Edition;
use crate::store::edition::entity::Row;
use crate::store::edition::lookup;
use crate::text::fold;

/// Letters of a name at least of which a beginning is looked for.
const SHORTEST: usize = 3;
/// Names that begin so, that are looked at.
const ALIKE: i64 = 20;

/// An entity that is called what was looked for, or about so.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub id: EntityId,
    /// From 0 to 1, where the name is the very one.
    pub score: f32,
    /// The name that it was found by.
    pub name: String,
}

/// Entities by a name, the best first, at most so many: those that have the very name, then those of which a name begins so.
///
/// # Errors
/// The database's.
pub async fn named(edition: &Edition, query: &str, limit: u32) -> Result<Vec<Named>, DbErr> {
    let key = fold::key(query);
    let length = key.chars().count();
    if key.is_empty() {
        return Ok(vec![]);
    }
    let mut found: Vec<(Row, f32)> = vec![];
    let exact = lookup::by_names(edition, std::slice::from_ref(&key)).await?;
    found.extend(exact.into_iter().map(|asked| (asked.row, 1.0)));
    if length >= SHORTEST {
        let beginning = lookup::by_beginnings(edition, std::slice::from_ref(&key), ALIKE).await?;
        found.extend(beginning.into_iter().map(|asked| (asked.row, 0.5)));
    }
    found.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(b.articles.cmp(&a.articles)).then(a.id.cmp(&b.id)));
    let mut named: Vec<Named> = vec![];
    for (row, score) in found {
        if named.iter().all(|one| one.id != row.id) {
            named.push(Named { id: row.id, score, name: row.name.clone() });
        }
    }
    named.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(named)
}
