//! What a file says of series.

use std::collections::{HashMap, HashSet};

use db::{SeriesId, series, series_item};
use sea_orm::DbErr;

use super::catalogue::{Catalogue, Piece};
use super::{Basis, slugs, values};
use crate::domain::bundle::fault::{Report, quoted};
use crate::domain::bundle::format::Series;
use crate::domain::public_id::Prefix;
use crate::store::desk::{self, Reads};

/// What is to become of one series. The rows of new ones have the id 0 until they are written.
#[derive(Debug)]
pub struct Plan {
    pub row: series::Model,
    pub known: bool,
    pub changed: bool,
    pub items: Vec<Piece>,
    pub items_changed: bool,
}

impl Plan {
    pub fn is_unchanged(&self) -> bool {
        self.known && !self.changed && !self.items_changed
    }
}

/// Looks at the values of a series that can be looked at alone.
pub(in crate::domain) fn check(slug: &str, title: &str, at: &str, report: &mut Report) {
    slugs::check(slug, &format!("{at}/slug"), report);
    values::line(title, &format!("{at}/title"), report);
}

/// Plans a file's series, in their order.
pub async fn plan(
    desk: &impl Reads,
    given: &[Series],
    basis: &Basis<'_>,
    catalogue: &Catalogue,
    report: &mut Report,
) -> Result<Vec<Plan>, DbErr> {
    let slugs: Vec<_> = given.iter().map(|s| s.slug.as_str()).collect();
    let mut ids = vec![];
    for (index, series) in given.iter().enumerate() {
        ids.push(values::id(Prefix::Series, series.id.as_deref(), &basis.pointer(index), report));
    }
    let uids: Vec<_> = ids.iter().copied().flatten().collect();
    let mut rows = desk::series::by_uids(desk, &uids).await?;
    rows.extend(desk::series::by_slugs(desk, &slugs).await?);
    let row_ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut items: HashMap<SeriesId, Vec<series_item::Model>> = HashMap::new();
    for item in desk::series::items_of(desk, &row_ids).await? {
        items.entry(item.series_id).or_default().push(item);
    }
    let mut seen = HashSet::new();
    let mut plans = vec![];
    for (index, (series, uid)) in given.iter().zip(ids).enumerate() {
        let at = basis.pointer(index);
        let Series { id: _, slug, title, description, articles } = series;
        check(slug, title, &at, report);
        if !seen.insert(slug) {
            report.add(
                format_args!("{at}/slug"),
                format_args!("{} stands twice among the series", quoted(slug)),
            );
        }
        let by_slug = rows.iter().find(|row| row.slug == *slug);
        let old = rows.iter().find(|row| Some(row.uid) == uid).or(by_slug);
        if by_slug.zip(old).is_some_and(|(a, b)| a.id != b.id) {
            report.add(
                format_args!("{at}/slug"),
                format_args!("{} is the slug of another series", quoted(slug)),
            );
        }
        let mut pieces = vec![];
        for (i, text) in articles.iter().enumerate() {
            let at = format!("{at}/articles/{i}");
            if let Some(piece) = catalogue.resolve(text, &at, report) {
                if pieces.contains(&piece) {
                    report.add(&at, format_args!("{} stands twice in the series", quoted(text)));
                }
                pieces.push(piece);
            }
        }
        let row = match old {
            Some(old) => series::Model {
                slug: slug.clone(),
                title: title.clone(),
                description: description.clone().or_else(|| old.description.clone()),
                ..old.clone()
            },
            None => series::Model {
                id: SeriesId(0),
                uid: uid.unwrap_or_else(|| basis.clock.uid()),
                slug: slug.clone(),
                title: title.clone(),
                description: description.clone(),
                version: 1,
                created_at: basis.now,
                created_by: basis.actor.to_owned(),
                updated_at: basis.now,
                updated_by: basis.actor.to_owned(),
            },
        };
        let theirs = items.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let items_changed = !pieces.iter().copied().eq(theirs.iter().map(|item| Piece::Row(item.article_id)));
        let changed = old.is_none_or(|old| *old != row);
        plans.push(Plan { known: old.is_some(), changed, row, items: pieces, items_changed });
    }
    Ok(plans)
}
