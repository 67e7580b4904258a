//! Lists of articles: the latest, and the latest with an entity in them. Each walks an index in the order of the list
//! and stops at the end of the page.

use std::sync::Arc;

use db::{ArticleId, EntityId, EntityKind, Timestamp};
use sea_orm::{DbErr, FromQueryResult};

use super::kept::Known;
use super::order::{self, By};
use super::{COLUMNS, Row, by_ids};
use crate::store::cells::from_cells;
use crate::store::edition::{Edition, entity};
use crate::store::keyset::{Order, Page};
use crate::store::list::List;
use crate::store::predicate::{Column, Link, Operand, Predicate, Test};
use crate::store::sql::{Children, Sql};

/// How an entity is in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Appearance {
    /// In one way or the other.
    Any,
    /// The article is about it.
    About,
    /// The text names it.
    Mentioned,
}

/// Which articles a list has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Those in which an entity appears; without it, all.
    pub entity: Option<(EntityId, Appearance)>,
    /// Those of them that fit.
    pub predicate: Predicate,
}

impl Appearance {
    fn condition(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::About => " AND c.about",
            Self::Mentioned => " AND c.mentions > 0",
        }
    }
}

/// A page of the listed articles in the scope.
///
/// # Errors
/// The database's.
pub async fn list(edition: &Edition, scope: &Scope, by: &By, page: &Page) -> Result<Vec<Arc<Row>>, DbErr> {
    #[derive(FromQueryResult)]
    struct Listed {
        id: ArticleId,
    }
    let known = Known::to(edition).await?;
    let lately = known.is_some_and(|known| known.was_listed(&(scope, by, page)));
    let mut sql = Sql::new(edition, "SELECT ");
    sql.push(if lately { "a.id" } else { COLUMNS });
    from(scope, &mut sql);
    let order = if scope.entity.is_some() { order::of_appearances(by) } else { order::of_articles(by) };
    order.beyond(page, &mut sql);
    sql.push(&format!(" ORDER BY {}", order.by(page)));
    page.cut(&mut sql);
    if !lately {
        let rows: Vec<_> = sql.all::<Row>(edition).await?.into_iter().map(Arc::new).collect();
        if let Some(known) = known {
            known.keep(&rows);
        }
        return Ok(rows);
    }
    let listed: Vec<_> = sql.all::<Listed>(edition).await?.into_iter().map(|row| row.id).collect();
    let rows = by_ids(edition, &listed).await?;
    Ok(listed.iter().filter_map(|id| rows.get(id).cloned()).collect())
}

pub(super) fn from(scope: &Scope, sql: &mut Sql) {
    match scope.entity {
        None => {
            sql.push(" FROM edition_article a WHERE a.listed");
            scope.predicate.narrow(sql);
        }
        // An article that is not listed has no appearances.
        Some((entity, appearance)) => {
            sql.push(" FROM edition_appearance c JOIN edition_article a ON a.id = c.article_id WHERE c.entity_id = ");
            sql.bind(entity.0).push(appearance.condition());
            of_appearances(&scope.predicate).narrow(sql);
        }
    }
}

/// The condition with the date of the appearance in place of the article's, which is the same: a range of dates is then
/// a range of the walk.
fn of_appearances(predicate: &Predicate) -> Predicate {
    const DATE: Column = Column("c.published_at");
    let part = |part: &Predicate| match part {
        Predicate::Is(super::column::PUBLISHED_AT, test) => Predicate::Is(DATE, test.clone()),
        other => other.clone(),
    };
    Predicate::All(predicate.conjuncts().into_iter().map(part).collect())
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
}

/// How many listed articles fit: what is kept, or else a count that stops one beyond `most`.
///
/// # Errors
/// The database's.
pub async fn count(edition: &Edition, predicate: &Predicate, most: u32) -> Result<i64, DbErr> {
    let mut sql = Sql::new(edition, "SELECT ");
    if let Some(name) = kept(predicate) {
        sql.push("COALESCE((SELECT value FROM edition_counter WHERE name = ")
            .bind(name)
            .push("), 0) AS count");
    } else {
        sql.push("count(*) AS count FROM (SELECT 1 FROM edition_article a WHERE a.listed");
        predicate.narrow(&mut sql);
        sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted");
    }
    Ok(sql.one::<Counted>(edition).await?.map_or(0, |c| c.count))
}

/// Whether [`count`] gives the whole number however large it is.
#[must_use]
pub fn is_kept(predicate: &Predicate) -> bool {
    kept(predicate).is_some()
}

/// The name of the counter that has the number of articles that fit.
fn kept(predicate: &Predicate) -> Option<String> {
    match predicate.conjuncts().as_slice() {
        [] => Some("articles".into()),
        [Predicate::Is(super::column::LANGUAGE, Test::Eq(Operand::Text(tag)))] => {
            Some(format!("articles:{tag}"))
        }
        _ => None,
    }
}

/// How many articles of each of many entities fit; counts stop one beyond `most`.
///
/// # Errors
/// The database's.
pub async fn count_of_each(
    edition: &Edition,
    entities: &[EntityId],
    appearance: Appearance,
    predicate: &Predicate,
    most: u32,
) -> Result<Vec<(EntityId, i64)>, DbErr> {
    #[derive(FromQueryResult)]
    struct OfEntity {
        parent: EntityId,
        count: i64,
    }
    let mut sql = Sql::new(
        edition,
        "SELECT p.value AS parent, (SELECT count(*) FROM (SELECT 1 FROM edition_appearance c ",
    );
    sql.push(if predicate.is_always() { "" } else { "JOIN edition_article a ON a.id = c.article_id " });
    sql.push("WHERE c.entity_id = p.value").push(appearance.condition());
    of_appearances(predicate).narrow(&mut sql);
    sql.push(" LIMIT ").bind(i64::from(most) + 1).push(") counted) AS count FROM ");
    sql.each(&List::of(entities, |id| id.0)).push(" p");
    Ok(sql.all::<OfEntity>(edition).await?.into_iter().map(|row| (row.parent, row.count)).collect())
}

