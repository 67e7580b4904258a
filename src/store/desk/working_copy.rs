//! What authors are writing and did not save yet: one for each article and author.

use db::{ArticleId, article_revision, working_copy};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    Statement,
};

use super::{Reads, WriteTx, many};
use crate::store::list::List;

/// The working copies of articles, each article's in the order of its authors.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<working_copy::Model>, DbErr> {
    let select = "SELECT * FROM working_copy WHERE article_id";
    let mut rows: Vec<working_copy::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by(|a, b| (a.article_id, &a.author).cmp(&(b.article_id, &b.author)));
    Ok(rows)
}

/// The revisions that the reader's own copies of articles began from.
pub async fn bases(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_revision::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let (tx, list) = (desk.connection(), List::of(ids, |id| id.0));
    let backend = tx.get_database_backend();
    let sql = format!(
        "SELECT r.* FROM working_copy w
         JOIN article_revision r ON r.article_id = w.article_id AND r.number = w.base_number
         WHERE w.author = $1 AND w.article_id {}",
        list.is_in(backend, "$2")
    );
    let values = [desk.viewer().to_string().into(), list.value(backend)];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    article_revision::Model::find_by_statement(statement).all(tx).await
}

/// Writes the one of its article and author.
pub async fn put(tx: &WriteTx, row: working_copy::Model) -> Result<(), DbErr> {
    use working_copy::Column::{ArticleId, Author, BaseNumber, Content, SavedAt};
    let over = OnConflict::columns([ArticleId, Author]);
    let over = { over }.update_columns([BaseNumber, Content, SavedAt]).to_owned();
    let insert = working_copy::Entity::insert(row.into_active_model()).on_conflict(over);
    insert.exec_without_returning(&tx.tx).await.map(drop)
}

/// Forgets the one of whoever writes, if there is one.
pub async fn clear(tx: &WriteTx, article: ArticleId) -> Result<(), DbErr> {
    use working_copy::Column;
    let delete = working_copy::Entity::delete_many().filter(Column::ArticleId.eq(article));
    delete.filter(Column::Author.eq(tx.actor())).exec(&tx.tx).await.map(drop)
}
