//! Values against their types: what validation leaves to the server. Literals are checked once, with the document;
//! variables with each request. All faults are told at once, each with its place.
//! ([Coercing variable values](https://spec.graphql.org/September2025/#sec-Coercing-Variable-Values))

use apollo_compiler::Schema;
use apollo_compiler::ast::{self, Type};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use serde_json::Value as Json;

use super::collect;
use crate::graphql::scalars;

/// Texts in messages are cut here: the client knows what it sent.
const SHOWN: usize = 80;

/// Misfits of one request that are looked for; a client mends the first ones first.
pub const MOST: usize = 10;

/// Lists and objects that stand within each other, at most: the types of input that hold themselves are read by as many
/// calls within each other, and those take stack.
const DEEPEST: usize = 16;

/// Values in the variables of one request, with those within them, at most: a document has as many tokens.
pub const VALUES: usize = 2_000;

/// One value that does not fit, and where it stands: `$filter.slug.eq`, `first`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid value at \"{path}\": {fault}.")]
pub struct Misfit {
    pub path: String,
    pub fault: String,
}

/// What is wrong with the mere size of a variable's value. `left` are the values that the request may still have.
pub fn excess(value: &Json, left: &mut usize) -> Option<String> {
    fn within(value: &Json, deep: usize, left: &mut usize) -> Option<String> {
        let Some(rest) = left.checked_sub(1) else {
            return Some(format!("there are more than {VALUES} values in the variables"));
        };
        *left = rest;
        match value {
            Json::Array(_) | Json::Object(_) if deep == 0 => Some(too_deep()),
            Json::Array(items) => items.iter().find_map(|item| within(item, deep - 1, left)),
            Json::Object(fields) => fields.values().find_map(|field| within(field, deep - 1, left)),
            _ => None,
        }
    }
    within(value, DEEPEST, left)
}

/// So many conditions does one count that no index answers: whatever it is asked of is looked at.
const DEAR: u64 = 10;

/// What a condition counts beside its object.
fn dear(name: &str) -> u64 {
    match name {
        "contains" | "endsWith" | "every" | "count" => DEAR,
        _ => 0,
    }
}

/// Objects in a variable's value: conditions of filters, for the most part. Dear ones count as several.
pub fn objects(value: &Json) -> u64 {
    match value {
        Json::Array(items) => items.iter().map(objects).sum(),
        Json::Object(fields) => {
            let field = |(name, value): (&String, &Json)| {
                if value.is_null() { 0 } else { objects(value).saturating_add(dear(name)) }
            };
            fields.iter().map(field).sum::<u64>() + 1
        }
        _ => 0,
    }
}

/// Objects in a literal.
pub fn literal_objects(value: &ast::Value) -> u64 {
    match value {
        ast::Value::List(items) => items.iter().map(|item| literal_objects(item)).sum(),
        ast::Value::Object(fields) => {
            fields.iter().map(|(name, field)| literal_objects(field).saturating_add(dear(name))).sum::<u64>()
                + 1
        }
        _ => 0,
    }
}

/// What is wrong with the size of a literal, of which the document's limits bound all but the depth.
pub fn depth(value: &ast::Value) -> Option<String> {
    fn is_deep(value: &ast::Value, deep: usize) -> bool {
        match value {
            ast::Value::List(_) | ast::Value::Object(_) if deep == 0 => true,
            ast::Value::List(items) => items.iter().any(|item| is_deep(item, deep - 1)),
            ast::Value::Object(fields) => fields.iter().any(|(_, field)| is_deep(field, deep - 1)),
            _ => false,
        }
    }
    is_deep(value, DEEPEST).then(too_deep)
}

fn too_deep() -> String {
    format!("more than {DEEPEST} lists and objects stand within each other")
}

/// Checks a variable's value. Absence is the caller's to judge.
pub fn variable(schema: &Schema, path: &str, ty: &Type, value: &Json, misfits: &mut Vec<Misfit>) {
    if misfits.len() >= MOST {
        return;
    }
    let mut tell = |fault: String| misfits.push(Misfit { path: path.to_owned(), fault });
    if value.is_null() {
        if ty.is_non_null() {
            tell(format!("it is null, where {ty} is required"));
        }
        return;
    }
    if ty.is_list() {
        match value.as_array() {
            Some(items) => {
                for (at, item) in items.iter().enumerate() {
                    variable(schema, &format!("{path}.{at}"), ty.item_type(), item, misfits);
                }
            }
            // A single value is a list of one.
            None => variable(schema, path, ty.item_type(), value, misfits),
        }
        return;
    }
    let name = ty.inner_named_type();
    match schema.types.get(name) {
        Some(ExtendedType::Scalar(_)) => {
            if let Some(fault) = scalar(name, value) {
                tell(fault);
            }
        }
        Some(ExtendedType::Enum(of)) => match value.as_str() {
            Some(text) if of.values.contains_key(text) => {}
            Some(text) => tell(format!("{name} has no value {}", shown(&Json::from(text)))),
            None => tell(format!("it is {}, where a value of {name} belongs", shown(value))),
        },
        Some(ExtendedType::InputObject(of)) => match value.as_object() {
            Some(fields) => object(schema, path, of, fields, misfits),
            None => tell(format!("it is {}, where an object of {name} belongs", shown(value))),
        },
        // Validation has seen that variables have input types.
        _ => tell(format!("{name} is no type of input")),
    }
}

