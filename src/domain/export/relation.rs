//! Relations and their evidence, as a bundle has them.

use std::collections::HashMap;

use db::{EvidenceId, Rank, RelationId, evidence, relation};
use uuid::Uuid;

use super::entity::public;
use super::sink::Sink;
use super::{ExportError, References};
use crate::domain::bundle::List;
use crate::domain::bundle::format::{Evidence, Relation};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Desk};

pub async fn write(desk: &Desk, slugs: &References, sink: &mut Sink<'_>) -> Result<usize, ExportError> {
    let mut rows = desk::relation::all(desk).await?;
    rows.sort_by_cached_key(|row| {
        let ends = (slugs.entity(row.subject_id), row.type_code.clone(), slugs.entity(row.object_id));
        (ends, row.start_min, row.role.clone(), row.uid)
    });
    let mut uids: HashMap<EvidenceId, Uuid> = HashMap::new();
    let mut evidence: HashMap<RelationId, Vec<evidence::Model>> = HashMap::new();
    for row in desk::relation::all_evidence(desk).await? {
        uids.insert(row.id, row.uid);
        evidence.entry(row.relation_id).or_default().push(row);
    }
    let count = rows.len();
    for row in rows {
        let evidence = evidence.remove(&row.id).unwrap_or_default();
        let evidence = evidence.into_iter().map(|row| told_evidence(row, &uids, slugs)).collect();
        sink.put(List::Relations, &told(row, evidence, slugs))?;
    }
    Ok(count)
}

/// A relation in the words of a bundle.
pub fn told(row: relation::Model, evidence: Vec<Evidence>, slugs: &References) -> Relation {
    Relation {
        id: Some(public_id::print(Prefix::Relation, row.uid)),
        key: row.key,
        subject: slugs.entity(row.subject_id),
        type_code: row.type_code,
        object: slugs.entity(row.object_id),
        role: row.role,
        start_date: row.start_date.map(|d| d.to_string()),
        end_date: row.end_date.map(|d| d.to_string()),
        phase: Some(row.phase),
        as_of: row.as_of.and_then(db::Day::date).map(|day| day.to_string()),
        rank: Some(row.rank).filter(|rank| *rank != Rank::Normal),
        rank_reason: row.rank_reason,
        note: row.note,
        public: public(row.publication),
        evidence,
    }
}

/// A piece of evidence in the words of a bundle; `uids` has what it may take back.
pub fn told_evidence(row: evidence::Model, uids: &HashMap<EvidenceId, Uuid>, slugs: &References) -> Evidence {
    let id = |uid: Uuid| public_id::print(Prefix::Evidence, uid);
    Evidence {
        id: Some(id(row.uid)),
        key: row.key,
        stance: row.stance,
        article: row.article_id.map(|id| slugs.article(id)),
        url: row.source_url,
        title: row.source_title,
        quote: row.exact,
        prefix: row.prefix,
        suffix: row.suffix,
        attribution: row.attribution,
        attributed_to: row.attributed_to_id.map(|id| slugs.entity(id)),
        stated_on: row.stated_on.map(|d| d.to_string()),
        retracts: row.retracts_id.and_then(|target| uids.get(&target)).map(|uid| id(*uid)),
    }
}
