//! Where everything in a picture stands. Dagre's algorithm (dugong) puts entities and the words of relations in columns;
//! what is done here: who stands on which side, how large things are, and how a line runs between the columns, in
//! which it keeps level, so that it crosses nothing that stands there.

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{EdgeLabel, GraphLabel, NodeLabel, RankDir};

use super::text::{width, wrap};
use super::words::Words;
use super::{Line, Node, Scene, shape, sides};

/// The size of names, of the middle name, of a relation's words and of its time.
pub const NAME: f64 = 13.0;
pub const MIDDLE: f64 = 16.0;
pub const LABEL: f64 = 11.0;
pub const WHEN: f64 = 10.0;
/// From one line of text to the next, in parts of its size.
pub const LEADING: f64 = 1.25;

/// The widest line of text in a card, and in a relation's words.
const WIDEST_NAME: f64 = 170.0;
const WIDEST_LABEL: f64 = 156.0;
const PADDING: (f64, f64) = (14.0, 9.0);
/// Between two lines that end at the same side of a card.
const PORT: f64 = 11.0;
/// Bold letters are wider.
const BOLD: f64 = 1.12;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Something that takes room: its middle and its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A text in lines, each with its size.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub lines: Vec<Span>,
}

#[derive(Clone, Debug)]
pub struct Span {
    pub text: String,
    pub size: f64,
    pub class: &'static str,
}

#[derive(Clone, Debug)]
pub struct Card {
    pub area: Area,
    pub text: Text,
}

#[derive(Clone, Debug)]
pub struct Way {
    /// The words.
    pub label: Card,
    /// From left to right: the side of a card, then where it enters and leaves each column, then the side of another.
    pub points: Vec<Point>,
    /// Whether it says something of what stands on its left.
    pub is_leftward: bool,
}

#[derive(Clone, Debug)]
pub struct Placed {
    pub width: f64,
    pub height: f64,
    pub cards: Vec<Card>,
    pub ways: Vec<Way>,
}

/// Why there is no layout.
#[derive(Debug, thiserror::Error)]
pub enum LayoutFault {
    #[error("the entities could not be laid out")]
    Dagre(#[from] dugong::LayoutError),
    #[error("the layout has left something out")]
    Missing,
}

impl Text {
    fn size(&self) -> (f64, f64) {
        let bold = |span: &Span| if span.class.is_empty() { 1.0 } else { BOLD };
        let widest =
            self.lines.iter().map(|span| width(&span.text, span.size) * bold(span)).fold(0.0, f64::max);
        (widest, self.lines.iter().map(|span| span.size * LEADING).sum())
    }

