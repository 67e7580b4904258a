//! Questions out of JSON, with all that is wrong with them.

use db::EntityKind;
use sea_orm::Iterable;
use serde_json::{Map, Value};

use crate::domain::public_id::{self, Prefix};
use crate::domain::reconcile::{Given, MOST_CANDIDATES, MOST_QUERIES, Property, Query, Want, extend};
use crate::http::fault::Fault;
use crate::http::request::{MOST_VALUES, values};
use crate::store::edition::reference::Reference;

/// Candidates, where a question does not say how many.
const USUAL_CANDIDATES: usize = 5;
/// Characters of a name at most.
const LONGEST: usize = 500;
/// Properties of a question, and values of each, at most.
const MOST_WANTS: usize = 10;
/// Faults that are told at once.
const MOST_FAULTS: usize = 10;

/// A batch of questions, each with its name.
///
/// # Errors
/// 400 that says all that is wrong; 413 for too many.
pub fn batch(json: &str, reference: &Reference) -> Result<Vec<(String, Query)>, Fault> {
    let members = object(json, "queries")?;
    if members.len() > MOST_QUERIES {
        let message = format!("\"queries\" has {}; a batch can have {MOST_QUERIES} at most", members.len());
        return Err(too_many(message));
    }
    let mut faults = vec![];
    let mut all = vec![];
    for (name, value) in members {
        let mut reading = Reading { at: name.clone(), reference, faults: &mut faults };
        let query = reading.query(&value);
        all.push((name, query));
    }
    refused(faults)?;
    Ok(all)
}

/// What is asked about which entities: their ids as they were given, and the properties.
pub struct Extension {
    pub ids: Vec<String>,
    pub properties: Vec<(String, Property, Option<usize>)>,
}

/// A question for values.
///
/// # Errors
/// 400 that says all that is wrong; 413 for too many.
pub fn extension(json: &str, reference: &Reference) -> Result<Extension, Fault> {
    let members = object(json, "extend")?;
    let mut faults = vec![];
    let list = |name: &str, faults: &mut Vec<String>| match members.get(name) {
        Some(Value::Array(list)) => list.clone(),
        _ => {
            faults.push(format!("{name}: must be a list"));
            vec![]
        }
    };
    let (given_ids, given) = (list("ids", &mut faults), list("properties", &mut faults));
    for (what, is, most) in [
        ("ids", given_ids.len(), extend::MOST_ENTITIES),
        ("properties", given.len(), extend::MOST_PROPERTIES),
    ] {
        if is > most {
            return Err(too_many(format!("\"{what}\" has {is}; it can have {most} at most")));
        }
    }
    let (mut ids, mut properties) = (vec![], vec![]);
    for (i, id) in given_ids.iter().enumerate() {
        match id {
            Value::String(id) => ids.push(id.clone()),
            _ => faults.push(format!("ids.{i}: must be a string")),
        }
    }
    for (i, property) in given.iter().enumerate() {
        let Some(id) = property.get("id").and_then(Value::as_str) else {
            faults.push(format!("properties.{i}.id: must be a string"));
            continue;
        };
        // Forms send numbers as texts; 0 is no limit.
        let limit = property.pointer("/settings/limit");
        let limit = limit.and_then(|n| n.as_u64().or_else(|| n.as_str().and_then(|text| text.parse().ok())));
        let limit = limit.filter(|n| *n > 0).and_then(|n| usize::try_from(n).ok());
        match Property::of_id(id, reference) {
            Some(property) => properties.push((id.to_owned(), property, limit)),
            None => faults.push(format!("properties.{i}.id: {}", no_property(id, reference))),
        }
    }
    refused(faults)?;
    Ok(Extension { ids, properties })
}

/// The kind of entities that a type is.
#[must_use]
pub fn kind(id: &str) -> Option<EntityKind> {
    EntityKind::iter().find(|kind| kind.code() == id)
}

/// A fault that says which types there are.
#[must_use]
pub fn no_kind(id: &str) -> String {
    let known: Vec<_> = EntityKind::iter().map(EntityKind::code).collect();
    format!("there is no type \"{}\"; there are {}", shortened(id), known.join(", "))
}

fn no_property(id: &str, reference: &Reference) -> String {
    let known = Property::all(reference).into_iter().map(|property| property.described(reference).id);
    let known: Vec<_> = known.collect();
    format!("there is no property \"{}\"; there are {}", shortened(id), known.join(", "))
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

fn object(json: &str, name: &str) -> Result<Map<String, Value>, Fault> {
    if values(json.as_bytes()) > MOST_VALUES {
        return Err(too_many(format!(
            "\"{name}\" has more than {MOST_VALUES} values: ask in several requests"
        )));
    }
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Fault::bad_request(format!("\"{name}\" must be a JSON object"))),
        Err(fault) => Err(Fault::bad_request(format!("\"{name}\" is not JSON: {fault}"))),
    }
}

fn too_many(message: String) -> Fault {
    Fault::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
}

fn refused(mut faults: Vec<String>) -> Result<(), Fault> {
    if faults.is_empty() {
        return Ok(());
    }
    let more = faults.len().saturating_sub(MOST_FAULTS);
    faults.truncate(MOST_FAULTS);
    if more > 0 {
        faults.push(format!("and {more} more"));
    }
    Err(Fault::bad_request(faults.join("; ")))
}

