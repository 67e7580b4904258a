//! Rows of `edition_entity_sound`: what the names of an entity sound like.

use sea_orm::entity::prelude::*;

use crate::EntityId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_entity_sound")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sound: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
