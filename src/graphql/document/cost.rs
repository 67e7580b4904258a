//! What an operation costs: how many values its answer can have, counted from the page sizes that it asks for.
//!
//! Every field counts 1 for each time that it can stand in the answer, or its [`weight`]; a list counts as long as its
//! page, or [`LIST`] where it has none. Each condition of a filter counts [`CONDITION`], those that no index answers as
//! several, and an order of a nested list that has none [more](sorted). Alternatives (fragments on
//! several types) are all counted. The arithmetic saturates, and each fragment is counted once, so that it takes no
//! longer than the document.

use std::collections::HashMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{ExecutableDocument, Field, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use async_graphql::Pos;
use serde_json::{Map, Value as Json};

use super::limits::Refusal;
use super::lines::Lines;
use super::weight::{parts, rows_of, sorted, weight};
use crate::graphql::connection;

/// How long a list without pages is taken to be: names, identifiers, notices.
const LIST: u64 = 10;
/// Arguments of a field, as introspection lists them.
const ARGUMENTS: u64 = 1;
/// Values of introspection that count as one: they are in memory.
const PER_VALUE: usize = 16;

/// What each object in an argument costs: a condition is a part of a statement, whatever it finds.
const CONDITION: u64 = 50;

/// The cost of a document's operations, but for the page sizes that variables give.
#[derive(Debug, Default)]
pub struct Plan {
    /// What a set contains comes before it.
    sets: Vec<Set>,
}

#[derive(Debug, Default)]
struct Set {
    terms: Vec<Term>,
    /// Sets that count as if they stood in this one.
    merged: Vec<usize>,
}

/// A field.
#[derive(Debug)]
struct Term {
    name: String,
    at: Pos,
    weight: u64,
    rows: Rows,
    /// What is selected of it.
    set: Option<usize>,
}

#[derive(Debug)]
enum Rows {
    /// It stands there once.
    One,
    /// A list that is as long as this.
    List(Size),
    /// A connection: its `nodes` and `edges` are as long as this.
    Page(Size),
    /// The `nodes` or `edges` of a connection: so many times its rows.
    OfPage(u64),
}

#[derive(Debug)]
enum Size {
    Fixed(u64),
    /// The number in a variable; nothing is said where it is null or absent.
    Number {
        variable: String,
    },
    /// The larger of what is said, or without that the other size.
    Page {
        said: Vec<Size>,
        otherwise: u64,
    },
    /// The length of the list in a variable, or of the values in it.
    Length {
        variable: String,
    },
}

/// What a set comes to: once, and for each row of the page that it stands in.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    once: u64,
    per_row: u64,
}

/// Builds plans of one document.
#[derive(Debug)]
pub struct Planning<'a> {
    pub schema: &'a Schema,
    pub document: &'a ExecutableDocument,
    pub lines: &'a Lines,
    pub plan: Plan,
    fragments: HashMap<&'a str, usize>,
}

impl<'a> Planning<'a> {
    #[must_use]
    pub fn new(schema: &'a Schema, document: &'a ExecutableDocument, lines: &'a Lines) -> Self {
        Self { schema, document, lines, plan: Plan::default(), fragments: HashMap::new() }
    }

    /// Adds a set with all that it contains, and returns its number. The document is valid: no fragment contains itself.
    pub fn set(&mut self, of: &'a SelectionSet) -> usize {
        let mut set = Set::default();
        for selection in &of.selections {
            match selection {
                Selection::Field(field) => {
                    let term = self.term(&of.ty, field);
                    set.terms.push(term);
                }
                Selection::InlineFragment(inline) => set.merged.push(self.set(&inline.selection_set)),
                Selection::FragmentSpread(spread) => {
                    set.merged.extend(self.fragment(spread.fragment_name.as_str()));
                }
            }
        }
        self.plan.sets.push(set);
        self.plan.sets.len() - 1
    }

    fn fragment(&mut self, name: &'a str) -> Option<usize> {
        if let Some(known) = self.fragments.get(name) {
            return Some(*known);
        }
        let document = self.document;
        let set = self.set(&document.fragments.get(name)?.selection_set);
        self.fragments.insert(name, set);
        Some(set)
    }

    fn term(&mut self, parent: &str, field: &'a Field) -> Term {
        let has_set = !field.selection_set.selections.is_empty();
        Term {
            name: field.response_key().to_string(),
            at: field.name.location().map(|span| self.lines.at(span.offset())).unwrap_or_default(),
            weight: weight(parent, &field.name).saturating_add(sorted(parent, field)),
            rows: if has_set { self.rows(parent, field) } else { Rows::One },
            set: has_set.then(|| self.set(&field.selection_set)),
        }
    }

