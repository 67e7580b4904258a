//! Writing a plan. Nothing is decided here any more.

use std::collections::{HashMap, HashSet};

use db::{
    ArticleId, EntityId, EvidenceId, MentionStatus, Noun, Publication, RevisionId, article_notice,
    article_slug, article_version, entity_identifier, entity_merge, entity_name, mention, picture,
    revision_about, revision_contributor, revision_link, revision_picture, series_item,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};
use uuid::Uuid;

use super::article::Then;
use super::cast::Who;
use super::catalogue::Piece;
use super::content::Draft;
use super::evidence::{At, Target};
use super::plan::Planned;
use super::summary::{Count, FileSummary};
use super::{ImportError, Job, Step};
use crate::domain::publication::{self, Changes, Publish, Retract, Unpublished};
use crate::store::WriteTx;
use crate::store::desk;

/// Row ids of what the file brought.
#[derive(Default)]
struct Ids {
    entities: HashMap<usize, EntityId>,
    articles: HashMap<usize, ArticleId>,
    revisions: HashMap<(ArticleId, i32), RevisionId>,
}

impl Ids {
    fn entity(&self, who: Who) -> Result<EntityId, ImportError> {
        match who {
            Who::Row(id) => Ok(id),
            Who::New(index) => self.entities.get(&index).copied().ok_or(ImportError::Conflict),
        }
    }

    fn article(&self, piece: Piece) -> Result<ArticleId, ImportError> {
        match piece {
            Piece::Row(id) => Ok(id),
            Piece::New(index) => self.articles.get(&index).copied().ok_or(ImportError::Conflict),
        }
    }

    fn revision(&self, at: At) -> Result<RevisionId, ImportError> {
        match at {
            At::Row(id) => Ok(id),
            At::New(piece, number) => {
                let key = (self.article(piece)?, number);
                self.revisions.get(&key).copied().ok_or(ImportError::Conflict)
            }
        }
    }
}

/// What goes to the audit.
type Audit = Vec<(Noun, Option<Uuid>, String)>;

