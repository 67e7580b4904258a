//! Rows of `edition_picture`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, PictureRole};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_picture")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub uid: Uuid,
    pub role: PictureRole,
    pub href: String,
    pub content_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub alt_text: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
