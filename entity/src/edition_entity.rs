//! Rows of `edition_entity`.

use sea_orm::entity::prelude::*;

use crate::{Day, EntityId, EntityKind, PartialDate};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_entity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EntityId,
    pub uid: Uuid,
    pub kind: EntityKind,
    pub name: String,
    /// The name folded: the order of lists by name.
    pub name_key: String,
    pub slug: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Kept counts of its listed articles: all, and those it is a subject of.
    pub articles: i64,
    pub about: i64,
    /// The days that the dates may mean, the first and the last of them.
    pub start_min: Option<Day>,
    pub start_max: Option<Day>,
    pub end_min: Option<Day>,
    pub end_max: Option<Day>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
