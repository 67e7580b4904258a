//! The structure of one element: what of it does not fit the format's types, told by the JSON Schema.

use std::collections::HashMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::{Report, did_you_mean, quoted};
use super::schema;
use super::source::List;

/// Tells faults of elements. Schemas are compiled when the first fault asks for them.
#[derive(Debug, Default)]
pub struct Structure {
    schemas: HashMap<List, (Value, Option<Validator>)>,
}

impl Structure {
    /// Reads an element. Where it has faults they are reported, and what can be understood of it without them is
    /// given back, so that the rest is checked too.
    pub fn element<T: DeserializeOwned>(
        &mut self,
        list: List,
        json: &str,
        pointer: &str,
        report: &mut Report,
    ) -> Result<T, Option<T>> {
        let error = match serde_json::from_str(json) {
            Ok(element) => return Ok(element),
            Err(error) => error,
        };
        let Ok(mut value) = serde_json::from_str::<Value>(json) else {
            // Nested too deeply, or a number beyond all bounds.
            report.add(pointer, error);
            return Err(None);
        };
        let (root, validator) = self.schemas.entry(list).or_insert_with(|| {
            let root = schema::element(list);
            let validator = jsonschema::validator_for(&root).ok();
            (root, validator)
        });
        let mut found = vec![];
        if let Some(validator) = validator {
            for error in validator.iter_errors(&value) {
                faults(root, &error, &mut found);
            }
        }
        if found.is_empty() {
            // A key that stands twice, for one, is beyond the schema.
            report.add(pointer, error);
            return Err(None);
        }
        for (at, message, member) in &found {
            report.add(format_args!("{pointer}{at}"), message);
            if let Some(member) = member
                && let Some(object) = value.pointer_mut(at.strip_suffix(&format!("/{member}")).unwrap_or(at))
                && let Some(object) = object.as_object_mut()
            {
                object.remove(member);
            }
        }
        Err(serde_json::from_value(value).ok())
    }
}

/// Where, what, and the member of an object that may be left out to read on.
type Found = (String, String, Option<String>);

fn faults(root: &Value, error: &ValidationError<'_>, found: &mut Vec<Found>) {
    let at = error.instance_path().as_str();
    let last = || at.rsplit('/').next().filter(|s| s.parse::<usize>().is_err()).map(str::to_owned);
    let message = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let known = schema::keys(root, at);
            for key in unexpected {
                let near = did_you_mean(key, known.iter().map(String::as_str));
                let message = format!("there is no key {}{near}", quoted(key));
                let step = key.replace('~', "~0").replace('/', "~1");
                found.push((format!("{at}/{step}"), message, Some(key.clone())));
            }
            return;
        }
        ValidationErrorKind::AnyOf { context } => {
            // An optional value: null is one of the alternatives, and nobody meant that.
            let meant =
                context.iter().flatten().find(|e| matches!(e.kind(), ValidationErrorKind::Enum { .. }));
            match meant {
                Some(meant) => one_of(meant, error.instance()),
                None => "fits none of its forms".to_owned(),
            }
        }
        ValidationErrorKind::Enum { .. } => one_of(error, error.instance()),
        ValidationErrorKind::Required { property } => {
            let message = format!("{property} is missing");
            found.push((at.to_owned(), message, None));
            return;
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(several) => {
                    let names = several.iter().map(|t| t.to_string()).filter(|t| t != "null");
                    names.collect::<Vec<_>>().join(" or ")
                }
            };
            format!("is {}, where {wanted} is wanted", type_of(error.instance()))
        }
        ValidationErrorKind::Minimum { limit } => format!("is less than {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("is more than {limit}"),
        ValidationErrorKind::Format { format } => format!("does not fit {format}"),
        other => format!("breaks the rule \"{}\" of the schema", other.keyword()),
    };
    found.push((at.to_owned(), message, last()));
}

fn one_of(error: &ValidationError<'_>, instance: &Value) -> String {
    let ValidationErrorKind::Enum { options } = error.kind() else { return String::new() };
    let words: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match instance.as_str() {
        Some(word) => {
            let near = did_you_mean(word, words.iter().copied());
            format!("{} is none of {}{near}", quoted(word), words.join(", "))
        }
        None => format!("is {}, where one of {} is wanted", type_of(instance), words.join(", ")),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
