//! A relation from each of its ends: two rows, both MUTUAL where its type is symmetric.

use sea_orm::entity::prelude::*;

use crate::{Day, EdgeDirection, EntityId, EntityKind, RelationId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_edge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub relation_id: RelationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub direction: EdgeDirection,
    pub other_id: EntityId,
    pub type_code: String,
    pub other_kind: EntityKind,
    pub shown: bool,
    /// Sort keys of an entity's relations: 0 for PREFERRED, then the latest known day, newest first.
    pub rank_order: i32,
    pub latest_day: Day,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
    /// The first day of a known beginning or event, and of a known end.
    pub began: Option<Day>,
    pub ended: Option<Day>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
