//! What a file says of evidence: passages are looked for in the articles' texts, and retractions find what they undo.

use std::collections::HashMap;

use db::{ArticleId, EntityId, EvidenceId, RelationId, RevisionId, Stance, evidence};
use sea_orm::DbErr;
use uuid::Uuid;

use super::cast::{Cast, Who};
use super::catalogue::{Catalogue, Piece};
use super::{Basis, article, relation, values};
use crate::domain::bundle::fault::{Code, Report, did_you_mean, quoted};
use crate::domain::bundle::format::{Evidence, Relation};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Reads};
use crate::text::anchor::{self, FindError, Quote};

/// What is to become of one piece of evidence. The rows of new ones have the id 0 until they are written.
#[derive(Debug)]
pub struct Plan {
    pub row: evidence::Model,
    pub known: bool,
    pub changed: bool,
    /// Its source, or its passage, is not the one that is stored.
    pub moved: bool,
    pub attributed_to: Option<Who>,
    pub article: Option<Piece>,
    pub revision: Option<At>,
    pub retracts: Option<Target>,
}

impl Plan {
    pub fn is_unchanged(&self) -> bool {
        self.known && !self.changed
    }
}

/// A revision: a row that is there, or one that the file brings, by the number that it will have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Row(RevisionId),
    New(Piece, i32),
}

/// What is taken back: a row that is there, or evidence of the file, by its relation's and its own place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Row(EvidenceId, RelationId),
    New(usize, usize),
}

/// The texts of articles, in which passages are looked for.
#[derive(Debug)]
pub struct Texts<'a> {
    catalogue: &'a Catalogue,
    articles: &'a [article::Plan],
    known: HashMap<ArticleId, usize>,
}

impl<'a> Texts<'a> {
    pub fn new(catalogue: &'a Catalogue, articles: &'a [article::Plan]) -> Self {
        let known =
            articles.iter().enumerate().filter(|(_, p)| p.known).map(|(i, p)| (p.row.id, i)).collect();
        Self { catalogue, articles, known }
    }

    /// The texts that an article had and will have, the oldest first.
    fn of(&self, piece: Piece) -> Vec<(At, &'a str)> {
        let (rows, index) = match piece {
            Piece::Row(id) => (self.catalogue.revisions.get(&id), self.known.get(&id).copied()),
            Piece::New(index) => (None, Some(index)),
        };
        let old = rows.into_iter().flatten().map(|r| (At::Row(r.id), r.text.as_str()));
        let plan = index.and_then(|index| self.articles.get(index));
        let new = plan.into_iter().flat_map(|p| &p.revisions);
        old.chain(new.map(|(number, draft)| (At::New(piece, *number), draft.text.as_str()))).collect()
    }
}

/// Plans the evidence of one relation, in its order.
#[allow(clippy::too_many_arguments, reason = "everything that evidence refers to")]
pub fn plan(
    relation: &Relation,
    old: &[evidence::Model],
    at: &str,
    basis: &Basis<'_>,
    cast: &Cast,
    texts: &Texts<'_>,
    report: &mut Report,
) -> Vec<Plan> {
    let mut position = old.iter().map(|row| row.position + 1).max().unwrap_or(0);
    let mut taken: Vec<EvidenceId> = vec![];
    let plans = relation.evidence.iter().enumerate().map(|(i, given)| {
        let at = format!("{at}/evidence/{i}");
        let (mut plan, missing) = draft(given, &at, basis, cast, texts, report);
        let uid = given.id.as_deref().and_then(public_id::evidence);
        let row = &plan.row;
        let article = match plan.article {
            Some(Piece::Row(id)) => Some(Some(id)),
            Some(Piece::New(_)) => None,
            None => Some(None),
        };
        let found = old.iter().filter(|old| !taken.contains(&old.id)).find(|old| {
            let same = (old.stance, &old.source_url, &old.exact) == (row.stance, &row.source_url, &row.exact)
                && Some(old.article_id) == article
                && (old.key.is_none() || row.key.is_none());
            Some(old.uid) == uid || old.key.is_some() && old.key == row.key || same && uid.is_none()
        });
        match found {
            Some(old) => {
                taken.push(old.id);
                plan.moved = article != Some(old.article_id) || is_moved(&plan.row, given, old);
                if plan.moved {
                    missed(missing, &at, given, report);
                }
                update(&mut plan, old);
            }
            None => {
                // With an id it was stored once, and the passage may have been cut from the article since.
                missed(missing.filter(|_| given.id.is_none() || basis.desk), &at, given, report);
                plan.row.position = position;
                position += 1;
            }
        }
        plan
    });
    plans.collect()
}

