//! A placed scene as SVG: one text without scripts, fonts or anything else from elsewhere.

use std::fmt::Write as _;

use db::EntityKind;

use super::layout::{Area, Card, LEADING, Placed, Point, Text, Way};
use super::shape::{self, n};
use super::style::STYLE;
use super::text::width;
use super::words::Words;
use super::{Line, Mark, Node, Scene};
use crate::text::escape::escape;

/// How long an arrow's head is, and half as wide.
const HEAD: (f64, f64) = (8.0, 3.6);

/// The least width of a picture: the legend needs some.
const NARROWEST: f64 = 420.0;

/// Writes the picture.
#[must_use]
pub fn write(scene: &Scene, placed: &Placed, words: &Words) -> String {
    let wide = placed.width.max(NARROWEST).ceil();
    let shift = ((wide - placed.width) / 2.0).floor();
    let legend = Legend::new(scene, words, wide);
    let alone = if scene.lines.is_empty() { 24.0 } else { 0.0 };
    let high = (placed.height + alone + legend.height).ceil();
    let (id, language) = (escape(&scene.id), escape(&scene.language));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" lang=\"{language}\" xml:lang=\"{language}\">\n",
        w = n(wide),
        h = n(high)
    );
    let _ = writeln!(svg, "<title id=\"{id}-title\">{}</title>", escape(&title(scene, words)));
    let _ = writeln!(svg, "<desc id=\"{id}-desc\">{}</desc>", escape(&description(scene, words)));
    let _ = writeln!(svg, "<style>{STYLE}</style>");
    let _ = writeln!(svg, "<rect class=\"ground\" width=\"{}\" height=\"{}\"/>", n(wide), n(high));
    let _ = writeln!(svg, "<g transform=\"translate({} 0)\">", n(shift));
    for (line, way) in scene.lines.iter().zip(&placed.ways) {
        route(&mut svg, line, way);
    }
    for (line, way) in scene.lines.iter().zip(&placed.ways) {
        label(&mut svg, line, way);
    }
    for (at, (node, card)) in scene.nodes.iter().zip(&placed.cards).enumerate() {
        entity(&mut svg, node, card, at == 0);
    }
    svg.push_str("</g>\n");
    if scene.lines.is_empty() {
        let (x, y) = (n(wide / 2.0), n(placed.height + 4.0));
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"12\">{}</text>", escape(words.nothing));
    }
    legend.write(&mut svg, placed.height + alone);
    svg.push_str("</svg>\n");
    svg
}

/// What stands in a few words for the picture.
fn title(scene: &Scene, words: &Words) -> String {
    let name = scene.nodes.first().map_or("", |node| node.name.as_str());
    format!("{name}: {}", words.surroundings)
}

/// What the picture tells, in sentences, from the middle outwards.
fn description(scene: &Scene, words: &Words) -> String {
    let mut lines: Vec<String> = scene.lines.iter().map(|line| format!("{}.", line.sentence)).collect();
    if lines.is_empty() {
        lines.push(words.nothing.to_owned());
    }
    if scene.truncated {
        lines.push(words.truncated.to_owned());
    }
    lines.push(format!("{}.", scene.edition));
    lines.join("\n")
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::None => "",
        Mark::Disputed => " disputed",
        Mark::Denied => " denied",
        Mark::Retracted => " retracted",
    }
}

fn route(svg: &mut String, line: &Line, way: &Way) {
    let mut points = way.points.clone();
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return };
    // The line ends within the arrow's head.
    let ends = if way.is_leftward { points.first_mut() } else { points.last_mut() };
    if let (Some(end), false) = (ends, line.symmetric) {
        end.x += if way.is_leftward { HEAD.0 - 1.0 } else { 1.0 - HEAD.0 };
    }
    let _ = write!(svg, "<g class=\"line{}\" data-id=\"{}\">", class(line.mark), escape(&line.id));
    let _ =
        write!(svg, "<title>{}</title><path class=\"way\" d=\"{}\"/>", escape(&line.sentence), path(&points));
    if !line.symmetric {
        let (tip, back) = if way.is_leftward { (first, HEAD.0) } else { (last, -HEAD.0) };
        let (x, up, down) = (n(tip.x + back), n(tip.y - HEAD.1), n(tip.y + HEAD.1));
        let _ = write!(svg, "<path class=\"head\" d=\"M{} {}L{x} {up}L{x} {down}Z\"/>", n(tip.x), n(tip.y));
    }
    svg.push_str("</g>\n");
}

/// Straight within the columns, bent between them.
fn path(points: &[Point]) -> String {
    let mut path = String::new();
    let mut before: Option<Point> = None;
    for p in points {
        match before {
            None => {
                let _ = write!(path, "M{} {}", n(p.x), n(p.y));
            }
            Some(b) if (b.y - p.y).abs() < 0.05 => {
                if (b.x - p.x).abs() >= 0.05 {
                    let _ = write!(path, "H{}", n(p.x));
                }
            }
            Some(b) => {
                let middle = n(f64::midpoint(b.x, p.x));
                let _ = write!(path, "C{middle} {} {middle} {} {} {}", n(b.y), n(p.y), n(p.x), n(p.y));
            }
        }
        before = Some(*p);
    }
    path
}

fn label(svg: &mut String, line: &Line, way: &Way) {
    let Area { x, y, width, height } = way.label.area;
    let _ = write!(
        svg,
        "<g class=\"label\" data-id=\"{}\"><title>{}</title>",
        escape(&line.id),
        escape(&line.sentence)
    );
    let _ = write!(
        svg,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
        n(x - width / 2.0),
        n(y - height / 2.0),
        n(width),
        n(height)
    );
    text(svg, &way.label.text, x, y);
    svg.push_str("</g>\n");
}

