//! Bundles: the format, and reading it with all its faults.

pub mod fault;
pub mod format;
mod read;
pub mod schema;
mod source;
mod structure;

pub use fault::{Fault, Faults, Report};
pub use read::{Read, read};
pub(super) use read::mended;
pub(super) use structure::Structure;
pub use source::{Form, List, Source};
