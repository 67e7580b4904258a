//! From a text to a document that can be executed: scanned, parsed, measured, validated, costed.

use std::sync::Arc;

use apollo_compiler::ast;
use apollo_compiler::executable::{self, ExecutableDocument, Selection, SelectionSet};
use apollo_compiler::parser::Parser;
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};
use apollo_compiler::validation::{Valid, WithErrors};
use apollo_compiler::{Node, Schema, introspection, name, ty};

use super::cost::{Plan, Planning};
use super::limits::{Limits, Refusal};
use super::lines::Lines;
use super::rejection::{Declared, Rejection, coded};
use super::tell::{cut, syntax, validation};
use super::{scan, size, value};
use crate::graphql::wire::Stage;

/// What documents are held against.
#[derive(Clone, Debug)]
pub struct Rules {
    pub schema: Valid<Schema>,
    pub limits: Limits,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Whether errors propose names of the schema. Only where it may be asked for anyway.
    pub suggestions: bool,
}

/// A valid document, and what is known of it without its variables.
#[derive(Debug)]
pub struct Document {
    pub executable: Valid<ExecutableDocument>,
    pub operations: Vec<Operation>,
    pub lines: Lines,
    pub plan: Plan,
    /// Objects in its arguments: conditions of filters, for the most part.
    pub conditions: u64,
    /// What it takes to keep, roughly, in bytes.
    pub bytes: u64,
}

/// One operation of a document.
#[derive(Debug)]
pub struct Operation {
    pub node: Node<executable::Operation>,
    /// Its selections in the [`Plan`].
    pub root: usize,
}

/// A document is shared by the requests that ask it.
pub type Shared = Arc<Document>;

/// What a parsed node takes, beside its text: an estimate on the safe side.
const BYTES_PER_TOKEN: u64 = 500;

/// Reads a document.
///
/// # Errors
/// What is wrong with it: of its size the first fault, of its grammar and its meaning the first few.
pub fn read(text: &str, rules: &Rules) -> Result<Document, Rejection> {
    let limits = &rules.limits;
    let scanned = scan::scan(text, limits).map_err(|refusal| Rejection::refused(Stage::Refused, refusal))?;
    let lines = Lines::new(&scanned);
    // Brackets are bounded by now; the parser's own bound counts more than these, and knows of no fragments.
    let mut parser = Parser::new().recursion_limit(limits.nesting.saturating_mul(4).saturating_add(100));
    let parsed = parser.parse_ast(&*scanned, "document");
    let parsed = parsed.map_err(|faults| Rejection::new(Stage::Refused, syntax(&faults.errors)))?;
    let invalid = |refusal| Rejection::refused(Stage::Invalid, refusal);
    size::check(&parsed, &lines, limits).map_err(invalid)?;
    let document = parsed.to_executable_validate(&rules.schema).map_err(|faults| Rejection {
        declared: parsed.definitions.iter().filter_map(declared).collect(),
        ..Rejection::new(Stage::Invalid, validation(&faults.errors, &scanned, rules))
    })?;
    let conditions = literals(&document, &lines, &rules.schema)?;
    let mut planning = Planning::new(&rules.schema, &document, &lines);
    let mut operations = vec![];
    for operation in document.operations.iter() {
        let asks = operation.is_query()
            && operation
                .root_fields(&document)
                .any(|field| matches!(field.name.as_str(), "__schema" | "__type"));
        if asks && !rules.introspection {
            let message = "This server does not tell its schema.";
            return Err(Rejection::new(Stage::Invalid, vec![coded(message, "INTROSPECTION_DISABLED", None)]));
        }
        if asks && introspection::check_max_depth(&document, operation).is_err() {
            // Lists of fields within lists of fields: the answer would grow with their power.
            return Err(invalid(Refusal::Introspection));
        }
        operations.push(Operation { node: operation.clone(), root: planning.set(&operation.selection_set) });
    }
    let plan = planning.plan;
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let tokens = u64::try_from(parser.tokens_reached()).unwrap_or(u64::MAX);
    Ok(Document {
        executable: document,
        operations,
        lines,
        plan,
        conditions,
        bytes: bytes.saturating_add(tokens.saturating_mul(BYTES_PER_TOKEN)),
    })
}

