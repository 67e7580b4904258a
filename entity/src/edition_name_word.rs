//! Rows of `edition_name_word`: the words of the names of an entity, in Latin letters.

use sea_orm::entity::prelude::*;

use crate::{EntityId, EntityKind};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_name_word")]
pub struct Model {
    /// In Latin letters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub latin: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
    /// Folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    pub sound: Option<String>,
    pub kind: EntityKind,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
