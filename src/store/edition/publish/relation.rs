//! Relations and their evidence, from the desk's rows to the readers'.

use std::collections::BTreeMap;

use db::{
    ArticleId, EntityId, EvidenceId, Publication, RelationId, RevisionId, Timestamp, edition_edge,
    edition_evidence, edition_first_read, edition_relation, edition_relation_state, edition_telling,
    evidence, relation,
};
use sea_orm::{DbErr, FromQueryResult};

use crate::store::WriteTx;
use crate::store::desk::Reads;
use crate::store::list::{ids, is_in};

/// The desk's rows of relations, and what is known of the articles that their evidence names.
#[derive(Debug, Default)]
pub struct Source {
    pub relations: Vec<Typed>,
    pub evidence: Vec<evidence::Model>,
    pub articles: Vec<Cited>,
    /// What is known of their past.
    pub journal: Journal,
}

/// A relation with what its type says of it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Typed {
    #[sea_orm(nested)]
    pub row: relation::Model,
    pub symmetric: bool,
}

/// Whether readers have an article.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Cited {
    pub id: ArticleId,
    pub publication: Publication,
    /// When it was taken back; none where the desk does not know, or it was not.
    pub retracted_at: Option<Timestamp>,
}

/// What a rebuild keeps of relations: when evidence at addresses was first readable, and how relations were told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    pub first_read: Vec<edition_first_read::Model>,
    /// Of each relation in their order.
    pub tellings: Vec<edition_telling::Model>,
}

/// The readers' rows of relations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub relations: Vec<edition_relation::Model>,
    /// What was public of them at any time; of each in the order of time.
    pub states: Vec<edition_relation_state::Model>,
    pub edges: Vec<edition_edge::Model>,
    pub evidence: Vec<edition_evidence::Model>,
}

/// Reads the desk's rows.
///
/// # Errors
/// The database's.
pub async fn load(tx: &impl Reads, relations: &[RelationId]) -> Result<Source, DbErr> {
    let these = || vec![ids(tx.backend(), relations.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT r.*, t.symmetric FROM relation r JOIN relation_type t ON t.code = r.type_code
        WHERE r.id {is_in} ORDER BY r.id"
    );
    let relations = tx.all(&sql, these()).await?;
    let sql = format!("SELECT * FROM evidence WHERE relation_id {is_in} ORDER BY relation_id, position, id");
    let evidence: Vec<evidence::Model> = tx.all(&sql, these()).await?;
    let sql = format!(
        "SELECT a.id, a.publication, (SELECT max(n.published_at) FROM article_notice n WHERE n.article_id = a.id
            AND n.kind = 'RETRACTION' AND a.publication = 'RETRACTED') AS retracted_at
        FROM article a WHERE a.id {is_in}"
    );
    let articles =
        tx.all(&sql, vec![ids(tx.backend(), evidence.iter().filter_map(|e| e.article_id))]).await?;
    let sql = format!("SELECT * FROM edition_telling WHERE relation_id {is_in} ORDER BY relation_id, since");
    let tellings = tx.all(&sql, these()).await?;
    let at_addresses = evidence.iter().filter(|e| e.source_url.is_some()).map(|e| e.id);
    let sql = format!("SELECT * FROM edition_first_read WHERE evidence_id {is_in}");
    let first_read = tx.all(&sql, vec![ids(tx.backend(), at_addresses)]).await?;
    let journal = Journal { first_read, tellings };
    Ok(Source { relations, evidence, articles, journal })
}

/// A public version of an article, as far as evidence may stand in it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct VersionText {
    pub article_id: ArticleId,
    pub number: i32,
    pub revision_id: RevisionId,
    pub published_at: Timestamp,
    pub text: String,
}

/// The texts of the versions of articles that were live and are not hidden, oldest first.
///
/// # Errors
/// The database's.
pub async fn texts(tx: &impl Reads, articles: &[ArticleId]) -> Result<Vec<VersionText>, DbErr> {
    let sql = format!(
        "SELECT v.article_id, v.number, v.revision_id, v.published_at, r.text FROM article_version v JOIN article_revision r ON r.id = v.revision_id
        WHERE NOT v.hidden AND v.article_id {} ORDER BY v.article_id, v.number",
        is_in(tx.backend(), "$1")
    );
    tx.all(&sql, vec![ids(tx.backend(), articles.iter().copied())]).await
}

