//! Places in texts that name entities, as the newsroom works on them.

pub mod decide;
pub mod read;
mod rejection;
pub mod suggest;

use db::mention;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::public_id::{self, Prefix};

/// The public id of a mention as it stands in one revision. Readers know a mention by the same id for as long as its place
/// stands in the text; the desk has many texts of an article, in each of which it stands elsewhere, so that it has an id
/// in each.
#[must_use]
pub fn id_in(mention: &mention::Model, revision: i32) -> String {
    let mut hash = Sha256::new();
    hash.update(mention.uid.as_bytes());
    hash.update(revision.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    let uid: Uuid = uuid::Builder::from_custom_bytes(bytes).into_uuid();
    public_id::print(Prefix::DeskMention, uid)
}
