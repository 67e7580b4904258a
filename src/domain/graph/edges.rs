//! The first page of an entity's relations, from memory.

use std::cmp::Ordering;

use db::{EdgeDirection, EntityId};

use super::{Graph, Node, Relation, Tie};
use crate::domain::relation::order::{latest_day, rank_order};
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::{By, Edge, Row, SortKey, Walk};
use crate::store::keyset::Slice;
use crate::store::order::Term;

/// Relations that are looked at for a page: whoever asks for few among more is better served by an index.
const MOST: usize = 5_000;

/// What the database would answer; none where it is better asked: of what a filter chooses, of later pages, of the past, of
/// few among the very many of a hub.
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
    let mut codes = Codes { graph, reference, types: types.as_deref(), known: vec![None; graph.codes.len()] };
    let mut fits = |tie: &Tie| {
        let relation = graph.relation(*tie);
        let code = codes.at(relation);
        let direction = direction(code.symmetric, relation, node);
        let fits = code.is_wanted && (relation.shown || !shown) && directions.contains(&direction);
        fits.then_some((*tie, direction))
    };
    let limit = usize::try_from(page.limit()).unwrap_or(usize::MAX);
    let mut ties: Vec<(Tie, EdgeDirection)> = vec![];
    let ways = ways(graph, node, directions);
    let count: usize = ways.iter().map(|way| way.len()).sum();
    let is_own = *by == By::own();
    let is_by_record = by.iter().next().is_some_and(|key| key.key == SortKey::Created && !key.descending);
    // As they stand in one row: no further than the page.
    if is_by_record && let [way] = ways[..] {
        take(way, limit, &mut fits, &mut ties)?;
    } else if is_own && count > MOST {
        take(graph.ties(node), limit, &mut fits, &mut ties)?;
    } else if count > MOST {
        return None;
    } else {
        ties.extend(ways.into_iter().flatten().filter_map(fits));
    }
    if is_own {
        // Ties are numbered in this order.
        ties.sort_unstable_by_key(|(tie, _)| *tie);
    } else {
        // Behind the keys stands the row, in the direction of the last of them.
        let row = by.iter().next_back().map(|last| Term { key: SortKey::Created, ..last });
        ties.sort_by(|(one, _), (other, _)| {
            let (one, other) = (graph.relation(*one), graph.relation(*other));
            by.iter().chain(row).map(|term| compare(term, one, other)).fold(Ordering::Equal, Ordering::then)
        });
    }
    ties.truncate(limit);
    Some(page.slice(ties.into_iter().map(|(tie, direction)| edge(graph, node, tie, direction)).collect()))
}

/// The ties that may have these directions.
fn ways<'a>(graph: &'a Graph, node: Node, directions: &[EdgeDirection]) -> Vec<&'a [Tie]> {
    let [subject, object] = graph.sides(node);
    let mutual = directions.contains(&EdgeDirection::Mutual);
    let out = (mutual || directions.contains(&EdgeDirection::Out)).then_some(subject);
    let into = (mutual || directions.contains(&EdgeDirection::In)).then_some(object);
    out.into_iter().chain(into).collect()
}

/// The first that fit; none where too many were looked at.
fn take<T>(
    way: &[Tie],
    limit: usize,
    fits: &mut impl FnMut(&Tie) -> Option<T>,
    ties: &mut Vec<T>,
) -> Option<()> {
    for (seen, tie) in way.iter().enumerate() {
        if ties.len() == limit {
            break;
        }
        if seen == MOST {
            return None;
        }
        ties.extend(fits(tie));
    }
    Some(())
}

/// What is to be known of types, each looked up once.
struct Codes<'a> {
    graph: &'a Graph,
    reference: &'a Reference,
    types: Option<&'a [String]>,
    known: Vec<Option<Code>>,
}

#[derive(Clone, Copy)]
struct Code {
    is_wanted: bool,
    symmetric: bool,
}

