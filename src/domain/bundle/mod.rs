//! Bundles: the format, and reading it with all its faults.

pub mod fault;
pub mod format;
mod read;
pub mod schema;
mod source;
mod structure;

pub use fault::{Fault, Faults, Report};
pub(super) use read::mended;
pub use read::{Read, read};
pub use source::{Form, List, Source};
pub(super) use structure::Structure;
