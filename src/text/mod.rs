//! Pure functions over text: names and the matcher, bodies and their blocks, anchors.
//!
//! A leaf: nothing here knows the database, the API or the rest of the crate. All offsets are Unicode scalar
//! values, end exclusive, over an article's canonical text.

pub mod anchor;
pub mod body;
pub mod carry;
pub mod diff;
pub mod escape;
pub mod fold;
pub mod language;
pub mod latin;
pub mod likeness;
pub mod matcher;
pub mod query;
pub mod slug;
pub mod snippet;
pub mod sound;
pub mod stem;
pub mod terms;
