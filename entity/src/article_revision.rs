//! Immutable. All editorial content of an article belongs to its revisions.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, BodyFormat, EntityId, PartialDate, RevisionId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_revision")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RevisionId,
    pub article_id: ArticleId,
    pub number: i32,
    pub slug: String,
    pub language: String,
    pub headline: String,
    pub subheadline: Option<String>,
    pub summary: Option<String>,
    pub byline: Option<String>,
    pub genre: Option<String>,
    pub located: Option<String>,
    pub located_entity_id: Option<EntityId>,
    pub content_created: Option<PartialDate>,
    pub body_format: BodyFormat,
    pub body: String,
    pub text: String,
    pub copyright_notice: Option<String>,
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
