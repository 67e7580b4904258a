//! The rules. No axum, no async-graphql; one noun, one name, in every layer.

pub mod article;
pub mod bundle;
pub mod date;
pub mod entity;
pub mod export;
pub mod import;
pub mod mutation;
pub mod newsroom;
pub mod public_id;
pub mod publication;
pub mod reference;
pub mod relation;
pub mod site;
mod words;
