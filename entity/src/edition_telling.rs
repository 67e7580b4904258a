//! How a relation was told from an instant on, until it was told otherwise. A journal: rebuilds keep it.

use sea_orm::entity::prelude::*;

use crate::{Day, PartialDate, Phase, Rank, RelationId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_telling")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub relation_id: RelationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: Timestamp,
    /// Shown without evidence, by an editor's act.
    pub unsourced: bool,
    pub role: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub phase: Phase,
    pub as_of: Option<Day>,
    pub rank: Rank,
    pub start_min: Day,
    pub start_max: Day,
    pub end_min: Day,
    pub end_max: Day,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
