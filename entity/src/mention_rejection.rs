//! Names that an editor found to be no mention of an entity, in one article.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, EntityId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mention_rejection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity_id: EntityId,
    /// The name as it stood there, folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