pub(super) fn draft(
    given: &Evidence,
    at: &str,
    basis: &Basis<'_>,
    cast: &Cast,
    texts: &Texts<'_>,
    report: &mut Report,
) -> (Plan, Option<FindError>) {
    let Evidence {
        id,
        key,
        stance,
        article,
        url,
        title,
        quote,
        prefix,
        suffix,
        attribution,
        attributed_to,
        stated_on,
        retracts,
    } = given;
    if article.is_some() == url.is_some() {
        report.add(at, "evidence has an article or a url, one of them");
    }
    if let Some(url) = url {
        values::url(url, &format!("{at}/url"), report);
    }
    match (stance, retracts) {
        (Stance::Retracts, None) => {
            report.add(at, "retracts is missing: the key or id of the evidence that is taken back");
        }
        (Stance::Supports | Stance::Denies, Some(_)) => {
            report.add(format_args!("{at}/retracts"), "is for evidence of stance RETRACTS only");
        }
        _ => {}
    }
    if quote.is_none() && (prefix.is_some() || suffix.is_some()) {
        report.add(at, "quote is missing, which prefix and suffix stand around");
    }
    let piece =
        article.as_deref().and_then(|text| texts.catalogue.resolve(text, &format!("{at}/article"), report));
    let (mut exact, mut before, mut after) = (quote.clone(), prefix.clone(), suffix.clone());
    let (mut revision, mut missing) = (None, None);
    if let Some(piece) = piece {
        let kept = texts.of(piece);
        revision = kept.last().map(|(at, _)| *at);
        if let Some(quote) = quote {
            let (prefix, suffix) = (prefix.as_deref(), suffix.as_deref());
            match passage(&kept, quote, prefix, suffix) {
                Ok((found, anchor)) => {
                    revision = Some(found);
                    exact = Some(anchor.exact);
                    before = before.or(Some(anchor.prefix));
                    after = after.or(Some(anchor.suffix));
                }
                Err(fault) => missing = Some(fault),
            }
        }
    }
    let attributed_to =
        attributed_to.as_deref().and_then(|text| cast.resolve(text, &format!("{at}/attributedTo"), report));
    let uid = values::id(Prefix::Evidence, id.as_deref(), at, report);
    let row = evidence::Model {
        id: EvidenceId(0),
        uid: uid.unwrap_or_else(|| basis.clock.uid()),
        // What an editor sends lasts by its id; a key is for the rest of the same request.
        key: key.clone().filter(|_| !basis.desk),
        relation_id: RelationId(0),
        position: 0,
        stance: *stance,
        article_id: None,
        revision_id: None,
        source_url: url.clone(),
        source_title: title.clone(),
        exact,
        prefix: before,
        suffix: after,
        attribution: attribution.clone(),
        attributed_to_id: None,
        stated_on: values::date(stated_on.as_deref(), &format!("{at}/statedOn"), report),
        retracts_id: None,
        created_at: basis.now,
        created_by: basis.actor.to_owned(),
    };
    let plan = Plan {
        row,
        known: false,
        changed: true,
        moved: true,
        attributed_to,
        article: piece,
        revision,
        retracts: None,
    };
    (plan, missing)
}

/// Tells that a passage was not found.
pub(super) fn missed(fault: Option<FindError>, at: &str, given: &Evidence, report: &mut Report) {
    let quote = quoted(given.quote.as_deref().unwrap_or_default());
    let message = match fault {
        None => return,
        Some(FindError::NotFound) => format!("{quote} stands nowhere in the article"),
        Some(FindError::Ambiguous(times)) => {
            format!("{quote} stands {times} times in the article: quote more of it, or give prefix or suffix")
        }
    };
    report.add(format_args!("{at}/quote"), message);
}

/// Whether the file gives another address or another passage than is stored. What it does not say is no change.
fn is_moved(row: &evidence::Model, given: &Evidence, old: &evidence::Model) -> bool {
    let other = |given: &Option<String>, old: &Option<String>| given.is_some() && given != old;
    row.source_url != old.source_url
        || other(&row.exact, &old.exact)
        || other(&given.prefix, &old.prefix)
        || other(&given.suffix, &old.suffix)
}

/// Where a passage was first seen.
fn passage(
    texts: &[(At, &str)],
    exact: &str,
    prefix: Option<&str>,
    suffix: Option<&str>,
) -> Result<(At, anchor::Anchor), FindError> {
    let quote =
        Quote { exact, prefix: prefix.unwrap_or_default(), suffix: suffix.unwrap_or_default(), near: None };
    let mut fault = FindError::NotFound;
    for (at, text) in texts {
        match anchor::find(text, &quote) {
            Ok(range) => {
                let anchor = anchor::at(text, range).ok_or(FindError::NotFound)?;
                return Ok((*at, anchor));
            }
            Err(error @ FindError::Ambiguous(_)) => fault = error,
            Err(FindError::NotFound) => {}
        }
    }
    Err(fault)
}