    fn rows(&self, parent: &str, field: &Field) -> Rows {
        let of = field.ty().inner_named_type().as_str();
        if self.is_connection(of) || !parts(of).is_empty() {
            return Rows::Page(page(field, rows_of(of)));
        }
        if !field.ty().is_list() {
            return Rows::One;
        }
        if matches!(field.name.as_str(), "nodes" | "edges") && self.is_connection(parent) {
            return Rows::OfPage(1);
        }
        if let Some((_, times)) = parts(parent).iter().find(|(name, _)| *name == field.name.as_str()) {
            return Rows::OfPage(*times);
        }
        if let Some(length) = self.introspected(parent, &field.name) {
            return Rows::List(Size::Fixed(length));
        }
        Rows::List(listed(field).unwrap_or_else(|| page(field, length(parent, &field.name))))
    }

    /// How long a list of introspection is: of what each type has, the average. Its values take no statement, so that
    /// several count as one.
    fn introspected(&self, parent: &str, field: &str) -> Option<u64> {
        let types = self.schema.types.len();
        let average = |length: fn(&ExtendedType) -> usize| {
            length_of(self.schema.types.values().map(length).sum::<usize>().div_ceil(types.max(1)))
        };
        Some(match (parent, field) {
            ("__Schema", "types") => length_of(types.div_ceil(PER_VALUE)),
            ("__Type", "fields" | "inputFields") => average(fields_of),
            ("__Type", _) => average(|of| match of {
                ExtendedType::Enum(of) => of.values.len(),
                ExtendedType::Union(of) => of.members.len(),
                ExtendedType::Object(of) => of.implements_interfaces.len(),
                _ => 1,
            }),
            ("__Field", _) => ARGUMENTS,
            _ if parent.starts_with("__") => LIST,
            _ => return None,
        })
    }

    fn is_connection(&self, name: &str) -> bool {
        let Some(ExtendedType::Object(object)) = self.schema.types.get(name) else { return false };
        object.fields.contains_key("pageInfo") && object.fields.contains_key("edges")
    }
}

fn length_of(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).max(1)
}

fn fields_of(of: &ExtendedType) -> usize {
    match of {
        ExtendedType::Object(of) => of.fields.len(),
        ExtendedType::Interface(of) => of.fields.len(),
        ExtendedType::InputObject(of) => of.fields.len(),
        _ => 0,
    }
}

/// How long a list without pages usually is.
fn length(parent: &str, field: &str) -> u64 {
    match (parent, field) {
        // Of a text of usual length.
        ("Article", "mentions") | ("RichText", "blocks") => 40,
        _ => LIST,
    }
}

/// The page size that `first` or `last` gives; more than a page is refused when the field is resolved.
fn page(field: &Field, otherwise: u64) -> Size {
    let said =
        ["first", "last"].iter().filter_map(|name| match &**field.specified_argument_by_name(name)? {
            Value::Int(number) => {
                let number = number.try_to_i32().map_or(i64::from(connection::MOST), i64::from);
                Some(Size::Fixed(bounded(number)))
            }
            Value::Variable(variable) => Some(Size::Number { variable: variable.to_string() }),
            _ => None,
        });
    Size::Page { said: said.collect(), otherwise }
}

fn bounded(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or(0).min(u64::from(connection::MOST))
}

