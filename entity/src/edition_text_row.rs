//! Rows of `edition_text_row`: where articles stand in the text index, and how much their telling words tell.

use sea_orm::entity::prelude::*;

use crate::ArticleId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_text_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub recency: i64,
    pub article_id: ArticleId,
    pub weights: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
