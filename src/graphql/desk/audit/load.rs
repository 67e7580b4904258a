//! How the audit is read.

use std::collections::HashMap;
use std::sync::Arc;

use db::audit_event;
use sea_orm::DbErr;

use crate::domain::audit;
use crate::graphql::batch::Source;
use crate::graphql::connection::COUNTED;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};
use crate::store::predicate::Predicate;

/// A page of the audit.
#[derive(Debug)]
pub enum Listed {}

impl Source for Listed {
    type From = Desk;
    type Args = (Predicate, Page);
    type Key = ();
    type Value = Arc<Slice<audit_event::Model>>;

    async fn fetch(
        desk: Arc<Desk>,
        (filter, page): Self::Args,
        _: Vec<()>,
    ) -> Result<HashMap<(), Self::Value>, DbErr> {
        Ok(HashMap::from([((), Arc::new(audit::list(&*desk, &filter, &page).await?))]))
    }
}

/// How many events fit.
#[derive(Debug)]
pub enum Counted {}

impl Source for Counted {
    type From = Desk;
    type Args = Predicate;
    type Key = ();
    type Value = i64;

    async fn fetch(desk: Arc<Desk>, filter: Predicate, _: Vec<()>) -> Result<HashMap<(), i64>, DbErr> {
        Ok(HashMap::from([((), audit::count(&*desk, &filter, COUNTED).await?)]))
    }
}
