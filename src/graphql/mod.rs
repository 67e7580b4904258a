//! The readers' API: the shape of it, and no rules, no statements. The only place that knows async-graphql.
//!
//! One folder per noun. Resolvers are thin: they ask [`batch::Batches`] for rows and wrap them.

pub mod access;
pub mod api_key;
pub mod article;
pub mod batch;
pub mod connection;
pub mod date;
pub mod desk;
pub mod document;
pub mod edition;
pub mod entity;
pub mod error;
pub mod evidence;
pub mod exact;
mod facet;
pub mod filter;
pub mod graph;
mod language;
pub mod node;
mod order;
mod previews;
pub mod relation;
pub mod request;
pub mod route;
pub mod scalars;
pub mod schema;
pub mod search;
pub mod series;
pub mod session;
pub mod user;
pub mod user_error;
pub mod wire;

pub use request::Reader;
pub use schema::{schema, sdl};
