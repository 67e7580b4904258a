//! Types of relations on the desk. Their codes never change; a type that is in use is retired, not deleted.

pub mod change;
pub mod merge;
pub mod read;

use db::relation_type;
use serde::{Deserialize, Serialize};

use crate::domain::bundle::fault::{did_you_mean, quoted};
use crate::domain::mutation::{Code, Fault, MutationError};
use crate::store::desk::{self, Reads};

/// What became of a type.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Done {
    pub code: String,
    /// How many relations are of it now that were of another type.
    pub moved: usize,
}

/// The type of a code, with all others.
///
/// # Errors
/// A fault at `path`; the database's.
async fn find(
    desk: &impl Reads,
    code: &str,
    path: &str,
) -> Result<(relation_type::Model, Vec<relation_type::Model>), MutationError> {
    let all = desk::reference::relation_types(desk).await?;
    match all.iter().find(|kind| kind.code == code) {
        Some(row) => Ok((row.clone(), all)),
        None => {
            let near = did_you_mean(code, all.iter().map(|kind| kind.code.as_str()));
            let message = format!("there is no relation type {}{near}", quoted(code));
            Err(Fault::new(Code::NotFound, path, message).into())
        }
    }
}
