//! Rows of `edition_version`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub published_at: Timestamp,
    pub headline: String,
    pub subheadline: Option<String>,
    pub summary: Option<String>,
    pub text: String,
    pub blocks: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
