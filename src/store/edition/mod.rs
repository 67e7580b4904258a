//! What readers have.

pub mod audit;
mod handle;
pub mod publish;

pub use handle::{Edition, Recorder};
pub(super) use handle::{READER_ROLE, allow_reader};
