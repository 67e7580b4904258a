//! Rows of `user_account`.

use sea_orm::entity::prelude::*;

use crate::{Hidden, Timestamp, UserId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UserId,
    pub uid: Uuid,
    /// What one signs in with, normalised.
    pub email: Option<String>,
    pub name: String,
    pub role: String,
    pub password_hash: Option<Hidden>,
    /// The account at another issuer.
    pub issuer: Option<String>,
    pub subject: Option<String>,
    pub disabled_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
