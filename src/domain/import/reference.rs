//! What a file says of identifier schemes and relation types, and those that the database has.

use std::collections::{BTreeMap, HashMap};

use db::{EntityKinds, identifier_scheme, relation_type, relation_type_label};
use regex_lite::Regex;
use sea_orm::DbErr;

use super::{Basis, values};
use crate::domain::bundle::fault::{Report, did_you_mean, quoted};
use crate::domain::bundle::format::{IdentifierScheme, RelationType, Verbs};
use crate::store::desk::{self, Reads};

/// A scheme, with its pattern ready.
#[derive(Debug)]
pub struct Scheme {
    pub row: identifier_scheme::Model,
    pattern: Option<Regex>,
}

impl Scheme {
    fn new(row: identifier_scheme::Model) -> Self {
        let pattern = Regex::new(&format!("^(?:{})$", row.pattern)).ok();
        Self { row, pattern }
    }

    /// Whether a value is one of this scheme, as a whole.
    pub fn matches(&self, value: &str) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(value))
    }
}

/// The reference data that a file builds on: the database's, and its own.
#[derive(Debug, Default)]
pub struct Reference {
    schemes: BTreeMap<String, Scheme>,
    types: BTreeMap<String, relation_type::Model>,
    pub plan: Plan,
}

/// What is to be written.
#[derive(Debug, Default)]
pub struct Plan {
    pub schemes: Vec<(identifier_scheme::Model, bool)>,
    /// Parents first. The flag says that the row is there already.
    pub types: Vec<(relation_type::Model, Vec<relation_type_label::Model>, bool)>,
    /// Types that became symmetric, or are it no more: their relations stand at other ends now.
    pub turned: Vec<String>,
    pub unchanged: (usize, usize),
}

impl Reference {
    pub fn scheme(&self, code: &str) -> Option<&Scheme> {
        self.schemes.get(code)
    }

    pub fn scheme_codes(&self) -> impl Iterator<Item = &str> {
        self.schemes.keys().map(String::as_str)
    }

    pub fn relation_type(&self, code: &str) -> Option<&relation_type::Model> {
        self.types.get(code)
    }

