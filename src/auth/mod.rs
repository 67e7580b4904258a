//! Who acts, and what they may do. A pure leaf: knows no database and no GraphQL.

mod policy;

pub use policy::{Action, Actor, Denied, Permit, permit};
