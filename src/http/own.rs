//! The headers that are our own, or that we add to every answer.

use axum::http::HeaderName;

/// What all of ours begin with.
pub const PREFIX: &str = "nutgraph-";

/// The number of the edition of which an answer speaks.
pub const EDITION: HeaderName = HeaderName::from_static("nutgraph-edition");

/// What the operation cost.
pub const COST: HeaderName = HeaderName::from_static("nutgraph-cost");

/// The most that an operation may cost.
pub const COST_LIMIT: HeaderName = HeaderName::from_static("nutgraph-cost-limit");

/// Says that a page asks, and no form of another's: with it, a session may live in a cookie.
pub const CSRF: HeaderName = HeaderName::from_static("nutgraph-csrf");

/// Leave to see an article as it would be published.
pub const PREVIEW: HeaderName = HeaderName::from_static("nutgraph-preview");

/// What makes a request that comes again the same request.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The name of the request in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
