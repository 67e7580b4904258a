//! Nutgraph: a headless content API for newsrooms.

pub mod domain;
pub mod text;
