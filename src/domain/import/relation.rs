//! What a file says of relations: checked, compared with what the database has, and planned.

use std::collections::{HashMap, HashSet};

use db::{Day, EntityId, Phase, Rank, RelationId, Temporal, Visibility, evidence, relation, relation_type};
use sea_orm::DbErr;
use uuid::Uuid;

use super::cast::{Cast, Who};
use super::evidence as passages;
use super::reference::Reference;
use super::{Basis, values};
use crate::domain::bundle::fault::{Code, Report, did_you_mean, quoted};
use crate::domain::bundle::format::Relation;
use crate::domain::public_id::Prefix;
use crate::domain::relation::time::{self, TimeFault, Told};
use crate::store::desk::{self, Reads};

/// What is to become of one relation. The rows of new ones have the id 0 until they are written, and ends that are
/// new too.
#[derive(Debug)]
pub struct Plan {
    /// Its place among the relations of the file.
    pub index: usize,
    pub row: relation::Model,
    pub known: bool,
    pub changed: bool,
    pub subject: Who,
    pub object: Who,
    pub evidence: Vec<passages::Plan>,
}

impl Plan {
    pub fn is_unchanged(&self) -> bool {
        self.known && !self.changed && self.evidence.iter().all(passages::Plan::is_unchanged)
    }
}

/// Those statements are one, unless they have keys or ids that tell them apart.
type Statement = (Who, String, Who, Option<String>, Option<String>, Option<String>);

fn statement(plan: &Plan, symmetric: bool) -> Statement {
    let (mut subject, mut object) = (plan.subject, plan.object);
    if symmetric && object < subject {
        std::mem::swap(&mut subject, &mut object);
    }
    let row = &plan.row;
    let date = |date: Option<db::PartialDate>| date.map(|d| d.to_string());
    (subject, row.type_code.clone(), object, row.role.clone(), date(row.start_date), date(row.end_date))
}

/// Plans a file's relations, in their order.
pub async fn plan(
    desk: &impl Reads,
    given: &[Relation],
    basis: &Basis<'_>,
    cast: &Cast,
    reference: &Reference,
    texts: &passages::Texts<'_>,
    report: &mut Report,
) -> Result<Vec<Plan>, DbErr> {
    let ids = (0..given.len())
        .map(|i| values::id(Prefix::Relation, given[i].id.as_deref(), &basis.pointer(i), report));
    let ids: Vec<Option<Uuid>> = ids.collect();
    let mut drafts = vec![];
    for (index, (relation, uid)) in given.iter().zip(&ids).enumerate() {
        drafts.push(draft(relation, *uid, &basis.pointer(index), basis, cast, reference, report));
    }
    // On the desk nothing but an id says that a relation is there.
    let compared = if basis.desk { &[][..] } else { &drafts };
    let old = load(desk, given, &ids, compared, reference).await?;
    let evidence = old.evidence;
    let mut stands = HashSet::new();
    let mut rows = HashSet::new();
    let mut plans = Vec::with_capacity(given.len());
    for (index, (relation, draft)) in given.iter().zip(drafts).enumerate() {
        let at = basis.pointer(index);
        let Some(mut plan) = draft else { continue };
        plan.index = index;
        let symmetric = reference.relation_type(&plan.row.type_code).is_some_and(|t| t.symmetric);
        let same = statement(&plan, symmetric);
        let found = ids[index].and_then(|uid| old.by_uid.get(&uid));
        if basis.desk && found.is_some() {
            let message = "there is a relation of this id already";
            report.add_coded(Code::Taken, format_args!("{at}/id"), message);
            continue;
        }
        let found = found.or_else(|| relation.key.as_ref().and_then(|key| old.by_key.get(key)));
        // A relation with another key is another relation.
        let found = found.or_else(|| {
            if basis.desk {
                return None;
            }
            let candidates = old.by_statement.get(&same).into_iter().flatten();
            candidates
                .filter(|row| row.key.is_none() || relation.key.is_none())
                .find(|row| !rows.contains(&row.id))
        });
        if relation.key.is_none() && relation.id.is_none() && !stands.insert(same) {
            let hint = if basis.desk { "" } else { " in this file; give both a key if they are two" };
            report.add(&at, format_args!("stands twice{hint}"));
        }
        if found.is_none() {
            not_retired(reference, &relation.type_code, &at, report);
        }
        if let Some(row) = found {
            update(&mut plan, row, relation, symmetric);
            if !rows.insert(row.id) {
                report.add(&at, "is the same relation as another one of this file");
            }
        }
        let none = vec![];
        let passages = evidence.get(&plan.row.id).unwrap_or(&none);
        plan.evidence = passages::plan(relation, passages, &at, basis, cast, texts, report);
        plans.push(plan);
    }
    let mut keys = HashMap::new();
    for (index, relation) in given.iter().enumerate() {
        for (what, text) in [("key", &relation.key), ("id", &relation.id)] {
            if let Some(text) = text
                && keys.insert((what, text), index).is_some()
            {
                let message = format!("the {what} {} stands twice among the relations", quoted(text));
                report.add(format_args!("{}/{what}", basis.pointer(index)), message);
            }
        }
    }
    passages::retractions(desk, given, &mut plans, &evidence, basis, report).await?;
    Ok(plans)
}

