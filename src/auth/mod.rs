//! Who acts, and what they may do; and how they show who they are. A pure leaf: knows no database and no GraphQL.

mod actor;
pub mod email;
pub mod foreign;
pub mod jose;
pub mod password;
mod policy;
pub mod preview;
pub mod secret;
pub mod token;

pub use actor::{Actor, Key, Role, Scope, User, user_of};
pub use policy::{Action, Denied, Leave, Permit, Whose, allows, permit};