fn many(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The number of things that an argument names one by one, as in `nodes(ids:)`; of several such arguments, the most.
fn listed(field: &Field) -> Option<Size> {
    let said: Vec<Size> = ["ids", "slugs", "names", "identifiers"]
        .iter()
        .filter_map(|name| match &**field.specified_argument_by_name(name)? {
            Value::List(items) => Some(Size::Fixed(many(items.len()))),
            Value::Variable(variable) => Some(Size::Length { variable: variable.to_string() }),
            Value::Object(members) => {
                match &**members.iter().find(|(name, _)| name == "values").map(|m| &m.1)? {
                    Value::List(items) => Some(Size::Fixed(many(items.len()))),
                    Value::Variable(variable) => Some(Size::Length { variable: variable.to_string() }),
                    _ => None,
                }
            }
            Value::Null => None,
            _ => Some(Size::Fixed(1)),
        })
        .collect();
    (!said.is_empty()).then_some(Size::Page { said, otherwise: 1 })
}

impl Size {
    fn of(&self, variables: &Map<String, Json>) -> u64 {
        self.said(variables).unwrap_or(1)
    }

    fn said(&self, variables: &Map<String, Json>) -> Option<u64> {
        match self {
            Self::Fixed(size) => Some(*size),
            Self::Number { variable } => variables.get(variable).and_then(Json::as_i64).map(bounded),
            Self::Page { said, otherwise } => {
                Some(said.iter().filter_map(|size| size.said(variables)).max().unwrap_or(*otherwise))
            }
            Self::Length { variable } => match variables.get(variable) {
                Some(Json::Array(items)) => Some(many(items.len())),
                // `{ scheme, values }`
                Some(Json::Object(members)) => {
                    members.get("values").and_then(Json::as_array).map(|items| many(items.len()))
                }
                _ => None,
            },
        }
    }
}

impl Plan {
    /// The cost of the operation whose selections are this set, with these variables (defaults among them) and so many
    /// conditions in its filters.
    ///
    /// # Errors
    /// More than `most`; tells what is dear.
    pub fn cost(
        &self,
        root: usize,
        variables: &Map<String, Json>,
        conditions: u64,
        most: u64,
    ) -> Result<u64, Refusal> {
        let mut sums: Vec<Sum> = Vec::with_capacity(self.sets.len());
        for set in self.sets.iter().take(root.saturating_add(1)) {
            let mut sum = Sum::default();
            for term in &set.terms {
                sum.add(term.sum(&sums, variables));
            }
            for merged in &set.merged {
                sum.add(sums.get(*merged).copied().unwrap_or_default());
            }
            sums.push(sum);
        }
        let values = sums.last().map_or(0, |sum| sum.once);
        let filters = conditions.saturating_mul(CONDITION);
        let cost = values.saturating_add(filters);
        if cost <= most {
            return Ok(cost);
        }
        let (advice, at) = if filters > values {
            (format!("Most of it are the {conditions} conditions of its filters: ask with fewer."), None)
        } else {
            self.advice(root, &sums, variables)
        };
        Err(Refusal::Cost { is: cost, most, advice, at })
    }

    /// The way down to the field that makes most of the cost.
    fn advice(&self, root: usize, sums: &[Sum], variables: &Map<String, Json>) -> (String, Option<Pos>) {
        let (mut path, mut rows, mut at, mut set) = (vec![], vec![], None, root);
        let mut page = 1;
        let mut share = u64::MAX;
        while let Some((term, cost)) = self.dearest(set, sums, variables) {
            // Below this, no one field is to blame.
            if share != u64::MAX && cost < share / 2 {
                break;
            }
            path.push(term.name.as_str());
            at = Some(term.at);
            match &term.rows {
                Rows::List(size) => rows.push(size.of(variables)),
                Rows::Page(size) => page = size.of(variables),
                Rows::OfPage(times) => rows.push(page.saturating_mul(*times)),
                Rows::One => {}
            }
            let Some(within) = term.set else { break };
            share = sums.get(within).map_or(0, |sum| sum.once.max(sum.per_row));
            set = within;
        }
        let rows: Vec<_> = rows.iter().map(u64::to_string).collect();
        let advice = if rows.is_empty() {
            "Ask in several requests.".to_owned()
        } else {
            format!(
                "Most of it is \"{}\", for {} rows: ask for fewer of them by `first`, or for fewer fields of each.",
                path.join("."),
                rows.join(" times ")
            )
        };
        (advice, at)
    }

    fn dearest<'a>(
        &'a self,
        set: usize,
        sums: &[Sum],
        variables: &Map<String, Json>,
    ) -> Option<(&'a Term, u64)> {
        let set = self.sets.get(set)?;
        let own = set.terms.iter().map(|term| {
            let sum = term.sum(sums, variables);
            (term, sum.once.max(sum.per_row))
        });
        let merged = set.merged.iter().filter_map(|merged| self.dearest(*merged, sums, variables));
        own.chain(merged).max_by_key(|(_, cost)| *cost)
    }
}

impl Term {
    fn sum(&self, sums: &[Sum], variables: &Map<String, Json>) -> Sum {
        let within = self.set.and_then(|set| sums.get(set)).copied().unwrap_or_default();
        let times = |size: &Size, each: u64| size.of(variables).saturating_mul(each);
        let (once, per_row) = match &self.rows {
            Rows::One => (within.once.saturating_add(self.weight), 0),
            Rows::List(size) => (times(size, within.once.saturating_add(1)).saturating_add(self.weight), 0),
            Rows::Page(size) => {
                (times(size, within.per_row).saturating_add(within.once).saturating_add(self.weight), 0)
            }
            Rows::OfPage(times) => (0, within.once.saturating_add(self.weight).saturating_mul(*times)),
        };
        Sum { once, per_row }
    }
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.once = self.once.saturating_add(other.once);
        self.per_row = self.per_row.saturating_add(other.per_row);
    }
}
