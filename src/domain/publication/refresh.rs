//! Laying the edition out anew, where the desk was touched and where that is seen.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use db::{ArticleId, ChangeAction, EntityId, Noun, RelationId, SeriesId, Standing};
use uuid::Uuid;

use super::apply::PublicationError;
use super::build::{self, Read};
use super::{entities, relations};
use crate::store::WriteTx;
use crate::store::edition::publish::counters::{self, Deltas};
use crate::store::edition::publish::number::{self, Change};
use crate::store::edition::publish::{self, Table, article, entity, reference, relation, series, text};

/// How many rows of a noun a rebuild lays out at a time.
const BATCH: usize = 500;

/// What of the desk was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub articles: BTreeSet<ArticleId>,
    pub entities: BTreeSet<EntityId>,
    /// Entities that became another, or are themselves again: whatever names them names another now.
    pub turned: BTreeSet<EntityId>,
    pub relations: BTreeSet<RelationId>,
    pub series: BTreeSet<SeriesId>,
    /// Relation types or identifier schemes.
    pub reference: bool,
}

/// Lays out what was touched, and what depends on it, and makes the next edition of what readers see changed.
pub(super) async fn refresh(tx: &WriteTx, touched: Touched) -> Result<Option<i64>, PublicationError> {
    let Touched { articles, mut entities, turned: asked_turned, mut relations, mut series, reference } =
        touched;
    entities.extend(&asked_turned);
    if articles.is_empty() && entities.is_empty() && relations.is_empty() && series.is_empty() && !reference {
        return Ok(None);
    }
    let asked: Vec<_> = articles.into_iter().collect();
    let first = build::read(article::load(tx, &asked).await?);
    let from = number::lock(tx).await?;
    let mut log = vec![];
    let mut deltas = Deltas::default();
    if reference {
        reference::replace(tx).await?;
        log.push(Change { noun: Noun::Reference, uid: Uuid::nil(), action: ChangeAction::Updated });
    }
    let mut turned =
        lay_out_entities(tx, &entities.into_iter().collect::<Vec<_>>(), &mut deltas, &mut log).await?;
    turned.extend(asked_turned);
    let mut dependent: BTreeSet<ArticleId> = BTreeSet::new();
    if !turned.is_empty() {
        dependent.extend(article::naming(tx, &turned).await?);
        relations.extend(relation::naming(tx, &turned).await?);
    }
    let come_or_gone = lay_out_articles(tx, &asked, &first, &mut deltas, &mut log).await?;
    if !asked.is_empty() {
        relations.extend(relation::citing(tx, &asked).await?);
        series.extend(article::series(tx, &asked).await?);
    }
    if !come_or_gone.is_empty() {
        dependent.extend(article::linking(tx, &come_or_gone).await?);
    }
    for id in &asked {
        dependent.remove(id);
    }
    let dependent: Vec<_> = dependent.into_iter().collect();
    let many = dependent.len() > BATCH;
    if many {
        text::expect_many(tx).await?;
    }
    for batch in dependent.chunks(BATCH) {
        let read = build::read(article::load(tx, batch).await?);
        lay_out_articles(tx, batch, &read, &mut deltas, &mut log).await?;
    }
    if many {
        text::sort_in(tx).await?;
    }
    lay_out_relations(tx, &relations.into_iter().collect::<Vec<_>>(), &mut deltas, &mut log).await?;
    lay_out_series(tx, &series.into_iter().collect::<Vec<_>>(), &mut log).await?;
    counters::apply(tx, deltas).await?;
    Ok(number::raise(tx, from, &log).await?)
}

/// Lays the whole edition out anew, under the number that it has: the rows come out as they were.
///
/// # Errors
/// [`PublicationError`]; the transaction is then to be dropped.
pub async fn rebuild(tx: &WriteTx) -> Result<(), PublicationError> {
    number::lock(tx).await?;
    publish::clear(tx).await?;
    reference::replace(tx).await?;
    text::expect_many(tx).await?;
    let mut log = vec![];
    let mut deltas = Deltas::default();
    for batch in publish::everything::<EntityId>(tx, Table::Entity).await?.chunks(BATCH) {
        lay_out_entities(tx, batch, &mut deltas, &mut log).await?;
    }
    for batch in publish::everything::<ArticleId>(tx, Table::Article).await?.chunks(BATCH) {
        let read = build::read(article::load(tx, batch).await?);
        lay_out_articles(tx, batch, &read, &mut deltas, &mut log).await?;
    }
    text::sort_in(tx).await?;
    for batch in publish::everything::<RelationId>(tx, Table::Relation).await?.chunks(BATCH) {
        lay_out_relations(tx, batch, &mut deltas, &mut log).await?;
    }
    lay_out_series(tx, &publish::everything::<SeriesId>(tx, Table::Series).await?, &mut log).await?;
    number::is_fresh(tx).await?;
    Ok(counters::apply(tx, deltas).await?)
}

