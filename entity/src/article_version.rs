//! A revision that was live, with its public number (1, 2, ... of its article).

use sea_orm::entity::prelude::*;

use crate::{ArticleId, RevisionId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub revision_id: RevisionId,
    pub published_at: Timestamp,
    /// Kept here, but no longer shown to readers (a court order).
    pub hidden: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
