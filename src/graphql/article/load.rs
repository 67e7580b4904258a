//! How the rows of articles are read, many at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use db::{ArticleId, EntityId};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::domain::preview::Preview;
use crate::graphql::batch::Source;
use crate::store::Edition;
use crate::store::edition::article::order::By;
use crate::store::edition::article::{
    self, Appearance, Appearing, Direction, Entry, Mention, Part, Row, Version, VersionLine, Which,
};
use crate::store::edition::entity;
use crate::store::keyset::Page;
use crate::store::predicate::Predicate;

type Fetched<K, V> = Result<HashMap<K, V>, DbErr>;

/// The rows of each key, in the order in which they came.
fn grouped<K: Eq + Hash, R, V>(
    rows: impl IntoIterator<Item = R>,
    pair: impl Fn(R) -> (K, V),
) -> HashMap<K, Arc<Vec<V>>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows.into_iter().map(pair) {
        groups.entry(key).or_default().push(value);
    }
    groups.into_iter().map(|(key, values)| (key, Arc::new(values))).collect()
}

/// Articles by their row ids.
#[derive(Debug)]
pub enum ById {}

impl Source for ById {
    type From = Edition;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<Row>;

    async fn fetch(edition: Arc<Edition>, (): (), keys: Vec<ArticleId>) -> Fetched<ArticleId, Arc<Row>> {
        article::by_ids(&edition, &keys).await
    }

    fn previewed(preview: &Preview, (): &(), key: &ArticleId) -> Option<Arc<Row>> {
        preview.stands_for(*key)
    }
}

/// Articles by their public ids.
#[derive(Debug)]
pub enum ByUid {}

impl Source for ByUid {
    type From = Edition;
    type Args = ();
    type Key = Uuid;
    type Value = Arc<Row>;

    async fn fetch(edition: Arc<Edition>, (): (), keys: Vec<Uuid>) -> Fetched<Uuid, Arc<Row>> {
        let rows = article::by_uids(&edition, &keys).await?;
        Ok(rows.into_iter().map(|row| (row.uid, Arc::new(row))).collect())
    }

    fn previewed(preview: &Preview, (): &(), key: &Uuid) -> Option<Arc<Row>> {
        preview.is_called(*key)
    }
}

/// Articles by their slugs, present and former, in the language of the argument.
#[derive(Debug)]
pub enum BySlug {}

impl Source for BySlug {
    type From = Edition;
    type Args = String;
    type Key = String;
    type Value = Arc<Row>;

    async fn fetch(edition: Arc<Edition>, language: String, keys: Vec<String>) -> Fetched<String, Arc<Row>> {
        let found = article::by_slugs(&edition, &language, &keys).await?;
        Ok(found.into_iter().map(|found| (found.asked, Arc::new(found.row))).collect())
    }

    fn previewed(preview: &Preview, language: &String, key: &String) -> Option<Arc<Row>> {
        preview.is_found(language, key)
    }
}

/// What belongs to articles; all parts that are wanted of whatever articles are one statement.
#[derive(Debug)]
pub enum Parts {}

impl Source for Parts {
    type From = Edition;
    type Args = ();
    type Key = (Part, ArticleId);
    type Value = Arc<Vec<Entry>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<(Part, ArticleId)>,
    ) -> Fetched<(Part, ArticleId), Arc<Vec<Entry>>> {
        let parts = article::parts(&edition, &keys).await?;
        Ok(parts.into_iter().map(|(key, entries)| (key, Arc::new(entries))).collect())
    }
}

/// The first mentions of articles, as many as the argument says.
#[derive(Debug)]
pub enum FirstMentions {}

impl Source for FirstMentions {
    type From = Edition;
    type Args = u32;
    type Key = ArticleId;
    type Value = Arc<Vec<Mention>>;

    async fn fetch(
        edition: Arc<Edition>,
        first: u32,
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, Arc<Vec<Mention>>> {
        let rows = article::first_mentions(&edition, &keys, first).await?;
        Ok(grouped(rows, |row| (row.parent, row.mention)))
    }
}

/// Texts of versions.
#[derive(Debug)]
pub enum Texts {}

impl Source for Texts {
    type From = Edition;
    type Args = ();
    type Key = (ArticleId, i32);
    type Value = Arc<Version>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<(ArticleId, i32)>,
    ) -> Fetched<(ArticleId, i32), Arc<Version>> {
        let versions = article::versions(&edition, &keys).await?;
        Ok(versions.into_iter().map(|v| ((v.article_id, v.number), Arc::new(v))).collect())
    }
}

/// Pages of versions.
#[derive(Debug)]
pub enum Versions {}

impl Source for Versions {
    type From = Edition;
    type Args = (Predicate, Page);
    type Key = ArticleId;
    type Value = Arc<Vec<VersionLine>>;

    async fn fetch(
        edition: Arc<Edition>,
        (filter, page): Self::Args,
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, Arc<Vec<VersionLine>>> {
        let rows = article::versions_of_each(&edition, &keys, &filter, &page).await?;
        Ok(grouped(rows, |row| (row.parent, row)))
    }
}

/// How many versions articles have.
#[derive(Debug)]
pub enum CountVersions {}

impl Source for CountVersions {
    type From = Edition;
    type Args = Predicate;
    type Key = ArticleId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        filter: Predicate,
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, i64> {
        Ok(article::count_versions(&edition, &keys, &filter).await?.into_iter().collect())
    }
}

/// Pages of the entities of articles.
#[derive(Debug)]
pub enum Entities {}

impl Source for Entities {
    type From = Edition;
    type Args = (Which, entity::By, Page);
    type Key = ArticleId;
    type Value = Arc<Vec<Appearing>>;

