//! The names that a file gives to an entity.

use std::collections::HashSet;

use db::{EntityId, NameKind, entity_name};

use super::entity::Plan;
use super::values;
use crate::domain::bundle::fault::Report;
use crate::domain::bundle::format::{Entity, EntityName};
use crate::text::fold;

pub fn plan(entity: &Entity, plan: &mut Plan, old: Vec<entity_name::Model>, at: &str, report: &mut Report) {
    let given = read(&entity.names, &format!("{at}/names"), report);
    let preferred: HashSet<String> =
        given.iter().filter(|name| name.preferred).map(|name| name.language.clone()).collect();
    let mut position = old.iter().map(|name| name.position + 1).max().unwrap_or(0);
    for wanted in given {
        let same = old.iter().find(|old| {
            (&old.name, old.kind, &old.language) == (&wanted.name, wanted.kind, &wanted.language)
        });
        match same {
            None => {
                plan.new_names.push(entity_name::Model { position, ..wanted });
                position += 1;
            }
            Some(old) => {
                let wanted = entity_name::Model {
                    id: old.id,
                    entity_id: old.entity_id,
                    position: old.position,
                    start_date: wanted.start_date.or(old.start_date),
                    end_date: wanted.end_date.or(old.end_date),
                    preferred: wanted.preferred || old.preferred,
                    distinctive: wanted.distinctive || old.distinctive,
                    ..wanted
                };
                if wanted != *old {
                    plan.changed_names.push(wanted);
                }
            }
        }
    }
    let wanted = plan.new_names.iter().chain(&plan.changed_names).filter(|name| name.preferred);
    let wanted: Vec<(i64, &str)> = wanted.map(|name| (name.id, name.language.as_str())).collect();
    let loses = |old: &&entity_name::Model| {
        old.preferred && wanted.iter().any(|(id, language)| *id != old.id && *language == old.language)
    };
    plan.unprefer = old.iter().filter(loses).map(|old| old.id).collect();
    let unprefer = &plan.unprefer;
    plan.changed_names.retain_mut(|name| {
        let stays = !unprefer.contains(&name.id) || name.preferred && preferred.contains(&name.language);
        name.preferred &= stays;
        true
    });
}

/// Reads names, which have neither an entity nor a place yet. Of each, one may stand there; of a language, one may be
/// preferred.
pub(super) fn read(given: &[EntityName], at: &str, report: &mut Report) -> Vec<entity_name::Model> {
    let mut seen: HashSet<(&str, NameKind, String)> = HashSet::new();
    let mut preferred: HashSet<String> = HashSet::new();
    let mut names = vec![];
    for (i, given) in given.iter().enumerate() {
        let at = format!("{at}/{i}");
        let wanted = name(given, &at, report);
        if !seen.insert((&given.name, given.kind, wanted.language.clone())) {
            report.add(&at, "stands twice among the names, with the same kind and language");
        }
        if wanted.preferred && !preferred.insert(wanted.language.clone()) {
            report.add(&at, "is preferred, and so is another name of its language: there is one");
        }
        names.push(wanted);
    }
    names
}

fn name(given: &EntityName, at: &str, report: &mut Report) -> entity_name::Model {
    values::line(&given.name, &format!("{at}/name"), report);
    let key = fold::key(&given.name);
    if !given.name.trim().is_empty() && !given.name.chars().any(char::is_alphanumeric) {
        report.add(format_args!("{at}/name"), "has no letter or digit: it can be found nowhere");
    }
    let language = given.language.as_deref();
    let start_date = values::date(given.start_date.as_deref(), &format!("{at}/startDate"), report);
    let end_date = values::date(given.end_date.as_deref(), &format!("{at}/endDate"), report);
    values::period(start_date, end_date, &format!("{at}/endDate"), report);
    if given.preferred && matches!(given.kind, NameKind::Misspelling | NameKind::Demonym) {
        let message = format!("a {} is never shown, and cannot be preferred", given.kind.code());
        report.add(format_args!("{at}/preferred"), message);
    }
    entity_name::Model {
        id: 0,
        entity_id: EntityId(0),
        position: 0,
        name: given.name.clone(),
        key,
        kind: given.kind,
        language: language
            .map_or_else(String::new, |tag| values::tag(tag, &format!("{at}/language"), report)),
        preferred: given.preferred,
        distinctive: given.distinctive,
        start_date,
        end_date,
    }
}
