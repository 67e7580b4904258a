//! Values of properties of many entities at once, to be put beside them in somebody's table.

use std::collections::HashMap;
use std::sync::Arc;

use db::EntityId;
use sea_orm::DbErr;
use uuid::Uuid;

use super::Property;
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};
use crate::store::edition::lookup;

/// Entities that are asked about at once, at most.
pub const MOST_ENTITIES: usize = 100;
/// Properties that are asked for at once, at most.
pub const MOST_PROPERTIES: usize = 20;
/// Relations of an entity that are looked at, the most telling first.
const RELATIONS: u32 = 100;

/// A value of a property.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Entity(Arc<Row>),
}

/// What is known of an entity, property by property.
pub type Told = Vec<Vec<Value>>;

/// The values of each property of each entity that is there, by the ids that were asked for.
///
/// # Errors
/// The database's.
pub async fn values(
    edition: &Edition,
    uids: &[Uuid],
    properties: &[Property],
) -> Result<HashMap<Uuid, Told>, DbErr> {
    if uids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = entity::by_uids(edition, uids).await?;
    let ids: Vec<EntityId> = found.iter().map(|found| found.row.id).collect();
    let is = |is: fn(&Property) -> bool| properties.iter().any(is) && !ids.is_empty();
    let mut names: HashMap<EntityId, Vec<String>> = HashMap::new();
    if is(|property| *property == Property::Names) {
        for name in entity::names(edition, &ids).await? {
            names.entry(name.entity_id).or_default().push(name.name);
        }
    }
    let mut identifiers: HashMap<EntityId, Vec<entity::Identifier>> = HashMap::new();
    if is(|property| matches!(property, Property::Identifier(_))) {
        for identifier in entity::identifiers(edition, &ids).await? {
            identifiers.entry(identifier.entity_id).or_default().push(identifier);
        }
    }
    let mut around: HashMap<EntityId, Vec<Arc<Row>>> = HashMap::new();
    if is(|property| matches!(property, Property::Related(_))) {
        let wanted = |kind| properties.contains(&Property::Related(kind));
        let edges = lookup::neighbours(edition, &ids, RELATIONS).await?;
        let edges: Vec<_> = edges.into_iter().filter(|edge| wanted(edge.other_kind)).collect();
        let others: Vec<EntityId> = edges.iter().map(|edge| edge.other_id).collect();
        let rows = entity::by_ids(edition, &others).await?;
        let rows: HashMap<EntityId, Arc<Row>> = rows.into_iter().map(|row| (row.id, Arc::new(row))).collect();
        for edge in edges {
            let of = around.entry(edge.parent).or_default();
            if let Some(row) = rows.get(&edge.other_id).filter(|row| !of.iter().any(|o| o.id == row.id)) {
                of.push(Arc::clone(row));
            }
        }
    }
    let told = |row: &Row| {
        let one = |property: &Property| -> Vec<Value> {
            let text = |text: Option<String>| text.into_iter().map(Value::Text).collect();
            match property {
                Property::Names => {
                    let names = names.get(&row.id).into_iter().flatten().cloned();
                    names.map(Value::Text).collect()
                }
                Property::Kind => text(Some(row.kind.code().to_owned())),
                Property::Summary => text(row.told.summary.clone()),
                Property::Slug => text(Some(row.slug.clone())),
                Property::StartDate => text(row.told.start_date.map(|date| date.to_string())),
                Property::EndDate => text(row.told.end_date.map(|date| date.to_string())),
                Property::Identifier(scheme) => {
                    let own = identifiers.get(&row.id).into_iter().flatten();
                    own.filter(|own| own.scheme == *scheme)
                        .map(|own| Value::Text(own.value.clone()))
                        .collect()
                }
                Property::Related(kind) => {
                    let others = around.get(&row.id).into_iter().flatten();
                    others.filter(|other| other.kind == *kind).cloned().map(Value::Entity).collect()
                }
            }
        };
        properties.iter().map(one).collect()
    };
    Ok(found.into_iter().map(|found| (found.asked, told(&found.row))).collect())
}
