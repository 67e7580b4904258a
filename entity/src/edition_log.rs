//! Rows of `edition_log`.

use sea_orm::entity::prelude::*;

use crate::{ChangeAction, Noun, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "edition_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub noun: Noun,
    pub uid: Uuid,
    pub action: ChangeAction,
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
