//! Rows of `mention`.

use sea_orm::entity::prelude::*;

use crate::{EntityId, MentionOrigin, MentionStatus, NameKind, RevisionId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mention")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub revision_id: RevisionId,
    pub entity_id: EntityId,
    /// Unicode scalar values over the revision's text, the end exclusive.
    pub start_at: i32,
    pub end_at: i32,
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
    pub name_kind: Option<NameKind>,
    pub status: MentionStatus,
    pub origin: MentionOrigin,
    pub confidence: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
