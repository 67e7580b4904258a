//! How the desk's rows of entities are read, many at a time.

use std::collections::HashMap;
use std::sync::Arc;

use db::{EntityId, article, entity, entity_identifier, entity_merge, entity_name};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::entity::read::{self, By, Uses};
use crate::graphql::batch::Source;
use crate::graphql::connection::COUNTED;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};
use crate::store::predicate::Predicate;

type Fetched<K, V> = Result<HashMap<K, V>, DbErr>;

/// A merged entity, and the merge that did it.
pub type MergedRow = (Arc<entity::Model>, Option<entity_merge::Model>);

macro_rules! sources {
    ($($(#[$doc:meta])* $name:ident ($args:ty, $key:ty => $value:ty) $fetch:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Source for $name {
            type From = Desk;
            type Args = $args;
            type Key = $key;
            type Value = $value;

            async fn fetch(desk: Arc<Desk>, args: $args, keys: Vec<$key>) -> Fetched<$key, $value> {
                ($fetch)(desk, args, keys).await
            }
        }
    )+};
}

fn shared<K: Eq + std::hash::Hash, V>(rows: HashMap<K, V>) -> HashMap<K, Arc<V>> {
    rows.into_iter().map(|(key, row)| (key, Arc::new(row))).collect()
}

sources! {
    /// Entities by their public ids.
    ByUid ((), Uuid => Arc<entity::Model>) async |desk: Arc<Desk>, (), keys: Vec<Uuid>| {
        Ok::<_, DbErr>(shared(read::by_uids(&desk, &keys).await?))
    };
    /// Entities by their row ids.
    ById ((), EntityId => Arc<entity::Model>) async |desk: Arc<Desk>, (), keys: Vec<EntityId>| {
        Ok::<_, DbErr>(shared(read::by_ids(&desk, &keys).await?))
    };
    /// An entity by its slug, or one that it had.
    BySlug ((), String => Arc<entity::Model>) async |desk: Arc<Desk>, (), keys: Vec<String>| {
        let mut found = HashMap::new();
        for slug in keys {
            if let Some(row) = read::by_slug(&desk, &slug).await? {
                found.insert(slug, Arc::new(row));
            }
        }
        Ok::<_, DbErr>(found)
    };
    /// An entity by an identifier: scheme and value.
    ByIdentifier ((), (String, String) => Arc<entity::Model>)
        async |desk: Arc<Desk>, (), keys: Vec<(String, String)>| {
            let mut found = HashMap::new();
            for key in keys {
                if let Some(row) = read::by_identifier(&desk, &key.0, &key.1).await? {
                    found.insert(key, Arc::new(row));
                }
            }
            Ok::<_, DbErr>(found)
        };
    /// The names of entities.
    Names ((), EntityId => Arc<Vec<entity_name::Model>>) async |desk: Arc<Desk>, (), keys: Vec<EntityId>| {
        Ok::<_, DbErr>(shared(read::names(&desk, &keys).await?))
    };
    /// The identifiers of entities.
    Identifiers ((), EntityId => Arc<Vec<entity_identifier::Model>>)
        async |desk: Arc<Desk>, (), keys: Vec<EntityId>| {
            Ok::<_, DbErr>(shared(read::identifiers(&desk, &keys).await?))
        };
    /// What was merged into entities.
    Merged ((), EntityId => Arc<Vec<MergedRow>>) async |desk: Arc<Desk>, (), keys: Vec<EntityId>| {
        let of = read::merged(&desk, &keys).await?;
        let rows = of.into_iter().map(|(id, rows)| {
            (id, Arc::new(rows.into_iter().map(|(row, merge)| (Arc::new(row), merge)).collect::<Vec<_>>()))
        });
        Ok::<_, DbErr>(rows.collect())
    };
    /// How often entities are named.
    Used ((), EntityId => Uses) async |desk: Arc<Desk>, (), keys: Vec<EntityId>| {
        read::uses(&desk, &keys).await
    };
    /// Articles that name entities: so many of each.
    UsedIn (u32, EntityId => Arc<Vec<Arc<article::Model>>>)
        async |desk: Arc<Desk>, most: u32, keys: Vec<EntityId>| {
            let of = read::articles(&desk, &keys, most).await?;
            let rows = of.into_iter().map(|(id, rows)| {
                (id, Arc::new(rows.into_iter().map(Arc::new).collect::<Vec<_>>()))
            });
            Ok::<_, DbErr>(rows.collect())
        };
    /// Pages of all entities that fit.
    Listed ((Predicate, By, Page), () => Arc<Slice<entity::Model>>)
        async |desk: Arc<Desk>, (filter, by, page): (Predicate, By, Page), _: Vec<()>| {
            let slice = read::list(&*desk, &filter, by, &page).await?;
            Ok::<_, DbErr>(HashMap::from([((), Arc::new(slice))]))
        };
    /// How many entities fit.
    Counted (Predicate, () => i64) async |desk: Arc<Desk>, filter: Predicate, _: Vec<()>| {
        Ok::<_, DbErr>(HashMap::from([((), read::count(&*desk, &filter, COUNTED.into()).await?)]))
    };
}
