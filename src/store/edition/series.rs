//! Series: ordered rows of articles.

use db::SeriesId;
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::Edition;
use super::article;
use crate::store::cells::from_cells;
use crate::store::keyset::{Order, Page, Sort};
use crate::store::list::List;
use crate::store::predicate::Predicate;
use crate::store::sql::{Children, Sql};

#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Row {
    pub id: SeriesId,
    pub uid: Uuid,
    pub slug: String,
    pub title: String,
    pub description: Option<String>,
}

/// An article in a series.
#[derive(Clone, Debug)]
pub struct Item {
    pub parent: SeriesId,
    pub position: i32,
    pub article: article::Row,
}

from_cells!(Item { parent, position; article });

/// By the newsroom's order.
pub const BY_POSITION: Order = Order::of("POSITION", &[Sort::int("c.position")]);

const SELECT: &str = "SELECT s.id, s.uid, s.slug, s.title, s.description FROM edition_series s WHERE s.";

/// An article that was retracted keeps its place and does not show.
fn listed(filter: &Predicate, sql: &mut Sql) {
    sql.push(" AND EXISTS (SELECT 1 FROM edition_article a WHERE a.id = c.article_id AND a.listed");
    filter.narrow(sql);
    sql.push(")");
}

/// The order of the articles of a series; without keys, its own.
#[must_use]
pub fn order(by: &article::order::By) -> Order {
    article::order::of_items(by, BY_POSITION)
}

/// The series with these row ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_ids(edition: &Edition, ids: &[SeriesId]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, SELECT);
    sql.push("id").any_of(&List::of(ids, |id| id.0));
    sql.all(edition).await
}

/// The series with these public ids, in no order.
///
/// # Errors
/// The database's.
pub async fn by_uids(edition: &Edition, uids: &[Uuid]) -> Result<Vec<Row>, DbErr> {
    let mut sql = Sql::new(edition, SELECT);
    sql.push("uid").any_of(&List::Uids(uids.to_vec()));
    sql.all(edition).await
}

/// The series of a slug.
///
/// # Errors
/// The database's.
pub async fn by_slug(edition: &Edition, slug: &str) -> Result<Option<Row>, DbErr> {
    let mut sql = Sql::new(edition, SELECT);
    sql.push("slug = ").bind(slug);
    sql.one(edition).await
}

/// The same page of the listed articles of each of many series.
///
/// # Errors
/// The database's.
pub async fn articles_of_each(
    edition: &Edition,
    series: &[SeriesId],
    (filter, by): (&Predicate, &article::order::By),
    page: &Page,
) -> Result<Vec<Item>, DbErr> {
    let items = Children {
        columns: article::ITEM_COLUMNS,
        table: "edition_series_item",
        key: &["series_id", "position"],
        parent: "series_id",
        joins: "JOIN edition_article a ON a.id = c.article_id",
    };
    let order = order(by);
    let parents: Vec<i64> = series.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    let narrow = |sql: &mut Sql| {
        listed(filter, sql);
        order.beyond(page, sql);
    };
    sql.first_of_each(&parents, &items, narrow, &order.by(page), page.limit());
    sql.all(edition).await
}

/// How many listed articles each series has; those without any are left out.
///
/// # Errors
/// The database's.
pub async fn count_articles(
    edition: &Edition,
    series: &[SeriesId],
    filter: &Predicate,
) -> Result<Vec<(SeriesId, i64)>, DbErr> {
    #[derive(FromQueryResult)]
    struct OfSeries {
        series_id: SeriesId,
        count: i64,
    }
    let mut sql = Sql::new(
        edition,
        "SELECT c.series_id, count(*) AS count FROM edition_series_item c WHERE c.series_id",
    );
    sql.any_of(&List::of(series, |id| id.0));
    listed(filter, &mut sql);
    sql.push(" GROUP BY c.series_id");
    Ok(sql.all::<OfSeries>(edition).await?.into_iter().map(|row| (row.series_id, row.count)).collect())
}
