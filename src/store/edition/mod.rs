//! What readers have.

pub mod audit;
pub mod entity;
mod handle;
pub mod keyset;
pub mod predicate;
pub mod publish;
pub mod sql;

pub use handle::{Edition, Recorder};
pub(super) use handle::{READER_ROLE, allow_reader};
