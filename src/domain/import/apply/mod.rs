//! Writing a plan. Nothing is decided here any more.

mod article;
mod entity;
mod relation;
mod revision;

use std::collections::{HashMap, HashSet};

use db::{ArticleId, EntityId, Noun, RevisionId, series_item};
use sea_orm::{ActiveModelTrait, IntoActiveModel, NotSet, Set};
use uuid::Uuid;

use super::cast::Who;
use super::catalogue::Piece;
use super::evidence::At;
use super::plan::Planned;
use super::summary::{Count, FileSummary};
use super::{ImportError, Job, Step};
use crate::domain::publication::{self, Changes, Unpublished};
use crate::store::desk;
use crate::store::{Event, WriteTx};

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
type Audit = Vec<Event>;

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
    entity::write(tx, &mut planned, &mut ids, &mut summary, &mut changes, &mut audit).await?;
    article::write(tx, job, &mut planned, &mut ids, &mut summary, &mut changes, &mut audit).await?;
    series(tx, &mut planned, &ids, &mut summary, &mut changes, &mut audit).await?;
    relation::write(tx, &mut planned, &ids, &mut summary, &mut changes, &mut audit).await?;
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
    let detail = Some(format!("{}{what}", if known { "UPDATED" } else { "CREATED" }));
    audit.push(Event { detail, ..Event::of(noun, uid) });
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
    let turned: Vec<&str> = plan.turned.iter().map(String::as_str).collect();
    let turned = desk::relation::by_types(tx, &turned).await?;
    changes.touched.relations.extend(turned.iter().map(|row| row.id));
    for (row, labels, known) in plan.types {
        count(&mut summary.relation_types, audit, Noun::Reference, None, known, &format!(": {}", row.code));
        desk::reference::put_relation_type(tx, row).await?;
        for label in labels {
            desk::reference::put_relation_type_label(tx, label).await?;
        }
    }
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
