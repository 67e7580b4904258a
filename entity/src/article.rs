//! Rows of `article`.

use sea_orm::entity::prelude::*;

use crate::{ArticleId, Publication, Timestamp};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "article")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ArticleId,
    pub uid: Uuid,
    /// Numbers of revisions: the newest, the one readers have, the one approved, the one to be published.
    pub head_number: i32,
    pub live_number: Option<i32>,
    pub approved_number: Option<i32>,
    pub scheduled_number: Option<i32>,
    pub stage: String,
    pub publication: Publication,
    pub first_published_at: Option<Timestamp>,
    pub scheduled_for: Option<Timestamp>,
    pub scheduled_until: Option<Timestamp>,
    pub schedule_error: Option<String>,
    pub embargoed_until: Option<Timestamp>,
    pub edit_note: Option<String>,
    pub archived_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    pub updated_by: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