/// Whether the edition was laid out by a release that laid out less, so that it wants a [`rebuild`].
///
/// # Errors
/// The database's.
pub async fn is_stale(tx: &WriteTx) -> Result<bool, PublicationError> {
    number::lock(tx).await?;
    Ok(number::is_stale(tx).await?)
}

/// Tells which entities readers see now and did not before, or the other way round.
async fn lay_out_entities(
    tx: &WriteTx,
    which: &[EntityId],
    deltas: &mut Deltas,
    log: &mut Vec<Change>,
) -> Result<Vec<EntityId>, PublicationError> {
    if which.is_empty() {
        return Ok(vec![]);
    }
    let mut which = which.to_vec();
    which.extend(entity::merged_into(tx, &which).await?);
    let source = entity::load(tx, &which).await?;
    let visible = entity::visible(tx, which.iter().copied()).await?;
    let present = entity::present(tx, &which).await?;
    let target = |id| visible.find(id).map(|(id, _)| id);
    let rows = entities::build(&source, &present, target);
    entity::remove(tx, &which, deltas).await?;
    let mut turned = vec![];
    for e in &source.entities {
        let (was, is) = (present.entities.iter().find(|p| p.id == e.id), entities::is_shown(e));
        let action = match (was.is_some(), is) {
            (false, false) => continue,
            (false, true) => ChangeAction::Published,
            (true, true) if present.of(e.id) == rows.of(e.id) => continue,
            (true, true) => ChangeAction::Updated,
            (true, false) => ChangeAction::Withdrawn,
        };
        log.push(Change { noun: Noun::Entity, uid: e.uid, action });
        if let Some(was) = was {
            deltas.entity(was.kind, -1);
        }
        if is {
            deltas.entity(e.kind, 1);
        }
        if was.map(|p| p.kind) != is.then_some(e.kind) {
            turned.push(e.id);
        }
    }
    entity::add(tx, rows, deltas).await?;
    // Rows of the desk go on naming what was merged into an entity: they turn with it.
    turned.extend(entity::merged_into(tx, &turned).await?);
    Ok(turned)
}

/// Tells which articles readers have now and had not before, or the other way round.
async fn lay_out_articles(
    tx: &WriteTx,
    which: &[ArticleId],
    read: &Read,
    deltas: &mut Deltas,
    log: &mut Vec<Change>,
) -> Result<Vec<ArticleId>, PublicationError> {
    if which.is_empty() {
        return Ok(vec![]);
    }
    let visible = entity::visible(tx, read.entities()).await?;
    let targets: Vec<_> = read.targets().collect();
    let readable: HashSet<_> = article::present(tx, &targets).await?.into_iter().collect();
    let rows = build::build(read, &visible, &readable)?;
    let present = article::remove(tx, which, deltas).await?;
    let now: BTreeMap<_, _> = rows.articles.iter().map(|a| (a.id, (a.uid, a.state))).collect();
    let was: BTreeMap<_, _> = present.iter().map(|a| (a.id, (a.uid, a.state))).collect();
    for id in which {
        let (uid, action) = match (was.get(id), now.get(id)) {
            (None, None) => continue,
            (Some((uid, _)), None) => (*uid, ChangeAction::Withdrawn),
            (before, Some((uid, db::ArticleState::Retracted)))
                if before.is_none_or(|b| b.1 == db::ArticleState::Live) =>
            {
                (*uid, ChangeAction::Retracted)
            }
            (None, Some((uid, _))) => (*uid, ChangeAction::Published),
            (Some(_), Some((uid, _))) => (*uid, ChangeAction::Updated),
        };
        log.push(Change { noun: Noun::Article, uid, action });
    }
    article::add(tx, rows, deltas).await?;
    Ok(which.iter().copied().filter(|id| was.contains_key(id) != now.contains_key(id)).collect())
}

