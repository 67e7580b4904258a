//! How the desk works on people, organisations, countries, places, events and topics.

mod journal;
pub mod merge;
pub mod name;
pub mod patch;
pub mod read;
pub mod save;
pub mod show;
pub mod unmerge;

use db::{Visibility, entity};
use uuid::Uuid;

use crate::auth::Whose;
use crate::domain::mutation::{Code, Fault, MutationError};
use crate::domain::public_id;
use crate::store::desk::Reads;
use crate::store::{WriteTx, desk};

/// An entity that somebody names by its public id, the readers' or the desk's.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn find(desk: &impl Reads, id: &str, path: &str) -> Result<entity::Model, MutationError> {
    let row = match public_id::entity(id) {
        Some(uid) => desk::entity::by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    row.ok_or_else(|| Fault::new(Code::NotFound, path, "there is no such entity").into())
}

/// Several, in the order of their ids, each once. All that are not there are told.
///
/// # Errors
/// A fault for each at `path` and its place; the database's.
pub async fn find_all(
    desk: &impl Reads,
    ids: &[String],
    path: &str,
) -> Result<Vec<entity::Model>, MutationError> {
    let uids: Vec<Option<Uuid>> = ids.iter().map(|id| public_id::entity(id)).collect();
    let rows = desk::entity::by_uids(desk, &uids.iter().copied().flatten().collect::<Vec<_>>()).await?;
    let (mut found, mut faults): (Vec<entity::Model>, _) = (vec![], vec![]);
    for (i, uid) in uids.into_iter().enumerate() {
        match rows.iter().find(|row| Some(row.uid) == uid) {
            Some(row) if found.iter().any(|other| other.id == row.id) => {}
            Some(row) => found.push(row.clone()),
            None => {
                faults.push(Fault::new(Code::NotFound, &format!("{path}.{i}"), "there is no such entity"));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(MutationError::Faults(faults)) }
}

/// One that is to be changed: nobody else changes it until the transaction ends.
async fn take(tx: &WriteTx, id: &str, path: &str) -> Result<entity::Model, MutationError> {
    let row = find(tx, id, path).await?;
    let held = desk::entity::lock(tx, &[row.id]).await?.into_iter().next();
    held.ok_or_else(|| Fault::new(Code::NotFound, path, "there is no such entity").into())
}

/// Whose an entity is: what readers had is nobody's own any more.
fn whose(row: &entity::Model, actor: &crate::auth::Actor) -> Whose {
    let own = row.created_by == actor.to_string() && row.publication == Visibility::Never;
    if own { Whose::Own } else { Whose::Others }
}

/// What was merged into another is not worked on.
///
/// # Errors
/// A fault at `path` that names the other; the database's.
pub(super) async fn itself(tx: &WriteTx, row: &entity::Model, path: &str) -> Result<(), MutationError> {
    let Some(target) = row.merged_into_id else { return Ok(()) };
    let target = desk::entity::by_ids(tx, &[target]).await?.into_iter().next();
    let name = target.map(|row| row.name).unwrap_or_default();
    Err(Fault::new(Code::WrongState, path, format!("it was merged into {name}")).into())
}
