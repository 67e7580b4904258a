//! Rows of `picture`.

use sea_orm::entity::prelude::*;

use crate::{PictureId, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "picture")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: PictureId,
    pub uid: Uuid,
    pub href: String,
    pub content_type: Option<String>,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub alt_text: String,
    pub caption: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<String>,
    pub created_at: Timestamp,
    pub created_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
