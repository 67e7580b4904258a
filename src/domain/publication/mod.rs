//! From the desk to the edition. The edition is a function of the desk; every publication says what it touches, and
//! those rows, and what depends on them, are laid out anew. A rebuild does the same with everything.
//!
//! Order within the transaction: the desk's rows by id, the bodies read, then the edition locked, then everything that
//! crosses articles (standing, counts, appearances), the log, commit. Nobody takes rows of the desk while holding the
//! edition.

mod apply;
pub(in crate::domain) mod build;
mod entities;
mod past;
mod refresh;
pub(in crate::domain) mod relations;

pub use apply::{Changes, PublicationError, Publish, Retract, Unpublished, apply};
pub use build::BuildError;
pub use refresh::{Touched, is_stale, rebuild};
pub(super) use relations::place;