struct Reading<'a> {
    at: String,
    reference: &'a Reference,
    faults: &'a mut Vec<String>,
}

impl Reading<'_> {
    fn fault(&mut self, path: &str, what: &str) {
        let at: String = self.at.chars().take(60).collect();
        self.faults.push(format!("{at}{path}: {what}"));
    }

    fn query(&mut self, value: &Value) -> Query {
        let Value::Object(members) = value else {
            self.fault("", "must be an object");
            return Query::default();
        };
        let text = match members.get("query") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.chars().count() <= LONGEST => {
                Some(text.clone()).filter(|text| !text.trim().is_empty())
            }
            Some(Value::String(_)) => {
                self.fault(".query", &format!("is longer than {LONGEST} characters"));
                None
            }
            Some(_) => {
                self.fault(".query", "must be a string");
                None
            }
        };
        let kinds = self.kinds(members.get("type"));
        let limit = match members.get("limit") {
            None | Some(Value::Null) => USUAL_CANDIDATES,
            Some(limit) => match limit.as_f64().filter(|limit| *limit >= 1.0) {
                Some(limit) if limit < 1000.0 => {
                    let whole = (1..=MOST_CANDIDATES).take_while(|n| *n as f64 <= limit).count();
                    whole.max(1)
                }
                Some(_) => MOST_CANDIDATES,
                None => {
                    self.fault(".limit", "must be a positive number");
                    USUAL_CANDIDATES
                }
            },
        };
        let wants = self.wants(members.get("properties"));
        // A cell without a name is nobody: no reason to refuse the other cells.
        if members.get("query").is_none() && members.get("properties").is_none() {
            self.fault("", "must have a \"query\" or \"properties\"");
        }
        Query { text, kinds, limit, wants }
    }

    fn kinds(&mut self, given: Option<&Value>) -> Vec<EntityKind> {
        let of = |value: &Value| match value {
            Value::Object(members) => members.get("id").and_then(Value::as_str).map(str::to_owned),
            other => other.as_str().map(str::to_owned),
        };
        let ids: Vec<Option<String>> = match given {
            None | Some(Value::Null) => vec![],
            Some(Value::Array(list)) => list.iter().map(of).collect(),
            Some(one) => vec![of(one)],
        };
        let mut kinds = vec![];
        for id in ids {
            match id.as_deref().map(|id| (id, kind(id))) {
                Some((_, Some(kind))) => kinds.push(kind),
                // What clients send for "anything".
                Some(("", _)) => {}
                Some((id, None)) => self.fault(".type", &no_kind(id)),
                None => self.fault(".type", "must be a string or a list of strings"),
            }
        }
        kinds
    }

    fn wants(&mut self, given: Option<&Value>) -> Vec<Want> {
        let list = match given {
            None | Some(Value::Null) => return vec![],
            Some(Value::Array(list)) if list.len() <= MOST_WANTS => list,
            Some(Value::Array(_)) => {
                self.fault(".properties", &format!("has more than {MOST_WANTS}"));
                return vec![];
            }
            Some(_) => {
                self.fault(".properties", "must be a list");
                return vec![];
            }
        };
        let mut wants = vec![];
        for (i, want) in list.iter().enumerate() {
            let path = format!(".properties.{i}");
            let Some(pid) = want.get("pid").and_then(Value::as_str) else {
                self.fault(&path, "must have a \"pid\", a string");
                continue;
            };
            let Some(property) = Property::of_id(pid, self.reference) else {
                let what = no_property(pid, self.reference);
                self.fault(&path, &what);
                continue;
            };
            if !property.can_be_asked() {
                self.fault(&path, &format!("\"{pid}\" cannot be asked; it can be told"));
                continue;
            }
            let values: Vec<&Value> = match want.get("v") {
                Some(Value::Array(list)) => list.iter().take(MOST_WANTS + 1).collect(),
                Some(one) => vec![one],
                None => vec![],
            };
            if values.is_empty() || values.len() > MOST_WANTS {
                self.fault(&path, &format!("must have a \"v\": a value, or up to {MOST_WANTS} in a list"));
                continue;
            }
            let values: Option<Vec<Given>> = values.into_iter().map(value).collect();
            match values {
                // An empty cell says nothing.
                Some(values) => {
                    let values: Vec<_> =
                        values.into_iter().filter(|v| *v != Given::Text(String::new())).collect();
                    if !values.is_empty() {
                        wants.push(Want { property, values });
                    }
                }
                None => {
                    self.fault(&path, "has a value that is no text, number, truth or entity with an \"id\"")
                }
            }
        }
        wants
    }
}

fn value(given: &Value) -> Option<Given> {
    match given {
        Value::String(text) => Some(match public_id::parse(Prefix::Entity, text.trim()) {
            Some(uid) => Given::Entity(uid),
            None => Given::Text(text.chars().take(LONGEST).collect()),
        }),
        Value::Number(number) => Some(Given::Text(number.to_string())),
        Value::Bool(truth) => Some(Given::Text(truth.to_string())),
        // An id that is none of ours names nothing.
        Value::Object(members) => members.get("id").and_then(Value::as_str).map(|id| {
            public_id::parse(Prefix::Entity, id).map_or_else(|| Given::Text(id.to_owned()), Given::Entity)
        }),
        Value::Null | Value::Array(_) => None,
    }
}