/// Writes a plan, and publishes what it publishes. The caller commits.
pub async fn apply(
    tx: &WriteTx,
    job: &Job<'_>,
    mut planned: Planned,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<FileSummary, ImportError> {
    let mut summary = FileSummary { file: job.file.to_owned(), ..FileSummary::default() };
    summary.unlinked = std::mem::take(&mut planned.unlinked);
    let mut changes = Changes { unpublished: Unpublished::Publish, ..Changes::default() };
    let mut audit: Audit = vec![];
    let mut ids = Ids::default();
    reference(tx, &mut planned, &mut summary, &mut changes, &mut audit).await?;
    entities(tx, &mut planned, &mut ids, &mut summary, &mut changes, &mut audit).await?;
    articles(tx, job, &mut planned, &mut ids, &mut summary, &mut changes, &mut audit).await?;
    series(tx, &mut planned, &ids, &mut summary, &mut changes, &mut audit).await?;
    relations(tx, &mut planned, &ids, &mut summary, &mut changes, &mut audit).await?;
    tx.audit_all(audit).await?;
    progress(Step::Publishing { articles: changes.publish.len() });
    summary.published = changes.publish.iter().map(|p| p.article).collect::<HashSet<_>>().len();
    let edition = publication::apply(tx, changes).await;
    summary.edition =
        edition.map_err(|cause| ImportError::Publication { file: job.file.to_owned(), cause })?;
    Ok(summary)
}

fn count(count: &mut Count, audit: &mut Audit, noun: Noun, uid: Option<Uuid>, known: bool, what: &str) {
    if known {
        count.updated += 1;
    } else {
        count.created += 1;
    }
    audit.push((noun, uid, format!("{}{what}", if known { "UPDATED" } else { "CREATED" })));
}

async fn reference(
    tx: &WriteTx,
    planned: &mut Planned,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let plan = std::mem::take(&mut planned.reference.plan);
    (summary.identifier_schemes.unchanged, summary.relation_types.unchanged) = plan.unchanged;
    changes.touched.reference = !plan.schemes.is_empty() || !plan.types.is_empty();
    for (row, known) in plan.schemes {
        count(
            &mut summary.identifier_schemes,
            audit,
            Noun::Reference,
            None,
            known,
            &format!(": {}", row.code),
        );
        desk::reference::put_identifier_scheme(tx, row).await?;
    }
    for (row, labels, known) in plan.types {
        count(&mut summary.relation_types, audit, Noun::Reference, None, known, &format!(": {}", row.code));
        desk::reference::put_relation_type(tx, row).await?;
        for label in labels {
            desk::reference::put_relation_type_label(tx, label).await?;
        }
    }
    Ok(())
}

async fn entities(
    tx: &WriteTx,
    planned: &mut Planned,
    ids: &mut Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let plans = &planned.entities;
    let new = plans.iter().filter(|p| !p.known).map(|p| {
        let mut row = p.row.clone().into_active_model().reset_all();
        row.id = NotSet;
        row
    });
    let inserted = desk::entity::insert(tx, new.collect()).await?;
    for (index, plan) in plans.iter().enumerate().filter(|(_, p)| !p.known) {
        let id = inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?;
        ids.entities.insert(index, id);
    }
    let (mut names, mut identifiers, mut merges) = (vec![], vec![], vec![]);
    for (index, plan) in plans.iter().enumerate() {
        if plan.is_unchanged() {
            summary.entities.unchanged += 1;
            continue;
        }
        count(&mut summary.entities, audit, Noun::Entity, Some(plan.row.uid), plan.known, "");
        let id = ids.entity(if plan.known { Who::Row(plan.row.id) } else { Who::New(index) })?;
        changes.touched.entities.insert(id);
        let mut row = plan.row.clone();
        row.id = id;
        let merged_into = merge_target(planned, plan.merged_into, ids)?;
        if let Some(target) = merged_into.filter(|target| row.merged_into_id != Some(*target)) {
            row.merged_into_id = Some(target);
            changes.touched.entities.insert(target);
            merges.push(entity_merge::ActiveModel {
                id: NotSet,
                source_id: Set(id),
                target_id: Set(target),
                reason: Set("imported".to_owned()),
                journal: Set("[]".to_owned()),
                created_at: Set(tx.now()),
                created_by: Set(tx.actor()),
            });
        }
        if (plan.known && plan.changed || merged_into.is_some()) && !desk::entity::update(tx, row).await? {
            return Err(ImportError::Conflict);
        }
        desk::entity::unprefer(tx, &plan.unprefer).await?;
        for name in &plan.changed_names {
            desk::entity::update_name(tx, name.clone()).await?;
        }
        names.extend(plan.new_names.iter().map(|name| {
            let name = entity_name::Model { entity_id: id, ..name.clone() };
            let mut row = name.into_active_model().reset_all();
            row.id = NotSet;
            row
        }));
        identifiers.extend(plan.new_identifiers.iter().map(|(scheme, value)| {
            entity_identifier::ActiveModel {
                scheme: Set(scheme.clone()),
                value: Set(value.clone()),
                entity_id: Set(id),
            }
        }));
    }
    desk::entity::insert_names(tx, names).await?;
    desk::entity::insert_identifiers(tx, identifiers).await?;
    for merge in &merges {
        if let (Set(source), Set(target)) = (&merge.source_id, &merge.target_id) {
            changes.touched.entities.extend(desk::entity::flatten(tx, *source, *target).await?);
        }
    }
    desk::entity::insert_merges(tx, merges).await?;
    if planned.brings_names() {
        desk::entity::raise_names(tx).await?;
    }
    Ok(())
}

/// The entity at the end of a chain of merges.
fn merge_target(planned: &Planned, target: Option<Who>, ids: &Ids) -> Result<Option<EntityId>, ImportError> {
    let mut at = target;
    for _ in 0..planned.entities.len() {
        let plan = match at {
            Some(Who::New(index)) => planned.entities.get(index),
            Some(Who::Row(id)) => planned.entities.iter().find(|p| p.known && p.row.id == id),
            None => return Ok(None),
        };
        match plan.and_then(|plan| plan.merged_into) {
            Some(next) => at = Some(next),
            None => break,
        }
    }
    at.map(|who| ids.entity(who)).transpose()
}

async fn articles(
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

fn revision(
    tx: &WriteTx,
    article: ArticleId,
    number: i32,
    draft: &Draft,
    ids: &Ids,
) -> Result<db::article_revision::ActiveModel, ImportError> {
    Ok(db::article_revision::ActiveModel {
        id: NotSet,
        article_id: Set(article),
        number: Set(number),
        slug: Set(draft.slug.clone()),
        language: Set(draft.language.clone()),
        headline: Set(draft.headline.clone()),
        subheadline: Set(draft.subheadline.clone()),
        summary: Set(draft.summary.clone()),
        byline: Set(draft.byline.clone()),
        genre: Set(draft.genre.clone()),
        located: Set(draft.located.clone()),
        located_entity_id: Set(draft.located_entity.map(|who| ids.entity(who)).transpose()?),
        content_created: Set(draft.content_created),
        body_format: Set(draft.body_format),
        body: Set(draft.body.clone()),
        text: Set(draft.text.clone()),
        copyright_notice: Set(draft.copyright_notice.clone()),
        note: Set(None),
        created_at: Set(tx.now()),
        created_by: Set(tx.actor()),
    })
}

/// Writes what hangs on revisions.
async fn parts(
    tx: &WriteTx,
    job: &Job<'_>,
    drafts: &[(ArticleId, i32, &Draft)],
    ids: &Ids,
) -> Result<(), ImportError> {
    let (mut abouts, mut contributors, mut links) = (vec![], vec![], vec![]);
    let (mut mentions, mut pictures, mut shown) = (vec![], vec![], vec![]);
    // Versions of one article show the same picture, not copies of it.
    let mut known: HashMap<String, Uuid> = HashMap::new();
    for (article, number, draft) in drafts {
        let revision = ids.revisions.get(&(*article, *number)).copied().ok_or(ImportError::Conflict)?;
        for (who, position) in draft.about.iter().zip(0..) {
            abouts.push(revision_about::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                entity_id: Set(ids.entity(*who)?),
            });
        }
        for ((who, role), position) in draft.contributors.iter().zip(0..) {
            contributors.push(revision_contributor::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                entity_id: Set(ids.entity(*who)?),
                role: Set(*role),
            });
        }
        for ((rel, target, url, title), position) in draft.links.iter().zip(0..) {
            links.push(revision_link::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                rel: Set(*rel),
                target_id: Set(target.map(|piece| ids.article(piece)).transpose()?),
                url: Set(url.clone()),
                title: Set(title.clone()),
            });
        }
        for (given, position) in draft.pictures.iter().zip(0..) {
            let uid = *known.entry(format!("{given:?}")).or_insert_with(|| {
                let uid = job.clock.uid();
                pictures.push(picture::ActiveModel {
                    id: NotSet,
                    uid: Set(uid),
                    href: Set(given.url.clone()),
                    content_type: Set(given.content_type.clone()),
                    width: Set(given.width),
                    height: Set(given.height),
                    alt_text: Set(given.alt.clone()),
                    caption: Set(given.caption.clone()),
                    credit: Set(given.credit.clone()),
                    licence: Set(given.licence.clone()),
                    created_at: Set(tx.now()),
                    created_by: Set(tx.actor()),
                });
                uid
            });
            shown.push((revision, position, uid, given.role));
        }
        for placed in draft.mentions.iter().flatten() {
            let scalar = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
            mentions.push(mention::ActiveModel {
                id: NotSet,
                uid: Set(placed.uid.unwrap_or_else(|| job.clock.uid())),
                revision_id: Set(revision),
                entity_id: Set(ids.entity(placed.who)?),
                start_at: Set(scalar(placed.anchor.start)),
                end_at: Set(scalar(placed.anchor.end)),
                exact: Set(placed.anchor.exact.clone()),
                prefix: Set(placed.anchor.prefix.clone()),
                suffix: Set(placed.anchor.suffix.clone()),
                name_kind: Set(placed.name_kind),
                status: Set(MentionStatus::Anchored),
                origin: Set(placed.origin),
                confidence: Set(placed.confidence),
            });
        }
    }
    desk::revision::insert_abouts(tx, abouts).await?;
    desk::revision::insert_contributors(tx, contributors).await?;
    desk::revision::insert_links(tx, links).await?;
    desk::revision::insert_mentions(tx, mentions).await?;
    let pictures = desk::picture::insert(tx, pictures).await?;
    let shown = shown.into_iter().map(|(revision, position, uid, role)| {
        Ok(revision_picture::ActiveModel {
            revision_id: Set(revision),
            position: Set(position),
            picture_id: Set(pictures.get(&uid).copied().ok_or(ImportError::Conflict)?),
            role: Set(role),
        })
    });
    desk::revision::insert_pictures(tx, shown.collect::<Result<_, ImportError>>()?).await?;
    Ok(())
}

