//! What was public of a relation from an instant until before another, with the columns that it has now.

use sea_orm::entity::prelude::*;

use crate::{Day, EntityId, PartialDate, Phase, Rank, RelationId, Standing, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_relation_state")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RelationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: Timestamp,
    pub until: Timestamp,
    pub uid: Uuid,
    pub subject_id: EntityId,
    pub type_code: String,
    pub object_id: EntityId,
    pub role: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub phase: Phase,
    pub as_of: Option<Day>,
    pub rank: Rank,
    pub standing: Standing,
    pub sources: i32,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
    pub shown: bool,
    /// Sort keys, as edges have them.
    pub rank_order: i32,
    pub latest_day: Day,
    /// The role folded, as filters compare it.
    pub role_key: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
