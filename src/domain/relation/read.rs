//! Reading relations on the desk: what the reader may not see is not there.

use std::collections::{BTreeSet, HashMap};

use db::{ArticleId, EvidenceId, Publication, RelationId, Standing, article, evidence, relation};
use sea_orm::DbErr;
use uuid::Uuid;

use super::standing::{Voice, weigh};
use crate::store::desk::{self, Reads};

pub use crate::store::desk::relation_list::{By, OBJECT, SUBJECT, column, count, list};

/// Relations by their public ids.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_uids(desk: &impl Reads, uids: &[Uuid]) -> Result<HashMap<Uuid, relation::Model>, DbErr> {
    let rows = desk::relation::visible_by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// Relations by their row ids.
pub async fn by_ids(
    desk: &impl Reads,
    ids: &[RelationId],
) -> Result<HashMap<RelationId, relation::Model>, DbErr> {
    let rows = desk::relation::visible_by_ids(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A relation's evidence, drafts included, and what it is worth.
#[derive(Clone, Debug, Default)]
pub struct Weighed {
    pub evidence: Vec<evidence::Model>,
    /// None: nothing that counts speaks of the relation any more.
    pub standing: Option<Standing>,
    pub undone: BTreeSet<EvidenceId>,
}

/// Weighs all the evidence of relations that the reader may see, whether it was published or not.
pub async fn weighed(desk: &impl Reads, ids: &[RelationId]) -> Result<HashMap<RelationId, Weighed>, DbErr> {
    let rows = desk::evidence::visible_of(desk, ids).await?;
    let articles: BTreeSet<ArticleId> = rows.iter().filter_map(|row| row.article_id).collect();
    let articles: Vec<ArticleId> = articles.into_iter().collect();
    let articles = desk::article::by_ids(desk, &articles).await?;
    let retracted: BTreeSet<ArticleId> = (articles.into_iter())
        .filter(|article| article.publication == Publication::Retracted)
        .map(|article| article.id)
        .collect();
    let mut all: HashMap<RelationId, Weighed> = ids.iter().map(|id| (*id, Weighed::default())).collect();
    for row in rows {
        all.entry(row.relation_id).or_default().evidence.push(row);
    }
    for weighed in all.values_mut() {
        let voices = weighed.evidence.iter().map(|row| Voice {
            id: row.id,
            stance: row.stance,
            article_retracted: row.article_id.is_some_and(|article| retracted.contains(&article)),
            retracts: row.retracts_id,
            source: row.id,
        });
        let verdict = weigh(&voices.collect::<Vec<_>>());
        let none = weighed.evidence.is_empty().then_some(Standing::Unsourced);
        (weighed.standing, weighed.undone) = (verdict.standing.or(none), verdict.undone);
    }
    Ok(all)
}

/// Evidence by its public ids.
pub async fn evidence_by_uids(
    desk: &impl Reads,
    uids: &[Uuid],
) -> Result<HashMap<Uuid, evidence::Model>, DbErr> {
    let rows = desk::evidence::visible_by_uids(desk, uids).await?;
    Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
}

/// Articles by their row ids.
pub async fn articles(
    desk: &impl Reads,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, article::Model>, DbErr> {
    let rows = desk::evidence::articles(desk, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
