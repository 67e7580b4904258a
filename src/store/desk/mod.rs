//! What the newsroom works on. Reading takes a [`Desk`] or a [`WriteTx`], writing takes a [`WriteTx`]; both need leave.

pub mod article;
pub mod entity;
mod handle;
mod list;
pub mod picture;
pub mod publication;
pub mod reference;
pub mod relation;
pub mod revision;
pub mod series;

use handle::Connected;
pub use handle::{Desk, Reads};
use list::update_versioned;

use crate::store::WriteTx;
