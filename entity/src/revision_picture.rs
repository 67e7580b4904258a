//! Rows of `revision_picture`.

use sea_orm::entity::prelude::*;

use crate::{PictureId, PictureRole, RevisionId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_picture")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision_id: RevisionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub picture_id: PictureId,
    pub role: PictureRole,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
