//! What readers have.

pub mod audit;
pub mod entity;
pub mod evidence;
mod handle;
pub mod keyset;
pub mod predicate;
pub mod publish;
pub mod reference;
pub mod relation;
pub mod sql;

pub use handle::{Edition, Recorder};
pub(super) use handle::{READER_ROLE, allow_reader};
