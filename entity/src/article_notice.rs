//! Rows of `article_notice`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, NoticeKind, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_notice")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uid: Uuid,
    pub article_id: ArticleId,
    pub kind: NoticeKind,
    pub text: String,
    pub published_at: Timestamp,
    /// The public version that has the fix.
    pub version: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
