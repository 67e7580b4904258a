//! Rows of `edition_word`: the words that readers have, with the number of what has them.

use sea_orm::entity::prelude::*;

use crate::Dictionary;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_word")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub dictionary: Dictionary,
    /// Folded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// In Latin letters.
    pub latin: String,
    pub uses: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
