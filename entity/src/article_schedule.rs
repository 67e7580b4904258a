//! What comes with an article that is to be published at a time.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, NoticeKind, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_schedule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    /// What is to become of entities that it names and that nobody made public by then: FAIL or PUBLISH.
    pub unpublished: String,
    /// The notice that comes with it.
    pub notice_kind: Option<NoticeKind>,
    pub notice_text: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
