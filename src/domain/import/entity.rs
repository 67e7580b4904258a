//! What a file says of entities: checked against the database, and planned.

use std::collections::{HashMap, HashSet};

use db::{EntityId, PartialDate, Visibility, entity, entity_identifier};
use sea_orm::DbErr;
use uuid::Uuid;

use super::cast::{Cast, Who};
use super::reference::Reference;
use super::{Basis, entity_name, slugs, values};
use crate::domain::bundle::fault::{Code, Report, did_you_mean, quoted};
use crate::domain::bundle::format::Entity;
use crate::domain::public_id::Prefix;
use crate::store::desk::{self, Reads};
use crate::text::fold;

/// What is to become of one entity. Rows of new ones have the id 0 until they are written.
#[derive(Debug)]
pub struct Plan {
    pub row: entity::Model,
    pub known: bool,
    /// The row itself differs from what is there.
    pub changed: bool,
    pub new_names: Vec<db::entity_name::Model>,
    pub changed_names: Vec<db::entity_name::Model>,
    /// Names that are no longer the preferred ones of their language.
    pub unprefer: Vec<i64>,
    pub new_identifiers: Vec<(String, String)>,
    pub merged_into: Option<Who>,
}

impl Plan {
    fn unchanged(row: entity::Model) -> Self {
        Self {
            row,
            known: true,
            changed: false,
            new_names: vec![],
            changed_names: vec![],
            unprefer: vec![],
            new_identifiers: vec![],
            merged_into: None,
        }
    }

    pub fn is_unchanged(&self) -> bool {
        self.known && !self.changed && self.names_unchanged() && self.new_identifiers.is_empty()
    }

    fn names_unchanged(&self) -> bool {
        self.new_names.is_empty() && self.changed_names.is_empty() && self.unprefer.is_empty()
    }
}

/// Plans a file's entities, in their order, and makes them known to the cast.
pub async fn plan(
    desk: &impl Reads,
    entities: &[Entity],
    basis: &Basis<'_>,
    reference: &Reference,
    cast: &mut Cast,
    report: &mut Report,
) -> Result<Vec<Plan>, DbErr> {
    let mut handles = Handles::default();
    let mut plans = Vec::with_capacity(entities.len());
    for (index, entity) in entities.iter().enumerate() {
        let at = basis.pointer(index);
        handles.check(entity, &at, report);
        let row = row(entity, index, &at, basis, cast, &mut handles, report);
        let who = if row.id == EntityId(0) { Who::New(index) } else { Who::Row(row.id) };
        if !handles.rows.insert(who) {
            report.add(&at, "is the same entity as another one of this file");
        }
        cast.admit(who, row.uid, &row.slug, entity);
        plans.push(Plan { known: row.id != EntityId(0), ..Plan::unchanged(row) });
    }
    let ids: Vec<_> = plans.iter().filter(|p| p.known).map(|p| p.row.id).collect();
    let mut names: HashMap<EntityId, Vec<db::entity_name::Model>> = HashMap::new();
    for name in desk::entity::names_of(desk, &ids).await? {
        names.entry(name.entity_id).or_default().push(name);
    }
    let mut identifiers: HashMap<EntityId, Vec<entity_identifier::Model>> = HashMap::new();
    for identifier in desk::entity::identifiers_of(desk, &ids).await? {
        identifiers.entry(identifier.entity_id).or_default().push(identifier);
    }
    for (index, (entity, plan)) in entities.iter().zip(&mut plans).enumerate() {
        let at = basis.pointer(index);
        let id = plan.row.id;
        entity_name::plan(entity, plan, names.remove(&id).unwrap_or_default(), &at, report);
        plan_identifiers(entity, plan, identifiers.remove(&id).unwrap_or_default(), &at, reference, report);
        if let Some(text) = &entity.merged_into {
            plan.merged_into = merged(text, index, plan, entity, &format!("{at}/mergedInto"), cast, report);
        }
        let old = cast.rows.get(&id);
        let merged = match plan.merged_into {
            Some(Who::Row(target)) => old.is_none_or(|old| old.merged_into_id != Some(target)),
            Some(Who::New(_)) => true,
            None => false,
        };
        plan.changed = merged || old.is_none_or(|old| *old != plan.row);
        if basis.seed && old.is_some_and(|old| !old.builtin) {
            // Edited in this newsroom: what the product brings stays away.
            *plan = Plan::unchanged(plan.row.clone());
        }
        if !plan.is_unchanged() && !basis.seed {
            // Edited: a later release leaves it alone.
            plan.changed |= plan.row.builtin;
            plan.row.builtin = false;
        }
    }
    circles(&plans, basis, report);
    Ok(plans)
}

