//! Rows of `revision_about`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, RevisionId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_about")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision_id: RevisionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub entity_id: EntityId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
