//! Rows of `edition_evidence`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, EntityId, EvidenceId, PartialDate, RelationId, Stance, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceId,
    pub uid: Uuid,
    pub relation_id: RelationId,
    pub position: i32,
    pub stance: Stance,
    /// Taken back by other evidence, or with its article.
    pub undone: bool,
    pub article_id: Option<ArticleId>,
    /// The first public version of the article that has the passage, and where it stands there.
    pub version: Option<i32>,
    pub start_at: Option<i32>,
    pub end_at: Option<i32>,
    pub quote: Option<String>,
    pub source_url: Option<String>,
    pub source_title: Option<String>,
    pub attribution: Option<String>,
    pub attributed_to_id: Option<EntityId>,
    pub stated_on: Option<PartialDate>,
    pub retracts_id: Option<EvidenceId>,
    /// When it became public.
    pub since: Timestamp,
    /// When its article was taken back, if it was.
    pub retracted_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