/// Handles that may stand once in a file.
#[derive(Default)]
struct Handles {
    seen: HashSet<(&'static str, String)>,
    rows: HashSet<Who>,
}

impl Handles {
    fn check(&mut self, entity: &Entity, at: &str, report: &mut Report) {
        let identifiers = entity.identifiers.iter().enumerate().map(|(i, identifier)| {
            let text = format!("{}:{}", identifier.scheme, identifier.value);
            ("identifier", Some(text), format!("{at}/identifiers/{i}"))
        });
        let plain = [
            ("id", entity.id.clone(), format!("{at}/id")),
            ("key", entity.key.clone(), format!("{at}/key")),
            ("slug", entity.slug.clone(), format!("{at}/slug")),
        ];
        for (what, text, pointer) in plain.into_iter().chain(identifiers) {
            if let Some(text) = text
                && !self.seen.insert((what, text.clone()))
            {
                report.add(
                    pointer,
                    format_args!("the {what} {} stands twice among the entities", quoted(&text)),
                );
            }
        }
    }
}

/// Looks at the values of an element that can be looked at alone, and reads its dates.
pub(super) fn dates(
    entity: &Entity,
    at: &str,
    report: &mut Report,
) -> (Option<PartialDate>, Option<PartialDate>) {
    values::line(&entity.name, &format!("{at}/name"), report);
    if let Some(slug) = &entity.slug {
        slugs::check(slug, &format!("{at}/slug"), report);
    }
    if let Some(summary) = &entity.summary {
        values::line(summary, &format!("{at}/summary"), report);
    }
    if let Some(description) = &entity.description {
        values::text(description, &format!("{at}/description"), report);
    }
    for (value, most, key) in [(entity.latitude, 90.0, "latitude"), (entity.longitude, 180.0, "longitude")] {
        if value.is_some_and(|v| !(-most..=most).contains(&v)) {
            report.add(format_args!("{at}/{key}"), format_args!("is not between -{most} and {most}"));
        }
    }
    if entity.latitude.is_some() != entity.longitude.is_some() {
        report.add(at, "has one of latitude and longitude: a place needs both");
    }
    let start_date = values::date(entity.start_date.as_deref(), &format!("{at}/startDate"), report);
    let end_date = values::date(entity.end_date.as_deref(), &format!("{at}/endDate"), report);
    values::period(start_date, end_date, &format!("{at}/endDate"), report);
    (start_date, end_date)
}

/// The row as the file wants it. What the file leaves out stays as it is.
fn row(
    entity: &Entity,
    index: usize,
    at: &str,
    basis: &Basis<'_>,
    cast: &Cast,
    handles: &mut Handles,
    report: &mut Report,
) -> entity::Model {
    let (start_date, end_date) = dates(entity, at, report);
    let uid = values::id(Prefix::Entity, entity.id.as_deref(), at, report);
    let (old, made) = find(entity, uid, at, basis, cast, handles, report);
    let publication =
        entity.public.map(|public| if public { Visibility::Live } else { Visibility::Withdrawn });
    let now = basis.now;
    let old = old.and_then(|id| cast.rows.get(&id)).cloned();
    match old {
        Some(old) => {
            if old.kind != entity.kind {
                let message = format!("is of kind {} already, and the kind cannot change", old.kind.code());
                report.add(format_args!("{at}/kind"), message);
            }
            entity::Model {
                name: entity.name.clone(),
                name_key: fold::key(&entity.name),
                slug: entity.slug.clone().unwrap_or_else(|| old.slug.clone()),
                summary: entity.summary.clone().or_else(|| old.summary.clone()),
                description: entity.description.clone().or_else(|| old.description.clone()),
                start_date: start_date.or(old.start_date),
                end_date: end_date.or(old.end_date),
                latitude: entity.latitude.or(old.latitude),
                longitude: entity.longitude.or(old.longitude),
                publication: publication.unwrap_or(old.publication),
                ..old
            }
        }
        None => entity::Model {
            id: EntityId(0),
            uid: uid.or_else(|| basis.seed_uid(entity)).unwrap_or_else(|| basis.clock.uid()),
            kind: entity.kind,
            name: entity.name.clone(),
            name_key: fold::key(&entity.name),
            slug: made.unwrap_or_else(|| format!("{}-{index}", slugs::of(&entity.name))),
            summary: entity.summary.clone(),
            description: entity.description.clone(),
            start_date,
            end_date,
            latitude: entity.latitude,
            longitude: entity.longitude,
            publication: publication.unwrap_or(Visibility::Never),
            merged_into_id: None,
            builtin: basis.seed,
            version: 1,
            created_at: now,
            created_by: basis.actor.to_owned(),
            updated_at: now,
            updated_by: basis.actor.to_owned(),
        },
    }
}

/// The row of an element, by id, identifier and slug in this order; or the slug of a new one.
fn find(
    entity: &Entity,
    uid: Option<Uuid>,
    at: &str,
    basis: &Basis<'_>,
    cast: &Cast,
    handles: &mut Handles,
    report: &mut Report,
) -> (Option<EntityId>, Option<String>) {
    let row = |who: Option<Who>| who.and_then(|who| if let Who::Row(id) = who { Some(id) } else { None });
    let mut found = uid.and_then(|uid| row(cast.by_uid(uid)));
    for (i, identifier) in entity.identifiers.iter().enumerate() {
        let owner = row(cast.by_identifier(&identifier.scheme, &identifier.value));
        // To an editor, what another entity has is taken.
        match (found, owner) {
            (found, Some(owner))
                if basis.desk && found != Some(owner) || found.is_some_and(|f| f != owner) =>
            {
                let name = cast.name(Who::Row(owner));
                let message = format!("is an identifier of another entity, {}", quoted(name));
                report.add_coded(Code::Taken, format_args!("{at}/identifiers/{i}"), message);
            }
            (found_before, owner) => found = found_before.or(owner),
        }
    }
    if let Some(slug) = &entity.slug {
        let owner = row(cast.by_slug(slug));
        return match (found, owner) {
            (found, Some(owner))
                if basis.desk && found != Some(owner) || found.is_some_and(|f| f != owner) =>
            {
                let message =
                    format!("is the slug of another entity, {}", quoted(cast.name(Who::Row(owner))));
                report.add_coded(Code::Taken, format_args!("{at}/slug"), message);
                (found, None)
            }
            _ => (found.or(owner), Some(slug.clone())),
        };
    }
    if found.is_some() {
        return (found, None);
    }
    for slug in slugs::candidates(&slugs::of(&entity.name)) {
        let owner = cast.by_slug(&slug);
        let same = row(owner)
            .filter(|id| !basis.desk && !handles.rows.contains(&Who::Row(*id)))
            .and_then(|id| cast.rows.get(&id))
            .filter(|row| row.kind == entity.kind && row.name == entity.name);
        if let Some(same) = same {
            return (Some(same.id), Some(slug));
        }
        if owner.is_none() {
            return (None, Some(slug));
        }
    }
    report.add(at, "the slugs that its name gives are all taken: give it one");
    (None, None)
}

fn plan_identifiers(
    entity: &Entity,
    plan: &mut Plan,
    old: Vec<entity_identifier::Model>,
    at: &str,
    reference: &Reference,
    report: &mut Report,
) {
    check_identifiers(entity, at, reference, report);
    for identifier in &entity.identifiers {
        if !old.iter().any(|old| old.scheme == identifier.scheme && old.value == identifier.value) {
            plan.new_identifiers.push((identifier.scheme.clone(), identifier.value.clone()));
        }
    }
}

/// Looks whether the identifiers of an element are such of their schemes.
pub(super) fn check_identifiers(entity: &Entity, at: &str, reference: &Reference, report: &mut Report) {
    for (i, identifier) in entity.identifiers.iter().enumerate() {
        let at = format!("{at}/identifiers/{i}");
        match reference.scheme(&identifier.scheme) {
            None => {
                let near = did_you_mean(&identifier.scheme, reference.scheme_codes());
                let message = format!("there is no identifier scheme {}{near}", quoted(&identifier.scheme));
                report.add(format_args!("{at}/scheme"), message);
            }
            Some(scheme) if !scheme.matches(&identifier.value) => {
                let (value, label, pattern) =
                    (quoted(&identifier.value), &scheme.row.label, &scheme.row.pattern);
                report.add(
                    format_args!("{at}/value"),
                    format_args!("{value} is no {label}: it has the form {pattern}"),
                );
            }
            Some(_) => {}
        }
    }
}

fn merged(
    text: &str,
    index: usize,
    plan: &Plan,
    entity: &Entity,
    at: &str,
    cast: &Cast,
    report: &mut Report,
) -> Option<Who> {
    let target = cast.resolve(text, at, report)?;
    let own = if plan.known { Who::Row(plan.row.id) } else { Who::New(index) };
    if target == own {
        report.add(at, "is the entity itself");
        return None;
    }
    if let Some(kind) = cast.kind(target).filter(|kind| *kind != entity.kind) {
        report.add(at, format_args!("is of kind {}: entities of different kinds do not merge", kind.code()));
    }
    Some(target)
}

/// A merge that comes back to where it began names nobody.
fn circles(plans: &[Plan], basis: &Basis<'_>, report: &mut Report) {
    let next: HashMap<Who, Who> = plans
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((if p.known { Who::Row(p.row.id) } else { Who::New(i) }, p.merged_into?)))
        .collect();
    for (index, plan) in plans.iter().enumerate() {
        let own = if plan.known { Who::Row(plan.row.id) } else { Who::New(index) };
        let mut at = next.get(&own);
        for _ in 0..next.len() {
            match at {
                Some(who) if *who == own => {
                    let pointer = format!("{}/mergedInto", basis.pointer(index));
                    report.add(pointer, "leads back to this entity");
                    break;
                }
                Some(who) => at = next.get(who),
                None => break,
            }
        }
    }
}
