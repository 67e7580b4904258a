//! Series, from the desk's rows to the readers'. Readers have a series as long as it holds an article that they have.

use db::{ArticleId, SeriesId, edition_series, edition_series_item, series, series_item};
use sea_orm::DbErr;

use crate::store::WriteTx;
use crate::store::desk::Reads;
use crate::store::list::{ids, is_in};

/// Rows of series and of their live articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub series: Vec<edition_series::Model>,
    pub items: Vec<edition_series_item::Model>,
}

/// What readers should have of these series.
///
/// # Errors
/// The database's.
pub async fn build(tx: &WriteTx, which: &[SeriesId]) -> Result<Rows, DbErr> {
    build_with(tx, which, None).await
}

/// The same, if this article were live, too.
///
/// # Errors
/// The database's.
pub async fn build_with(tx: &impl Reads, which: &[SeriesId], also: Option<ArticleId>) -> Result<Rows, DbErr> {
    let these = || vec![ids(tx.backend(), which.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let live = match also {
        Some(ArticleId(id)) => format!("(a.publication = 'LIVE' OR a.id = {id})"),
        None => "a.publication = 'LIVE'".to_owned(),
    };
    let items = format!(
        "SELECT i.* FROM series_item i JOIN article a ON a.id = i.article_id
        WHERE {live} AND i.series_id {is_in} ORDER BY i.series_id, i.position"
    );
    let items: Vec<series_item::Model> = tx.all(&items, these()).await?;
    let rows: Vec<series::Model> =
        tx.all(&format!("SELECT * FROM series WHERE id {is_in} ORDER BY id"), these()).await?;
    let shown = |s: &series::Model| items.iter().any(|i| i.series_id == s.id);
    Ok(Rows {
        series: rows
            .into_iter()
            .filter(shown)
            .map(|s| edition_series::Model {
                id: s.id,
                uid: s.uid,
                slug: s.slug,
                title: s.title,
                description: s.description,
            })
            .collect(),
        items: items
            .chunk_by(|a, b| a.series_id == b.series_id)
            // Numbered anew: a gap would tell of an article that readers do not have.
            .flat_map(|of_one| of_one.iter().zip(1..))
            .map(|(i, position)| edition_series_item::Model {
                series_id: i.series_id,
                position,
                article_id: i.article_id,
            })
            .collect(),
    })
}

/// What readers have of these series now.
///
/// # Errors
/// The database's.
pub async fn present(tx: &WriteTx, which: &[SeriesId]) -> Result<Rows, DbErr> {
    let these = || vec![ids(tx.backend(), which.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let items =
        format!("SELECT * FROM edition_series_item WHERE series_id {is_in} ORDER BY series_id, position");
    Ok(Rows {
        series: tx
            .all(&format!("SELECT * FROM edition_series WHERE id {is_in} ORDER BY id"), these())
            .await?,
        items: tx.all(&items, these()).await?,
    })
}

/// Puts rows in the place of what readers have of these series.
///
/// # Errors
/// The database's.
pub async fn replace(tx: &WriteTx, which: &[SeriesId], rows: Rows) -> Result<(), DbErr> {
    let these = || vec![ids(tx.backend(), which.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    tx.run(&format!("DELETE FROM edition_series WHERE id {is_in}"), these()).await?;
    tx.run(&format!("DELETE FROM edition_series_item WHERE series_id {is_in}"), these()).await?;
    tx.insert(rows.series).await?;
    tx.insert(rows.items).await
}
