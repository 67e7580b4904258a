//! The only place with statements. `desk` is for the newsroom and takes a [`WriteTx`] or a connection of the writer;
//! `edition` is for readers and takes an [`Edition`]. Free functions; a row in, a row out.
//!
//! Invariant: nothing in `edition` but the bridge `edition::publish` names a table of the desk.

mod access;
mod cells;
mod connect;
pub mod desk;
pub mod edition;
pub mod keyset;
pub mod list;
pub mod order;
pub mod predicate;
mod rows;
mod sql;
mod write;

pub use access::AccessError;
pub use connect::{Options, Store, StoreError, redacted};
pub use desk::Desk;
pub use edition::Edition;
pub use write::{Event, WriteTx};
