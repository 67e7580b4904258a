//! Evidence: what speaks for a relation and against it. What readers had stays for ever; it can be taken back.

mod change;

use std::collections::HashMap;

use db::{EvidenceId, RelationId, Stance, Visibility, article, evidence, relation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Difference;
use crate::auth::{Action, Whose};
use crate::domain::bundle::format;
use crate::domain::export::{self, References};
use crate::domain::import;
use crate::domain::mutation::{Code, Fault, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication;
use crate::store::desk::{self, Reads};
use crate::store::edition::publish::relation::VersionText;
use crate::store::{Desk, Event, WriteTx};

pub use change::{Add, Changes, Remove, Update};

/// What became of it.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Done {
    pub relation: Uuid,
    pub evidence: Uuid,
}

/// A piece of evidence that somebody names, and whether it is theirs: added by them, and not read yet.
async fn find(desk: &impl Reads, id: &str) -> Result<(evidence::Model, Whose), MutationError> {
    let row = match public_id::evidence(id) {
        Some(uid) => desk::evidence::visible_by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    let row = row.ok_or_else(|| Fault::new(Code::NotFound, "input.id", "there is no such evidence"))?;
    let is_read = desk::evidence::shown(desk, &[row.id]).await?.contains(&row.id);
    let own = row.created_by == desk.viewer().to_string() && !is_read;
    Ok((row, if own { Whose::Own } else { Whose::Others }))
}

/// The same, to be changed, with its relation, which nobody else changes until the transaction ends.
async fn take(tx: &WriteTx, id: &str) -> Result<(relation::Model, evidence::Model), MutationError> {
    let (row, _) = find(tx, id).await?;
    let relation = desk::relation::lock(tx, &[row.relation_id]).await?.into_iter().next();
    let relation = relation.ok_or_else(|| MutationError::Internal("evidence of no relation".into()))?;
    // As it is now that nobody else changes it.
    let (row, _) = find(tx, id).await?;
    Ok((relation, row))
}

/// Whether a reference names an article of the caller's own.
async fn is_own(caller: &Caller, desk: &Desk, text: &str) -> Result<bool, MutationError> {
    let row: Option<article::Model> = match public_id::article(text) {
        Some(uid) => desk::article::visible_by_uids(desk, &[uid]).await?.into_iter().next(),
        None => {
            let language = caller.newsroom.site.default_language.as_str();
            let pair = text.split_once('/').unwrap_or((language, text));
            let slug = desk::article::slugs(desk, &[pair]).await?.into_iter().next();
            let id = slug.map(|slug| slug.article_id);
            desk::article::by_ids(desk, id.as_slice()).await?.into_iter().next()
        }
    };
    let Some(row) = row else { return Ok(false) };
    Ok(desk::article::own(desk, &[row.id]).await?.contains(&row.id))
}

/// The evidence of the relation that is to be taken back.
async fn target(
    tx: &WriteTx,
    relation: &relation::Model,
    id: Option<&str>,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Result<Option<EvidenceId>, MutationError> {
    let Some(id) = id else { return Ok(None) };
    let rows = match public_id::evidence(id) {
        Some(uid) => desk::evidence::visible_by_uids(tx, &[uid]).await?,
        None => vec![],
    };
    match rows.into_iter().find(|row| row.relation_id == relation.id) {
        None => {
            faults.push(Fault::new(Code::NotFound, path, "there is no such evidence of this relation"));
            Ok(None)
        }
        Some(row) if row.stance == Stance::Retracts => {
            faults.push(Fault::new(Code::Invalid, path, "takes back evidence that itself takes back"));
            Ok(None)
        }
        Some(row) => Ok(Some(row.id)),
    }
}

/// The row of a piece of evidence, checked as that of an import: its passage stands in its article.
async fn checked(
    caller: &Caller,
    tx: &WriteTx,
    relation: &relation::Model,
    given: format::Evidence,
    faults: Vec<Fault>,
    at: impl Fn(&str) -> String,
) -> Result<evidence::Model, MutationError> {
    let path = |pointer: &str| {
        let key = pointer.split('/').nth(5).unwrap_or_default();
        at(key).split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let told = format::Relation { evidence: vec![given], ..super::told(tx, relation).await? };
    let rows = import::passages(tx, &caller.newsroom, &told, path).await;
    let row = super::create::with(faults, rows)?.into_iter().next();
    row.ok_or_else(|| MutationError::Internal("no evidence came of it".into()))
}

/// What an author found elsewhere waits for an editor: readers could read it at once.
async fn wait(
    caller: &Caller,
    tx: &WriteTx,
    relation: &relation::Model,
    row: &evidence::Model,
) -> Result<(), MutationError> {
    let publishes = caller.may(Action::PublishRelation, Whose::Own).is_ok();
    if publishes || row.source_url.is_none() || relation.publication != Visibility::Never {
        return Ok(());
    }
    let held = relation::Model { publication: Visibility::Withdrawn, ..relation.clone() };
    super::change::write(tx, relation, held, "HELD").await.map(drop)
}

/// Whether readers have it or ever had it. Of an address, nobody knows which of those that were there they had: all.
async fn was_read(
    tx: &WriteTx,
    relation: &relation::Model,
    row: &evidence::Model,
) -> Result<bool, MutationError> {
    if desk::evidence::shown(tx, &[row.id]).await?.contains(&row.id) {
        return Ok(true);
    }
    if !desk::relation::ever_shown(tx, &[relation.uid]).await?.contains(&relation.uid) {
        return Ok(false);
    }
    let Some(article) = row.article_id else { return Ok(true) };
    let mut versions = desk::revision::published_of(tx, &[article]).await?;
    versions.sort_by_key(|revision| revision.number);
    let texts: Vec<VersionText> = versions
        .into_iter()
        .map(|revision| VersionText {
            article_id: article,
            number: revision.number,
            revision_id: revision.id,
            // Where it stands is asked here, not since when.
            published_at: revision.created_at,
            text: revision.text,
        })
        .collect();
    Ok(publication::place(row, &texts).is_some())
}

async fn finish(
    caller: &Caller,
    tx: &WriteTx,
    relation: RelationId,
    event: Event,
) -> Result<(), MutationError> {
    tx.audit_all(vec![event]).await?;
    super::follow(caller, tx, [relation], false).await
}

/// A piece of evidence in the words of a bundle, by public ids.
async fn told(tx: &WriteTx, row: &evidence::Model) -> Result<format::Evidence, MutationError> {
    let articles = desk::article::by_ids(tx, row.article_id.as_slice()).await?;
    let references = References {
        entities: super::ids_of(tx, row.attributed_to_id.as_slice()).await?,
        articles: articles.into_iter().map(|r| (r.id, public_id::print(Prefix::Article, r.uid))).collect(),
    };
    let all = desk::relation::evidence_of(tx, &[row.relation_id]).await?;
    let uids: HashMap<EvidenceId, Uuid> = all.into_iter().map(|row| (row.id, row.uid)).collect();
    Ok(export::relation::told_evidence(row.clone(), &uids, &references))
}

/// In which fields two states differ, in the words of the API; none: it is not there.
async fn difference(
    tx: &WriteTx,
    before: Option<&evidence::Model>,
    after: Option<&evidence::Model>,
) -> Result<Difference, MutationError> {
    let told = async |row: Option<&evidence::Model>| match row {
        Some(row) => told(tx, row).await.map(Some),
        None => Ok(None),
    };
    let (before, after) = (told(before).await?, told(after).await?);
    let mut all = Difference::default();
    macro_rules! fields {
        ($($name:literal $field:ident;)+) => {$(
            all.field($name, &before.as_ref().map(|e| &e.$field), &after.as_ref().map(|e| &e.$field));
        )+};
    }
    fields! {
        "stance" stance;
        "article" article;
        "url" url;
        "title" title;
        "quote" quote;
        "prefix" prefix;
        "suffix" suffix;
        "attribution" attribution;
        "attributedTo" attributed_to;
        "statedOn" stated_on;
        "retracts" retracts;
    }
    Ok(all)
}
