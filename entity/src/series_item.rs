//! Rows of `series_item`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, SeriesId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "series_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub series_id: SeriesId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub article_id: ArticleId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
