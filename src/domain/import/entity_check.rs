//! What an entity is to be, looked at as an import looks at it.

use std::collections::HashSet;

use db::{PartialDate, entity_name};
use sea_orm::DbErr;

use super::reference::Reference;
use super::{entity, entity_name as names};
use crate::domain::bundle::fault::{Report, quoted};
use crate::domain::bundle::format::Entity;
use crate::store::desk::Reads;

/// The values of an entity, read. Names have neither an entity nor a place yet.
#[derive(Debug)]
pub struct Checked {
    pub start_date: Option<PartialDate>,
    pub end_date: Option<PartialDate>,
    pub names: Vec<entity_name::Model>,
}

/// Reports what is wrong with an entity's values, names and identifiers, whoever else may have them.
///
/// # Errors
/// The database's.
pub async fn check(desk: &impl Reads, entity: &Entity, report: &mut Report) -> Result<Checked, DbErr> {
    let reference = Reference::of_desk(desk).await?;
    let (start_date, end_date) = entity::dates(entity, "", report);
    let names = names::read(&entity.names, "/names", report);
    entity::check_identifiers(entity, "", &reference, report);
    let mut seen = HashSet::new();
    for (i, identifier) in entity.identifiers.iter().enumerate() {
        if !seen.insert((&identifier.scheme, &identifier.value)) {
            let text = format!("{}:{}", identifier.scheme, identifier.value);
            report.add(format_args!("/identifiers/{i}"), format_args!("{} stands twice", quoted(&text)));
        }
    }
    Ok(Checked { start_date, end_date, names })
}