    pub fn type_codes(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// Reads what the database has.
    pub async fn of_desk(desk: &impl Reads) -> Result<Self, DbErr> {
        let mut reference = Self::default();
        for row in desk::reference::identifier_schemes(desk).await? {
            reference.schemes.insert(row.code.clone(), Scheme::new(row));
        }
        for row in desk::reference::relation_types(desk).await? {
            reference.types.insert(row.code.clone(), row);
        }
        Ok(reference)
    }

    /// Reads what the database has, and plans what the file adds.
    pub async fn load(
        desk: &impl Reads,
        schemes: (&[IdentifierScheme], &Basis<'_>),
        types: (&[RelationType], &Basis<'_>),
        report: &mut Report,
    ) -> Result<Self, DbErr> {
        let mut reference = Self::of_desk(desk).await?;
        reference.plan_schemes(schemes.0, schemes.1, report);
        if !types.0.is_empty() {
            let mut labels: HashMap<String, Vec<relation_type_label::Model>> = HashMap::new();
            for label in desk::reference::relation_type_labels(desk).await? {
                labels.entry(label.code.clone()).or_default().push(label);
            }
            reference.plan_types(types.0, types.1, labels, report);
        }
        Ok(reference)
    }

    fn plan_schemes(&mut self, given: &[IdentifierScheme], basis: &Basis<'_>, report: &mut Report) {
        let mut seen = std::collections::HashSet::new();
        let mut position = self.schemes.values().map(|s| s.row.position + 1).max().unwrap_or(0);
        for (index, scheme) in given.iter().enumerate() {
            let at = basis.pointer(index);
            let IdentifierScheme { code, label, pattern, url_template } = scheme;
            let well_formed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if code.is_empty() || !code.chars().all(well_formed) {
                let message = format!("{} is no code: small letters, digits and hyphens", quoted(code));
                report.add(format_args!("{at}/code"), message);
            }
            if !seen.insert(code) {
                report.add(format_args!("{at}/code"), format_args!("the code {} stands twice", quoted(code)));
            }
            values::line(label, &format!("{at}/label"), report);
            if let Err(error) = Regex::new(&format!("^(?:{pattern})$")) {
                report.add(format_args!("{at}/pattern"), format_args!("is no regular expression: {error}"));
            }
            if let Some(template) = url_template {
                values::url(&template.replace("{value}", "x"), &format!("{at}/urlTemplate"), report);
                if !template.contains("{value}") {
                    report.add(format_args!("{at}/urlTemplate"), "has no {value}");
                }
            }
            let old = self.schemes.get(code).map(|s| s.row.clone());
            let row = identifier_scheme::Model {
                code: code.clone(),
                position: old.as_ref().map_or(position, |old| old.position),
                label: label.clone(),
                pattern: pattern.clone(),
                url_template: url_template.clone(),
                builtin: basis.seed,
            };
            match &old {
                Some(old) if same_but_builtin(old, &row) || basis.seed && !old.builtin => {
                    self.plan.unchanged.0 += 1
                }
                _ => {
                    position += i32::from(old.is_none());
                    self.plan.schemes.push((row.clone(), old.is_some()));
                    self.schemes.insert(code.clone(), Scheme::new(row));
                }
            }
        }
    }

    fn plan_types(
        &mut self,
        given: &[RelationType],
        basis: &Basis<'_>,
        mut labels: HashMap<String, Vec<relation_type_label::Model>>,
        report: &mut Report,
    ) {
        let mut seen = std::collections::HashSet::new();
        let mut position = self.types.values().map(|t| t.position + 1).max().unwrap_or(0);
        let mut changed = vec![];
        for (index, given) in given.iter().enumerate() {
            let at = basis.pointer(index);
            let code = &given.code;
            let well_formed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            if !code.starts_with(|c: char| c.is_ascii_uppercase()) || !code.chars().all(well_formed) {
                let message = format!("{} is no code: capitals, digits and underscores", quoted(code));
                report.add(format_args!("{at}/code"), message);
            }
            if !seen.insert(code) {
                report.add(format_args!("{at}/code"), format_args!("the code {} stands twice", quoted(code)));
            }
            values::line(&given.label, &format!("{at}/label"), report);
            values::line(&given.inverse_label, &format!("{at}/inverseLabel"), report);
            if given.symmetric && given.subject_kinds != given.object_kinds {
                report
                    .add(format_args!("{at}/symmetric"), "a symmetric type has the same kinds at both ends");
            }
            let old = self.types.get(code).cloned();
            let verbs = given.verbs.clone().unwrap_or_default();
            let row = relation_type::Model {
                code: code.clone(),
                position: old.as_ref().map_or(position, |old| old.position),
                label: given.label.clone(),
                inverse_label: given.inverse_label.clone(),
                verb_present: verbs.present,
                verb_past: verbs.past,
                parent_code: given.parent.clone(),
                symmetric: given.symmetric,
                transitive: given.transitive,
                temporal: given.temporal,
                subject_kinds: EntityKinds(given.subject_kinds.clone()),
                object_kinds: EntityKinds(given.object_kinds.clone()),
                wikidata_property: given.wikidata_property.clone(),
                builtin: basis.seed,
                retired_at: old.as_ref().and_then(|old| old.retired_at),
            };
            if let Some(old) = old.as_ref().filter(|old| old.temporal != row.temporal) {
                let message = format!("is {} already, and relations build on it", old.temporal.code());
                report.add(format_args!("{at}/temporal"), message);
            }
            if let Some(old) = &old {
                for (key, old, new) in [
                    ("subjectKinds", &old.subject_kinds, &row.subject_kinds),
                    ("objectKinds", &old.object_kinds, &row.object_kinds),
                ] {
                    let lost: Vec<_> =
                        old.all().into_iter().filter(|k| !new.allow(*k)).map(|k| k.code()).collect();
                    // On the desk, whoever sends it has looked whether anything breaks.
                    if !lost.is_empty() && !basis.seed && !basis.desk {
                        let message = format!("leaves out {}: kinds can be added only", lost.join(", "));
                        report.add(format_args!("{at}/{key}"), message);
                    }
                }
            }
            let new_labels = type_labels(given, &at, report);
            let old_labels = labels.remove(code).unwrap_or_default();
            let labels_same = new_labels.iter().all(|label| old_labels.contains(label));
            let same = old.as_ref().is_some_and(|old| {
                labels_same && relation_type::Model { builtin: old.builtin, ..row.clone() } == *old
            });
            let known = old.is_some();
            let edited = basis.seed && old.as_ref().is_some_and(|old| !old.builtin);
            if same || edited {
                self.plan.unchanged.1 += 1;
            } else {
                position += i32::from(old.is_none());
                if old.is_some_and(|old| old.symmetric != row.symmetric) {
                    self.plan.turned.push(code.clone());
                }
                self.types.insert(code.clone(), row.clone());
                changed.push((row, new_labels, known));
            }
        }
        for (index, given) in given.iter().enumerate() {
            self.check_parents(given, &format!("{}/parent", basis.pointer(index)), report);
        }
        changed.sort_by_key(|(row, ..)| self.depth(&row.code));
        self.plan.types = changed;
    }

    fn check_parents(&self, given: &RelationType, at: &str, report: &mut Report) {
        let Some(parent_code) = &given.parent else { return };
        let Some(parent) = self.types.get(parent_code) else {
            let near = did_you_mean(parent_code, self.type_codes());
            report.add(at, format_args!("there is no relation type {}{near}", quoted(parent_code)));
            return;
        };
        if self.depth(&given.code) > self.types.len() {
            report.add(at, "leads back to this type");
        }
        let subject = EntityKinds(given.subject_kinds.clone());
        let object = EntityKinds(given.object_kinds.clone());
        let narrower = |own: &EntityKinds, wide: &EntityKinds| own.all().iter().all(|kind| wide.allow(*kind));
        if !narrower(&subject, &parent.subject_kinds) || !narrower(&object, &parent.object_kinds) {
            report.add(at, format_args!("{parent_code} does not allow all the kinds of this type"));
        }
    }

    /// How many types are above one; more than there are in a circle.
    fn depth(&self, code: &str) -> usize {
        let up = |code: &str| self.types.get(code).and_then(|t| t.parent_code.clone());
        std::iter::successors(up(code), |code| up(code)).take(self.types.len() + 1).count()
    }
}

fn same_but_builtin(old: &identifier_scheme::Model, new: &identifier_scheme::Model) -> bool {
    identifier_scheme::Model { builtin: old.builtin, ..new.clone() } == *old
}

fn type_labels(given: &RelationType, at: &str, report: &mut Report) -> Vec<relation_type_label::Model> {
    let mut seen = std::collections::HashSet::new();
    let labels = given.labels.iter().enumerate().map(|(i, label)| {
        let language = values::tag(&label.language, &format!("{at}/labels/{i}/language"), report);
        if !seen.insert(language.clone()) {
            report.add(format_args!("{at}/labels/{i}"), format_args!("there are two labels in {language}"));
        }
        let Verbs { present, past } = label.verbs.clone().unwrap_or_default();
        relation_type_label::Model {
            code: given.code.clone(),
            language,
            label: label.label.clone(),
            inverse_label: label.inverse_label.clone(),
            verb_present: present,
            verb_past: past,
        }
    });
    labels.collect()
}
