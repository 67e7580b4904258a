//! What is found, as JSON.

use db::EntityKind;
use sea_orm::Iterable;
use serde_json::{Map, Value, json};

use super::query::{Extension, kind, no_kind};
use crate::domain::public_id::{self, Prefix};
use crate::domain::reconcile::property::Described;
use crate::domain::reconcile::suggest::{self, FARTHEST};
use crate::domain::reconcile::{Candidate, Feature, Property, Query, extend, find};
use crate::http::execution;
use crate::http::fault::Fault;
use crate::http::form::Form;
use crate::store::Edition;
use crate::store::edition::entity::Row;
use crate::store::edition::reference::Reference;

/// The candidates of a batch.
pub async fn candidates(
    edition: &Edition,
    reference: &Reference,
    batch: Vec<(String, Query)>,
) -> Result<Value, Fault> {
    let (names, queries): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let found = find::candidates(edition, reference, &queries).await;
    let found = found.map_err(|cause| execution::fault(&cause))?;
    let told = names.into_iter().zip(found).map(|(name, candidates)| {
        let all: Vec<Value> = candidates.iter().map(candidate).collect();
        (name, json!({ "result": all }))
    });
    Ok(Value::Object(told.collect()))
}

fn candidate(candidate: &Candidate) -> Value {
    let Candidate { row, score, features, is_match } = candidate;
    let feature = |(id, feature): &(&str, Feature)| match feature {
        Feature::Is(is) => json!({ "id": id, "value": is }),
        Feature::Amount(amount) => json!({ "id": id, "value": amount }),
    };
    let mut told = named(row);
    told.insert("type".into(), json!([of_kind(row.kind)]));
    told.insert("score".into(), json!(score));
    told.insert("features".into(), features.iter().map(feature).collect());
    told.insert("match".into(), json!(is_match));
    Value::Object(told)
}

/// The values of properties.
pub async fn values(edition: &Edition, reference: &Reference, asked: Extension) -> Result<Value, Fault> {
    let Extension { ids, properties } = asked;
    let uid = |id: &String| public_id::parse(Prefix::Entity, id);
    let uids: Vec<_> = ids.iter().filter_map(uid).collect();
    let wanted: Vec<Property> = properties.iter().map(|(_, property, _)| property.clone()).collect();
    let found = extend::values(edition, &uids, &wanted).await.map_err(|cause| execution::fault(&cause))?;
    let mut rows = Map::new();
    for id in &ids {
        let told = uid(id).and_then(|uid| found.get(&uid));
        let mut row = Map::new();
        for (i, (name, _, limit)) in properties.iter().enumerate() {
            let all = told.and_then(|told| told.get(i)).map(Vec::as_slice).unwrap_or_default();
            let all = all.iter().take(limit.unwrap_or(usize::MAX)).map(|value| match value {
                extend::Value::Text(text) => json!({ "str": text }),
                extend::Value::Entity(row) => Value::Object(named(row)),
            });
            row.insert(name.clone(), all.collect());
        }
        rows.insert(id.clone(), Value::Object(row));
    }
    let meta = properties.iter().map(|(id, property, _)| {
        let mut told = json!({ "id": id, "name": property.described(reference).name });
        if let (Property::Related(kind), Value::Object(told)) = (property, &mut told) {
            told.insert("type".into(), of_kind(*kind));
        }
        told
    });
    Ok(json!({ "meta": meta.collect::<Vec<_>>(), "rows": rows }))
}

/// Entities that somebody may mean who types.
pub async fn entities(edition: &Edition, form: &Form) -> Result<Value, Fault> {
    let skip = form.number("cursor")?.unwrap_or(0);
    if skip > FARTHEST {
        return Err(Fault::bad_request(format!("\"cursor\" can be 0 to {FARTHEST}: type on instead")));
    }
    let kinds = kinds(form)?;
    let typed: String = form.get("prefix").unwrap_or_default().chars().take(500).collect();
    let rows = suggest::entities(edition, &typed, &kinds, skip).await;
    let rows = rows.map_err(|cause| execution::fault(&cause))?;
    let one = |row: &Row| {
        let mut told = named(row);
        told.insert("notable".into(), json!([of_kind(row.kind)]));
        Value::Object(told)
    };
    Ok(json!({ "result": rows.iter().map(one).collect::<Vec<_>>() }))
}

/// Types that somebody may mean who types.
pub fn types(form: &Form) -> Value {
    let all: Vec<Value> =
        EntityKind::iter().filter(|kind| typed(form, &[kind.code(), name(*kind)])).map(of_kind).collect();
    json!({ "result": all })
}

/// Properties that somebody may mean who types.
pub fn properties(reference: &Reference, form: &Form) -> Value {
    let all = Property::all(reference).into_iter().filter(Property::can_be_asked);
    let all = all.map(|property| property.described(reference));
    let all: Vec<Value> = all.filter(|told| typed(form, &[&told.id, &told.name])).map(property).collect();
    json!({ "result": all })
}

/// Properties that entities of a type may have values of.
pub fn proposed(reference: &Reference, form: &Form) -> Result<Value, Fault> {
    kinds(form)?;
    let limit = form.number("limit")?;
    let all = Property::all(reference).into_iter().map(|own| property(own.described(reference)));
    let all: Vec<Value> = all.take(limit.unwrap_or(usize::MAX)).collect();
    let mut told = json!({ "properties": all });
    if let Value::Object(told) = &mut told {
        told.extend(form.get("type").map(|id| ("type".to_owned(), json!(id))));
        told.extend(limit.map(|limit| ("limit".to_owned(), json!(limit))));
    }
    Ok(told)
}

fn kinds(form: &Form) -> Result<Vec<EntityKind>, Fault> {
    let of = |id: &str| kind(id).map(|kind| vec![kind]).ok_or_else(|| Fault::bad_request(no_kind(id)));
    form.get("type").map_or(Ok(vec![]), of)
}

/// Whether one of the words begins with what was typed.
fn typed(form: &Form, words: &[&str]) -> bool {
    let typed = form.get("prefix").unwrap_or_default().trim().to_lowercase();
    words.iter().any(|word| word.to_lowercase().starts_with(&typed))
}

fn property(told: Described) -> Value {
    let Described { id, name, description } = told;
    json!({ "id": id, "name": name, "description": description })
}

fn named(row: &Row) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("id".into(), json!(public_id::print(Prefix::Entity, row.uid)));
    told.insert("name".into(), json!(row.name));
    told.extend(row.told.summary.as_ref().map(|summary| ("description".to_owned(), json!(summary))));
    told
}

/// All types.
#[must_use]
pub fn every_type() -> Vec<Value> {
    EntityKind::iter().map(of_kind).collect()
}

fn of_kind(kind: EntityKind) -> Value {
    json!({ "id": kind.code(), "name": name(kind) })
}

/// What people call a kind.
#[must_use]
pub fn name(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "Person",
        EntityKind::Organisation => "Organisation",
        EntityKind::Country => "Country",
        EntityKind::Place => "Place",
        EntityKind::Event => "Event",
        EntityKind::Topic => "Topic",
    }
}
