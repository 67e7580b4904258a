//! Which entity stands on which side of the middle one, and in which column: so that half of them are on either side,
//! those that are joined to each other stand together, and every line runs from left to right.

use super::Scene;

/// The place of each entity in the order from left to right; two that a line joins have different ones. The middle one
/// has 0, those to its left less.
#[must_use]
pub fn places(scene: &Scene) -> Vec<i32> {
    let lines: Vec<(usize, usize)> = scene.lines.iter().map(|line| (line.from, line.to)).collect();
    let units = units(scene.nodes.len(), &lines);
    let left = left(scene, &units, &lines);
    let mut places = vec![0; scene.nodes.len()];
    // The entities with the most lines choose their column first.
    let mut order: Vec<usize> = (1..scene.nodes.len()).collect();
    let lines_of = |node: usize| lines.iter().filter(|(a, b)| *a == node || *b == node).count();
    order.sort_by_key(|node| (usize::MAX - lines_of(*node), *node));
    for node in order {
        let side = if left.get(node).copied().unwrap_or_default() { -1 } else { 1 };
        let first = i32::from(scene.nodes.get(node).map_or(1, |n| n.distance)) * COLUMNS;
        let taken: Vec<i32> = others(&lines, node).filter_map(|other| places.get(other).copied()).collect();
        let column = (first..).find(|column| !taken.contains(&(side * column))).unwrap_or(first);
        if let Some(place) = places.get_mut(node) {
            *place = side * column;
        }
    }
    places
}

/// More columns than the entities of one distance can need.
const COLUMNS: i32 = 1000;

fn others(lines: &[(usize, usize)], node: usize) -> impl Iterator<Item = usize> {
    lines.iter().filter_map(move |(a, b)| match node {
        n if n == *a => Some(*b),
        n if n == *b => Some(*a),
        _ => None,
    })
}

/// Entities that stay on one side: those that are joined without the middle one. If most are, each of its neighbours
/// with what was found through it.
fn units(nodes: usize, lines: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut unit: Vec<usize> = (0..nodes).collect();
    let of = |unit: &[usize], node: usize| unit.get(node).copied().unwrap_or(node);
    for _ in 0..nodes {
        let mut moved = false;
        for (a, b) in lines.iter().filter(|(a, b)| *a != 0 && *b != 0) {
            let least = of(&unit, *a).min(of(&unit, *b));
            for node in [*a, *b] {
                if let Some(of) = unit.get_mut(node).filter(|of| **of != least) {
                    *of = least;
                    moved = true;
                }
            }
        }
        if !moved {
            break;
        }
    }
    let mut units = grouped(&unit);
    if units.iter().any(|unit| nodes > 8 && unit.len() * 2 > nodes) {
        let beside: Vec<bool> = (0..nodes).map(|node| others(lines, node).any(|other| other == 0)).collect();
        // Nearer ones come first: each takes the unit of the first that leads to it.
        let mut unit: Vec<usize> = (0..nodes).collect();
        for node in 1..nodes {
            let from = others(lines, node).filter(|other| *other != 0 && *other < node).min();
            if let (Some(from), false) = (from, beside.get(node).copied().unwrap_or_default()) {
                let from = of(&unit, from);
                if let Some(of) = unit.get_mut(node) {
                    *of = from;
                }
            }
        }
        units = grouped(&unit);
    }
    units
}

fn grouped(unit: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![vec![]; unit.len()];
    for (node, of) in unit.iter().enumerate().skip(1) {
        if let Some(group) = groups.get_mut(*of) {
            group.push(node);
        }
    }
    groups.retain(|group| !group.is_empty());
    // Stable: of units that are alike, the nearer one first.
    groups.sort_by_key(|group| usize::MAX - group.len());
    groups
}

/// Whether each entity stands on the left. Of what is said, the subject comes first: a unit that says something of the
/// middle one goes left, one of which that says something goes right, while there is room.
fn left(scene: &Scene, units: &[Vec<usize>], lines: &[(usize, usize)]) -> Vec<bool> {
    let all = scene.nodes.len().saturating_sub(1);
    let most = (all * 11).div_ceil(20).max(1);
    let mut left = vec![false; scene.nodes.len()];
    let (mut on_left, mut on_right) = (0, 0);
    for unit in units {
        let placed = |side: bool| {
            let joined =
                lines.iter().filter(|(a, b)| unit.contains(a) != unit.contains(b) && *a != 0 && *b != 0);
            joined
                .filter(|(a, b)| {
                    let other = if unit.contains(a) { *b } else { *a };
                    let is_placed =
                        units.iter().take_while(|u| !std::ptr::eq(*u, unit)).any(|u| u.contains(&other));
                    is_placed && left.get(other) == Some(&side)
                })
                .count()
        };
        let says = lines.iter().filter(|(a, b)| *b == 0 && unit.contains(a)).count();
        let said = lines.iter().filter(|(a, b)| *a == 0 && unit.contains(b)).count();
        let wants_left = match (placed(true), placed(false)) {
            (to_left, to_right) if to_left != to_right => to_left > to_right,
            _ if says != said => says > said,
            _ => on_left < on_right,
        };
        let goes_left = match wants_left {
            true => on_left + unit.len() <= most || on_left <= on_right,
            false => on_right + unit.len() > most && on_left < on_right,
        };
        *(if goes_left { &mut on_left } else { &mut on_right }) += unit.len();
        for node in unit {
            if let Some(is_left) = left.get_mut(*node) {
                *is_left = goes_left;
            }
        }
    }
    left
}
