//! What an operation selects with its variables, in the form that the executor takes. Fields are collected and merged
//! as the specification has it, which the executor does not do: one that stands twice is executed once.
//! ([Collecting fields](https://spec.graphql.org/September2025/#sec-Collecting-Fields))

use std::cell::Cell;
use std::collections::HashSet;

use apollo_compiler::ast::{Directive, Value};
use apollo_compiler::executable::{
    ExecutableDocument, Field, Operation, OperationType, Selection, SelectionSet,
};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node, Schema};
use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types as out;
use async_graphql::{Number, Pos, Positioned};
use async_graphql_value::{ConstValue, Name as OutName, Value as OutValue};
use serde_json::{Map, Value as Json};

use super::limits::Refusal;
use super::lines::Lines;
use super::value::Misfit;

/// Bytes that the variables of an operation take, counted wherever they are used, at most.
pub const LARGEST: usize = 4 << 20;

/// Bytes that a value takes beside its text.
const VALUE: usize = 64;

/// One operation with its variables.
#[derive(Debug)]
pub struct Collecting<'a> {
    pub schema: &'a Schema,
    pub document: &'a ExecutableDocument,
    pub lines: &'a Lines,
    /// Those that were given, and defaults.
    pub variables: &'a Map<String, Json>,
    /// Fields that may still come.
    pub left: Cell<u64>,
    /// Bytes that variables may still take: one that is used often is there as often.
    pub room: Cell<usize>,
}

/// Why an operation cannot be collected.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Variable(#[from] Misfit),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// What stands in a set, in its order.
#[derive(Debug)]
enum Item<'a> {
    /// The fields of one key in the answer: the first, and what else stands there.
    Fields(&'a Field, Vec<&'a Field>),
    /// Selections for some of the types that can stand here.
    Narrower(&'a Name, &'a SelectionSet),
}

type Items<'a> = IndexMap<Key<'a>, Item<'a>>;

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    Field(&'a str),
    /// None is merged with another.
    Narrower(usize),
}

impl<'a> Collecting<'a> {
    /// # Errors
    /// A condition that is null; more fields than the limit when types are told apart.
    pub fn operation(&self, of: &'a Operation) -> Result<Positioned<out::OperationDefinition>, Fault> {
        let ty = match of.operation_type {
            OperationType::Query => out::OperationType::Query,
            OperationType::Mutation => out::OperationType::Mutation,
            OperationType::Subscription => out::OperationType::Subscription,
        };
        let node = out::OperationDefinition {
            ty,
            // Their values stand where they were used.
            variable_definitions: vec![],
            directives: vec![],
            selection_set: self.set(&of.selection_set.ty, &[&of.selection_set])?,
        };
        if self.room.get() == 0 {
            return Err(Refusal::Variables { most: LARGEST }.into());
        }
        Ok(self.here(node, of.name.as_ref().and_then(Name::location)))
    }

