//! Nutgraph: a headless content API for newsrooms.
//!
//! ARCHITECTURE.md tells how it is laid out and why.

pub mod auth;
pub mod clock;
pub mod domain;
pub mod graphql;
pub mod store;
pub mod text;
