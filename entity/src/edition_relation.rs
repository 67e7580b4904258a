//! Rows of `edition_relation`.

use sea_orm::entity::prelude::*;

use crate::{Day, EntityId, PartialDate, Phase, Rank, RelationId, Standing};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RelationId,
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
    /// Different sources (articles, addresses) that support it now.
    pub sources: i32,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
    /// Shown unless asked otherwise: not denied, retracted or deprecated.
    pub shown: bool,
    /// The role folded, as filters compare it.
    pub role_key: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
