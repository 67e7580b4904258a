//! How mentions on the desk are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{EntityId, RevisionId, entity, mention};
use sea_orm::DbErr;

use crate::domain::mention::read;
use crate::graphql::batch::Source;
use crate::store::Desk;

/// All mentions of revisions, orphans included.
#[derive(Debug)]
pub enum OfRevision {}

impl Source for OfRevision {
    type From = Desk;
    type Args = ();
    type Key = RevisionId;
    type Value = Arc<[mention::Model]>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<RevisionId>,
    ) -> Result<HashMap<RevisionId, Self::Value>, DbErr> {
        let rows = read::of_revisions(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(id, rows)| (id, rows.into())).collect())
    }
}

/// Entities that mentions name; what was merged is what it became.
#[derive(Debug)]
pub enum Named {}

impl Source for Named {
    type From = Desk;
    type Args = ();
    type Key = EntityId;
    type Value = Arc<entity::Model>;

    async fn fetch(
        desk: Arc<Desk>,
        (): (),
        keys: Vec<EntityId>,
    ) -> Result<HashMap<EntityId, Self::Value>, DbErr> {
        let rows = read::entities(&desk, &keys).await?;
        Ok(rows.into_iter().map(|(id, row)| (id, Arc::new(row))).collect())
    }
}
