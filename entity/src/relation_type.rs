//! Rows of `relation_type`.

use sea_orm::entity::prelude::*;

use crate::{EntityKinds, Temporal, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "relation_type")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    pub label: String,
    pub inverse_label: String,
    /// "heads", "headed": what stands between subject and object in a sentence.
    pub verb_present: Option<String>,
    pub verb_past: Option<String>,
    pub parent_code: Option<String>,
    pub symmetric: bool,
    pub transitive: bool,
    pub temporal: Temporal,
    /// Kinds, separated by commas; empty: any.
    pub subject_kinds: EntityKinds,
    pub object_kinds: EntityKinds,
    pub wikidata_property: Option<String>,
    pub builtin: bool,
    pub retired_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
