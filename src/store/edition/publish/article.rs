//! Articles, from the desk's rows to the readers'.

use db::{
    ArticleId, EntityId, RevisionId, SeriesId, article, article_notice, article_revision, article_version,
    edition_about, edition_appearance, edition_article, edition_contributor, edition_link, edition_mention,
    edition_notice, edition_picture, edition_slug, edition_version, mention, revision_about,
    revision_contributor, revision_link,
};
use sea_orm::{DbErr, FromQueryResult, Value};
use uuid::Uuid;

use super::counters::Deltas;
use super::text::{self, Text};
use crate::store::WriteTx;
use crate::store::desk::Reads;
use crate::store::list::{ids, is_in};
use crate::text::terms::vocabulary;

/// The desk's rows of articles, and of the revisions that readers have or had of them.
#[derive(Debug, Default)]
pub struct Source {
    pub articles: Vec<article::Model>,
    pub versions: Vec<article_version::Model>,
    pub revisions: Vec<article_revision::Model>,
    pub about: Vec<revision_about::Model>,
    pub contributors: Vec<revision_contributor::Model>,
    pub pictures: Vec<PictureRow>,
    pub links: Vec<revision_link::Model>,
    pub mentions: Vec<mention::Model>,
    pub notices: Vec<article_notice::Model>,
}

/// A picture with its place in a revision.
#[derive(Clone, Debug, FromQueryResult)]
pub struct PictureRow {
    pub revision_id: RevisionId,
    pub position: i32,
    pub role: db::PictureRole,
    pub uid: Uuid,
    pub href: String,
    pub content_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub alt_text: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<String>,
}

/// The readers' rows of articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub articles: Vec<edition_article::Model>,
    pub versions: Vec<edition_version::Model>,
    pub slugs: Vec<edition_slug::Model>,
    pub appearances: Vec<edition_appearance::Model>,
    pub mentions: Vec<edition_mention::Model>,
    pub about: Vec<edition_about::Model>,
    pub contributors: Vec<edition_contributor::Model>,
    pub pictures: Vec<edition_picture::Model>,
    pub links: Vec<edition_link::Model>,
    pub notices: Vec<edition_notice::Model>,
    pub texts: Vec<Text>,
}

/// Reads the desk's rows of articles that are live or retracted; others are left out.
///
/// # Errors
/// The database's.
pub async fn load(tx: &WriteTx, articles: &[ArticleId]) -> Result<Source, DbErr> {
    let backend = tx.backend();
    let is_in = is_in(backend, "$1");
    let sql = format!(
        "SELECT * FROM article WHERE publication IN ('LIVE', 'RETRACTED') AND id {is_in} ORDER BY id"
    );
    let found: Vec<article::Model> = tx.all(&sql, vec![ids(backend, articles.iter().copied())]).await?;
    let these = vec![ids(backend, found.iter().map(|a| a.id))];
    let sql = format!("SELECT * FROM article_version WHERE article_id {is_in} ORDER BY article_id, number");
    let versions: Vec<article_version::Model> =
        if found.is_empty() { vec![] } else { tx.all(&sql, these).await? };
    let newest = versions.chunk_by(|a, b| a.article_id == b.article_id).filter_map(<[_]>::last);
    let newest: Vec<RevisionId> = newest.map(|v| v.revision_id).collect();
    source(tx, found, versions, &newest).await
}

