//! Rows of `entity`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, EntityKind, PartialDate, Timestamp, Visibility};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "entity")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: EntityId,
    pub uid: Uuid,
    pub kind: EntityKind,
    pub name: String,
    pub slug: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub publication: Visibility,
    pub merged_into_id: Option<EntityId>,
    /// Seeded by the product and not edited since: a later release may refresh it.
    pub builtin: bool,
    pub version: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    pub updated_by: String,
    /// The name folded: what lists are ordered by and searched for.
    pub name_key: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
