//! Whose hands articles are in, besides those of whoever made them.

use db::{ArticleId, article_assignee};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{Reads, WriteTx, many};
use crate::store::list::List;

/// The hands that articles are in, in the order of their names.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn of(desk: &impl Reads, ids: &[ArticleId]) -> Result<Vec<article_assignee::Model>, DbErr> {
    let select = "SELECT * FROM article_assignee WHERE article_id";
    let mut rows: Vec<article_assignee::Model> = many::find(desk, select, List::of(ids, |id| id.0)).await?;
    rows.sort_by(|a, b| (a.article_id, &a.actor).cmp(&(b.article_id, &b.actor)));
    Ok(rows)
}

/// Gives an article into these hands, and no others.
pub async fn set(tx: &WriteTx, article_id: ArticleId, actors: &[String]) -> Result<(), DbErr> {
    let of = article_assignee::Column::ArticleId.eq(article_id);
    article_assignee::Entity::delete_many().filter(of).exec(&tx.tx).await?;
    let rows = actors.iter().map(|actor| article_assignee::Model { article_id, actor: actor.clone() });
    tx.insert(rows.collect()).await
}
