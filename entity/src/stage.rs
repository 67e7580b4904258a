//! Rows of `stage`: where the newest revision of an article can stand in the newsroom's workflow.

use sea_orm::entity::prelude::*;

use crate::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    pub label: String,
    /// Roles that may move an article here, separated by commas.
    pub entry_roles: String,
    /// To stand here is to be approved: it pins the revision.
    pub approves: bool,
    pub builtin: bool,
    /// No article moves here any more.
    pub retired_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