/// Reads what belongs to articles of these versions: of the newest ones all, of the others the text.
///
/// # Errors
/// The database's.
pub async fn source(
    tx: &impl Reads,
    found: Vec<article::Model>,
    versions: Vec<article_version::Model>,
    newest: &[RevisionId],
) -> Result<Source, DbErr> {
    if found.is_empty() {
        return Ok(Source::default());
    }
    let backend = tx.backend();
    let is_in = is_in(backend, "$1");
    let these = || vec![ids(backend, found.iter().map(|a| a.id))];
    let sql = format!(
        "SELECT * FROM article_notice WHERE article_id {is_in} ORDER BY article_id, published_at, id"
    );
    let notices = tx.all(&sql, these()).await?;
    let sql = format!("SELECT * FROM article_revision WHERE id {is_in}");
    let revisions = tx.all(&sql, vec![ids(backend, versions.iter().map(|v| v.revision_id))]).await?;
    let newest = || vec![ids(backend, newest.iter().copied())];
    let of = |table: &str, order: &str| {
        format!("SELECT * FROM {table} WHERE revision_id {is_in} ORDER BY revision_id, {order}")
    };
    let pictures = format!(
        "SELECT rp.revision_id, rp.position, rp.role, p.uid, p.href, p.content_type, p.width, p.height, p.alt_text,
            p.caption, p.credit, p.licence
        FROM revision_picture rp JOIN picture p ON p.id = rp.picture_id
        WHERE rp.revision_id {is_in} ORDER BY rp.revision_id, rp.position"
    );
    Ok(Source {
        about: tx.all(&of("revision_about", "position"), newest()).await?,
        contributors: tx.all(&of("revision_contributor", "position"), newest()).await?,
        pictures: tx.all(&pictures, newest()).await?,
        links: tx.all(&of("revision_link", "position"), newest()).await?,
        mentions: tx.all(&of("mention", "start_at"), newest()).await?,
        articles: found,
        versions,
        revisions,
        notices,
    })
}

impl Source {
    /// Its rows of one article, as if that and its versions were these.
    #[must_use]
    pub fn of_one(&self, article: article::Model, versions: Vec<article_version::Model>) -> Self {
        fn those<T: Clone>(rows: &[T], are: impl Fn(&T) -> bool) -> Vec<T> {
            rows.iter().filter(|row| are(row)).cloned().collect()
        }
        let newest = versions.last().map(|v| v.revision_id);
        let newest = |revision: RevisionId| newest == Some(revision);
        let revisions = those(&self.revisions, |r| versions.iter().any(|v| v.revision_id == r.id));
        Self {
            about: those(&self.about, |row| newest(row.revision_id)),
            contributors: those(&self.contributors, |row| newest(row.revision_id)),
            pictures: those(&self.pictures, |row| newest(row.revision_id)),
            links: those(&self.links, |row| newest(row.revision_id)),
            mentions: those(&self.mentions, |row| newest(row.revision_id)),
            notices: those(&self.notices, |row| row.article_id == article.id),
            articles: vec![article],
            versions,
            revisions,
        }
    }
}

/// An article as readers have it now.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Present {
    pub id: ArticleId,
    pub uid: Uuid,
    pub state: db::ArticleState,
    pub language: String,
    pub genre: Option<String>,
    pub published_at: db::Timestamp,
    pub listed: bool,
    headline: String,
    summary: Option<String>,
}

/// Takes articles out of the edition, and tells what was there.
///
/// # Errors
/// The database's.
pub async fn remove(
    tx: &WriteTx,
    articles: &[ArticleId],
    deltas: &mut Deltas,
) -> Result<Vec<Present>, DbErr> {
    #[derive(FromQueryResult)]
    struct Gone {
        entity_id: EntityId,
        about: bool,
    }
    let backend = tx.backend();
    let is_in = is_in(backend, "$1");
    let sql = format!(
        "DELETE FROM edition_article WHERE id {is_in}
        RETURNING id, uid, state, language, genre, published_at, listed, headline, summary"
    );
    let present: Vec<Present> = tx.all(&sql, vec![ids(backend, articles.iter().copied())]).await?;
    if present.is_empty() {
        return Ok(present);
    }
    let these = || vec![ids(backend, present.iter().map(|a| a.id))];
    let sql = format!("DELETE FROM edition_appearance WHERE article_id {is_in} RETURNING entity_id, about");
    for gone in tx.all::<Gone>(&sql, these()).await? {
        deltas.appearance(gone.entity_id, gone.about, -1);
    }
    for article in present.iter().filter(|a| a.listed) {
        let Present { language, genre, headline, summary, .. } = article;
        deltas.article(language, genre.as_deref(), article.published_at, -1);
        deltas.text_words(vocabulary(language, headline, summary.as_deref().unwrap_or_default()), -1);
    }
    for table in ["version", "slug", "mention", "about", "contributor", "picture", "link", "notice"] {
        tx.run(&format!("DELETE FROM edition_{table} WHERE article_id {is_in}"), these()).await?;
    }
    text::remove(tx, &present.iter().map(|a| a.id).collect::<Vec<_>>()).await?;
    Ok(present)
}

