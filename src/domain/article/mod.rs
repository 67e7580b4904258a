//! What an article is to machines; and how the desk works on one.

pub mod about;
pub mod assign;
pub mod change;
pub mod content;
pub mod correct;
pub mod diff;
pub mod hold;
pub mod json_ld;
pub mod notice;
pub mod patch;
pub mod problem;
pub mod publish;
pub mod read;
pub mod restore;
pub mod save;
pub mod schedule;
pub mod shelf;
pub mod withdraw;
pub mod workflow;

use db::article;

use crate::auth::Whose;
use crate::domain::mutation::{Code, Fault, MutationError};
use crate::domain::public_id;
use crate::store::desk::Reads;
use crate::store::{WriteTx, desk};

/// An article that somebody names by its public id, and whether it is theirs. What they may not see is not there.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn find(desk: &impl Reads, id: &str, path: &str) -> Result<(article::Model, Whose), MutationError> {
    let uid = public_id::article(id);
    let row = match uid {
        Some(uid) => desk::article::visible_by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    let Some(row) = row else { return Err(missing(path).into()) };
    let own = desk::article::own(desk, &[row.id]).await?.contains(&row.id);
    Ok((row, if own { Whose::Own } else { Whose::Others }))
}

/// The same, to be changed: nobody else changes it until the transaction ends.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn take(tx: &WriteTx, id: &str, path: &str) -> Result<article::Model, MutationError> {
    let (row, _) = find(tx, id, path).await?;
    let state = desk::publication::lock(tx, &[row.id]).await?.into_iter().next();
    Ok(state.ok_or_else(|| missing(path))?.article)
}

fn missing(path: &str) -> Fault {
    Fault::new(Code::NotFound, path, "there is no such article")
}