/// Lays the file's evidence over the row that is there. What the file does not say stays, and where the passage was
/// first seen while it is the same.
fn update(plan: &mut Plan, old: &evidence::Model) {
    let row = &plan.row;
    let attributed = match plan.attributed_to {
        Some(Who::Row(id)) => Some(id),
        Some(Who::New(_)) => Some(EntityId(0)),
        None => old.attributed_to_id,
    };
    // Its article follows when it is written: the file may bring that too.
    let place = if plan.moved { row } else { old };
    let row = evidence::Model {
        stance: row.stance,
        article_id: place.article_id,
        revision_id: place.revision_id,
        source_url: place.source_url.clone(),
        exact: place.exact.clone(),
        prefix: place.prefix.clone(),
        suffix: place.suffix.clone(),
        key: row.key.clone().or_else(|| old.key.clone()),
        source_title: row.source_title.clone().or_else(|| old.source_title.clone()),
        attribution: row.attribution.clone().or_else(|| old.attribution.clone()),
        attributed_to_id: attributed,
        stated_on: row.stated_on.or(old.stated_on),
        ..old.clone()
    };
    plan.known = true;
    plan.changed = plan.moved || row != *old;
    plan.row = row;
}

/// Finds what evidence takes back, and evidence that is there already, of another relation.
pub async fn retractions(
    desk: &impl Reads,
    given: &[Relation],
    plans: &mut [relation::Plan],
    old: &HashMap<RelationId, Vec<evidence::Model>>,
    basis: &Basis<'_>,
    report: &mut Report,
) -> Result<(), DbErr> {
    let all = || given.iter().flat_map(|r| &r.evidence);
    let keys = all().flat_map(|e| [e.key.as_deref(), e.retracts.as_deref()]).flatten();
    let keys: Vec<&str> = keys.filter(|_| !basis.desk).collect();
    let uids = all().flat_map(|e| [e.id.as_deref(), e.retracts.as_deref()]).flatten();
    let uids: Vec<Uuid> = uids.filter_map(public_id::evidence).collect();
    let mut rows = desk::relation::evidence_by_keys(desk, &keys).await?;
    rows.extend(desk::relation::evidence_by_uids(desk, &uids).await?);
    let mut handles: HashMap<String, (Target, Stance)> = HashMap::new();
    for row in rows.iter().chain(old.values().flatten()) {
        let target = (Target::Row(row.id, row.relation_id), row.stance);
        handles.insert(public_id::print(Prefix::Evidence, row.uid), target);
        handles.extend(row.key.clone().map(|key| (key, target)));
    }
    let mut own: HashMap<&str, (Target, Stance)> = HashMap::new();
    for plan in plans.iter() {
        let Some(relation) = given.get(plan.index) else { continue };
        for (i, (evidence, passage)) in relation.evidence.iter().zip(&plan.evidence).enumerate() {
            let at = format!("{}/evidence/{i}", basis.pointer(plan.index));
            let target = if passage.known {
                Target::Row(passage.row.id, plan.row.id)
            } else {
                Target::New(plan.index, i)
            };
            for (what, handle) in [("key", &evidence.key), ("id", &evidence.id)] {
                let Some(handle) = handle else { continue };
                if own.insert(handle, (target, passage.row.stance)).is_some() {
                    let message = format!("the {what} {} stands twice among the evidence", quoted(handle));
                    report.add(format_args!("{at}/{what}"), message);
                }
                if !passage.known && handles.contains_key(handle) {
                    let message = format!("{} is evidence of another relation already", quoted(handle));
                    report.add_coded(Code::Taken, format_args!("{at}/{what}"), message);
                }
            }
        }
    }
    let mut found = vec![];
    for (p, plan) in plans.iter().enumerate() {
        let Some(relation) = given.get(plan.index) else { continue };
        for (i, evidence) in relation.evidence.iter().enumerate() {
            let Some(handle) = evidence.retracts.as_deref() else { continue };
            let at = format!("{}/evidence/{i}/retracts", basis.pointer(plan.index));
            // What an editor sends is new: it takes back nothing that is there, seen or not.
            match own.get(handle).or_else(|| handles.get(handle).filter(|_| !basis.desk)) {
                None => {
                    let near = did_you_mean(handle, own.keys().copied());
                    let message = format!("there is no evidence {}{near}", quoted(handle));
                    report.add_coded(Code::NotFound, at, message);
                }
                Some((_, Stance::Retracts)) => report.add(at, "takes back evidence that itself takes back"),
                Some((target, _)) => {
                    let same = match target {
                        Target::Row(_, relation) => plan.known && *relation == plan.row.id,
                        Target::New(index, _) => *index == plan.index,
                    };
                    if !same {
                        report.add(at, "is evidence of another relation");
                    }
                    found.push((p, i, *target));
                }
            }
        }
    }
    for (p, i, target) in found {
        if let Some(passage) = plans.get_mut(p).and_then(|plan| plan.evidence.get_mut(i)) {
            if let Target::Row(id, _) = target {
                passage.changed |= passage.row.retracts_id != Some(id);
                passage.row.retracts_id = Some(id);
            } else {
                passage.changed = true;
            }
            passage.retracts = Some(target);
        }
    }
    Ok(())
}
