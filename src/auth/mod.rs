//! Who acts, and what they may do. A pure leaf: knows no database and no GraphQL.

mod actor;
mod policy;

pub use actor::{Actor, Key, Role, Scope, User, user_of};
pub use policy::{Action, Denied, Leave, Permit, Whose, allows, permit};
