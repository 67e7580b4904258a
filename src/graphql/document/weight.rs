//! Fields that cost more than a value, and lists that are no connections and yet as long as they are asked for.

use apollo_compiler::ast::Value;
use apollo_compiler::executable::Field;

use crate::domain::graph::surroundings;
use crate::graphql::{connection, graph};

/// Relations for each entity of a subgraph, at most.
const RELATIONS_EACH: u64 = surroundings::RELATIONS_EACH as u64;

/// What sorting costs.
const SORTED: u64 = 100;

/// What a field costs each time that it stands in an answer: 1, but for whole texts, counts, and what is computed anew
/// for each answer.
#[must_use]
pub fn weight(parent: &str, field: &str) -> u64 {
    match (parent, field) {
        (_, "__typename") => 1,
        // Up to 10 000 articles are told apart, with all that they name.
        ("ArticleFacets", "kinds" | "entities" | "countries") => 200,
        ("ArticleFacets", _) => 20,
        // Up to 10 000 relations are told apart.
        ("RelationFacets", _) => 20,
        // Thousands of characters each.
        ("RichText", _) => 10,
        ("Article", "jsonLd") => 20,
        // As many rows are looked at for each key.
        ("EntityMatch", "candidates") => 10,
        // Thousands of words are looked at, where letters are wrong.
        ("Query", "suggestEntities") => 100,
        // A whole text is held against all names.
        ("Desk", "suggestMentions") | ("DeskArticle", "suggestions") => 100,
        // The names of all entities are held against each other.
        ("Desk", "duplicates") => 100,
        // Two texts are compared.
        ("Article", "changes") | ("FieldChange", "words") => 100,
        ("DeskArticle", "diff") => 20,
        // Millions of relations are looked at, in memory.
        ("Query", "paths") | (_, "subgraph") => 500,
        // A thousand hits are ranked; words are compared with those that begin alike; a text is read.
        ("Query", "search") => 50,
        ("SearchConnection", "didYouMean") => 50,
        ("SearchResultEdge", "snippets") => 10,
        // The entities of up to 1 000 articles are counted.
        (_, "appearsWith") => 300,
        // Up to 60 articles of each of 12 entities are looked at.
        ("Article", "related") => 50,
        // Three walks, and two kinds of things.
        (_, "timeline") => 10,
        // Up to 10 000 rows are counted where no count is kept.
        (_, "totalCount" | "totalCountIsExact") => 10,
        _ => 1,
    }
}

/// What it costs to sort the list of one thing in an order that no index has: all of it is read.
#[must_use]
pub fn sorted(parent: &str, field: &Field) -> u64 {
    if matches!(parent, "Query" | "Desk") {
        return 0;
    }
    let Some(order) = field.specified_argument_by_name("orderBy") else { return 0 };
    let first = match &**order {
        Value::List(keys) => keys.first(),
        _ => Some(order),
    };
    match first.map(|key| &**key) {
        None | Some(Value::Null) => 0,
        Some(Value::Enum(key))
            if ["PUBLISHED_AT", "START_DATE", "CREATED"].iter().any(|k| key.starts_with(k)) =>
        {
            0
        }
        Some(_) => SORTED,
    }
}

/// The lists of a type that are as long as the field that gives it says by `first`, though it is no connection: how many
/// rows each has for one of those.
#[must_use]
pub fn parts(of: &str) -> &'static [(&'static str, u64)] {
    match of {
        "Subgraph" => &[("entities", 1), ("relations", RELATIONS_EACH)],
        "Paths" => &[("paths", 1)],
        _ => &[],
    }
}

/// Rows where the query does not say.
#[must_use]
pub fn rows_of(of: &str) -> u64 {
    match of {
        "Subgraph" => graph::subgraph::DEFAULT.unsigned_abs().into(),
        "Paths" => graph::paths::DEFAULT.unsigned_abs().into(),
        _ => connection::DEFAULT.into(),
    }
}
