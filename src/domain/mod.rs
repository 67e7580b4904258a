//! The rules. No axum, no async-graphql; one noun, one name, in every layer.

pub mod bundle;
pub mod reference;
pub mod relation;
