//! Rows of `edition_mention`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, EntityId, NameKind};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_mention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub start_at: i32,
    pub end_at: i32,
    pub utf16_start: i32,
    pub utf16_end: i32,
    pub entity_id: EntityId,
    pub uid: Uuid,
    pub surface: String,
    pub name_kind: Option<NameKind>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
