//! GraphML ([schema](http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd)): nodes and edges with attributes, as graph tools
//! and libraries read them. Evidence has no place of its own there: it is the JSON of an attribute.

use std::fmt::Write as _;

use super::form::{Entity, Head, Relation};
use super::json::json;
use crate::text::escape::escape;

/// What is said of the graph, of nodes and of edges: names and types.
const OF_GRAPH: [(&str, &str); 4] =
    [("edition", "long"), ("publishedAt", "string"), ("language", "string"), ("truncated", "boolean")];
const OF_NODES: [(&str, &str); 12] = [
    ("kind", "string"),
    ("name", "string"),
    ("slug", "string"),
    ("path", "string"),
    ("url", "string"),
    ("summary", "string"),
    ("startDate", "string"),
    ("endDate", "string"),
    ("latitude", "double"),
    ("longitude", "double"),
    ("sameAs", "string"),
    ("distance", "int"),
];
const OF_EDGES: [(&str, &str); 13] = [
    ("type", "string"),
    ("label", "string"),
    ("sentence", "string"),
    ("symmetric", "boolean"),
    ("role", "string"),
    ("startDate", "string"),
    ("endDate", "string"),
    ("phase", "string"),
    ("asOf", "string"),
    ("standing", "string"),
    ("rank", "string"),
    ("sources", "int"),
    ("evidence", "string"),
];

pub fn head(head: &Head) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd\">\n",
    );
    for (of, keys) in [("graph", &OF_GRAPH[..]), ("node", &OF_NODES), ("edge", &OF_EDGES)] {
        for (name, kind) in keys {
            let _ = writeln!(
                text,
                "<key id=\"{of}-{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
            );
        }
    }
    let _ = writeln!(text, "<graph id=\"{}-graph\" edgedefault=\"directed\">", escape(&head.entity));
    data(&mut text, "graph", "edition", Some(&head.edition));
    data(&mut text, "graph", "publishedAt", Some(&head.published_at));
    data(&mut text, "graph", "language", Some(&head.language));
    data(&mut text, "graph", "truncated", Some(&head.truncated));
    text.push('\n');
    text
}

pub fn entity(entity: &Entity) -> String {
    let mut text = format!("<node id=\"{}\">", escape(&entity.id));
    let mut add = |name, value: Option<&dyn std::fmt::Display>| data(&mut text, "node", name, value);
    add("kind", Some(&entity.kind));
    add("name", Some(&entity.name));
    add("slug", Some(&entity.slug));
    add("path", Some(&entity.path));
    add("url", shown(&entity.url));
    add("summary", shown(&entity.summary));
    add("startDate", shown(&entity.start_date));
    add("endDate", shown(&entity.end_date));
    add("latitude", shown(&entity.latitude));
    add("longitude", shown(&entity.longitude));
    let pages = (!entity.same_as.is_empty()).then(|| entity.same_as.join(" "));
    add("sameAs", shown(&pages));
    add("distance", Some(&entity.distance));
    text + "</node>\n"
}

pub fn relation(relation: &Relation) -> String {
    // `symmetric` says so, not `directed`: common readers know no graph that has edges of both kinds.
    let mut text = format!(
        "<edge id=\"{}\" source=\"{}\" target=\"{}\">",
        escape(&relation.id),
        escape(&relation.subject.id),
        escape(&relation.object.id)
    );
    let mut add = |name, value: Option<&dyn std::fmt::Display>| data(&mut text, "edge", name, value);
    add("type", Some(&relation.code));
    add("label", Some(&relation.label));
    add("sentence", Some(&relation.sentence));
    add("symmetric", Some(&relation.symmetric));
    add("role", shown(&relation.role));
    add("startDate", shown(&relation.start_date));
    add("endDate", shown(&relation.end_date));
    add("phase", Some(&relation.phase));
    add("asOf", shown(&relation.as_of));
    add("standing", Some(&relation.standing));
    add("rank", Some(&relation.rank));
    add("sources", Some(&relation.sources));
    add("evidence", Some(&json(&relation.evidence)));
    text + "</edge>\n"
}

pub fn tail() -> &'static str {
    "</graph>\n</graphml>\n"
}

fn shown<T: std::fmt::Display>(value: &Option<T>) -> Option<&dyn std::fmt::Display> {
    value.as_ref().map(|value| value as &dyn std::fmt::Display)
}

fn data(text: &mut String, of: &str, name: &str, value: Option<&dyn std::fmt::Display>) {
    if let Some(value) = value {
        let _ = write!(text, "<data key=\"{of}-{name}\">{}</data>", escape(&value.to_string()));
    }
}