    fn add(&mut self, text: &str, size: f64, class: &'static str, most: (f64, usize)) {
        let bold = if class.is_empty() { 1.0 } else { BOLD };
        let lines = wrap(text, size, most.0 / bold, most.1).into_iter();
        self.lines.extend(lines.map(|text| Span { text, size, class }));
    }
}

fn card(node: &Node, is_middle: bool, ports: usize) -> Card {
    let mut text = Text::default();
    let (size, class) = if is_middle { (MIDDLE, "bold") } else { (NAME, "") };
    text.add(&node.name, size, class, (WIDEST_NAME, 3));
    let (wide, high) = text.size();
    let height = (high + 2.0 * PADDING.1).max(to_f64(ports + 1) * PORT);
    let width = (wide + 2.0 * PADDING.0 + shape::room(node.kind)).max(64.0);
    Card { area: Area { x: 0.0, y: 0.0, width: width.ceil(), height: height.ceil() }, text }
}

fn label(line: &Line, words: &Words) -> Card {
    let mut text = Text::default();
    if let Some((word, class)) = line.mark.told(words) {
        text.add(word, LABEL, class, (WIDEST_LABEL, 1));
    }
    text.add(&line.label, LABEL, "", (WIDEST_LABEL, 3));
    if let Some(when) = &line.when {
        text.add(when, WHEN, "", (WIDEST_LABEL, 2));
    }
    let (wide, high) = text.size();
    Card { area: Area { x: 0.0, y: 0.0, width: (wide + 12.0).ceil(), height: (high + 4.0).ceil() }, text }
}

/// Lays a scene out.
///
/// # Errors
/// The algorithm's.
pub fn layout(scene: &Scene, words: &Words) -> Result<Placed, LayoutFault> {
    let places = sides::places(scene);
    let place = |node: usize| places.get(node).copied().unwrap_or_default();
    // The left end, the right end, and whether the subject is the right one.
    let ends: Vec<(usize, usize, bool)> = scene
        .lines
        .iter()
        .map(|line| match place(line.from) <= place(line.to) {
            true => (line.from, line.to, false),
            false => (line.to, line.from, true),
        })
        .collect();
    let mut cards: Vec<Card> = scene
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let (right, left) =
                (ends.iter().filter(|e| e.0 == at).count(), ends.iter().filter(|e| e.1 == at).count());
            card(node, at == 0, right.max(left))
        })
        .collect();
    // Where many lines meet, they need some way to come together.
    let fan = (0..cards.len())
        .map(|at| ends.iter().filter(|e| e.0 == at).count().max(ends.iter().filter(|e| e.1 == at).count()));
    let fan = fan.max().unwrap_or_default();
    let mut labels: Vec<Card> = scene.lines.iter().map(|line| label(line, words)).collect();

    let mut graph = Graph::new(GraphOptions { multigraph: true, compound: false, directed: true });
    graph.set_graph(GraphLabel {
        rankdir: RankDir::LR,
        nodesep: 12.0,
        edgesep: 10.0,
        ranksep: 64.0 + 5.0 * to_f64(fan.saturating_sub(4).min(16)),
        marginx: 20.0,
        marginy: 20.0,
        ..GraphLabel::default()
    });
    for (at, card) in cards.iter().enumerate() {
        let Area { width, height, .. } = card.area;
        graph.set_node(format!("n{at}"), NodeLabel { width, height, ..NodeLabel::default() });
    }
    for (at, ((left, right, _), label)) in ends.iter().zip(&labels).enumerate() {
        let Area { width, height, .. } = label.area;
        let edge = EdgeLabel { width, height, weight: 1.0, ..EdgeLabel::default() };
        graph.set_edge_named(format!("n{left}"), format!("n{right}"), Some(format!("l{at}")), Some(edge));
    }
    dugong::layout(&mut graph)?;

    for (at, card) in cards.iter_mut().enumerate() {
        let node = graph.node(&format!("n{at}")).ok_or(LayoutFault::Missing)?;
        (card.area.x, card.area.y) = node.x.zip(node.y).ok_or(LayoutFault::Missing)?;
    }
    let mut between: Vec<Vec<Point>> = vec![];
    for (at, ((left, right, _), label)) in ends.iter().zip(&mut labels).enumerate() {
        let (v, w, name) = (format!("n{left}"), format!("n{right}"), format!("l{at}"));
        let edge = graph.edge(&v, &w, Some(&name)).ok_or(LayoutFault::Missing)?;
        (label.area.x, label.area.y) = edge.x.zip(edge.y).ok_or(LayoutFault::Missing)?;
        let inner = edge.points.iter().skip(1).take(edge.points.len().saturating_sub(2));
        let mut inner: Vec<Point> = inner.map(|p| Point { x: p.x, y: p.y }).collect();
        inner.sort_by(|a, b| a.x.total_cmp(&b.x));
        between.push(inner);
    }
    let ports = ports(scene, &cards, &ends, &between);
    let columns = columns(cards.iter().chain(&labels));
    let ways = ends.iter().zip(labels).zip(between).zip(ports);
    let ways: Vec<Way> = ways
        .map(|((((left, right, is_leftward), label), between), (from, to))| {
            let mut points = vec![from];
            let start = cards.get(*left).map_or(from.x, |card| reach(&columns, card.area.x));
            points.push(Point { x: start.max(from.x), y: from.y });
            for p in between {
                let half = (reach(&columns, p.x) - p.x).max(0.0);
                points.push(Point { x: p.x - half, y: p.y });
                points.push(Point { x: p.x + half, y: p.y });
            }
            let end = cards.get(*right).map_or(to.x, |card| 2.0 * card.area.x - reach(&columns, card.area.x));
            points.push(Point { x: end.min(to.x), y: to.y });
            points.push(to);
            Way { label, points, is_leftward: *is_leftward }
        })
        .collect();
    let size = cards.iter().map(|card| card.area).chain(ways.iter().map(|way| way.label.area));
    let (width, height) = size.fold((0.0_f64, 0.0_f64), |(w, h), area| {
        (w.max(area.x + area.width / 2.0), h.max(area.y + area.height / 2.0))
    });
    let lowest = ways.iter().flat_map(|way| &way.points).map(|p| p.y).fold(height, f64::max);
    Ok(Placed { width: width + 20.0, height: lowest + 20.0, cards, ways })
}

/// Columns: the middle of each, and how far the widest thing in it reaches.
fn columns<'a>(things: impl Iterator<Item = &'a Card>) -> Vec<(f64, f64)> {
    let mut columns: Vec<(f64, f64)> = vec![];
    for Area { x, width, .. } in things.map(|card| card.area) {
        match columns.iter_mut().find(|(middle, _)| (*middle - x).abs() < 0.5) {
            Some((_, half)) => *half = half.max(width / 2.0),
            None => columns.push((x, width / 2.0)),
        }
    }
    columns
}

/// The right edge of the column that has its middle there.
fn reach(columns: &[(f64, f64)], x: f64) -> f64 {
    columns.iter().find(|(middle, _)| (*middle - x).abs() < 0.5).map_or(x, |(middle, half)| middle + half)
}

/// Where each line leaves the card on its left and meets the one on its right. Those of one side stand in the order of
/// where they go, so that none crosses its neighbour at once.
fn ports(
    scene: &Scene,
    cards: &[Card],
    ends: &[(usize, usize, bool)],
    between: &[Vec<Point>],
) -> Vec<(Point, Point)> {
    let none = Point { x: 0.0, y: 0.0 };
    let mut ports = vec![(none, none); ends.len()];
    for (at, (card, node)) in cards.iter().zip(&scene.nodes).enumerate() {
        let Area { x, y, width, height } = card.area;
        for is_right in [true, false] {
            let here = ends.iter().zip(between).enumerate();
            let here = here.filter(|(_, (end, _))| if is_right { end.0 == at } else { end.1 == at });
            let mut here: Vec<(usize, f64)> = here
                .map(|(line, (end, between))| {
                    let other = cards.get(if is_right { end.1 } else { end.0 }).map_or(y, |card| card.area.y);
                    let next = if is_right { between.first() } else { between.last() };
                    (line, next.map_or(other, |p| p.y))
                })
                .collect();
            here.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            let step = PORT.min((height - 10.0) / to_f64(here.len().max(1)));
            let first = -step * (to_f64(here.len()) - 1.0) / 2.0;
            for (nth, (line, _)) in here.iter().enumerate() {
                let dy = first + step * to_f64(nth);
                let (left, right) = shape::sides(node.kind, width, height, dy);
                if let Some((from, to)) = ports.get_mut(*line) {
                    if is_right {
                        *from = Point { x: x + right, y: y + dy };
                    } else {
                        *to = Point { x: x - left, y: y + dy };
                    }
                }
            }
        }
    }
    ports
}

fn to_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
