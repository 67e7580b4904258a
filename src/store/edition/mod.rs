//! What readers have.

pub mod article;
pub mod audit;
pub mod companion;
pub mod entity;
pub mod evidence;
pub mod graph;
mod handle;
mod interrupt;
pub mod log;
pub mod lookup;
pub mod overlay;
pub mod publish;
pub mod reference;
pub mod related;
pub mod relation;
pub mod search;
pub mod series;
mod snapshot;
pub mod timeline;
pub mod word;

pub use handle::{Edition, Recorder};
pub(super) use handle::{READER_ROLE, allow_reader};
pub(super) use interrupt::{Flags, Interrupts, note};
pub(super) use snapshot::Snapshots;