    async fn fetch(
        edition: Arc<Edition>,
        (which, by, page): Self::Args,
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, Arc<Vec<Appearing>>> {
        let rows = article::entities_of_each(&edition, &keys, &which, &by, &page).await?;
        Ok(grouped(rows, |row| (row.parent, row)))
    }
}

/// How many entities articles have.
#[derive(Debug)]
pub enum CountEntities {}

impl Source for CountEntities {
    type From = Edition;
    type Args = Which;
    type Key = ArticleId;
    type Value = i64;

    async fn fetch(edition: Arc<Edition>, which: Which, keys: Vec<ArticleId>) -> Fetched<ArticleId, i64> {
        Ok(article::count_entities(&edition, &keys, &which).await?.into_iter().collect())
    }
}

/// Pages of the articles of entities.
#[derive(Debug)]
pub enum OfEntities {}

impl Source for OfEntities {
    type From = Edition;
    type Args = (Appearance, Predicate, By, Page);
    type Key = EntityId;
    type Value = Arc<Vec<Arc<Row>>>;

    async fn fetch(
        edition: Arc<Edition>,
        (appearance, predicate, by, page): Self::Args,
        keys: Vec<EntityId>,
    ) -> Fetched<EntityId, Arc<Vec<Arc<Row>>>> {
        let rows = article::list_of_each(&edition, &keys, appearance, &predicate, &by, &page).await?;
        Ok(grouped(rows, |row| row))
    }
}

/// Filters of articles, with the entities in them found. Among the articles of an entity, others are looked for there.
#[derive(Debug)]
pub enum Settle {}

impl Source for Settle {
    type From = Edition;
    /// Whether it is asked of the articles of an entity.
    type Args = bool;
    type Key = Predicate;
    type Value = Predicate;

    async fn fetch(
        edition: Arc<Edition>,
        of_entity: bool,
        keys: Vec<Predicate>,
    ) -> Fetched<Predicate, Predicate> {
        let mut settled = HashMap::new();
        for predicate in keys {
            let found = article::settle(&edition, predicate.clone()).await?;
            settled.insert(predicate, if of_entity { found.within() } else { found.predicate });
        }
        Ok(settled)
    }
}

/// How many articles fit, counted as far as the argument says.
#[derive(Debug)]
pub enum Count {}

impl Source for Count {
    type From = Edition;
    type Args = u32;
    type Key = Predicate;
    type Value = i64;

    async fn fetch(edition: Arc<Edition>, most: u32, keys: Vec<Predicate>) -> Fetched<Predicate, i64> {
        let mut counts = HashMap::new();
        for predicate in keys {
            let count = article::count(&edition, &predicate, most).await?;
            counts.insert(predicate, count);
        }
        Ok(counts)
    }
}

/// How many articles of entities fit, counted as far as the argument says.
#[derive(Debug)]
pub enum CountOfEntities {}

impl Source for CountOfEntities {
    type From = Edition;
    type Args = (Appearance, Predicate, u32);
    type Key = EntityId;
    type Value = i64;

    async fn fetch(
        edition: Arc<Edition>,
        (appearance, predicate, most): Self::Args,
        keys: Vec<EntityId>,
    ) -> Fetched<EntityId, i64> {
        let counts = article::count_of_each(&edition, &keys, appearance, &predicate, most).await?;
        Ok(counts.into_iter().collect())
    }
}

/// Articles before and after: in a series, or in time.
#[derive(Debug)]
pub enum Neighbours {}

impl Source for Neighbours {
    type From = Edition;
    type Args = (Direction, Option<Uuid>);
    type Key = ArticleId;
    type Value = Arc<Row>;

    async fn fetch(
        edition: Arc<Edition>,
        (to, series): Self::Args,
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, Arc<Row>> {
        let rows = match series {
            Some(series) => article::in_series(&edition, &keys, to, series).await?,
            None => article::in_time(&edition, &keys, to).await?,
        };
        Ok(rows.into_iter().map(|row| (row.parent, Arc::new(row.row))).collect())
    }

    fn through(preview: &Preview, row: Arc<Row>) -> Arc<Row> {
        preview.stands_for(row.id).unwrap_or(row)
    }
}

/// Articles in other languages.
#[derive(Debug)]
pub enum Translations {}

impl Source for Translations {
    type From = Edition;
    type Args = ();
    type Key = ArticleId;
    type Value = Arc<Vec<Arc<Row>>>;

    async fn fetch(
        edition: Arc<Edition>,
        (): (),
        keys: Vec<ArticleId>,
    ) -> Fetched<ArticleId, Arc<Vec<Arc<Row>>>> {
        let rows = article::translations(&edition, &keys).await?;
        Ok(grouped(rows, |row| (row.parent, Arc::new(row.row))))
    }

    fn through(preview: &Preview, rows: Arc<Vec<Arc<Row>>>) -> Arc<Vec<Arc<Row>>> {
        if rows.iter().all(|row| preview.stands_for(row.id).is_none()) {
            return rows;
        }
        Arc::new(
            rows.iter().map(|row| preview.stands_for(row.id).unwrap_or_else(|| Arc::clone(row))).collect(),
        )
    }
}