/// What readers have of these relations now.
///
/// # Errors
/// The database's.
pub async fn present(tx: &WriteTx, relations: &[RelationId]) -> Result<Rows, DbErr> {
    let these = || vec![ids(tx.backend(), relations.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let edges =
        format!("SELECT * FROM edition_edge WHERE relation_id {is_in} ORDER BY relation_id, entity_id");
    let evidence = format!(
        "SELECT * FROM edition_evidence WHERE relation_id {is_in} ORDER BY relation_id, position, id"
    );
    Ok(Rows {
        relations: tx
            .all(&format!("SELECT * FROM edition_relation WHERE id {is_in} ORDER BY id"), these())
            .await?,
        states: tx
            .all(
                &format!("SELECT * FROM edition_relation_state WHERE id {is_in} ORDER BY id, since"),
                these(),
            )
            .await?,
        edges: tx.all(&edges, these()).await?,
        evidence: tx.all(&evidence, these()).await?,
    })
}

/// Takes relations out of the edition.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &WriteTx, relations: &[RelationId]) -> Result<(), DbErr> {
    let these = || vec![ids(tx.backend(), relations.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    for (table, key) in
        [("relation", "id"), ("relation_state", "id"), ("edge", "relation_id"), ("evidence", "relation_id")]
    {
        tx.run(&format!("DELETE FROM edition_{table} WHERE {key} {is_in}"), these()).await?;
    }
    Ok(())
}

/// Puts relations into the edition.
///
/// # Errors
/// The database's.
pub async fn add(tx: &WriteTx, rows: Rows) -> Result<(), DbErr> {
    let Rows { relations, states, edges, evidence } = rows;
    tx.insert(relations).await?;
    tx.insert(states).await?;
    tx.insert(edges).await?;
    tx.insert(evidence).await
}

/// Writes down what is new of the past of relations. A telling of the same instant as one before is in its place.
///
/// # Errors
/// The database's.
pub async fn note(tx: &WriteTx, journal: Journal) -> Result<(), DbErr> {
    let Journal { first_read, tellings } = journal;
    let mut instants: BTreeMap<Timestamp, Vec<RelationId>> = BTreeMap::new();
    for telling in &tellings {
        instants.entry(telling.since).or_default().push(telling.relation_id);
    }
    // One, but where clocks went back.
    for (since, relations) in instants {
        let sql = format!(
            "DELETE FROM edition_telling WHERE since = $2 AND relation_id {}",
            is_in(tx.backend(), "$1")
        );
        tx.run(&sql, vec![ids(tx.backend(), relations), since.into()]).await?;
    }
    tx.insert(first_read).await?;
    tx.insert(tellings).await
}

/// Relations with evidence from these articles.
///
/// # Errors
/// The database's.
pub async fn citing(tx: &impl Reads, articles: &[ArticleId]) -> Result<Vec<RelationId>, DbErr> {
    let sql = format!(
        "SELECT DISTINCT relation_id AS id FROM evidence WHERE article_id {}",
        is_in(tx.backend(), "$1")
    );
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), articles.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}

/// Relations that have one of these entities at an end, or evidence attributed to one.
///
/// # Errors
/// The database's.
pub async fn naming(tx: &WriteTx, entities: &[EntityId]) -> Result<Vec<RelationId>, DbErr> {
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT id FROM relation WHERE subject_id {is_in} UNION SELECT id FROM relation WHERE object_id {is_in}
        UNION SELECT relation_id AS id FROM evidence WHERE attributed_to_id {is_in}"
    );
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), entities.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}

#[derive(FromQueryResult)]
struct Row {
    id: RelationId,
}

/// Where evidence was found to stand, by its id: kept, so that a passage that was cut later keeps its place.
#[must_use]
pub fn places(present: &Rows) -> std::collections::HashMap<EvidenceId, &edition_evidence::Model> {
    present.evidence.iter().map(|e| (e.id, e)).collect()
}
