//! Rows of `relation`.

use sea_orm::entity::prelude::*;

use crate::{Day, EntityId, PartialDate, Phase, Rank, RelationId, Timestamp, Visibility};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "relation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RelationId,
    pub uid: Uuid,
    /// The handle that an import gave it; later imports find it by this.
    pub key: Option<String>,
    pub subject_id: EntityId,
    pub type_code: String,
    pub object_id: EntityId,
    pub role: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub phase: Phase,
    pub as_of: Option<Day>,
    pub rank: Rank,
    pub rank_reason: Option<String>,
    pub note: Option<String>,
    /// LIVE: shown even without evidence, by an editor's explicit act.
    pub publication: Visibility,
    /// Days since 1970-01-01, both ends inclusive, derived from dates, phase and as_of.
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
    pub version: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