fn object(
    schema: &Schema,
    path: &str,
    of: &InputObjectType,
    fields: &serde_json::Map<String, Json>,
    misfits: &mut Vec<Misfit>,
) {
    let mut tell = |path: String, fault: String| misfits.push(Misfit { path, fault });
    for name in fields.keys().filter(|name| !of.fields.contains_key(name.as_str())) {
        tell(path.to_owned(), format!("{} has no field {}", of.name, shown(&Json::from(name.as_str()))));
    }
    for (name, field) in &of.fields {
        let path = format!("{path}.{name}");
        match fields.get(name.as_str()) {
            Some(value) => variable(schema, &path, &field.ty, value, misfits),
            None if field.is_required() => {
                misfits.push(Misfit { path, fault: format!("it is missing; {} is required", field.ty) })
            }
            None => {}
        }
    }
    if one_of(of) {
        let nulls = fields.values().any(Json::is_null);
        one_of_fault(of, fields.len(), nulls, path, misfits);
    }
}

/// Checks a literal for what validation leaves out: our scalars, fields that stand twice, and `@oneOf`. A variable in
/// an `@oneOf` object must be of a type without null ([rule](https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed)).
pub fn literal(
    schema: &Schema,
    variables: &dyn Fn(&str) -> Option<bool>,
    path: &str,
    ty: &Type,
    value: &ast::Value,
    misfits: &mut Vec<Misfit>,
) {
    match value {
        ast::Value::Null | ast::Value::Variable(_) => {}
        ast::Value::List(items) if ty.is_list() => {
            for (at, item) in items.iter().enumerate() {
                literal(schema, variables, &format!("{path}.{at}"), ty.item_type(), item, misfits);
            }
        }
        _ if ty.is_list() => literal(schema, variables, path, ty.item_type(), value, misfits),
        ast::Value::Object(fields) => {
            let Some(ExtendedType::InputObject(of)) = schema.types.get(ty.inner_named_type()) else { return };
            for (at, (name, value)) in fields.iter().enumerate() {
                let path = format!("{path}.{name}");
                if fields.iter().take(at).any(|(other, _)| other == name) {
                    misfits.push(Misfit { path, fault: "it is given twice".to_owned() });
                } else if let Some(field) = of.fields.get(name) {
                    literal(schema, variables, &path, &field.ty, value, misfits);
                }
            }
            if one_of(of) {
                let null = |value: &ast::Value| match value {
                    ast::Value::Null => true,
                    ast::Value::Variable(name) => variables(name) != Some(true),
                    _ => false,
                };
                let nulls = fields.iter().any(|(_, value)| null(value));
                one_of_fault(of, fields.len(), nulls, path, misfits);
            }
        }
        _ => {
            let constant = collect::constant(value).and_then(|value| value.into_json().ok());
            if let Some(fault) = constant.and_then(|json| scalars::fault(ty.inner_named_type(), &json)) {
                misfits.push(Misfit { path: path.to_owned(), fault });
            }
        }
    }
}

fn one_of(of: &InputObjectType) -> bool {
    of.directives.has("oneOf")
}

fn one_of_fault(of: &InputObjectType, fields: usize, nulls: bool, path: &str, misfits: &mut Vec<Misfit>) {
    if fields != 1 || nulls {
        let fault = format!("{} takes exactly one of its fields, and not null", of.name);
        misfits.push(Misfit { path: path.to_owned(), fault });
    }
}

/// What is wrong with a value for a scalar
/// ([Scalars](https://spec.graphql.org/September2025/#sec-Scalars.Input-Coercion)).
fn scalar(name: &str, value: &Json) -> Option<String> {
    let fits = match name {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Float" => value.is_number(),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || value.is_i64() || value.is_u64(),
        _ => return scalars::fault(name, value),
    };
    (!fits).then(|| format!("it is {}, where {name} belongs", shown(value)))
}

fn shown(value: &Json) -> String {
    let text = match value {
        Json::Object(_) => return "an object".to_owned(),
        Json::Array(_) => return "a list".to_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
