//! Rows of `edition_article`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, ArticleState, EntityId, PartialDate, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_article")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ArticleId,
    pub uid: Uuid,
    pub state: ArticleState,
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
    pub copyright_notice: Option<String>,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i32,
    pub word_count: i32,
    /// Shown in lists: live, and not retracted.
    pub listed: bool,
    /// Folded, as filters compare them.
    pub headline_key: String,
    pub summary_key: Option<String>,
    pub byline_key: Option<String>,
    pub genre_key: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