fn entity(svg: &mut String, node: &Node, card: &Card, is_middle: bool) {
    let Area { x, y, width, height } = card.area;
    let middle = if is_middle { " middle" } else { "" };
    let _ = write!(svg, "<a href=\"{}\" target=\"_top\">", escape(&node.href));
    let kind = shape::class(node.kind);
    let _ = write!(svg, "<g class=\"node {kind}{middle}\" data-id=\"{}\">", escape(&node.id));
    let summary = node.summary.as_ref().map_or_else(String::new, |summary| format!(" – {summary}"));
    let _ = write!(svg, "<title>{}{}</title>", escape(&node.name), escape(&summary));
    let outline = shape::outline(node.kind, x, y, width, height);
    let _ = write!(svg, "<path class=\"card\" d=\"{outline}\"/>");
    text(svg, &card.text, x, y);
    svg.push_str("</g></a>\n");
}

/// The lines of a text, around a middle.
fn text(svg: &mut String, text: &Text, x: f64, y: f64) {
    let high: f64 = text.lines.iter().map(|span| span.size * LEADING).sum();
    let mut top = y - high / 2.0;
    for span in &text.lines {
        // The baseline: letters stand a little above it and hang a little below.
        let base = top + span.size * (LEADING / 2.0 + 0.35);
        let class = if span.class.is_empty() { String::new() } else { format!(" class=\"{}\"", span.class) };
        let (x, y, size) = (n(x), n(base), n(span.size));
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{class}>{}</text>",
            escape(&span.text)
        );
        top += span.size * LEADING;
    }
}

/// What the shapes and lines mean, as far as there are such.
struct Legend {
    entries: Vec<(Entry, &'static str, f64, f64)>,
    notes: Vec<String>,
    rows: f64,
    height: f64,
}

#[derive(Clone, Copy)]
enum Entry {
    Kind(EntityKind),
    Arrow,
    Mark(Mark),
}

const ROW: f64 = 22.0;
const SWATCH: f64 = 26.0;

impl Legend {
    fn new(scene: &Scene, words: &Words, wide: f64) -> Self {
        use EntityKind::{Country, Event, Organisation, Person, Place, Topic};
        let kinds = [Person, Organisation, Country, Place, Event, Topic].into_iter();
        let kinds = kinds.filter(|kind| scene.nodes.iter().any(|node| node.kind == *kind));
        let mut told: Vec<(Entry, &'static str)> =
            kinds.map(|kind| (Entry::Kind(kind), words.kind(kind))).collect();
        if scene.lines.iter().any(|line| !line.symmetric) {
            told.push((Entry::Arrow, words.arrow));
        }
        for mark in [Mark::Disputed, Mark::Denied, Mark::Retracted] {
            if let (true, Some((word, _))) =
                (scene.lines.iter().any(|line| line.mark == mark), mark.told(words))
            {
                told.push((Entry::Mark(mark), word));
            }
        }
        let (mut x, mut y) = (20.0, 0.0);
        let mut entries = vec![];
        for (entry, word) in told {
            let needed = SWATCH + 6.0 + width(word, 11.0) + 18.0;
            if x > 20.0 && x + needed > wide {
                (x, y) = (20.0, y + ROW);
            }
            entries.push((entry, word, x, y));
            x += needed;
        }
        let mut notes = vec![];
        if scene.truncated {
            notes.push(words.truncated.to_owned());
        }
        notes.push(scene.edition.clone());
        let rows = y + ROW;
        let height = rows + ROW + 16.0;
        Self { entries, notes, rows, height }
    }

    fn write(&self, svg: &mut String, top: f64) {
        let _ = writeln!(
            svg,
            "<g class=\"legend\" transform=\"translate(0 {})\" font-size=\"11\">",
            n(top + 8.0)
        );
        for (entry, word, x, y) in &self.entries {
            let middle = y + 8.0;
            match entry {
                Entry::Kind(kind) => {
                    let outline = shape::outline(*kind, x + SWATCH / 2.0, middle, SWATCH, 15.0);
                    let class = shape::class(*kind);
                    let _ = write!(svg, "<g class=\"{class}\"><path class=\"card\" d=\"{outline}\"/></g>");
                }
                Entry::Arrow | Entry::Mark(_) => {
                    let mark = if let Entry::Mark(mark) = entry { *mark } else { Mark::None };
                    let (end, up, down) = (x + SWATCH, n(middle - HEAD.1), n(middle + HEAD.1));
                    let (from, m, back) = (n(*x), n(middle), n(end - HEAD.0));
                    let _ = write!(
                        svg,
                        "<g class=\"line{}\"><path class=\"way\" d=\"M{from} {m}H{back}\"/>",
                        class(mark)
                    );
                    let _ = write!(
                        svg,
                        "<path class=\"head\" d=\"M{} {m}L{back} {up}L{back} {down}Z\"/></g>",
                        n(end)
                    );
                }
            }
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\">{}</text>",
                n(x + SWATCH + 6.0),
                n(y + 12.0),
                escape(word)
            );
        }
        let notes = self.notes.join(" · ");
        let _ = writeln!(svg, "<text x=\"20\" y=\"{}\">{}</text>", n(self.rows + 12.0), escape(&notes));
        svg.push_str("</g>\n");
    }
}
