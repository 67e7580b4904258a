//! How the desk's rows of articles are read, many at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use db::{ArticleId, RevisionId, article, article_revision, audit_event};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::article::content::Told;
use crate::domain::article::read::{self, By};
use crate::domain::audit;
use crate::domain::import::Parts as OfRevisions;
use crate::graphql::batch::{Batches, Source};
use crate::graphql::connection::COUNTED;
use crate::store::Desk;
use crate::store::keyset::{Page, Slice};
use crate::store::predicate::Predicate;

type Fetched<K, V> = Result<HashMap<K, V>, DbErr>;

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

fn shared<K: Eq + Hash, V>(rows: HashMap<K, V>) -> HashMap<K, Arc<V>> {
    rows.into_iter().map(|(key, row)| (key, Arc::new(row))).collect()
}

sources! {
    /// Articles by their public ids.
    ByUid ((), Uuid => Arc<article::Model>) async |desk: Arc<Desk>, (), keys: Vec<Uuid>| {
        Ok::<_, DbErr>(shared(read::by_uids(&desk, &keys).await?))
    };
    /// Articles by their row ids.
    ById ((), ArticleId => Arc<article::Model>) async |desk: Arc<Desk>, (), keys: Vec<ArticleId>| {
        Ok::<_, DbErr>(shared(read::by_ids(&desk, &keys).await?))
    };
    /// Articles by their slugs in a language.
    BySlug (String, String => Arc<article::Model>) async |desk: Arc<Desk>, language: String, keys: Vec<String>| {
        Ok::<_, DbErr>(shared(read::by_slugs(&desk, &language, &keys).await?))
    };
    /// A page of articles.
    Listed ((Predicate, By, Page), () => Arc<Slice<read::Listed>>)
        async |desk: Arc<Desk>, (filter, by, page): (Predicate, By, Page), _: Vec<()>| {
            let slice = read::list(&*desk, &filter, by, &page).await?;
            Ok::<_, DbErr>(HashMap::from([((), Arc::new(slice))]))
        };
    /// How many articles fit.
    Counted (Predicate, () => i64) async |desk: Arc<Desk>, filter: Predicate, _: Vec<()>| {
        Ok::<_, DbErr>(HashMap::from([((), read::count(&*desk, &filter, COUNTED).await?)]))
    };
    /// The newest revisions of articles.
    Head ((), ArticleId => Arc<article_revision::Model>) async |desk: Arc<Desk>, (), keys: Vec<ArticleId>| {
        Ok::<_, DbErr>(shared(read::heads(&desk, &keys).await?))
    };
    /// The revisions of one number of articles.
    Numbered (i32, ArticleId => Arc<article_revision::Model>)
        async |desk: Arc<Desk>, number: i32, keys: Vec<ArticleId>| {
            Ok::<_, DbErr>(shared(read::numbered(&desk, number, &keys).await?))
        };
    /// The same page of the revisions of each article.
    Revisions (Page, ArticleId => Arc<Vec<article_revision::Model>>)
        async |desk: Arc<Desk>, page: Page, keys: Vec<ArticleId>| {
            Ok::<_, DbErr>(shared(read::revisions(&desk, &keys, &page).await?))
        };
    /// As which version readers had revisions.
    Versions ((), RevisionId => i32) async |desk: Arc<Desk>, (), keys: Vec<RevisionId>| {
        read::versions(&desk, &keys).await
    };
    /// What hangs on revisions, each with that of its siblings.
    Parts ((), RevisionId => Arc<OfRevisions>) async |desk: Arc<Desk>, (), keys: Vec<RevisionId>| {
        let parts = Arc::new(read::parts_of(&desk, &keys).await?);
        Ok::<_, DbErr>(keys.into_iter().map(|id| (id, Arc::clone(&parts))).collect())
    };
    /// The contents of revisions.
    Contents ((), RevisionId => Arc<Told>) async |desk: Arc<Desk>, (), keys: Vec<RevisionId>| {
        Ok::<_, DbErr>(shared(read::told(&desk, &keys).await?))
    };
    /// The same page of what was done to each article.
    Events (Page, Uuid => Arc<Vec<audit_event::Model>>) async |desk: Arc<Desk>, page: Page, keys: Vec<Uuid>| {
        Ok::<_, DbErr>(shared(audit::of_articles(&desk, &keys, &page).await?))
    };
    /// How much was done to each article.
    CountEvents ((), Uuid => i64) async |desk: Arc<Desk>, (), keys: Vec<Uuid>| {
        audit::count_of_articles(&desk, &keys).await
    };
}

/// Remembers an article that was read on another way.
pub fn prime(batches: &Batches, row: &Arc<article::Model>) {
    batches.prime::<ByUid>((), row.uid, Arc::clone(row));
    batches.prime::<ById>((), row.id, Arc::clone(row));
}
