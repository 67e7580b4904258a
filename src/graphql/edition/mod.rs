//! The edition: the state of the published record.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use uuid::Uuid;

use super::error::Result;
use super::node::{self, Noun};
use super::request::{self, Request};
use super::scalars::DateTime;

/// The state that this answer speaks of.
#[derive(Clone, Debug)]
pub struct Edition(Arc<Request>);

/// The id of the edition; there is one.
#[must_use]
pub fn id() -> ID {
    node::id(Noun::Edition, Uuid::nil())
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
        self.0.edition.number()
    }

    /// When it was published; 1970 before the first.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.edition.published_at())
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
