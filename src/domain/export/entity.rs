//! Entities and reference data, as a bundle has them.

use std::collections::HashMap;

use db::{EntityId, Visibility, entity, entity_identifier, entity_name};

use super::sink::Sink;
use super::{ExportError, References};
use crate::domain::bundle::List;
use crate::domain::bundle::format::{
    Entity, EntityName, Identifier, IdentifierScheme, RelationType, RelationTypeLabel, Verbs,
};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Desk};

/// `true` and `false` say that somebody decided.
pub fn public(visibility: Visibility) -> Option<bool> {
    match visibility {
        Visibility::Never => None,
        Visibility::Live => Some(true),
        Visibility::Withdrawn => Some(false),
    }
}

pub async fn write(
    desk: &Desk,
    mut rows: Vec<entity::Model>,
    slugs: &References,
    sink: &mut Sink<'_>,
) -> Result<usize, ExportError> {
    rows.retain(|row| !row.builtin);
    rows.sort_by(|a, b| a.slug.cmp(&b.slug));
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut names: HashMap<EntityId, Vec<entity_name::Model>> = HashMap::new();
    for name in desk::entity::names_of(desk, &ids).await? {
        names.entry(name.entity_id).or_default().push(name);
    }
    let mut identifiers: HashMap<EntityId, Vec<entity_identifier::Model>> = HashMap::new();
    for identifier in desk::entity::identifiers_of(desk, &ids).await? {
        identifiers.entry(identifier.entity_id).or_default().push(identifier);
    }
    let count = rows.len();
    for row in rows {
        let mut identifiers = identifiers.remove(&row.id).unwrap_or_default();
        identifiers.sort_by(|a, b| (&a.scheme, &a.value).cmp(&(&b.scheme, &b.value)));
        let names = names.remove(&row.id).unwrap_or_default();
        sink.put(List::Entities, &told(row, names, identifiers, slugs))?;
    }
    Ok(count)
}

/// An entity in the words of a bundle.
pub(in crate::domain) fn told(
    row: entity::Model,
    names: Vec<entity_name::Model>,
    identifiers: Vec<entity_identifier::Model>,
    slugs: &References,
) -> Entity {
    let name = |name: entity_name::Model| EntityName {
        name: name.name,
        kind: name.kind,
        language: Some(name.language).filter(|tag| !tag.is_empty()),
        preferred: name.preferred,
        distinctive: name.distinctive,
        start_date: name.start_date.map(|d| d.to_string()),
        end_date: name.end_date.map(|d| d.to_string()),
    };
    let identifier = |i: entity_identifier::Model| Identifier { scheme: i.scheme, value: i.value };
    Entity {
        id: Some(public_id::print(Prefix::Entity, row.uid)),
        key: None,
        kind: row.kind,
        name: row.name,
        slug: Some(row.slug),
        summary: row.summary,
        description: row.description,
        start_date: row.start_date.map(|d| d.to_string()),
        end_date: row.end_date.map(|d| d.to_string()),
        latitude: row.latitude,
        longitude: row.longitude,
        names: names.into_iter().map(name).collect(),
        identifiers: identifiers.into_iter().map(identifier).collect(),
        public: public(row.publication),
        merged_into: row.merged_into_id.map(|id| slugs.entity(id)),
    }
}

pub async fn schemes(desk: &Desk, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    for row in desk::reference::identifier_schemes(desk).await?.into_iter().filter(|row| !row.builtin) {
        let scheme = IdentifierScheme {
            code: row.code,
            label: row.label,
            pattern: row.pattern,
            url_template: row.url_template,
        };
        sink.put(List::IdentifierSchemes, &scheme)?;
    }
    Ok(())
}

pub async fn relation_types(desk: &Desk, sink: &mut Sink<'_>) -> Result<(), ExportError> {
    let labels = desk::reference::relation_type_labels(desk).await?;
    for row in desk::reference::relation_types(desk).await?.into_iter().filter(|row| !row.builtin) {
        let labels = labels.iter().filter(|label| label.code == row.code).map(|label| RelationTypeLabel {
            language: label.language.clone(),
            label: label.label.clone(),
            inverse_label: label.inverse_label.clone(),
            verbs: verbs(label.verb_present.clone(), label.verb_past.clone()),
        });
        let kind = RelationType {
            labels: labels.collect(),
            code: row.code,
            label: row.label,
            inverse_label: row.inverse_label,
            verbs: verbs(row.verb_present, row.verb_past),
            parent: row.parent_code,
            symmetric: row.symmetric,
            transitive: row.transitive,
            temporal: row.temporal,
            subject_kinds: row.subject_kinds.0,
            object_kinds: row.object_kinds.0,
            wikidata_property: row.wikidata_property,
        };
        sink.put(List::RelationTypes, &kind)?;
    }
    Ok(())
}

fn verbs(present: Option<String>, past: Option<String>) -> Option<Verbs> {
    (present.is_some() || past.is_some()).then_some(Verbs { present, past })
}
