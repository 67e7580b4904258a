//! Operations by chance, out of the schema itself: whatever it grows to, they ask for it.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use nutgraph::graphql::sdl;
use serde_json::{Map, Value, json};

use super::chance::{Chance, Pool};

/// Ways to name one thing or several, of which a field takes one.
const LOOKUPS: [&str; 7] = ["id", "slug", "identifier", "ids", "slugs", "identifiers", "names"];

/// The types of the schema.
#[derive(Debug)]
pub struct Grammar {
    types: BTreeMap<String, TypeKind>,
}

#[derive(Clone, Debug)]
pub struct Operation {
    pub query: String,
    pub variables: Value,
    /// The fields of the root that it asks for.
    pub roots: BTreeSet<String>,
    pub mutates: bool,
}

/// A value as it stands in a document, and as a variable.
struct Literal {
    text: String,
    json: Value,
}

impl Literal {
    fn plain(json: Value) -> Self {
        Self { text: json.to_string(), json }
    }
}

struct Writing<'a> {
    grammar: &'a Grammar,
    pool: &'a Pool,
    chance: &'a mut Chance,
    names: usize,
    fragments: Vec<String>,
    declared: Vec<String>,
    variables: Map<String, Value>,
}

fn named(of: &Type) -> &str {
    let mut base = &of.base;
    while let BaseType::List(inner) = base {
        base = &inner.base;
    }
    let BaseType::Named(name) = base else { unreachable!("a list of lists ends in a name") };
    name
}

impl Grammar {
    pub fn of_schema() -> Self {
        let mut types = BTreeMap::new();
        for definition in parse_schema(sdl()).unwrap().definitions {
            if let TypeSystemDefinition::Type(of) = definition {
                types.insert(of.node.name.node.to_string(), of.node.kind);
            }
        }
        Self { types }
    }

    /// The fields of an object or interface.
    pub fn fields(&self, of: &str) -> Vec<&FieldDefinition> {
        match self.types.get(of) {
            Some(TypeKind::Object(of)) => of.fields.iter().map(|field| &field.node).collect(),
            Some(TypeKind::Interface(of)) => of.fields.iter().map(|field| &field.node).collect(),
            _ => vec![],
        }
    }

    pub fn names(&self, of: &str) -> BTreeSet<String> {
        self.fields(of).into_iter().map(|field| field.name.node.to_string()).collect()
    }

    /// The fields of an input, and their types as they are written.
    pub fn inputs(&self, of: &str) -> Vec<(String, String)> {
        let Some(TypeKind::InputObject(of)) = self.types.get(of) else { return vec![] };
        let field = |field: &InputValueDefinition| (field.name.node.to_string(), field.ty.node.to_string());
        of.fields.iter().map(|one| field(&one.node)).collect()
    }

    pub fn is_input(&self, of: &str) -> bool {
        matches!(self.types.get(of), Some(TypeKind::InputObject(_)))
    }

    /// The values of an enum.
    pub fn values(&self, of: &str) -> Vec<String> {
        let Some(TypeKind::Enum(of)) = self.types.get(of) else { return vec![] };
        of.values.iter().map(|value| value.node.value.node.to_string()).collect()
    }

    fn members(&self, of: &str) -> Vec<&str> {
        let belongs = |name: &str, kind: &TypeKind| match (&self.types[of], kind) {
            (TypeKind::Union(union), _) => union.members.iter().any(|member| member.node == name),
            (_, TypeKind::Object(object)) => object.implements.iter().any(|one| one.node == of),
            _ => false,
        };
        self.types.iter().filter(|(name, kind)| belongs(name, kind)).map(|(name, _)| name.as_str()).collect()
    }

    fn is_leaf(&self, of: &str) -> bool {
        !matches!(self.types.get(of), Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)))
    }

    /// An operation by chance.
    pub fn operation(&self, chance: &mut Chance, pool: &Pool) -> Operation {
        let mutates = chance.percent(8);
        let root = if mutates { "Mutation" } else { "Query" };
        let mut writing = Writing {
            grammar: self,
            pool,
            chance,
            names: 0,
            fragments: vec![],
            declared: vec![],
            variables: Map::new(),
        };
        let fields = self.fields(root);
        let (mut roots, mut selected) = (BTreeSet::new(), vec![]);
        for _ in 0..=writing.chance.below(if mutates { 1 } else { 3 }) {
            let field = *writing.chance.pick(&fields);
            let levels = 1 + writing.chance.below(5);
            selected.push(writing.field(field, levels, true));
            roots.insert(field.name.node.to_string());
        }
        let Writing { fragments, declared, variables, .. } = writing;
        let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let kind = if mutates { "mutation" } else { "query" };
        let query = format!("{kind} Q{declared} {{ {} }}\n{}", selected.join(" "), fragments.join("\n"));
        Operation { query, variables: variables.into(), roots, mutates }
    }
}

