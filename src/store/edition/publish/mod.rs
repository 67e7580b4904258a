//! The one bridge from the desk to the edition: reads the desk's rows, writes the readers'. What the rows should be is
//! the domain's to say (`domain::publication`).

pub mod article;
pub mod counters;
pub mod entity;
pub mod number;
pub mod reference;
pub mod relation;
pub mod series;
pub mod text;
pub mod word;

use sea_orm::{DbErr, FromQueryResult, TryGetable};

use crate::store::WriteTx;

/// Everything that the desk has of a noun, and that a rebuild lays out.
///
/// # Errors
/// The database's.
pub async fn everything<I: TryGetable + Send + Sync>(tx: &WriteTx, table: Table) -> Result<Vec<I>, DbErr> {
    struct Row<I>(I);
    impl<I: TryGetable> FromQueryResult for Row<I> {
        fn from_query_result(row: &sea_orm::QueryResult, prefix: &str) -> Result<Self, DbErr> {
            Ok(Self(row.try_get(prefix, "id")?))
        }
    }
    let table = match table {
        Table::Article => "article",
        Table::Entity => "entity",
        Table::Relation => "relation",
        Table::Series => "series",
    };
    let rows: Vec<Row<I>> = tx.all(&format!("SELECT id FROM {table} ORDER BY id"), vec![]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The desk's tables that readers have rows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Article,
    Entity,
    Relation,
    Series,
}

/// Empties the edition, but for its number, its log and its journals.
///
/// # Errors
/// The database's.
pub async fn clear(tx: &WriteTx) -> Result<(), DbErr> {
    for table in [
        "article",
        "version",
        "slug",
        "appearance",
        "mention",
        "about",
        "contributor",
        "picture",
        "link",
        "notice",
        "series",
        "series_item",
        "entity",
        "redirect",
        "entity_name",
        "entity_slug",
        "name_word",
        "word",
        "gram",
        "identifier",
        "relation",
        "relation_state",
        "edge",
        "evidence",
        "counter",
        "text",
        "text_row",
        "text_word",
    ] {
        tx.run(&format!("DELETE FROM edition_{table}"), vec![]).await?;
    }
    Ok(())
}
