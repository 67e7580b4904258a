//! Types of relations and schemes of identifiers.

use db::{desk, identifier_scheme, relation_type, relation_type_label};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryOrder};

use super::{Reads, WriteTx};

/// All types of relations, in their order.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn relation_types(desk: &impl Reads) -> Result<Vec<relation_type::Model>, DbErr> {
    let all = relation_type::Entity::find().order_by_asc(relation_type::Column::Position);
    all.order_by_asc(relation_type::Column::Code).all(desk.connection()).await
}

/// Their words in other languages, in the order of language.
pub async fn relation_type_labels(desk: &impl Reads) -> Result<Vec<relation_type_label::Model>, DbErr> {
    let all = relation_type_label::Entity::find().order_by_asc(relation_type_label::Column::Code);
    all.order_by_asc(relation_type_label::Column::Language).all(desk.connection()).await
}

/// All schemes of identifiers, in their order.
pub async fn identifier_schemes(desk: &impl Reads) -> Result<Vec<identifier_scheme::Model>, DbErr> {
    let all = identifier_scheme::Entity::find().order_by_asc(identifier_scheme::Column::Position);
    all.order_by_asc(identifier_scheme::Column::Code).all(desk.connection()).await
}

/// Inserts or replaces a type; parents first.
pub async fn put_relation_type(tx: &WriteTx, row: relation_type::Model) -> Result<(), DbErr> {
    let mut replace = OnConflict::column(relation_type::Column::Code);
    replace.update_columns(relation_type::Column::iter());
    let row = row.into_active_model().reset_all();
    relation_type::Entity::insert(row).on_conflict(replace).exec_without_returning(&tx.tx).await.map(drop)
}

/// Inserts or replaces a type's words in a language.
pub async fn put_relation_type_label(tx: &WriteTx, row: relation_type_label::Model) -> Result<(), DbErr> {
    use relation_type_label::Column;
    let mut replace = OnConflict::columns([Column::Code, Column::Language]);
    replace.update_columns(Column::iter());
    let row = row.into_active_model().reset_all();
    relation_type_label::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(&tx.tx)
        .await
        .map(drop)
}

/// Inserts or replaces a scheme.
pub async fn put_identifier_scheme(tx: &WriteTx, row: identifier_scheme::Model) -> Result<(), DbErr> {
    let mut replace = OnConflict::column(identifier_scheme::Column::Code);
    replace.update_columns(identifier_scheme::Column::iter());
    let row = row.into_active_model().reset_all();
    identifier_scheme::Entity::insert(row).on_conflict(replace).exec_without_returning(&tx.tx).await.map(drop)
}

/// Which reference data was seeded last; empty: none.
pub async fn seeded(desk: &impl Reads) -> Result<String, DbErr> {
    let row = desk::Entity::find_by_id(1).one(desk.connection()).await?;
    Ok(row.map(|row| row.seeded).unwrap_or_default())
}

/// Notes which reference data was seeded.
pub async fn mark_seeded(tx: &WriteTx, what: &str) -> Result<(), DbErr> {
    let update = desk::Entity::update_many().col_expr(desk::Column::Seeded, Expr::value(what));
    update.exec(&tx.tx).await.map(drop)
}

/// Takes away a type's words in a language.
pub async fn delete_relation_type_label(tx: &WriteTx, code: &str, language: &str) -> Result<(), DbErr> {
    let key = (code.to_owned(), language.to_owned());
    relation_type_label::Entity::delete_by_id(key).exec(&tx.tx).await.map(drop)
}
