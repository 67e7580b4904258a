//! Rows of `edition_link`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, LinkRel};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub rel: LinkRel,
    pub target_id: Option<ArticleId>,
    pub url: Option<String>,
    pub title: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
