//! Rows of `edition_gram`: words of names by three letters that follow each other.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_gram")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gram: String,
    /// Letters of the word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub length: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub latin: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
