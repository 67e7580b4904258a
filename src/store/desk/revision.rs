//! Revisions: all editorial content of articles, with what hangs on it. Rows are added, never changed.

use std::collections::HashMap;

use db::{
    ArticleId, RevisionId, article_revision, article_version, mention, revision_about, revision_contributor,
    revision_link, revision_picture,
};
use sea_orm::sea_query::{IntoIden, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryTrait};

use super::many;
use super::{Reads, WriteTx};
use crate::store::keyset::{Order, Page, Sort};
use crate::store::list::List;
use crate::store::sql::{Children, Sql};

/// By their row ids, in no order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn by_ids(desk: &impl Reads, ids: &[RevisionId]) -> Result<Vec<article_revision::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article_revision WHERE id", List::of(ids, |id| id.0)).await
}

/// Revisions of one article by their numbers, in no order.
pub async fn by_numbers(
    desk: &impl Reads,
    article: ArticleId,
    numbers: &[i32],
) -> Result<Vec<article_revision::Model>, DbErr> {
    use article_revision::Column;
    let find = article_revision::Entity::find().filter(Column::ArticleId.eq(article));
    find.filter(Column::Number.is_in(numbers.to_vec())).all(desk.connection()).await
}

/// The revision of this number of each of many articles.
pub async fn numbered(
    desk: &impl Reads,
    number: i32,
    articles: &[ArticleId],
) -> Result<Vec<article_revision::Model>, DbErr> {
    let mut sql = Sql::new(desk, "SELECT * FROM article_revision WHERE number = ");
    sql.bind(number).push(" AND article_id").any_of(&List::of(articles, |id| id.0));
    sql.all(desk).await
}

/// The newest first.
pub const NEWEST: Order = Order::of("revision", &[Sort::int("c.number").descending()]);

/// The same page of the revisions of each of many articles.
pub async fn of_articles(
    desk: &impl Reads,
    articles: &[ArticleId],
    page: &Page,
) -> Result<Vec<article_revision::Model>, DbErr> {
    const REVISIONS: Children =
        Children { columns: "c.*", table: "article_revision", key: &["id"], parent: "article_id", joins: "" };
    let parents: Vec<i64> = articles.iter().map(|id| id.0).collect();
    let mut sql = Sql::new(desk, "");
    let narrow = |sql: &mut Sql| NEWEST.beyond(page, sql);
    sql.first_of_each(&parents, &REVISIONS, narrow, &NEWEST.by(page), page.limit());
    sql.all(desk).await
}

/// The versions as which readers had revisions.
pub async fn versions_of(
    desk: &impl Reads,
    ids: &[RevisionId],
) -> Result<Vec<article_version::Model>, DbErr> {
    many::find(desk, "SELECT * FROM article_version WHERE revision_id", List::of(ids, |id| id.0)).await
}

/// The newest revision of each article.
pub async fn heads_of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_revision::Model>, DbErr> {
    let select = "SELECT r.* FROM article_revision r JOIN article a ON a.id = r.article_id AND a.head_number = r.number
                  WHERE a.id";
    many::find(desk, select, List::of(ids, |id| id.0)).await
}

/// Revisions that readers had or have.
pub async fn published_of(
    desk: &impl Reads,
    ids: &[ArticleId],
) -> Result<Vec<article_revision::Model>, DbErr> {
    let select = "SELECT r.* FROM article_revision r WHERE EXISTS
                    (SELECT 1 FROM article_version v WHERE v.revision_id = r.id) AND r.article_id";
    many::find(desk, select, List::of(ids, |id| id.0)).await
}

macro_rules! parts {
    ($($(#[$doc:meta])* $find:ident $insert:ident $table:ident $order:ident;)+) => {$(
        $(#[$doc])*
        pub async fn $find(desk: &impl Reads, ids: &[RevisionId]) -> Result<Vec<$table::Model>, DbErr> {
            let select = concat!("SELECT * FROM ", stringify!($table), " WHERE revision_id");
            let mut rows: Vec<$table::Model> =
                many::find(desk, select, List::of(ids, |id| id.0)).await?;
            rows.sort_by_key(|row| (row.revision_id, row.$order));
            Ok(rows)
        }

        pub async fn $insert(tx: &WriteTx, rows: Vec<$table::ActiveModel>) -> Result<(), DbErr> {
            tx.insert_new(rows).await
        }
    )+};
}

parts! {
    /// What revisions are about, the main entity of each first.
    abouts_of insert_abouts revision_about position;
    contributors_of insert_contributors revision_contributor position;
    pictures_of insert_pictures revision_picture position;
    links_of insert_links revision_link position;
    /// Mentions, each revision's in the order of its text.
    mentions_of insert_mentions mention start_at;
}

/// Inserts revisions, and tells the row id of each by article and number.
pub async fn insert(
    tx: &WriteTx,
    rows: Vec<article_revision::ActiveModel>,
) -> Result<HashMap<(ArticleId, i32), RevisionId>, DbErr> {
    use article_revision::Column::{ArticleId, Id, Number};
    let mut ids = HashMap::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        // Bodies are long: fewer rows in a statement than elsewhere.
        let mut statement = article_revision::Entity::insert_many(rows.by_ref().take(100)).into_query();
        statement.returning(Query::returning().columns([Id, ArticleId, Number].map(IntoIden::into_iden)));
        for row in tx.tx.query_all(&statement).await? {
            ids.insert((row.try_get_by_index(1)?, row.try_get_by_index(2)?), row.try_get_by_index(0)?);
        }
    }
    Ok(ids)
}