fn declared(definition: &ast::Definition) -> Option<Declared> {
    let ast::Definition::OperationDefinition(of) = definition else { return None };
    let name = of.name.as_ref().map(ToString::to_string);
    Some(Declared { name, kind: of.operation_type, variables: of.variables.clone() })
}

/// Checks literals for what validation takes and we do not, and counts the objects in them.
fn literals(document: &ExecutableDocument, lines: &Lines, schema: &Schema) -> Result<u64, Rejection> {
    let (mut errors, mut conditions) = (vec![], 0_u64);
    let all: Vec<_> = document.operations.iter().flat_map(|operation| &operation.variables).collect();
    // Whether each operation that has the variable gives it a type without null.
    let required = |name: &str| {
        let mut of_name = all.iter().filter(|variable| variable.name == name).peekable();
        of_name.peek()?;
        Some(of_name.all(|variable| variable.ty.is_non_null()))
    };
    let mut tell = |path: &str, ty: &ast::Type, node: &Node<ast::Value>| {
        let mut misfits = vec![];
        match value::depth(node) {
            Some(fault) => misfits.push(value::Misfit { path: path.to_owned(), fault }),
            None => {
                conditions = conditions.saturating_add(value::literal_objects(node));
                value::literal(schema, &required, path, ty, node, &mut misfits);
            }
        }
        let at = node.location().map(|span| lines.at(span.offset()));
        errors.extend(
            misfits
                .into_iter()
                .map(|misfit| coded(&cut(&misfit.to_string()), "GRAPHQL_VALIDATION_FAILED", at)),
        );
    };
    for variable in &all {
        if let Some(default) = &variable.default_value {
            tell(&format!("${}", variable.name), &variable.ty, default);
        }
    }
    let sets = document.operations.iter().map(|operation| &operation.selection_set);
    for set in sets.chain(document.fragments.values().map(|fragment| &fragment.selection_set)) {
        arguments(set, &mut tell);
    }
    errors.truncate(value::MOST);
    if errors.is_empty() { Ok(conditions) } else { Err(Rejection::new(Stage::Invalid, errors)) }
}

fn arguments(set: &SelectionSet, tell: &mut impl FnMut(&str, &ast::Type, &Node<ast::Value>)) {
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => {
                for argument in &field.arguments {
                    if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                        tell(&argument.name, &definition.ty, &argument.value);
                    }
                }
                arguments(&field.selection_set, tell);
            }
            Selection::InlineFragment(inline) => arguments(&inline.selection_set, tell),
            Selection::FragmentSpread(_) => {}
        }
    }
}

impl Rules {
    /// Rules for a schema in its own language.
    ///
    /// # Errors
    /// A schema that is not valid, with all its faults.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, SchemaError> {
        let told = |faults: WithErrors<Schema>| SchemaError(faults.errors.to_string());
        let mut schema = Schema::parse(sdl, "schema.graphql").map_err(told)?;
        if let Some(ExtendedType::Object(of)) = schema.types.get_mut("__Type") {
            // Of the September 2025 edition; the executor answers it.
            let field = FieldDefinition {
                description: None,
                name: name!("isOneOf"),
                arguments: vec![],
                ty: ty!(Boolean),
                directives: Default::default(),
            };
            of.make_mut().fields.insert(name!("isOneOf"), Component::new(field));
        }
        let schema = schema.validate().map_err(told)?;
        Ok(Self { schema, limits, introspection: true, suggestions: true })
    }
}

/// A schema that is not valid: a fault of this program.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid: {0}")]
pub struct SchemaError(String);
