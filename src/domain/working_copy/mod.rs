//! Working copies: what somebody is writing into an article and did not save yet.
//!
//! There is one for each article and author. It is its author's alone: others, who may see the article, are told that
//! there is one and whose, never what stands in it, since nobody writes freely while others look on. It is not part of the
//! audit, either: nothing was done yet, every few seconds would leave a line, and the lines would hold what its author
//! took back. It is lasting all the same, as everything that was answered is.

pub mod autosave;
pub mod discard;
pub mod read;

use db::working_copy;

use super::article::patch::Patch;
use super::mutation::MutationError;

/// What was written.
fn patch(row: &working_copy::Model) -> Result<Patch, MutationError> {
    serde_json::from_str(&row.content).map_err(|error| MutationError::Internal(error.to_string()))
}
