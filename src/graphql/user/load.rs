//! How accounts are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::user_account;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::user;
use crate::graphql::batch::Source;
use crate::store::Desk;

/// Accounts by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Desk;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<user_account::Model>;

    async fn fetch(desk: Arc<Desk>, (): (), keys: Vec<Uuid>) -> Result<HashMap<Uuid, Self::Value>, DbErr> {
        let rows = user::by_uids(&desk, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }
}

/// All accounts, in the order of their public ids.
#[derive(Debug)]
pub enum All {}

impl Source for All {
    type From = Desk;
    type Args = ();
    type Key = ();
    type Value = Arc<Vec<Arc<user_account::Model>>>;

    async fn fetch(desk: Arc<Desk>, (): (), _: Vec<()>) -> Result<HashMap<(), Self::Value>, DbErr> {
        Ok(HashMap::from([((), Arc::new(in_order(user::all(&desk).await?)))]))
    }
}

pub(super) fn in_order(mut rows: Vec<user_account::Model>) -> Vec<Arc<user_account::Model>> {
    rows.sort_by_key(|row| row.uid);
    rows.into_iter().map(Arc::new).collect()
}
