//! Rows of `entity_name`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, NameKind, PartialDate};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entity_name")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub entity_id: EntityId,
    pub position: i32,
    pub name: String,
    pub key: String,
    pub kind: NameKind,
    /// Empty: of no language in particular. Not NULL, so that the unique key holds.
    pub language: String,
    pub preferred: bool,
    pub distinctive: bool,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