/// An article in the list of an entity.
struct OfEntity {
    parent: EntityId,
    row: Row,
}

from_cells!(OfEntity { parent; row });

/// The same, where its row may be known.
struct IdOfEntity {
    parent: EntityId,
    article: ArticleId,
}

from_cells!(IdOfEntity { parent, article });

/// The same page of the articles of each of many entities.
///
/// # Errors
/// The database's.
pub async fn list_of_each(
    edition: &Edition,
    entities: &[EntityId],
    appearance: Appearance,
    predicate: &Predicate,
    by: &By,
    page: &Page,
) -> Result<Vec<(EntityId, Arc<Row>)>, DbErr> {
    const ARTICLES: Children = Children {
        columns: COLUMNS,
        table: "edition_appearance",
        key: &["entity_id", "published_at", "article_id"],
        parent: "entity_id",
        joins: "JOIN edition_article a ON a.id = c.article_id",
    };
    const IDS: Children = Children { columns: "c.article_id", joins: "", ..ARTICLES };
    let known = Known::to(edition).await?;
    // Each of them is remembered, also behind the first that was not.
    let lately = known.is_some_and(|known| {
        let was = |entity: &&EntityId| known.was_listed(&(*entity, appearance, predicate, by, page));
        entities.iter().filter(was).count() == entities.len()
    });
    let order = order::of_appearances(by);
    let narrow = |sql: &mut Sql| {
        sql.push(appearance.condition());
        order.beyond(page, sql);
        if !predicate.is_always() {
            sql.push(" AND EXISTS (SELECT 1 FROM edition_article a WHERE a.id = c.article_id");
            of_appearances(predicate).narrow(sql);
            sql.push(")");
        }
    };
    let parents: Vec<i64> = entities.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    let children = if lately { &IDS } else { &ARTICLES };
    sql.first_of_each(&parents, children, narrow, &order.by(page), page.limit());
    if !lately {
        let rows = sql.all::<OfEntity>(edition).await?;
        let rows: Vec<_> = rows.into_iter().map(|row| (row.parent, Arc::new(row.row))).collect();
        if let Some(known) = known {
            known.keep(rows.iter().map(|(_, row)| row));
        }
        return Ok(rows);
    }
    let listed: Vec<IdOfEntity> = sql.all(edition).await?;
    let mut ids: Vec<_> = listed.iter().map(|listed| listed.article).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = by_ids(edition, &ids).await?;
    Ok(listed.iter().filter_map(|listed| Some((listed.parent, rows.get(&listed.article)?.clone()))).collect())
}

/// An entity in an article.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Appearing {
    pub parent: ArticleId,
    pub entity_id: EntityId,
    pub about: bool,
    pub mentions: i32,
    pub prominence: i32,
    pub published_at: Timestamp,
}

/// Which entities of articles are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Which {
    /// Of these kinds; none: of all.
    pub kinds: Option<Vec<EntityKind>>,
    /// Those of them that fit.
    pub predicate: Predicate,
}

/// The order of the entities of an article; without keys, the most telling first.
#[must_use]
pub fn entities_order(by: &entity::By) -> Order {
    entity::order_of_appearances(by, order::PROMINENCE)
}

/// From an appearance `c` to the entity.
const ENTITY: Link = Link("edition_entity e WHERE e.id = c.entity_id");

/// The same page of the entities of each of many articles, most telling first.
///
/// # Errors
/// The database's.
pub async fn entities_of_each(
    edition: &Edition,
    articles: &[ArticleId],
    which: &Which,
    by: &entity::By,
    page: &Page,
) -> Result<Vec<Appearing>, DbErr> {
    const ENTITIES: Children = Children {
        columns: "c.entity_id, c.about, c.mentions, c.prominence, c.published_at",
        table: "edition_appearance",
        key: &["entity_id", "published_at", "article_id"],
        parent: "article_id",
        joins: "",
    };
    let order = entities_order(by);
    let narrow = |sql: &mut Sql| {
        which.narrow(sql);
        order.beyond(page, sql);
    };
    let parents: Vec<i64> = articles.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    sql.first_of_each(&parents, &ENTITIES, narrow, &order.by(page), page.limit());
    sql.all(edition).await
}

/// How many entities each article has; those without any are left out.
///
/// # Errors
/// The database's.
pub async fn count_entities(
    edition: &Edition,
    articles: &[ArticleId],
    which: &Which,
) -> Result<Vec<(ArticleId, i64)>, DbErr> {
    #[derive(FromQueryResult)]
    struct OfArticle {
        article_id: ArticleId,
        count: i64,
    }
    let mut sql = Sql::new(
        edition,
        "SELECT c.article_id, count(*) AS count FROM edition_appearance c WHERE c.article_id",
    );
    sql.any_of(&List::of(articles, |id| id.0));
    which.narrow(&mut sql);
    sql.push(" GROUP BY c.article_id");
    Ok(sql.all::<OfArticle>(edition).await?.into_iter().map(|row| (row.article_id, row.count)).collect())
}

impl Which {
    fn narrow(&self, sql: &mut Sql) {
        if let Some(kinds) = &self.kinds {
            let codes = kinds.iter().map(|kind| kind.code().to_owned()).collect();
            sql.push(" AND c.entity_kind").any_of(&List::Texts(codes));
        }
        if !self.predicate.is_always() {
            Predicate::Some(ENTITY, Box::new(self.predicate.clone())).narrow(sql);
        }
    }
}