impl Codes<'_> {
    fn at(&mut self, relation: &Relation) -> Code {
        let Self { graph, reference, types, known } = self;
        let look = || {
            let code = graph.codes.at(relation.code);
            Code {
                is_wanted: types.is_none_or(|types| types.iter().any(|t| t == code)),
                symmetric: reference.relation_type(code).is_some_and(|of| of.row.symmetric),
            }
        };
        match known.get_mut(relation.code.index()) {
            Some(known) => *known.get_or_insert_with(look),
            None => look(),
        }
    }
}

fn compare(term: Term<SortKey>, one: &Relation, other: &Relation) -> Ordering {
    let order = match term.key {
        SortKey::StartDate => one.bounds.start_min.cmp(&other.bounds.start_min),
        SortKey::EndDate => one.bounds.end_max.cmp(&other.bounds.end_max),
        SortKey::Sources => one.sources.cmp(&other.sources),
        SortKey::Created => one.id.cmp(&other.id),
    };
    if term.descending { order.reverse() } else { order }
}

fn direction(symmetric: bool, relation: &Relation, from: Node) -> EdgeDirection {
    if symmetric {
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

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use db::{Day, EntityKind, Phase, Rank, RelationId, Standing};
    use uuid::Uuid;

    use super::*;
    use crate::store::edition::entity::Brief;
    use crate::store::edition::graph as stored;
    use crate::store::keyset::Page;
    use crate::store::predicate::Predicate;

    const ENTITIES: i64 = 40;
    /// More than are looked at.
    const OF_HUB: i64 = MOST as i64 + 1_000;

    fn chance(seed: i64, below: i64) -> i64 {
        seed.wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407)
            .rotate_left(29)
            .rem_euclid(below)
    }

    fn relation(id: i64, (subject, object): (i64, i64)) -> stored::Tie {
        let day = |salt: i64, below: i64| Day(i32::try_from(chance(id + salt, below)).unwrap_or_default());
        let rank =
            [Rank::Preferred, Rank::Normal, Rank::Deprecated][usize::try_from(chance(id, 3)).unwrap_or(0)];
        let row = Row {
            id: RelationId(id),
            uid: Uuid::from_u128(id.unsigned_abs().into()),
            subject_id: EntityId(subject),
            type_code: format!("T{}", chance(id + 1, 3)),
            object_id: EntityId(object),
            role: (id % 3 == 0).then(|| format!("role {}", id % 5)),
            start_date: "2016-03".parse().ok(),
            end_date: None,
            phase: Phase::Current,
            as_of: Some(Day(3)),
            rank,
            standing: Standing::Asserted,
            sources: 2,
            start_min: day(2, 9),
            start_max: day(3, 9),
            end_min: Day(3),
            end_max: if id % 2 == 0 { Day::EVER } else { day(4, 9) },
            known_at: None,
        };
        stored::Tie { shown: id % 7 != 0, row }
    }

    fn all() -> Vec<stored::Tie> {
        let ends = |id: i64| match id {
            // The first entity is a hub, of very few relations from its own side.
            id if id < OF_HUB => (1 + chance(id, ENTITIES - 1), 0),
            id if id < OF_HUB + 5 => (0, 1 + chance(id, ENTITIES - 1)),
            id => {
                let subject = 1 + chance(id + 7, ENTITIES - 1);
                (subject, 1 + (subject + chance(id + 8, ENTITIES - 2)) % (ENTITIES - 1))
            }
        };
        (0..OF_HUB + 500)
            .map(|id| relation(id, ends(id)))
            .filter(|t| t.row.subject_id != t.row.object_id)
            .collect()
    }

    fn graph(ties: &[stored::Tie]) -> Graph {
        let mut graph = Graph::default();
        for id in 0..ENTITIES {
            let (uid, kind) = (Uuid::from_u128(id.unsigned_abs().into()), EntityKind::Person);
            graph.add_node(Brief { id: EntityId(id), uid, kind, name: id.to_string(), slug: id.to_string() });
        }
        ties.iter().cloned().for_each(|tie| graph.add_tie(tie));
        graph.join();
        graph
    }

    fn order(key: i64, descending: bool) -> By {
        let key = match key {
            0 => return By::own(),
            1 => SortKey::StartDate,
            2 => SortKey::EndDate,
            _ => SortKey::Created,
        };
        By::of([Term { key, descending, nulls_first: false }]).unwrap()
    }

    /// The same by looking at each relation there is.
    fn naive(ties: &[stored::Tie], of: EntityId, walk: &Walk) -> (Vec<RelationId>, bool) {
        let direction = |row: &Row| {
            if row.subject_id == of { EdgeDirection::Out } else { EdgeDirection::In }
        };
        let mut rows: Vec<&Row> = ties
            .iter()
            .filter(|tie| tie.shown || !walk.shown)
            .map(|tie| &tie.row)
            .filter(|row| row.subject_id == of || row.object_id == of)
            .filter(|row| walk.directions.contains(&direction(row)))
            .filter(|row| walk.types.as_ref().is_none_or(|types| types.contains(&row.type_code)))
            .collect();
        let day = |row: &Row| latest_day(row.start_max, row.end_max);
        match walk.by.iter().next().map(|term| (term.key, term.descending)) {
            None => rows.sort_by_key(|row| (rank_order(row.rank), Reverse(day(row)), row.id)),
            Some((SortKey::StartDate, false)) => rows.sort_by_key(|row| (row.start_min, row.id)),
            Some((SortKey::StartDate, true)) => rows.sort_by_key(|row| Reverse((row.start_min, row.id))),
            Some((SortKey::EndDate, false)) => rows.sort_by_key(|row| (row.end_max, row.id)),
            Some((SortKey::EndDate, true)) => rows.sort_by_key(|row| Reverse((row.end_max, row.id))),
            Some((_, false)) => rows.sort_by_key(|row| row.id),
            Some((_, true)) => rows.sort_by_key(|row| Reverse(row.id)),
        }
        let size = usize::try_from(walk.page.size).unwrap_or_default();
        (rows.iter().take(size).map(|row| row.id).collect(), rows.len() > size)
    }

    #[test]
    fn a_page_is_the_one_of_a_naive_list() {
        let ties = all();
        let (graph, reference) = (graph(&ties), Reference::default());
        let (mut told, mut hub) = (0, 0);
        for round in 0..3_000 {
            let of = EntityId(if chance(round, 4) == 0 { 0 } else { chance(round + 1, ENTITIES) });
            let way = chance(round + 2, 3);
            let walk = Walk {
                directions: [EdgeDirection::Out, EdgeDirection::In, EdgeDirection::Mutual]
                    .into_iter()
                    .filter(|d| way == 0 || (*d == EdgeDirection::Out) == (way == 1))
                    .collect(),
                types: (chance(round + 3, 2) == 0).then(|| vec![format!("T{}", chance(round + 4, 4))]),
                shown: chance(round + 5, 2) == 0,
                filter: Predicate::always(),
                by: order(chance(round + 6, 4), chance(round + 8, 2) == 0),
                page: Page::first(u32::try_from(chance(round + 7, 12)).unwrap_or_default()),
                known_at: None,
            };
            let Some(slice) = first_edges(&graph, &reference, of, &walk) else {
                assert_eq!(of, EntityId(0), "{walk:?}");
                continue;
            };
            let ids: Vec<RelationId> = slice.rows.iter().map(|edge| edge.relation.id).collect();
            assert_eq!((ids, slice.after), naive(&ties, of, &walk), "{of:?} {walk:?}");
            for edge in &slice.rows {
                let row = &ties.iter().find(|tie| tie.row.id == edge.relation.id).unwrap().row;
                assert_eq!(edge.relation, *row);
                let other = if row.subject_id == of { row.object_id } else { row.subject_id };
                assert_eq!((edge.entity_id, edge.other_id), (of, other));
            }
            told += slice.rows.len();
            hub += usize::from(of == EntityId(0));
        }
        assert!(told > 3_000 && hub > 100, "{told} {hub}");
    }
}
