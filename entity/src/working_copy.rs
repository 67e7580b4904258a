//! What an author is writing and did not save yet.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "working_copy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub article_id: ArticleId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub author: String,
    /// The revision that it began from.
    pub base_number: i32,
    /// The fields that were written, as JSON in the words of a bundle.
    pub content: String,
    pub saved_at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
