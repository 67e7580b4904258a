//! Nutgraph: a headless content API for newsrooms.
//!
//! ARCHITECTURE.md tells how it is laid out and why.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod http;
pub mod runtime;
pub mod store;
pub mod telemetry;
pub mod text;
