//! The rules. No axum, no async-graphql; one noun, one name, in every layer.

pub mod access;
pub mod api_key;
pub mod article;
pub mod bundle;
pub mod date;
pub mod entity;
pub mod export;
pub mod identity;
pub mod import;
pub mod mention;
pub mod mutation;
pub mod newsroom;
pub mod preview;
pub mod public_id;
pub mod publication;
pub mod reference;
pub mod relation;
pub mod relation_type;
pub mod session;
pub mod signing_key;
pub mod site;
pub mod user;
mod words;
pub mod working_copy;
