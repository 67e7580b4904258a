//! A picture of an entity and what surrounds it: a drawing in SVG that needs nothing else, for a page or by itself.
//!
//! It is pure: the same scene gives the same bytes. The middle entity stands in the middle; lines run to both sides, each
//! with its words in a place of their own, for which the layout makes room, so that nothing lies over anything else.

mod layout;
mod shape;
mod sides;
mod style;
mod svg;
mod text;
mod words;

use db::EntityKind;

pub use layout::LayoutFault;
pub use words::{Words, of as words};

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Tells this picture from others on a page.
    pub id: String,
    /// The language of all that is said in it.
    pub language: String,
    /// The middle one first, then those nearest to it.
    pub nodes: Vec<Node>,
    pub lines: Vec<Line>,
    /// There is more than is drawn.
    pub truncated: bool,
    /// Which edition it shows: "Edition 12, 8 January 2022".
    pub edition: String,
}

/// An entity.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: String,
    pub name: String,
    pub kind: EntityKind,
    /// Who or what it is, in a line.
    pub summary: Option<String>,
    pub href: String,
    /// How many lines it is away from the middle.
    pub distance: u8,
}

/// A relation.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: String,
    /// The places of its subject and object among the nodes.
    pub from: usize,
    pub to: usize,
    /// It says the same from either end.
    pub symmetric: bool,
    /// What it says, read from its subject: "head of (chair)".
    pub label: String,
    /// When: "2016 to 6 January 2022".
    pub when: Option<String>,
    pub mark: Mark,
    /// All of it in a line.
    pub sentence: String,
}

/// What must be seen at once, lest a line be taken for a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    None,
    Disputed,
    Denied,
    Retracted,
}

impl Mark {
    /// The word for it, and its class in the style sheet.
    fn told(self, words: &Words) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None => None,
            Self::Disputed => Some((words.disputed, "disputed")),
            Self::Denied => Some((words.denied, "denied")),
            Self::Retracted => Some((words.retracted, "retracted")),
        }
    }
}

/// The scene as SVG.
///
/// # Errors
/// Where no layout is found.
pub fn draw(scene: &Scene) -> Result<String, LayoutFault> {
    let words = words(&scene.language);
    let placed = layout::layout(scene, words)?;
    Ok(svg::write(scene, &placed, words))
}
