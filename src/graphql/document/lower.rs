//! A validated document in the form that the executor takes.

use apollo_compiler::ast::{Directive, Value};
use apollo_compiler::executable::{self, Field, Operation, OperationType, Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::{Name, Node};
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types as out;
use async_graphql::{Number, Pos, Positioned};
use async_graphql_value::{ConstValue, Name as OutName, Value as OutValue};

use super::lines::Lines;

/// The fragments of a document, by their names.
pub type Fragments = std::collections::HashMap<OutName, Positioned<out::FragmentDefinition>>;

/// Translates the parts of one document.
#[derive(Debug)]
pub struct Lower<'a>(pub &'a Lines<'a>);

impl Lower<'_> {
    #[must_use]
    pub fn operation(&self, operation: &Operation) -> Positioned<out::OperationDefinition> {
        let ty = match operation.operation_type {
            OperationType::Query => out::OperationType::Query,
            OperationType::Mutation => out::OperationType::Mutation,
            OperationType::Subscription => out::OperationType::Subscription,
        };
        let variables = operation.variables.iter().map(|variable| {
            let node = out::VariableDefinition {
                name: self.name(&variable.name),
                var_type: self.here(kind(&variable.ty), variable.location()),
                // Nothing that the executor knows stands at variables.
                directives: vec![],
                default_value: variable
                    .default_value
                    .as_ref()
                    .and_then(|value| self.here_if(constant(value), value.location())),
            };
            self.here(node, variable.location())
        });
        let node = out::OperationDefinition {
            ty,
            variable_definitions: variables.collect(),
            directives: self.directives(&operation.directives),
            selection_set: self.set(&operation.selection_set),
        };
        self.here(node, operation.name.as_ref().and_then(Name::location))
    }

    #[must_use]
    pub fn fragments(&self, fragments: &executable::FragmentMap) -> Fragments {
        let fragment = |fragment: &Node<executable::Fragment>| {
            let on = self.name(&fragment.selection_set.ty);
            let node = out::FragmentDefinition {
                type_condition: Positioned::new(out::TypeCondition { on }, Pos::default()),
                directives: self.directives(&fragment.directives),
                selection_set: self.set(&fragment.selection_set),
            };
            self.here(node, fragment.location())
        };
        fragments.iter().map(|(name, value)| (OutName::new(name), fragment(value))).collect()
    }

    fn set(&self, set: &SelectionSet) -> Positioned<out::SelectionSet> {
        let items = set.selections.iter().map(|selection| match selection {
            Selection::Field(field) => {
                let node = self.here(self.field(field), field.location());
                Positioned::new(out::Selection::Field(node), self.at(field.location()))
            }
            Selection::FragmentSpread(spread) => {
                let node = out::FragmentSpread {
                    fragment_name: self.name(&spread.fragment_name),
                    directives: self.directives(&spread.directives),
                };
                let node = self.here(node, spread.location());
                Positioned::new(out::Selection::FragmentSpread(node), self.at(spread.location()))
            }
            Selection::InlineFragment(inline) => {
                let condition = inline.type_condition.as_ref();
                let node = out::InlineFragment {
                    type_condition: condition
                        .map(|on| Positioned::new(out::TypeCondition { on: self.name(on) }, Pos::default())),
                    directives: self.directives(&inline.directives),
                    selection_set: self.set(&inline.selection_set),
                };
                let node = self.here(node, inline.location());
                Positioned::new(out::Selection::InlineFragment(node), self.at(inline.location()))
            }
        });
        Positioned::new(out::SelectionSet { items: items.collect() }, Pos::default())
    }

    fn field(&self, field: &Field) -> out::Field {
        out::Field {
            alias: field.alias.as_ref().map(|alias| self.name(alias)),
            name: self.name(&field.name),
            arguments: self.arguments(&field.arguments),
            directives: self.directives(&field.directives),
            selection_set: self.set(&field.selection_set),
        }
    }

    fn arguments(
        &self,
        arguments: &[Node<executable::Argument>],
    ) -> Vec<(Positioned<OutName>, Positioned<OutValue>)> {
        let argument = |argument: &Node<executable::Argument>| {
            let value = self.here(value(&argument.value), argument.value.location());
            (self.name(&argument.name), value)
        };
        arguments.iter().map(argument).collect()
    }

    fn directives(&self, directives: &[Node<Directive>]) -> Vec<Positioned<out::Directive>> {
        let directive = |directive: &Node<Directive>| {
            let node = out::Directive {
                name: self.name(&directive.name),
                arguments: self.arguments(&directive.arguments),
            };
            self.here(node, directive.location())
        };
        directives.iter().map(directive).collect()
    }

    fn name(&self, name: &Name) -> Positioned<OutName> {
        self.here(OutName::new(name), name.location())
    }

    fn here<T>(&self, node: T, span: Option<SourceSpan>) -> Positioned<T> {
        Positioned::new(node, self.at(span))
    }

    fn here_if<T>(&self, node: Option<T>, span: Option<SourceSpan>) -> Option<Positioned<T>> {
        node.map(|node| self.here(node, span))
    }

    fn at(&self, span: Option<SourceSpan>) -> Pos {
        span.map_or_else(Pos::default, |span| self.0.at(span.offset()))
    }
}

fn kind(of: &executable::Type) -> out::Type {
    use executable::Type;
    let base = match of {
        Type::Named(name) | Type::NonNullNamed(name) => out::BaseType::Named(OutName::new(name)),
        Type::List(item) | Type::NonNullList(item) => out::BaseType::List(Box::new(kind(item))),
    };
    out::Type { base, nullable: !of.is_non_null() }
}

/// A literal; what a variable stands for is found when the operation runs.
#[must_use]
pub fn value(of: &Value) -> OutValue {
    match of {
        Value::Null => OutValue::Null,
        Value::Enum(name) => OutValue::Enum(OutName::new(name)),
        Value::Variable(name) => OutValue::Variable(OutName::new(name)),
        Value::String(text) => OutValue::String(text.clone()),
        Value::Boolean(is) => OutValue::Boolean(*is),
        Value::Int(number) => OutValue::Number(integer(number.as_str())),
        Value::Float(number) => OutValue::Number(float(number.as_str())),
        Value::List(items) => OutValue::List(items.iter().map(|item| value(item)).collect()),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| (OutName::new(name), value(field)));
            OutValue::Object(fields.collect::<IndexMap<_, _>>())
        }
    }
}

/// A literal without variables.
#[must_use]
pub fn constant(of: &Value) -> Option<ConstValue> {
    value(of).into_const()
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
