//! Opaque ids, and the things that can be asked for by one.

pub mod query;

use async_graphql::ID;
use uuid::Uuid;

use crate::domain::public_id::{self, Prefix};

/// The id of a thing.
#[must_use]
pub fn id(prefix: Prefix, uid: Uuid) -> ID {
    ID(public_id::print(prefix, uid))
}
