//! What the desk remembers of publications.

use db::{ArticleId, EntityId, Publication, RevisionId, Timestamp, article, article_notice, article_version};
use sea_orm::{DbBackend, DbErr, FromQueryResult};
use uuid::Uuid;

use crate::store::WriteTx;
use crate::store::list::{ids, is_in};

/// What has to be known of an article before it is published, withdrawn or retracted.
#[derive(Clone, Debug)]
pub struct State {
    pub article: article::Model,
    /// The public number of its newest version; 0 before the first.
    pub version: i32,
}

/// Takes hold of articles until the transaction ends, in the order of their ids, so that two publications never wait
/// for each other in a circle.
///
/// # Errors
/// The database's.
pub async fn lock(tx: &WriteTx, articles: &[ArticleId]) -> Result<Vec<State>, DbErr> {
    #[derive(FromQueryResult)]
    struct Newest {
        article_id: ArticleId,
        number: i32,
    }
    let backend = tx.backend();
    let lock = if backend == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    let is_in = is_in(backend, "$1");
    let these = || vec![ids(backend, articles.iter().copied())];
    let sql = format!("SELECT * FROM article WHERE id {is_in} ORDER BY id{lock}");
    let articles: Vec<article::Model> = tx.all(&sql, these()).await?;
    let sql = format!(
        "SELECT article_id, max(number) AS number FROM article_version WHERE article_id {is_in} GROUP BY 1"
    );
    let newest: Vec<Newest> = tx.all(&sql, these()).await?;
    let newest: std::collections::HashMap<_, _> =
        newest.into_iter().map(|n| (n.article_id, n.number)).collect();
    let state =
        |article: article::Model| State { version: newest.get(&article.id).copied().unwrap_or(0), article };
    Ok(articles.into_iter().map(state).collect())
}

/// The ids of revisions, by article and number.
///
/// # Errors
/// The database's.
pub async fn revisions(
    tx: &WriteTx,
    articles: &[ArticleId],
) -> Result<Vec<(ArticleId, i32, RevisionId)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: RevisionId,
        article_id: ArticleId,
        number: i32,
    }
    let sql = format!(
        "SELECT id, article_id, number FROM article_revision WHERE article_id {}",
        is_in(tx.backend(), "$1")
    );
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), articles.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| (r.article_id, r.number, r.id)).collect())
}

/// What becomes of an article when it goes live, is withdrawn or retracted.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    pub article: ArticleId,
    pub publication: Publication,
    /// The revision that is or was live.
    pub live: Option<i32>,
    pub first_published_at: Option<Timestamp>,
}

/// Notes what becomes of articles, each of which comes once.
///
/// # Errors
/// The database's.
pub async fn save(tx: &WriteTx, turns: impl IntoIterator<Item = Turn>) -> Result<(), DbErr> {
    let rows = turns.into_iter().map(|Turn { article, publication, live, first_published_at }| {
        serde_json::json!([article.0, publication.code(), live, first_published_at.map(|at| at.0)])
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let turns = match tx.backend() {
        DbBackend::Postgres => {
            "SELECT (x->>0)::bigint AS id, x->>1 AS publication, (x->>2)::integer AS live, (x->>3)::bigint AS first
            FROM json_array_elements($1::json) x"
        }
        _ => {
            "SELECT value->>0 AS id, value->>1 AS publication, value->>2 AS live, value->>3 AS first
            FROM json_each($1)"
        }
    };
    let sql = format!(
        "UPDATE article SET publication = t.publication, live_number = t.live, first_published_at = t.first,
            version = version + 1, updated_at = $2, updated_by = $3
        FROM ({turns}) t WHERE article.id = t.id"
    );
    let rows = serde_json::Value::from(rows).to_string();
    tx.run(&sql, vec![rows.into(), tx.now().into(), tx.actor().into()]).await.map(drop)
}

/// Adds public versions.
///
/// # Errors
/// The database's.
pub async fn add_versions(tx: &WriteTx, versions: Vec<article_version::Model>) -> Result<(), DbErr> {
    tx.insert(versions).await
}

/// Adds a notice to an article.
///
/// # Errors
/// The database's.
pub async fn add_notice(tx: &WriteTx, notice: Notice) -> Result<(), DbErr> {
    let sql = "INSERT INTO article_notice (uid, article_id, kind, text, published_at, version)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let Notice { uid, article, kind, text, published_at, version } = notice;
    let values = vec![
        uid.into(),
        article.into(),
        kind.code().into(),
        text.into(),
        published_at.into(),
        version.into(),
    ];
    tx.run(sql, values).await.map(drop)
}

/// A notice to be added.
#[derive(Clone, Debug)]
pub struct Notice {
    pub uid: Uuid,
    pub article: ArticleId,
    pub kind: db::NoticeKind,
    pub text: String,
    pub published_at: Timestamp,
    pub version: Option<i32>,
}

/// The notices of articles, oldest first.
///
/// # Errors
/// The database's.
pub async fn notices(tx: &WriteTx, articles: &[ArticleId]) -> Result<Vec<article_notice::Model>, DbErr> {
    let sql = format!(
        "SELECT * FROM article_notice WHERE article_id {} ORDER BY article_id, published_at, id",
        is_in(tx.backend(), "$1")
    );
    tx.all(&sql, vec![ids(tx.backend(), articles.iter().copied())]).await
}

/// Entities that these revisions name and that readers do not see because nobody made them public yet.
///
/// # Errors
/// The database's.
pub async fn unpublished_names(
    tx: &WriteTx,
    revisions: &[RevisionId],
) -> Result<Vec<(EntityId, String)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: EntityId,
        name: String,
    }
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT id, name FROM entity WHERE publication = 'NEVER' AND merged_into_id IS NULL AND id IN (
            SELECT entity_id FROM mention WHERE revision_id {is_in}
            UNION SELECT entity_id FROM revision_about WHERE revision_id {is_in}
            UNION SELECT entity_id FROM revision_contributor WHERE revision_id {is_in}
            UNION SELECT located_entity_id FROM article_revision WHERE id {is_in})
        ORDER BY id"
    );
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), revisions.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name)).collect())
}

/// Notes whether readers may see entities.
///
/// # Errors
/// The database's.
pub async fn show_entities(tx: &WriteTx, entities: &[EntityId], to: db::Visibility) -> Result<(), DbErr> {
    let sql = format!(
        "UPDATE entity SET publication = $2, version = version + 1, updated_at = $3, updated_by = $4 WHERE id {}",
        is_in(tx.backend(), "$1")
    );
    let these = ids(tx.backend(), entities.iter().copied());
    tx.run(&sql, vec![these, to.code().into(), tx.now().into(), tx.actor().into()]).await.map(drop)
}
