//! Rows of `entity_merge`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entity_merge")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub source_id: EntityId,
    pub target_id: EntityId,
    pub reason: String,
    pub journal: String,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
