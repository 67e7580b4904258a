//! The published versions of articles.

use db::{ArticleId, Timestamp};
use sea_orm::{DbErr, FromQueryResult};

use crate::store::edition::Edition;
use crate::store::keyset::{Order, Page, Sort};
use crate::store::list::List;
use crate::store::predicate::Predicate;
use crate::store::sql::{Children, Sql};

/// A version with its text.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Version {
    pub article_id: ArticleId,
    pub number: i32,
    /// What all offsets count.
    pub text: String,
    /// The JSON of its blocks.
    pub blocks: String,
}

/// A version without its text.
#[derive(Clone, Debug, FromQueryResult)]
pub struct VersionLine {
    pub parent: ArticleId,
    pub number: i32,
    pub published_at: Timestamp,
    pub headline: String,
    pub subheadline: Option<String>,
    pub summary: Option<String>,
}

/// What versions can be filtered by.
pub mod version_column {
    use crate::store::predicate::Column;

    pub const NUMBER: Column = Column("c.number");
    pub const PUBLISHED_AT: Column = Column("c.published_at");
}

/// The newest first.
pub const NEWEST_VERSION: Order = Order::of("VERSION_DESC", &[Sort::int("c.number").descending()]);

/// The texts of versions; those that were never public, or are not any more, are left out.
///
/// # Errors
/// The database's.
pub async fn versions(edition: &Edition, asked: &[(ArticleId, i32)]) -> Result<Vec<Version>, DbErr> {
    // Each article with each number: few rows too many where different articles are asked for at once, and they are
    // dropped; but one plan for all.
    let mut articles: Vec<_> = asked.iter().map(|(article, _)| *article).collect();
    let mut numbers: Vec<_> = asked.iter().map(|(_, number)| *number).collect();
    articles.sort_unstable();
    articles.dedup();
    numbers.sort_unstable();
    numbers.dedup();
    let mut sql =
        Sql::new(edition, "SELECT article_id, number, text, blocks FROM edition_version WHERE article_id");
    sql.any_of(&List::of(&articles, |id| id.0)).push(" AND number").any_of(&List::of(&numbers, i64::from));
    sql.all(edition).await
}

/// The same page of the versions of each of many articles.
///
/// # Errors
/// The database's.
pub async fn versions_of_each(
    edition: &Edition,
    articles: &[ArticleId],
    filter: &Predicate,
    page: &Page,
) -> Result<Vec<VersionLine>, DbErr> {
    const VERSIONS: Children = Children {
        columns: "c.number, c.published_at, c.headline, c.subheadline, c.summary",
        table: "edition_version",
        key: &["article_id", "number"],
        parent: "article_id",
        joins: "",
    };
    let order = &NEWEST_VERSION;
    let parents: Vec<i64> = articles.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(edition, "");
    let narrow = |sql: &mut Sql| {
        filter.narrow(sql);
        order.beyond(page, sql);
    };
    sql.first_of_each(&parents, &VERSIONS, narrow, &order.by(page), page.limit());
    sql.all(edition).await
}

/// How many versions each article has; those without any are left out.
///
/// # Errors
/// The database's.
pub async fn count_versions(
    edition: &Edition,
    articles: &[ArticleId],
    filter: &Predicate,
) -> Result<Vec<(ArticleId, i64)>, DbErr> {
    #[derive(FromQueryResult)]
    struct OfArticle {
        article_id: ArticleId,
        count: i64,
    }
    let mut sql =
        Sql::new(edition, "SELECT c.article_id, count(*) AS count FROM edition_version c WHERE c.article_id");
    sql.any_of(&List::of(articles, |id| id.0));
    filter.narrow(&mut sql);
    sql.push(" GROUP BY c.article_id");
    Ok(sql.all::<OfArticle>(edition).await?.into_iter().map(|row| (row.article_id, row.count)).collect())
}
