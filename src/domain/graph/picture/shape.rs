//! The outline of an entity's card: one for each kind, so that colour is never all that tells them apart.

use std::fmt::Write as _;

use db::EntityKind;

/// How far a corner is cut, a point stands out or a side leans; less where a card is low.
const CUT: f64 = 10.0;
/// The radius of a person's corners.
const ROUND: f64 = 18.0;

/// The class that a kind's card has in the style sheet.
#[must_use]
pub fn class(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "person",
        EntityKind::Organisation => "organisation",
        EntityKind::Country => "country",
        EntityKind::Place => "place",
        EntityKind::Event => "event",
        EntityKind::Topic => "topic",
    }
}

/// How much wider than its text a card is, for the sake of its outline.
#[must_use]
pub fn room(kind: EntityKind) -> f64 {
    match kind {
        EntityKind::Person | EntityKind::Organisation => 0.0,
        EntityKind::Country | EntityKind::Event => 2.0 * CUT,
        EntityKind::Place | EntityKind::Topic => CUT,
    }
}

/// Where the left and the right side of the outline stand, `dy` below its middle: both as distances from the middle.
#[must_use]
pub fn sides(kind: EntityKind, width: f64, height: f64, dy: f64) -> (f64, f64) {
    let (half, middle) = (width / 2.0, height / 2.0);
    let cut = cut(height);
    let beyond = |corner: f64| (dy.abs() - (middle - corner)).max(0.0);
    let both = |inset: f64| (half - inset, half - inset);
    match kind {
        EntityKind::Organisation => both(0.0),
        EntityKind::Person => {
            let radius = ROUND.min(middle);
            let beyond = beyond(radius);
            both(radius - (radius * radius - beyond * beyond).max(0.0).sqrt())
        }
        EntityKind::Country => both(cut * (dy.abs() / middle).min(1.0)),
        EntityKind::Place => both(beyond(cut)),
        EntityKind::Event => {
            let down = ((dy + middle) / height).clamp(0.0, 1.0);
            (half - cut * (1.0 - down), half - cut * down)
        }
        EntityKind::Topic => (half, half - if dy < 0.0 { beyond(cut) } else { 0.0 }),
    }
}

fn cut(height: f64) -> f64 {
    CUT.min(height * 0.3)
}

/// The outline as the data of a path.
#[must_use]
pub fn outline(kind: EntityKind, x: f64, y: f64, width: f64, height: f64) -> String {
    let (l, r, t, b) = (x - width / 2.0, x + width / 2.0, y - height / 2.0, y + height / 2.0);
    let cut = cut(height);
    match kind {
        EntityKind::Person => {
            let o = ROUND.min(height / 2.0);
            format!(
                "M{} {}H{}A{o} {o} 0 0 1 {} {}V{}A{o} {o} 0 0 1 {} {}H{}A{o} {o} 0 0 1 {} {}V{}A{o} {o} 0 0 1 {} {}Z",
                n(l + o),
                n(t),
                n(r - o),
                n(r),
                n(t + o),
                n(b - o),
                n(r - o),
                n(b),
                n(l + o),
                n(l),
                n(b - o),
                n(t + o),
                n(l + o),
                n(t),
                o = n(o)
            )
        }
        EntityKind::Organisation => polygon(&[(l, t), (r, t), (r, b), (l, b)]),
        EntityKind::Country => {
            polygon(&[(l + cut, t), (r - cut, t), (r, y), (r - cut, b), (l + cut, b), (l, y)])
        }
        EntityKind::Place => polygon(&[
            (l + cut, t),
            (r - cut, t),
            (r, t + cut),
            (r, b - cut),
            (r - cut, b),
            (l + cut, b),
            (l, b - cut),
            (l, t + cut),
        ]),
        EntityKind::Event => polygon(&[(l + cut, t), (r, t), (r - cut, b), (l, b)]),
        EntityKind::Topic => {
            let ear = polygon(&[(r - cut, t), (r, t + cut), (r - cut, t + cut)]);
            polygon(&[(l, t), (r - cut, t), (r, t + cut), (r, b), (l, b)]) + &ear
        }
    }
}

fn polygon(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        let _ = write!(path, "{}{} {}", if at == 0 { 'M' } else { 'L' }, n(*x), n(*y));
    }
    path + "Z"
}

/// A number with one digit behind the point at most.
#[must_use]
pub fn n(number: f64) -> String {
    let text = format!("{number:.1}");
    match text.strip_suffix(".0").unwrap_or(&text) {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}
