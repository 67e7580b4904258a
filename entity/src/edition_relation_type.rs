//! Rows of `edition_relation_type`.

use sea_orm::entity::prelude::*;

use crate::{EntityKinds, Temporal};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_relation_type")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    pub label: String,
    pub inverse_label: String,
    pub verb_present: Option<String>,
    pub verb_past: Option<String>,
    pub parent_code: Option<String>,
    pub symmetric: bool,
    pub transitive: bool,
    pub temporal: Temporal,
    pub subject_kinds: EntityKinds,
    pub object_kinds: EntityKinds,
    pub wikidata_property: Option<String>,
    pub retired: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
