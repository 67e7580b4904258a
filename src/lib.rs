//! Nutgraph: a headless content API for newsrooms.

pub mod text;
