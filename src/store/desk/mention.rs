//! What editors decided on names in articles.

use db::{ArticleId, EntityId, mention_rejection};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};

use super::{Reads, WriteTx, many};
use crate::store::list::List;

/// Names that are no mention of an entity in these articles.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn rejections_of(
    desk: &impl Reads,
    ids: &[ArticleId],
) -> Result<Vec<mention_rejection::Model>, DbErr> {
    many::find(desk, "SELECT * FROM mention_rejection WHERE article_id", List::of(ids, |id| id.0)).await
}

/// Remembers such a name. What is remembered already stays as it is.
pub async fn reject(tx: &WriteTx, row: mention_rejection::Model) -> Result<(), DbErr> {
    use mention_rejection::Column::{ArticleId, EntityId, Key};
    let known = OnConflict::columns([ArticleId, EntityId, Key]).do_nothing().to_owned();
    let insert = mention_rejection::Entity::insert(row.into_active_model()).on_conflict(known);
    insert.exec_without_returning(&tx.tx).await.map(drop)
}

/// Forgets such a name: it is a mention after all.
pub async fn accept(tx: &WriteTx, article: ArticleId, entity: EntityId, key: &str) -> Result<(), DbErr> {
    use mention_rejection::Column;
    let delete = mention_rejection::Entity::delete_many().filter(Column::ArticleId.eq(article));
    let delete = delete.filter(Column::EntityId.eq(entity)).filter(Column::Key.eq(key));
    delete.exec(&tx.tx).await.map(drop)
}