/// Puts articles into the edition.
///
/// # Errors
/// The database's.
pub async fn add(tx: &WriteTx, rows: Rows, deltas: &mut Deltas) -> Result<(), DbErr> {
    for article in rows.articles.iter().filter(|a| a.listed) {
        let edition_article::Model { language, genre, headline, summary, .. } = article;
        deltas.article(language, genre.as_deref(), article.published_at, 1);
        deltas.text_words(vocabulary(language, headline, summary.as_deref().unwrap_or_default()), 1);
    }
    for appearance in &rows.appearances {
        deltas.appearance(appearance.entity_id, appearance.about, 1);
    }
    let Rows {
        articles,
        versions,
        slugs,
        appearances,
        mentions,
        about,
        contributors,
        pictures,
        links,
        notices,
        texts,
    } = rows;
    tx.insert(articles).await?;
    tx.insert(versions).await?;
    tx.insert(slugs).await?;
    tx.insert(appearances).await?;
    tx.insert(mentions).await?;
    tx.insert(about).await?;
    tx.insert(contributors).await?;
    tx.insert(pictures).await?;
    tx.insert(links).await?;
    tx.insert(notices).await?;
    text::add(tx, texts).await
}

/// Articles that readers have and whose newest revision names one of these entities, in whatever way. Of a retracted one
/// they still have the dateline.
///
/// # Errors
/// The database's.
pub async fn naming(tx: &WriteTx, entities: &[EntityId]) -> Result<Vec<ArticleId>, DbErr> {
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT DISTINCT a.id FROM article a
        JOIN article_revision r ON r.article_id = a.id AND r.number = a.live_number
        WHERE a.publication IN ('LIVE', 'RETRACTED') AND r.id IN (
            SELECT revision_id FROM mention WHERE entity_id {is_in}
            UNION SELECT revision_id FROM revision_about WHERE entity_id {is_in}
            UNION SELECT revision_id FROM revision_contributor WHERE entity_id {is_in}
            UNION SELECT id FROM article_revision WHERE located_entity_id {is_in})
        ORDER BY a.id"
    );
    found(tx, &sql, entities).await
}

/// Live articles that link to one of these.
///
/// # Errors
/// The database's.
pub async fn linking(tx: &WriteTx, articles: &[ArticleId]) -> Result<Vec<ArticleId>, DbErr> {
    let sql = format!(
        "SELECT DISTINCT a.id FROM revision_link l
        JOIN article_revision r ON r.id = l.revision_id
        JOIN article a ON a.id = r.article_id AND a.live_number = r.number
        WHERE a.publication = 'LIVE' AND l.target_id {} ORDER BY a.id",
        is_in(tx.backend(), "$1")
    );
    found(tx, &sql, articles).await
}

/// Those of these articles that readers have.
///
/// # Errors
/// The database's.
pub async fn present(tx: &impl Reads, articles: &[ArticleId]) -> Result<Vec<ArticleId>, DbErr> {
    let sql = format!(
        "SELECT id FROM article WHERE publication IN ('LIVE', 'RETRACTED') AND id {}",
        is_in(tx.backend(), "$1")
    );
    found(tx, &sql, articles).await
}

/// The series that hold one of these articles.
///
/// # Errors
/// The database's.
pub async fn series(tx: &WriteTx, articles: &[ArticleId]) -> Result<Vec<SeriesId>, DbErr> {
    let mut series: Vec<_> = series_of(tx, articles).await?.into_iter().map(|(_, series)| series).collect();
    series.sort_unstable();
    series.dedup();
    Ok(series)
}

/// The series of each of these articles.
///
/// # Errors
/// The database's.
pub async fn series_of(tx: &impl Reads, articles: &[ArticleId]) -> Result<Vec<(ArticleId, SeriesId)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        article_id: ArticleId,
        series_id: SeriesId,
    }
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT DISTINCT article_id, series_id FROM series_item WHERE article_id {is_in} ORDER BY 2, 1"
    );
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), articles.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| (r.article_id, r.series_id)).collect())
}

async fn found<I: Into<Value> + Copy>(tx: &impl Reads, sql: &str, of: &[I]) -> Result<Vec<ArticleId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: ArticleId,
    }
    let rows: Vec<Row> = tx.all(sql, vec![ids(tx.backend(), of.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}
