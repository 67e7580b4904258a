//! The edition: the state of the published record.

mod change;

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

pub use change::Change;

use super::connection::{Connection, Edge};
use super::error::Result;
use super::node;
use super::request::{self, Request};
use super::scalars::DateTime;
use crate::domain::public_id::Prefix;

/// The state that this answer speaks of.
#[derive(Clone, Debug)]
pub struct Edition(Arc<Request>);

/// The id of the edition; there is one.
#[must_use]
pub fn id() -> ID {
    node::id(Prefix::Edition, Uuid::nil())
}

/// The state of the published record; every publication makes a new one.
#[Object]
impl Edition {
    /// Always the same: there is one edition at a time.
    pub async fn id(&self) -> ID {
        id()
    }

    /// Rises by one with every publication.
    async fn number(&self) -> i64 {
        self.0.edition().number()
    }

    /// When it was published; 1970 before the first.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.edition().published_at())
    }

    /// What changed since an edition, in order; what was taken away is among it.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The number of an edition, or the cursor of a change: what came behind it.")]
        since: String,
        #[graphql(desc = "The first so many, at most 100; 20 if nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this cursor.")] after: Option<String>,
    ) -> Result<Connection<Edge<Change>>> {
        change::since(ctx, since, first, after).await
    }
}

#[derive(Debug, Default)]
pub struct EditionQuery;

#[Object]
impl EditionQuery {
    /// The state of the published record that this answer speaks of.
    async fn edition(&self, ctx: &Context<'_>) -> Result<Edition> {
        find(ctx)
    }
}

/// The edition that the request reads.
///
/// # Errors
/// See [`request::of`].
pub fn find(ctx: &Context<'_>) -> Result<Edition> {
    Ok(Edition(Arc::clone(request::of(ctx)?)))
}
