//! One-time links: with one, somebody who has no password sets it. Sending them is the newsroom's.

use db::{LinkPurpose, Timestamp, one_time_link, user_account};
use sea_orm::Set;

use crate::auth::secret::{Kind, Secret};
use crate::domain::access::{Access, AccountError};
use crate::store::WriteTx;
use crate::store::desk;

/// How long links are kept that are over, in milliseconds.
const KEPT: i64 = 90 * 24 * 60 * 60 * 1000;

/// A link that was made: its secret is told this once.
#[derive(Clone, Debug)]
pub struct Link {
    pub purpose: LinkPurpose,
    pub secret: Secret,
    pub expires_at: Timestamp,
}

/// Makes a link for somebody, in place of those that are open: a reset for who has a password, else an invitation.
pub(super) async fn make(
    tx: &WriteTx,
    access: &Access,
    user: &user_account::Model,
) -> Result<Link, AccountError> {
    let purpose = if user.password_hash.is_some() { LinkPurpose::Reset } else { LinkPurpose::Invitation };
    let life = match purpose {
        LinkPurpose::Reset => access.settings.reset,
        LinkPurpose::Invitation => access.settings.invitation,
    };
    let secret = Secret::new(Kind::Link, access.clock.chance()?);
    let expires_at = Timestamp(tx.now().0 + life);
    desk::one_time_link::end_all_of(tx, user.id).await?;
    desk::one_time_link::prune(tx, Timestamp(tx.now().0 - KEPT)).await?;
    let row = one_time_link::ActiveModel {
        hash: Set(secret.hash()),
        user_id: Set(user.id),
        purpose: Set(purpose),
        created_at: Set(tx.now()),
        created_by: Set(tx.actor()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    desk::one_time_link::insert(tx, row).await?;
    Ok(Link { purpose, secret, expires_at })
}
