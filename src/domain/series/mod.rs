//! How the desk works on series: articles in an order of their own.

pub mod read;
pub mod save;

use db::series;

use crate::domain::mutation::{Code, Fault, MutationError};
use crate::domain::public_id::{self, Prefix};
use crate::store::desk;
use crate::store::desk::Reads;

/// A series that somebody names by its public id, the readers' or the desk's.
///
/// # Errors
/// A fault at `path`; the database's.
pub async fn find(desk: &impl Reads, id: &str, path: &str) -> Result<series::Model, MutationError> {
    let uid = public_id::parse(Prefix::Series, id).or_else(|| public_id::parse(Prefix::DeskSeries, id));
    let row = match uid {
        Some(uid) => desk::series::by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    row.ok_or_else(|| Fault::new(Code::NotFound, path, "there is no such series").into())
}