/// Nothing new is of a type that was retired.
pub(super) fn not_retired(reference: &Reference, code: &str, at: &str, report: &mut Report) {
    if reference.relation_type(code).is_some_and(|kind| kind.retired_at.is_some()) {
        report.add(format_args!("{at}/type"), format_args!("{code} is retired: nothing new is of it"));
    }
}

/// The row as the file wants it.
pub(super) fn draft(
    relation: &Relation,
    uid: Option<Uuid>,
    at: &str,
    basis: &Basis<'_>,
    cast: &Cast,
    reference: &Reference,
    report: &mut Report,
) -> Option<Plan> {
    let subject = cast.resolve(&relation.subject, &format!("{at}/subject"), report);
    let object = cast.resolve(&relation.object, &format!("{at}/object"), report);
    let kind = reference.relation_type(&relation.type_code);
    match kind {
        None => {
            let near = did_you_mean(&relation.type_code, reference.type_codes());
            let message = format!("there is no relation type {}{near}", quoted(&relation.type_code));
            report.add_coded(Code::NotFound, format_args!("{at}/type"), message);
        }
        Some(kind) => ends(kind, subject, object, at, cast, report),
    }
    if subject.is_some() && subject == object {
        report.add(format_args!("{at}/object"), "is the subject: nothing stands in a relation to itself");
    }
    let start_date = values::date(relation.start_date.as_deref(), &format!("{at}/startDate"), report);
    let end_date = values::date(relation.end_date.as_deref(), &format!("{at}/endDate"), report);
    let as_of = day(relation.as_of.as_deref(), &format!("{at}/asOf"), report);
    if relation.rank == Some(Rank::Deprecated) && relation.rank_reason.is_none() {
        report.add(at, "rankReason is missing: why is it DEPRECATED?");
    }
    let (subject, object, kind) = (subject?, object?, kind?);
    let today = Day::from(basis.now.utc().date_naive());
    let phase = relation.phase.unwrap_or(match (kind.temporal, end_date) {
        (Temporal::Event, _) => Phase::Occurred,
        // The end of a term that still runs is known too.
        (Temporal::State, Some(end)) if end.days().1 < today => Phase::Former,
        (Temporal::State | Temporal::Timeless, _) => Phase::Unknown,
    });
    let told = Told { temporal: kind.temporal, start: start_date, end: end_date, phase, as_of };
    for fault in time::faults(&told) {
        report.add(format_args!("{at}/{}", key_of(fault)), fault);
    }
    let bounds = time::bounds(&told);
    let visibility =
        relation.public.map(|public| if public { Visibility::Live } else { Visibility::Withdrawn });
    let row_id = |who: Who| if let Who::Row(id) = who { id } else { EntityId(0) };
    let row = relation::Model {
        id: RelationId(0),
        uid: uid.unwrap_or_else(|| basis.clock.uid()),
        key: relation.key.clone(),
        subject_id: row_id(subject),
        type_code: relation.type_code.clone(),
        object_id: row_id(object),
        role: relation.role.clone(),
        start_date,
        end_date,
        phase,
        as_of,
        rank: relation.rank.unwrap_or(Rank::Normal),
        rank_reason: relation.rank_reason.clone(),
        note: relation.note.clone(),
        publication: visibility.unwrap_or(Visibility::Never),
        start_min: bounds.start_min,
        start_max: bounds.start_max,
        end_min: bounds.end_min,
        end_max: bounds.end_max,
        version: 1,
        created_at: basis.now,
        created_by: basis.actor.to_owned(),
        updated_at: basis.now,
        updated_by: basis.actor.to_owned(),
    };
    Some(Plan { index: 0, row, known: false, changed: true, subject, object, evidence: vec![] })
}

fn ends(
    kind: &relation_type::Model,
    subject: Option<Who>,
    object: Option<Who>,
    at: &str,
    cast: &Cast,
    report: &mut Report,
) {
    for (who, kinds, end) in
        [(subject, &kind.subject_kinds, "subject"), (object, &kind.object_kinds, "object")]
    {
        if let Some(is) = who.and_then(|who| cast.kind(who)).filter(|is| !kinds.allow(*is)) {
            let allowed: Vec<_> = kinds.all().into_iter().map(|k| k.code()).collect();
            let message = format!(
                "is of kind {}; the {end} of {} is one of {}",
                is.code(),
                kind.code,
                allowed.join(", ")
            );
            report.add(format_args!("{at}/{end}"), message);
        }
    }
}

