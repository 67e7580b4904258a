//! Rows of `evidence`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, EntityId, EvidenceId, PartialDate, RelationId, RevisionId, Stance, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: EvidenceId,
    pub uid: Uuid,
    pub key: Option<String>,
    pub relation_id: RelationId,
    pub position: i32,
    pub stance: Stance,
    pub article_id: Option<ArticleId>,
    /// Where the passage was first seen.
    pub revision_id: Option<RevisionId>,
    pub source_url: Option<String>,
    pub source_title: Option<String>,
    pub exact: Option<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    pub attribution: Option<String>,
    pub attributed_to_id: Option<EntityId>,
    pub stated_on: Option<PartialDate>,
    pub retracts_id: Option<EvidenceId>,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
