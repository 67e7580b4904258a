//! The first page of an entity's relations, from memory.

use db::{EdgeDirection, EntityId};

use super::{Graph, Node, Relation, Tie};
use crate::domain::relation::order::{latest_day, rank_order};
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{By, Edge, Row, Walk};
use crate::store::keyset::Slice;

/// Of an entity with more relations, the database has the page: it walks an index, and not all of them.
const MOST: usize = 2_000;

/// What the database would answer; none where it is better asked: of what a filter chooses, of later pages, of the past, of
/// hubs.
#[must_use]
pub fn first_edges(
    graph: &Graph,
    reference: &Reference,
    entity: EntityId,
    walk: &Walk,
) -> Option<Slice<Edge>> {
    let Walk { directions, types, shown, filter, by, page, known_at } = walk;
    let is_first = page.from.is_none() && !page.backward && page.offset == 0;
    if !is_first || !filter.is_always() || known_at.is_some() {
        return None;
    }
    let node = graph.node(entity)?;
    if graph.degree(node) > MOST {
        return None;
    }
    let fits = |tie: &Tie| {
        let relation = graph.relation(*tie);
        let code = graph.codes.at(relation.code);
        let direction = direction(reference, relation, code, node);
        let is_of = types.as_ref().is_none_or(|types| types.iter().any(|t| t == code));
        (is_of && (relation.shown || !shown) && directions.contains(&direction)).then_some((*tie, direction))
    };
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let fitting = graph.ties(node).iter().filter_map(fits);
    let mut ties: Vec<(Tie, EdgeDirection)> = match by {
        // As they are in memory.
        By::Relevance => fitting.take(limit).collect(),
        _ => fitting.collect(),
    };
    match by {
        By::Relevance => {}
        By::Created => ties.sort_unstable_by_key(|(tie, _)| graph.relation(*tie).id),
        By::Start => ties.sort_unstable_by_key(|(tie, _)| start(graph, *tie)),
        By::StartDesc => ties.sort_unstable_by_key(|(tie, _)| std::cmp::Reverse(start(graph, *tie))),
    }
    ties.truncate(limit);
    Some(page.slice(ties.into_iter().map(|(tie, direction)| edge(graph, node, tie, direction)).collect()))
}

fn start(graph: &Graph, tie: Tie) -> (db::Day, db::RelationId) {
    let relation = graph.relation(tie);
    (relation.bounds.start_min, relation.id)
}

fn direction(reference: &Reference, relation: &Relation, code: &str, from: Node) -> EdgeDirection {
    if reference.relation_type(code).is_some_and(|of| of.row.symmetric) {
        EdgeDirection::Mutual
    } else if relation.subject == from {
        EdgeDirection::Out
    } else {
        EdgeDirection::In
    }
}

fn edge(graph: &Graph, node: Node, tie: Tie, direction: EdgeDirection) -> Edge {
    let (relation, other) = (graph.relation(tie), graph.other(tie, node));
    Edge {
        entity_id: graph.entity(node),
        direction,
        other_id: graph.entity(other),
        other_kind: graph.kind(other),
        rank_order: rank_order(relation.rank),
        latest_day: latest_day(relation.bounds.start_max, relation.bounds.end_max).0,
        relation: row(graph, relation),
    }
}

fn row(graph: &Graph, relation: &Relation) -> Row {
    let bounds = relation.bounds;
    Row {
        id: relation.id,
        uid: relation.uid,
        subject_id: graph.entity(relation.subject),
        type_code: graph.codes.at(relation.code).to_owned(),
        object_id: graph.entity(relation.object),
        role: relation.role.map(|role| graph.roles.at(role).to_owned()),
        start_date: relation.start_date,
        end_date: relation.end_date,
        phase: relation.phase,
        as_of: relation.as_of,
        rank: relation.rank,
        standing: relation.standing,
        sources: relation.sources,
        start_min: bounds.start_min,
        start_max: bounds.start_max,
        end_min: bounds.end_min,
        end_max: bounds.end_max,
        known_at: None,
    }
}