impl Writing<'_> {
    fn name(&mut self, of: &str) -> String {
        self.names += 1;
        format!("{of}_{}", self.names)
    }

    fn field(&mut self, field: &FieldDefinition, levels: usize, aliased: bool) -> String {
        let name = field.name.node.as_str();
        let alias = if aliased { format!("{}: ", self.name(name)) } else { String::new() };
        let arguments = self.arguments(field, levels);
        let inside = self.selection(named(&field.ty.node), levels.saturating_sub(1));
        let directive = match self.chance.below(50) {
            0 => " @include(if: true)",
            1 => " @skip(if: true)",
            _ => "",
        };
        format!("{alias}{name}{arguments}{directive}{inside}")
    }

    fn selection(&mut self, of: &str, levels: usize) -> String {
        let grammar = self.grammar;
        if grammar.is_leaf(of) {
            return String::new();
        }
        let mut parts = self.some_fields(of, levels, false);
        let members =
            if matches!(grammar.types[of], TypeKind::Object(_)) { vec![] } else { grammar.members(of) };
        if !members.is_empty() {
            for _ in 0..self.chance.below(3) {
                let member = *self.chance.pick(&members);
                let inside = self.some_fields(member, levels, true).join(" ");
                parts.push(self.fragment(member, &inside));
            }
        }
        if parts.is_empty() {
            parts.push("__typename".to_owned());
        }
        let inside = parts.join(" ");
        if self.chance.percent(10) {
            let spread = self.fragment(of, &inside);
            return format!(" {{ {spread} }}");
        }
        format!(" {{ {inside} }}")
    }

    /// A fragment where it stands, or one with a name.
    fn fragment(&mut self, on: &str, inside: &str) -> String {
        let inside = if inside.is_empty() { "__typename" } else { inside };
        if self.chance.percent(50) {
            return format!("... on {on} {{ {inside} }}");
        }
        let name = self.name("F");
        self.fragments.push(format!("fragment {name} on {on} {{ {inside} }}"));
        format!("...{name}")
    }

    fn some_fields(&mut self, of: &str, levels: usize, aliased: bool) -> Vec<String> {
        let grammar = self.grammar;
        let mut fields = grammar.fields(of);
        fields.retain(|field| levels > 0 || grammar.is_leaf(named(&field.ty.node)));
        let mut chosen = vec![];
        // What a connection is for.
        let pages = ["nodes", "edges", "pageInfo", "totalCount"];
        let wanted = if fields.iter().any(|field| field.name.node == "pageInfo") { 2 } else { 4 };
        for _ in 0..=self.chance.below(wanted) {
            let field = *if fields.is_empty() { return chosen } else { self.chance.pick(&fields) };
            let at = fields.iter().position(|one| std::ptr::eq(*one, field)).unwrap();
            fields.remove(at);
            if wanted == 2 && !pages.contains(&field.name.node.as_str()) && self.chance.percent(70) {
                continue;
            }
            chosen.push(self.field(field, levels, aliased));
        }
        chosen
    }

    fn arguments(&mut self, field: &FieldDefinition, levels: usize) -> String {
        let all: Vec<_> = field.arguments.iter().map(|argument| &argument.node).collect();
        // Of several ways to name one thing, one.
        let keys: Vec<_> = all.iter().map(|argument| argument.name.node.as_str()).collect();
        let lookups: Vec<_> = keys.iter().copied().filter(|key| LOOKUPS.contains(key)).collect();
        let lookup = (lookups.len() > 1).then(|| *self.chance.pick(&lookups));
        let mut told = vec![];
        let backward = self.chance.percent(8);
        for argument in all {
            let name = argument.name.node.as_str();
            let needed = !argument.ty.node.nullable && argument.default_value.is_none();
            let likely = match name {
                _ if needed => 100,
                _ if lookups.len() > 1 && lookups.contains(&name) => {
                    if Some(name) == lookup {
                        97
                    } else {
                        3
                    }
                }
                "first" => {
                    if backward {
                        2
                    } else {
                        85
                    }
                }
                "last" => {
                    if backward {
                        95
                    } else {
                        2
                    }
                }
                "filter" => 45,
                "orderBy" => 40,
                "after" => 20,
                "before" => {
                    if backward {
                        40
                    } else {
                        2
                    }
                }
                "offset" => 5,
                _ => 35,
            };
            if !self.chance.percent(likely) {
                continue;
            }
            let value = self.value(name, &argument.ty.node, 3);
            if self.chance.percent(30) {
                let variable = self.name("v");
                self.declared.push(format!("${variable}: {}", argument.ty.node));
                self.variables.insert(variable.clone(), value.json);
                told.push(format!("{name}: ${variable}"));
            } else {
                told.push(format!("{name}: {}", value.text));
            }
        }
        let _ = levels;
        if told.is_empty() { String::new() } else { format!("({})", told.join(", ")) }
    }

    fn value(&mut self, name: &str, of: &Type, levels: usize) -> Literal {
        if of.nullable && self.chance.percent(2) {
            return Literal::plain(Value::Null);
        }
        match &of.base {
            BaseType::List(inner) => {
                let most = if name == "orderBy" { 1 } else { self.chance.below(4) };
                let all: Vec<_> = (0..most).map(|_| self.value(name, inner, levels)).collect();
                let text = all.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(", ");
                Literal { text: format!("[{text}]"), json: all.into_iter().map(|one| one.json).collect() }
            }
            BaseType::Named(of) => self.one(name, of, levels),
        }
    }

    fn one(&mut self, name: &str, of: &str, levels: usize) -> Literal {
        let grammar = self.grammar;
        match grammar.types.get(of) {
            Some(TypeKind::Enum(kind)) => {
                let value = self.chance.pick(&kind.values).node.value.node.to_string();
                return Literal { json: json!(value), text: value };
            }
            Some(TypeKind::InputObject(kind)) => {
                let fields: Vec<_> = kind.fields.iter().map(|field| &field.node).collect();
                return self.object(&fields, levels);
            }
            _ => {}
        }
        let pool = self.pool;
        Literal::plain(match of {
            "ID" => json!(self.chance.pick(&pool.ids)),
            "Boolean" => json!(self.chance.percent(50)),
            "Float" => json!(self.chance.below(90)),
            "Int" => match (name, self.chance.below(25)) {
                (_, 0) => json!(*self.chance.pick(&[0_i64, -1, 100, 101, 2_147_483_647])),
                _ => json!(1 + self.chance.below(3)),
            },
            "LanguageTag" => json!(self.chance.pick(&["en", "ru", "kk", "de", "xx", "en-GB"])),
            "Date" => json!(self.chance.pick(&["2016-05-01", "2022-01-06", "2026-01-15"])),
            "DateTime" => json!(self.chance.pick(&[
                "2021-12-31T00:00:00Z",
                "2022-01-08T09:00:00+06:00",
                "2026-01-15T12:00:00Z"
            ])),
            "Duration" => json!(self.chance.pick(&["P7D", "PT12H", "P1M", "P5Y"])),
            "EDTFDate" => json!(self.chance.pick(&["2016", "2022-01", "2022-01-06", "2019~", "2026"])),
            "URL" => json!("https://example.org/"),
            _ => match name {
                "slug" | "slugs" => json!(self.chance.pick(&pool.slugs)),
                "path" => json!(self.chance.pick(&pool.paths)),
                "after" | "before" => json!(self.chance.pick(&pool.cursors)),
                "since" => json!(self.chance.below(4).to_string()),
                "types" => json!(self.chance.pick(&pool.codes)),
                "scheme" => json!(self.chance.pick(&["wikidata", "iso3166-1-alpha2", "lei"])),
                _ if self.chance.percent(30) => json!(self.chance.pick(&pool.slugs)),
                _ => json!(self.chance.pick(&pool.words)),
            },
        })
    }

    fn object(&mut self, fields: &[&InputValueDefinition], levels: usize) -> Literal {
        let (mut texts, mut json) = (vec![], Map::new());
        let nests = |of: &InputValueDefinition| ["and", "or", "not"].contains(&of.name.node.as_str());
        let wanted = 1 + self.chance.below(2);
        let few = 100 * wanted / fields.len().max(1);
        for field in fields {
            let needed = !field.ty.node.nullable && field.default_value.is_none();
            if !needed && ((levels == 0 && nests(field)) || !self.chance.percent(few)) {
                continue;
            }
            let name = field.name.node.as_str();
            let value = self.value(name, &field.ty.node, levels.saturating_sub(1));
            texts.push(format!("{name}: {}", value.text));
            json.insert(name.to_owned(), value.json);
        }
        Literal { text: format!("{{{}}}", texts.join(", ")), json: json.into() }
    }
}
