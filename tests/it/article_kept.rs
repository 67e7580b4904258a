//! Articles that were read lately are told from memory, as each edition has them.

use std::collections::BTreeMap;

use db::{ArticleId, EntityId, edition_appearance, edition_article};
use nutgraph::auth::Role;
use nutgraph::store::Edition;
use nutgraph::store::edition::article::order::By;
use nutgraph::store::edition::article::{self, Appearance, Row, Scope};
use nutgraph::store::keyset::Page;
use nutgraph::store::predicate::Predicate;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::json;

use crate::support::verbs::person;
use crate::support::{Database, both};

both!(what_was_read_lately_is_not_read_again);

/// What readers have of articles.
#[derive(Debug, PartialEq)]
pub struct Articles {
    pub rows: BTreeMap<ArticleId, Row>,
    latest: Vec<ArticleId>,
    of_entities: BTreeMap<EntityId, Vec<ArticleId>>,
}

/// As it is in the tables.
pub async fn in_tables(db: &DatabaseConnection) -> Articles {
    use edition_appearance::Column;
    let mut articles = edition_article::Entity::find().all(db).await.unwrap();
    articles.sort_by_key(|row| std::cmp::Reverse((row.published_at, row.id)));
    let latest = articles.iter().filter(|row| row.listed).map(|row| row.id).collect();
    let mut of_entities: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let appearances = edition_appearance::Entity::find()
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::ArticleId)
        .all(db)
        .await;
    for row in appearances.unwrap() {
        of_entities.entry(row.entity_id).or_default().push(row.article_id);
    }
    Articles { rows: articles.into_iter().map(|row| (row.id, row.into())).collect(), latest, of_entities }
}

/// As an edition tells it of articles and entities, whether it has them or not.
pub async fn as_told(edition: &Edition, articles: &[ArticleId], entities: &[EntityId]) -> Articles {
    const ALL: Page = Page { size: 100, from: None, backward: false, offset: 0 };
    let rows = article::by_ids(edition, articles).await.unwrap();
    let rows: BTreeMap<_, _> = rows.into_iter().map(|(id, row)| (id, Row::clone(&row))).collect();
    let scope = Scope { entity: None, predicate: Predicate::always() };
    let list = article::list(edition, &scope, &By::own(), &ALL).await.unwrap();
    let mut of_entities: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let all = Predicate::always();
    let each = article::list_of_each(edition, entities, Appearance::Any, &all, &By::own(), &ALL).await;
    let each = each.unwrap();
    for row in list.iter().chain(each.iter().map(|(_, row)| row)) {
        assert_eq!(rows.get(&row.id), Some(&**row), "one edition says one thing");
    }
    for (entity, row) in &each {
        of_entities.entry(*entity).or_default().push(row.id);
    }
    Articles { rows, latest: list.iter().map(|row| row.id).collect(), of_entities }
}

async fn what_was_read_lately_is_not_read_again(db: Database) {
    const LATEST: &str = "{ articles(first: 5) { nodes { headline } } }";
    const MORE: &str = "{ articles(first: 6) { nodes { headline } } }";
    db.newsroom().await;
    let read = async |query: &str| {
        let (_, statements) = db.ask(query, json!({}), &[]).await;
        let of = |what: &str| statements.iter().filter(|sql| sql.contains(what)).count();
        (statements.len(), of("a.headline"), of("FROM edition_log"))
    };
    assert_eq!(read(LATEST).await, (1, 1, 0), "which there are, with what they are");
    assert_eq!(read(LATEST).await, (1, 0, 0), "which there are");
    assert_eq!(read(MORE).await, (1, 1, 0), "another list");
    // A publication that leaves these articles alone; and one that does not.
    let ed = person(9, Role::Editor);
    let id = db.draft(&ed, "Of something else", "Nothing that others tell of.").await;
    db.done(&ed, "publishArticle", json!({ "id": id, "revision": 1 }), "id").await;
    assert_eq!(read(MORE).await, (3, 1, 1), "the log, which there are, and the new one");
    assert_eq!(read(LATEST).await, (1, 0, 0));
    let notice = json!({ "kind": "CORRECTION", "text": "It was otherwise." });
    let changes = json!({ "headline": "Of this" });
    let input = json!({ "id": id, "baseRevision": 1, "changes": changes, "notice": notice });
    db.done(&ed, "correctArticle", input, "id").await;
    assert_eq!(read(LATEST).await, (3, 1, 1));
    let first = &db.data(LATEST, json!({})).await["articles"]["nodes"][0];
    assert_eq!(first["headline"], "Of this");
}
