//! What a request carries with it to every resolver.

use std::sync::Arc;

use async_graphql::Context;

use super::batch::Batches;
use super::error::{Fault, Result};
use crate::clock::Clock;
use crate::domain::site::Site;
use crate::store::Edition;

/// Who asks, of what, where and when.
#[derive(Clone, Debug)]
pub struct Reader {
    pub edition: Arc<Edition>,
    pub site: Arc<Site>,
    pub clock: Clock,
    /// The languages that the reader wants, best first, as BCP 47 tags; the newsroom's follows on its own.
    pub languages: Vec<String>,
}

/// A request on its way.
#[derive(Debug)]
pub struct Request {
    pub edition: Arc<Edition>,
    pub site: Arc<Site>,
    pub clock: Clock,
    pub languages: Vec<String>,
    pub batches: Arc<Batches>,
}

impl Request {
    pub(super) fn new(reader: Reader) -> Self {
        let Reader { edition, site, clock, languages } = reader;
        let batches = Arc::new(Batches::new(Arc::clone(&edition)));
        Self { edition, site, clock, languages, batches }
    }
}

/// The request that a resolver works for.
///
/// # Errors
/// Internal, if the schema is executed without one.
pub fn of<'a>(ctx: &Context<'a>) -> Result<&'a Arc<Request>> {
    ctx.data::<Arc<Request>>().map_err(|error| {
        tracing::error!(error = error.message, "the schema was executed outside of a request");
        Fault::Internal
    })
}