    /// The union of sets that are selected of one object, whose type is `ty` or one of it.
    fn set(&self, ty: &str, sets: &[&'a SelectionSet]) -> Result<Positioned<out::SelectionSet>, Fault> {
        let mut items = Items::default();
        for set in sets {
            self.find(ty, set, &mut items)?;
        }
        let mut selected = vec![];
        if self.overlap(&items) {
            for object in self.objects(ty) {
                let node = out::InlineFragment {
                    type_condition: condition(object),
                    directives: vec![],
                    selection_set: self.set(object, sets)?,
                };
                let node = out::Selection::InlineFragment(Positioned::new(node, Pos::default()));
                selected.push(Positioned::new(node, Pos::default()));
            }
        } else {
            for item in items.into_values() {
                selected.push(match item {
                    Item::Fields(first, more) => self.field(first, &more)?,
                    Item::Narrower(on, set) => {
                        let selection_set = self.set(on, &[set])?;
                        let node = out::InlineFragment {
                            type_condition: condition(on),
                            directives: vec![],
                            selection_set,
                        };
                        let node = out::Selection::InlineFragment(Positioned::new(node, Pos::default()));
                        Positioned::new(node, Pos::default())
                    }
                });
            }
        }
        Ok(Positioned::new(out::SelectionSet { items: selected }, Pos::default()))
    }

    fn find(&self, ty: &str, set: &'a SelectionSet, items: &mut Items<'a>) -> Result<(), Fault> {
        for selection in &set.selections {
            let (directives, on, set) = match selection {
                Selection::Field(field) => {
                    if self.holds(&field.directives)? {
                        let key = Key::Field(field.response_key());
                        match items.entry(key) {
                            Entry::Vacant(entry) => {
                                entry.insert(Item::Fields(field, vec![]));
                            }
                            Entry::Occupied(mut entry) => {
                                if let Item::Fields(_, more) = entry.get_mut() {
                                    more.push(field);
                                }
                            }
                        }
                    }
                    continue;
                }
                Selection::InlineFragment(inline) => {
                    (&inline.directives, inline.type_condition.as_ref(), &inline.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else { continue };
                    (&spread.directives, Some(fragment.type_condition()), &fragment.selection_set)
                }
            };
            if !self.holds(directives)? {
                continue;
            }
            match on {
                Some(on) if on.as_str() != ty && !self.schema.is_subtype(on, ty) => {
                    // On an object of another type, it selects nothing.
                    if self.is_abstract(ty) {
                        items.insert(Key::Narrower(items.len()), Item::Narrower(on, set));
                    }
                }
                _ => self.find(ty, set, items)?,
            }
        }
        Ok(())
    }

    /// Whether a field with selections of its own stands in two items that can both apply.
    fn overlap(&self, items: &Items<'a>) -> bool {
        if !items.values().any(|item| matches!(item, Item::Narrower(..))) {
            return false;
        }
        let mut seen: Vec<(Option<&Name>, HashSet<&str>)> = vec![];
        for item in items.values() {
            let (on, keys) = match item {
                Item::Fields(first, _) => {
                    let composite = !first.selection_set.selections.is_empty();
                    (None, composite.then(|| first.response_key().as_str()).into_iter().collect())
                }
                Item::Narrower(on, set) => {
                    let mut keys = HashSet::new();
                    self.composites(set, &mut keys);
                    (Some(*on), keys)
                }
            };
            let apart = |other: &Option<&Name>| match (on, other) {
                (Some(a), Some(b)) => a != *b && !self.is_abstract(a) && !self.is_abstract(b),
                _ => false,
            };
            if seen.iter().any(|(other, known)| !apart(other) && !known.is_disjoint(&keys)) {
                return true;
            }
            seen.push((on, keys));
        }
        false
    }

    fn composites(&self, set: &'a SelectionSet, keys: &mut HashSet<&'a str>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.selection_set.selections.is_empty() => {}
                Selection::Field(field) => {
                    keys.insert(field.response_key());
                }
                Selection::InlineFragment(inline) => self.composites(&inline.selection_set, keys),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.composites(&fragment.selection_set, keys);
                    }
                }
            }
        }
    }

    fn field(&self, first: &'a Field, more: &[&'a Field]) -> Result<Positioned<out::Selection>, Fault> {
        let Some(left) = self.left.get().checked_sub(1) else { return Err(Refusal::Types.into()) };
        self.left.set(left);
        let sets: Vec<_> = [&first].into_iter().chain(more).map(|field| &field.selection_set).collect();
        let arguments = first.arguments.iter().filter_map(|argument| {
            // Without a value, the argument is as good as not there: it has its default.
            let value = self.value(&argument.value)?;
            Some((self.name(&argument.name), self.here(value, argument.value.location())))
        });
        let node = out::Field {
            alias: first.alias.as_ref().map(|alias| self.name(alias)),
            name: self.name(&first.name),
            arguments: arguments.collect(),
            directives: vec![],
            selection_set: self.set(first.ty().inner_named_type(), &sets)?,
        };
        let at = first.alias.as_ref().unwrap_or(&first.name).location();
        Ok(Positioned::new(out::Selection::Field(self.here(node, at)), self.at(at)))
    }

    /// Whether `@skip` and `@include` let it stand.
    fn holds(&self, directives: &[Node<Directive>]) -> Result<bool, Fault> {
        for directive in directives {
            let wanted = match directive.name.as_str() {
                "skip" => false,
                "include" => true,
                _ => continue,
            };
            let condition = directive.specified_argument_by_name("if");
            let is = match condition.and_then(|value| self.value(value)) {
                Some(OutValue::Boolean(is)) => is,
                _ => {
                    let path = condition.map(ToString::to_string).unwrap_or_default();
                    return Err(
                        Misfit { path, fault: "it is null, where a Boolean! decides".to_owned() }.into()
                    );
                }
            };
            if is != wanted {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A value with its variables; nothing where it is one that has none.
    fn value(&self, of: &Value) -> Option<OutValue> {
        Some(match of {
            Value::Variable(name) => {
                let json = self.variables.get(name.as_str())?;
                self.room.set(self.room.get().saturating_sub(size(json)));
                if self.room.get() == 0 {
                    return None;
                }
                ConstValue::from_json(json.clone()).ok()?.into_value()
            }
            Value::List(items) => {
                OutValue::List(items.iter().map(|item| self.value(item).unwrap_or(OutValue::Null)).collect())
            }
            Value::Object(fields) => {
                let fields =
                    fields.iter().filter_map(|(name, field)| Some((OutName::new(name), self.value(field)?)));
                OutValue::Object(fields.collect())
            }
            other => literal(other),
        })
    }

    fn is_abstract(&self, name: &str) -> bool {
        !matches!(self.schema.types.get(name), Some(ExtendedType::Object(_)))
    }

    /// The types of object that can stand where `name` is.
    fn objects(&self, name: &str) -> Vec<&'a str> {
        let types = self.schema.types.iter();
        let objects = types.filter(|(_, of)| matches!(of, ExtendedType::Object(_)));
        objects
            .map(|(object, _)| object.as_str())
            .filter(|object| self.schema.is_subtype(name, object))
            .collect()
    }

    fn name(&self, name: &Name) -> Positioned<OutName> {
        self.here(OutName::new(name), name.location())
    }

    fn here<T>(&self, node: T, span: Option<SourceSpan>) -> Positioned<T> {
        Positioned::new(node, self.at(span))
    }

    fn at(&self, span: Option<SourceSpan>) -> Pos {
        span.map_or_else(Pos::default, |span| self.lines.at(span.offset()))
    }
}

/// Bytes that a value takes, roughly.
fn size(json: &Json) -> usize {
    let within = match json {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(size).sum(),
        Json::Object(fields) => fields.iter().map(|(name, field)| name.len() + size(field)).sum(),
        _ => 0,
    };
    VALUE + within
}

fn condition(on: &str) -> Option<Positioned<out::TypeCondition>> {
    let on = Positioned::new(OutName::new(on), Pos::default());
    Some(Positioned::new(out::TypeCondition { on }, Pos::default()))
}

/// A literal without variables.
#[must_use]
pub fn constant(of: &Value) -> Option<ConstValue> {
    literal(of).into_const()
}

fn literal(of: &Value) -> OutValue {
    match of {
        Value::Null => OutValue::Null,
        Value::Enum(name) => OutValue::Enum(OutName::new(name)),
        Value::Variable(name) => OutValue::Variable(OutName::new(name)),
        Value::String(text) => OutValue::String(text.clone()),
        Value::Boolean(is) => OutValue::Boolean(*is),
        Value::Int(number) => OutValue::Number(integer(number.as_str())),
        Value::Float(number) => OutValue::Number(float(number.as_str())),
        Value::List(items) => OutValue::List(items.iter().map(|item| literal(item)).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| (OutName::new(name), literal(field)));
            OutValue::Object(fields.collect())
        }
    }
}

/// Larger ones than 64 bits fit no type but `Float` and those that take any number.
fn integer(text: &str) -> Number {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.unwrap_or_else(|_| float(text))
}

/// Validation refuses numbers that are not finite.
fn float(text: &str) -> Number {
    text.parse().ok().and_then(Number::from_f64).unwrap_or_else(|| Number::from(0))
}
