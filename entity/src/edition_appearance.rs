//! The reading index: where an entity appears, newest first; and what appears in an article, most telling first.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, EntityId, EntityKind, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_appearance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub published_at: Timestamp,
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    pub about: bool,
    pub mentions: i32,
    pub prominence: i32,
    pub entity_kind: EntityKind,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
