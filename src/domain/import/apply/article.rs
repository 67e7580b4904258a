//! Writing articles.

use std::collections::HashSet;

use db::{Noun, Publication, article_notice, article_slug, article_version};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};

use super::revision::{parts, revision};
use super::{Audit, Ids, count};
use crate::domain::import::article::Then;
use crate::domain::import::plan::Planned;
use crate::domain::import::summary::FileSummary;
use crate::domain::import::{ImportError, Job};
use crate::domain::publication::{Changes, Publish, Retract};
use crate::store::WriteTx;
use crate::store::desk;

pub(super) async fn write(
    tx: &WriteTx,
    job: &Job<'_>,
    planned: &mut Planned,
    ids: &mut Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let plans = std::mem::take(&mut planned.articles);
    let new = plans.iter().filter(|p| !p.known).map(|plan| {
        let mut row = plan.row.clone().into_active_model().reset_all();
        row.id = NotSet;
        if let (Then::Withdraw, Some(last)) = (plan.then, plan.publish.last()) {
            row.publication = Set(Publication::Withdrawn);
            row.live_number = Set(Some(last.number));
            row.first_published_at = Set(plan.publish.first().map(|p| p.at));
        }
        row
    });
    let inserted = desk::article::insert(tx, new.collect()).await?;
    for (index, plan) in plans.iter().enumerate().filter(|(_, p)| !p.known) {
        let id = inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?;
        ids.articles.insert(index, id);
    }
    let (mut slugs, mut seen, mut revisions) = (vec![], HashSet::new(), vec![]);
    let (mut notices, mut changed) = (vec![], vec![]);
    for (index, plan) in plans.iter().enumerate() {
        if plan.is_unchanged() {
            summary.articles.unchanged += 1;
            continue;
        }
        count(&mut summary.articles, audit, Noun::Article, Some(plan.row.uid), plan.known, "");
        let id = ids.article(plan.piece(index))?;
        changed.push((id, plan));
        for (number, draft) in &plan.revisions {
            let pair = (draft.language.clone(), draft.slug.clone());
            if !planned.catalogue.is_stored(&pair) && seen.insert(pair) {
                slugs.push(article_slug::ActiveModel {
                    language: Set(draft.language.clone()),
                    slug: Set(draft.slug.clone()),
                    article_id: Set(id),
                });
            }
            revisions.push(revision(tx, id, *number, draft, ids)?);
        }
        if plan.known && !plan.revisions.is_empty() && !desk::article::update(tx, plan.row.clone()).await? {
            return Err(ImportError::Conflict);
        }
        for notice in &plan.new_notices {
            let mut row =
                article_notice::Model { article_id: id, ..notice.clone() }.into_active_model().reset_all();
            row.id = NotSet;
            notices.push(row);
        }
        for notice in &plan.changed_notices {
            desk::article::update_notice(tx, notice.clone()).await?;
        }
        if !plan.new_notices.is_empty() || !plan.changed_notices.is_empty() {
            changes.touched.articles.insert(id);
        }
    }
    desk::article::insert_slugs(tx, slugs).await?;
    ids.revisions = desk::revision::insert(tx, revisions).await?;
    desk::article::insert_notices(tx, notices).await?;
    let drafts =
        changed.iter().flat_map(|(id, plan)| plan.revisions.iter().map(|(n, draft)| (*id, *n, draft)));
    let drafts: Vec<_> = drafts.collect();
    summary.linked = drafts.iter().flat_map(|(.., draft)| &draft.mentions).map(Vec::len).sum();
    parts(tx, job, &drafts, ids).await?;
    let mut versions = vec![];
    for (id, plan) in &changed {
        match plan.then {
            Then::Withdraw if !plan.known => {
                for (live, version) in plan.publish.iter().zip(1..) {
                    let revision_id = ids.revisions.get(&(*id, live.number)).copied();
                    versions.push(article_version::ActiveModel {
                        article_id: Set(*id),
                        number: Set(version),
                        revision_id: Set(revision_id.ok_or(ImportError::Conflict)?),
                        published_at: Set(live.at),
                        hidden: Set(live.hidden),
                    });
                }
                continue;
            }
            Then::Withdraw => changes.withdraw.push(*id),
            Then::Retract => changes.retract.push(Retract { article: *id, notice: None }),
            Then::Nothing => {}
        }
        changes.publish.extend(plan.publish.iter().map(|live| Publish {
            article: *id,
            revision: live.number,
            at: live.at,
            hidden: live.hidden,
        }));
    }
    desk::article::insert_versions(tx, versions).await?;
    Ok(())
}
