//! Rows of `session`.

use sea_orm::entity::prelude::*;

use crate::{SessionEnd, SessionId, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SessionId,
    pub uid: Uuid,
    pub user_id: UserId,
    /// Whether its refresh token lives in a browser's cookie.
    pub in_cookie: bool,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub reason: Option<SessionEnd>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