fn day(text: Option<&str>, at: &str, report: &mut Report) -> Option<Day> {
    let date = values::date(text, at, report)?;
    if date.earliest() != date.latest() {
        report.add(at, format_args!("{date} is no day: write it in full, as 2022-01-08"));
        return None;
    }
    Some(date.days().0)
}

/// Where a fault of time is best mended.
fn key_of(fault: TimeFault) -> &'static str {
    match fault {
        TimeFault::EndBeforeStart | TimeFault::EventWithEnd => "endDate",
        TimeFault::CurrentAfterEnd | TimeFault::CurrentBeforeStart | TimeFault::FormerBeforeStart => "asOf",
        TimeFault::CurrentWithoutAsOf
        | TimeFault::FormerWithoutAsOf
        | TimeFault::StateOccurred
        | TimeFault::EventNotOccurred => "phase",
        TimeFault::TimelessWithTime => "type",
    }
}

/// What the database has of these relations.
struct Old {
    by_uid: HashMap<Uuid, relation::Model>,
    by_key: HashMap<String, relation::Model>,
    by_statement: HashMap<Statement, Vec<relation::Model>>,
    evidence: HashMap<RelationId, Vec<evidence::Model>>,
}

async fn load(
    desk: &impl Reads,
    given: &[Relation],
    ids: &[Option<Uuid>],
    drafts: &[Option<Plan>],
    reference: &Reference,
) -> Result<Old, DbErr> {
    let uids: Vec<_> = ids.iter().copied().flatten().collect();
    let keys: Vec<_> = given.iter().filter_map(|r| r.key.as_deref()).collect();
    let ends = drafts.iter().flatten().filter_map(|plan| match (plan.subject, plan.object) {
        (Who::Row(subject), Who::Row(object)) => Some([(subject, object), (object, subject)]),
        _ => None,
    });
    let ends: Vec<_> = ends.flatten().collect::<HashSet<_>>().into_iter().collect();
    let by_uid = desk::relation::by_uids(desk, &uids).await?;
    let by_key = desk::relation::by_keys(desk, &keys).await?;
    let by_ends = desk::relation::between(desk, &ends).await?;
    let all: Vec<_> = by_uid
        .iter()
        .chain(&by_key)
        .chain(&by_ends)
        .map(|r| r.id)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let mut evidence: HashMap<RelationId, Vec<evidence::Model>> = HashMap::new();
    for row in desk::relation::evidence_of(desk, &all).await? {
        evidence.entry(row.relation_id).or_default().push(row);
    }
    let mut by_statement: HashMap<Statement, Vec<relation::Model>> = HashMap::new();
    for row in by_ends {
        let symmetric = reference.relation_type(&row.type_code).is_some_and(|t| t.symmetric);
        let (subject, object) = (Who::Row(row.subject_id), Who::Row(row.object_id));
        let plan = Plan {
            index: 0,
            row: row.clone(),
            known: true,
            changed: false,
            subject,
            object,
            evidence: vec![],
        };
        by_statement.entry(statement(&plan, symmetric)).or_default().push(row);
    }
    Ok(Old {
        by_uid: by_uid.into_iter().map(|r| (r.uid, r)).collect(),
        by_key: by_key.into_iter().filter_map(|r| Some((r.key.clone()?, r))).collect(),
        by_statement,
        evidence,
    })
}

/// Lays the file's statement over the row that is there. What the file does not say of rank, note and publication
/// stays.
fn update(plan: &mut Plan, old: &relation::Model, given: &Relation, symmetric: bool) {
    let row = &plan.row;
    let row = relation::Model {
        id: old.id,
        uid: old.uid,
        key: row.key.clone().or_else(|| old.key.clone()),
        rank: given.rank.unwrap_or(old.rank),
        rank_reason: row.rank_reason.clone().or_else(|| old.rank_reason.clone()),
        note: row.note.clone().or_else(|| old.note.clone()),
        publication: if given.public.is_some() { row.publication } else { old.publication },
        version: old.version,
        created_at: old.created_at,
        created_by: old.created_by.clone(),
        updated_at: old.updated_at,
        updated_by: old.updated_by.clone(),
        ..row.clone()
    };
    // A symmetric statement may stand the other way round.
    let turned = relation::Model { subject_id: row.object_id, object_id: row.subject_id, ..row.clone() };
    plan.known = true;
    plan.changed = row != *old && !(symmetric && turned == *old);
    plan.row = if plan.changed { row } else { old.clone() };
}
