//! Rows of `duplicate_dismissal`: two entities that look like one, of which somebody said that they are two.

use sea_orm::entity::prelude::*;

use crate::{EntityId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duplicate_dismissal")]
pub struct Model {
    /// The older of the two.
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_id: EntityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub second_id: EntityId,
    pub reason: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
