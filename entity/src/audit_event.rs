//! Who did what, for ever. Written in the transaction of the change itself.

use sea_orm::entity::prelude::*;

use crate::{Noun, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is called outside, by chance: the ids are counted.
    pub handle: Uuid,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    pub noun: Noun,
    pub uid: Option<Uuid>,
    pub detail: Option<String>,
    /// What of it changed, as it was and as it became: JSON objects. No secrets.
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
