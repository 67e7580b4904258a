//! Rows of `edition_word`: the words of names, with the number of entities that have them.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_word")]
pub struct Model {
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
