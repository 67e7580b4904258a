//! Reading types of relations: they are no secret.

use std::collections::HashMap;

use db::{relation_type, relation_type_label};
use sea_orm::DbErr;

use crate::store::desk::{self, Reads};

/// A type, with its words in other languages.
#[derive(Clone, Debug)]
pub struct Kind {
    pub row: relation_type::Model,
    pub labels: Vec<relation_type_label::Model>,
}

/// All types, retired ones too, in their order.
///
/// # Errors
/// The database's.
pub async fn all(desk: &impl Reads) -> Result<Vec<Kind>, DbErr> {
    let mut labels: HashMap<String, Vec<relation_type_label::Model>> = HashMap::new();
    for label in desk::reference::relation_type_labels(desk).await? {
        labels.entry(label.code.clone()).or_default().push(label);
    }
    let rows = desk::reference::relation_types(desk).await?;
    Ok(rows
        .into_iter()
        .map(|row| Kind { labels: labels.remove(&row.code).unwrap_or_default(), row })
        .collect())
}
