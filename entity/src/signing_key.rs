//! Rows of `signing_key`.

use sea_orm::entity::prelude::*;

use crate::{Hidden, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    pub algorithm: String,
    /// PKCS#8, in base64.
    pub private_key: Hidden,
    /// In base64url, as a JWK has it.
    pub public_key: String,
    pub created_at: Timestamp,
    pub not_before: Timestamp,
    pub retired_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