async fn series(
    tx: &WriteTx,
    planned: &mut Planned,
    ids: &Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    for plan in std::mem::take(&mut planned.series) {
        if plan.is_unchanged() {
            summary.series.unchanged += 1;
            continue;
        }
        count(&mut summary.series, audit, Noun::Series, Some(plan.row.uid), plan.known, "");
        let id = if plan.known {
            if plan.changed && !desk::series::update(tx, plan.row.clone()).await? {
                return Err(ImportError::Conflict);
            }
            plan.row.id
        } else {
            let mut row = plan.row.clone().into_active_model().reset_all();
            row.id = NotSet;
            let inserted = desk::series::insert(tx, vec![row]).await?;
            inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?
        };
        changes.touched.series.insert(id);
        let items = plan.items.iter().zip(0..).map(|(piece, position)| {
            let article_id = ids.article(*piece)?;
            Ok(series_item::ActiveModel {
                series_id: Set(id),
                position: Set(position),
                article_id: Set(article_id),
            })
        });
        desk::series::replace_items(tx, id, items.collect::<Result<_, ImportError>>()?).await?;
    }
    Ok(())
}

async fn relations(
    tx: &WriteTx,
    planned: &mut Planned,
    ids: &Ids,
    summary: &mut FileSummary,
    changes: &mut Changes,
    audit: &mut Audit,
) -> Result<(), ImportError> {
    let mut plans = std::mem::take(&mut planned.relations);
    for plan in &mut plans {
        plan.row.subject_id =
            if plan.row.subject_id == EntityId(0) { ids.entity(plan.subject)? } else { plan.row.subject_id };
        plan.row.object_id =
            if plan.row.object_id == EntityId(0) { ids.entity(plan.object)? } else { plan.row.object_id };
    }
    let new = plans.iter().filter(|p| !p.known).map(|plan| {
        let mut row = plan.row.clone().into_active_model().reset_all();
        row.id = NotSet;
        row
    });
    let inserted = desk::relation::insert(tx, new.collect()).await?;
    // Evidence that takes nothing back first: what takes back names it.
    let mut known: HashMap<(usize, usize), EvidenceId> = HashMap::new();
    let mut waiting: [Vec<_>; 2] = Default::default();
    for plan in &mut plans {
        for passage in &plan.evidence {
            let count = &mut summary.evidence;
            match (passage.known, passage.changed) {
                (true, false) => count.unchanged += 1,
                (true, true) => count.updated += 1,
                (false, _) => count.created += 1,
            }
        }
        if plan.is_unchanged() {
            summary.relations.unchanged += 1;
            continue;
        }
        count(&mut summary.relations, audit, Noun::Relation, Some(plan.row.uid), plan.known, "");
        if !plan.known {
            plan.row.id = inserted.get(&plan.row.uid).copied().ok_or(ImportError::Conflict)?;
        } else if plan.changed && !desk::relation::update(tx, plan.row.clone()).await? {
            return Err(ImportError::Conflict);
        }
        changes.touched.relations.insert(plan.row.id);
        for (index, passage) in plan.evidence.iter().enumerate().filter(|(_, p)| !p.is_unchanged()) {
            let mut row = passage.row.clone();
            row.relation_id = plan.row.id;
            if let Some(who) = passage.attributed_to {
                row.attributed_to_id = Some(ids.entity(who)?);
            }
            if !passage.known {
                row.article_id = passage.article.map(|piece| ids.article(piece)).transpose()?;
                row.revision_id = passage.revision.map(|at| ids.revision(at)).transpose()?;
            }
            let later = usize::from(passage.retracts.is_some());
            waiting[later].push((plan.index, index, row, passage.known, passage.retracts));
        }
    }
    for some in waiting {
        let mut new = vec![];
        let mut places = vec![];
        for (relation, index, mut row, is_known, retracts) in some {
            row.retracts_id = match retracts {
                Some(Target::Row(id, _)) => Some(id),
                Some(Target::New(relation, index)) => {
                    Some(known.get(&(relation, index)).copied().ok_or(ImportError::Conflict)?)
                }
                None => row.retracts_id,
            };
            if is_known {
                desk::relation::update_evidence(tx, row).await?;
            } else {
                places.push(((relation, index), row.uid));
                let mut row = row.into_active_model().reset_all();
                row.id = NotSet;
                new.push(row);
            }
        }
        let inserted = desk::relation::insert_evidence(tx, new).await?;
        for (place, uid) in places {
            known.insert(place, inserted.get(&uid).copied().ok_or(ImportError::Conflict)?);
        }
    }
    Ok(())
}
