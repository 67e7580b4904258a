//! Rows of `edition_entity_name`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, NameKind, PartialDate};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_entity_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub name: String,
    pub key: String,
    pub kind: NameKind,
    pub language: String,
    pub preferred: bool,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