async fn lay_out_relations(
    tx: &WriteTx,
    which: &[RelationId],
    deltas: &mut Deltas,
    log: &mut Vec<Change>,
) -> Result<(), PublicationError> {
    if which.is_empty() {
        return Ok(());
    }
    let source = relation::load(tx, which).await?;
    let named = source
        .relations
        .iter()
        .flat_map(|r| [r.row.subject_id, r.row.object_id])
        .chain(source.evidence.iter().filter_map(|e| e.attributed_to_id));
    let visible = entity::visible(tx, named).await?;
    let readable = |publication| matches!(publication, db::Publication::Live | db::Publication::Retracted);
    let cited: Vec<_> = source.articles.iter().filter(|a| readable(a.publication)).map(|a| a.id).collect();
    let texts = relation::texts(tx, &cited).await?;
    let places = relations::places(&source, &texts);
    let (rows, journal) = relations::build(&source, &visible, &places, tx.now());
    let present = relation::present(tx, which).await?;
    let mut changed = relation::Rows::default();
    let mut gone = vec![];
    for id in which {
        let (was, is) = (of(&present, *id), of(&rows, *id));
        if was == is {
            continue;
        }
        let standing = |rows: &relation::Rows| rows.relations.first().map(|r| r.standing);
        let (action, uid) = match (was.relations.first(), is.relations.first()) {
            (_, Some(r))
                if r.standing == Standing::Retracted && standing(&was) != Some(Standing::Retracted) =>
            {
                (ChangeAction::Retracted, r.uid)
            }
            (None, Some(r)) => (ChangeAction::Published, r.uid),
            (Some(_), Some(r)) => (ChangeAction::Updated, r.uid),
            (Some(r), None) => (ChangeAction::Withdrawn, r.uid),
            (None, None) => continue,
        };
        log.push(Change { noun: Noun::Relation, uid, action });
        gone.push(*id);
        was.relations.iter().for_each(|row| deltas.relation(row, -1));
        is.relations.iter().for_each(|row| deltas.relation(row, 1));
        changed.relations.extend(is.relations);
        changed.states.extend(is.states);
        changed.edges.extend(is.edges);
        changed.evidence.extend(is.evidence);
    }
    relation::remove(tx, &gone).await?;
    relation::add(tx, changed).await?;
    // What nobody noticed is not news either: a relation that stays as it is has nothing to note.
    Ok(relation::note(tx, journal).await?)
}

/// The rows of one relation; both lists are in the order of relations.
fn of(rows: &relation::Rows, id: RelationId) -> relation::Rows {
    fn run<T: Clone>(rows: &[T], id: RelationId, key: impl Fn(&T) -> RelationId) -> Vec<T> {
        let start = rows.partition_point(|r| key(r) < id);
        rows[start..].iter().take_while(|r| key(r) == id).cloned().collect()
    }
    relation::Rows {
        relations: run(&rows.relations, id, |r| r.id),
        states: run(&rows.states, id, |r| r.id),
        edges: run(&rows.edges, id, |r| r.relation_id),
        evidence: run(&rows.evidence, id, |r| r.relation_id),
    }
}

async fn lay_out_series(
    tx: &WriteTx,
    which: &[SeriesId],
    log: &mut Vec<Change>,
) -> Result<(), PublicationError> {
    if which.is_empty() {
        return Ok(());
    }
    let (was, is) = (series::present(tx, which).await?, series::build(tx, which).await?);
    let mut changed = vec![];
    for id in which {
        let row = |rows: &series::Rows| rows.series.iter().find(|s| s.id == *id).cloned();
        let items = |rows: &series::Rows| {
            rows.items.iter().filter(|i| i.series_id == *id).cloned().collect::<Vec<_>>()
        };
        let (action, uid) = match (row(&was), row(&is)) {
            (None, None) => continue,
            (Some(s), None) => (ChangeAction::Withdrawn, s.uid),
            (None, Some(s)) => (ChangeAction::Published, s.uid),
            (Some(a), Some(b)) if a == b && items(&was) == items(&is) => continue,
            (Some(_), Some(s)) => (ChangeAction::Updated, s.uid),
        };
        log.push(Change { noun: Noun::Series, uid, action });
        changed.push(*id);
    }
    let rows = series::Rows {
        series: is.series.into_iter().filter(|s| changed.contains(&s.id)).collect(),
        items: is.items.into_iter().filter(|i| changed.contains(&i.series_id)).collect(),
    };
    Ok(series::replace(tx, &changed, rows).await?)
}
