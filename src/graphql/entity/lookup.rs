//! Asking for many entities at once, by what somebody else calls them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::{Entity, EntityKind, shown};
use crate::domain::public_id::{self, Prefix};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::request;
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};
use crate::store::edition::lookup;
use crate::text::fold;

/// Things that one field finds by their keys, at most.
const MOST: usize = 100;
/// Entities that are told for one name, at most.
const CANDIDATES: usize = 10;

/// Identifiers of entities elsewhere, of one scheme.
#[derive(Clone, Debug, InputObject)]
pub struct IdentifiersInput {
    /// The code of the scheme: `wikidata`, `iso3166-1-alpha2`.
    pub scheme: String,
    /// The values.
    pub values: Vec<String>,
}

/// What was asked for, and which entity it names.
#[derive(Clone, Debug, SimpleObject)]
pub struct EntityMatch {
    /// What was asked for, as it was given.
    asked: String,
    /// The entity; null where there is none, and where a name is that of several.
    entity: Option<Entity>,
    /// All that it may name, the most covered first, 10 at most; none where there is none.
    candidates: Vec<Entity>,
}

/// Refuses longer lists.
///
/// # Errors
/// A fault that says how long they may be.
pub fn at_most(argument: &str, length: usize) -> Result<()> {
    if length > MOST {
        return Err(bad_request(format!("`{argument}` has {length}; it can have {MOST} at most.")));
    }
    Ok(())
}

/// Keys, as they were given, and the entities of each.
type Found = (Vec<String>, HashMap<String, Vec<Row>>);

#[derive(Debug, Default)]
pub struct EntityLookup;

#[Object]
impl EntityLookup {
    /// Entities by their ids, their slugs, identifiers or names: one kind of key, at most 100 of it. The answers come in
    /// the order of the keys, one for each. What was merged answers as what it became.
    async fn entities_by(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids.")] ids: Option<Vec<ID>>,
        #[graphql(desc = "Their names in addresses, present or former.")] slugs: Option<Vec<String>>,
        #[graphql(desc = "What they are called elsewhere.")] identifiers: Option<IdentifiersInput>,
        #[graphql(desc = "Their names, house names or others, whatever their case and marks.")] names: Option<
            Vec<String>,
        >,
        #[graphql(desc = "Only entities of these kinds.")] kinds: Option<Vec<EntityKind>>,
    ) -> Result<Vec<EntityMatch>> {
        let (keys, mut found) = match (ids, slugs, identifiers, names) {
            (Some(ids), None, None, None) => by_ids(ctx, ids).await?,
            (None, Some(slugs), None, None) => by_slugs(ctx, slugs).await?,
            (None, None, Some(identifiers), None) => by_identifiers(ctx, identifiers).await?,
            (None, None, None, Some(names)) => by_names(ctx, names).await?,
            _ => return Err(bad_request("Give one of `ids`, `slugs`, `identifiers` and `names`.")),
        };
        let request = request::of(ctx)?;
        let kinds: Option<Vec<db::EntityKind>> =
            kinds.map(|kinds| kinds.into_iter().map(db::EntityKind::from).collect());
        for rows in found.values_mut() {
            rows.retain(|row| kinds.as_ref().is_none_or(|kinds| kinds.contains(&row.kind)));
            rows.sort_by_key(|row| (Reverse(row.articles), row.id));
            rows.dedup_by_key(|row| row.id);
            rows.truncate(CANDIDATES);
        }
        let shared: HashMap<String, Vec<Arc<Row>>> = found
            .into_iter()
            .map(|(key, rows)| (key, rows.into_iter().map(Arc::new).collect::<Vec<_>>()))
            .collect();
        let one = |asked: String| {
            let rows = shared.get(&asked).map(Vec::as_slice).unwrap_or_default();
            let candidates: Vec<Entity> = rows.iter().map(|row| shown(request, row)).collect();
            let entity = match rows {
                [row] => Some(shown(request, row)),
                _ => None,
            };
            EntityMatch { asked, entity, candidates }
        };
        Ok(keys.into_iter().map(one).collect())
    }
}

async fn by_ids(ctx: &Context<'_>, ids: Vec<ID>) -> Result<Found> {
    at_most("ids", ids.len())?;
    let keys: Vec<String> = ids.into_iter().map(|id| id.0).collect();
    let uids: HashMap<_, _> =
        keys.iter().filter_map(|id| Some((id.clone(), public_id::parse(Prefix::Entity, id)?))).collect();
    let asked: Vec<_> = uids.values().copied().collect();
    let read = |edition: Arc<Edition>| async move { entity::by_uids(&edition, &asked).await };
    let rows = request::of(ctx)?.batches.read(read).await?;
    let rows: HashMap<_, _> = rows.into_iter().map(|found| (found.asked, found.row)).collect();
    let of = |(key, uid)| Some((key, vec![rows.get(&uid)?.clone()]));
    Ok((keys, uids.into_iter().filter_map(of).collect()))
}

async fn by_slugs(ctx: &Context<'_>, keys: Vec<String>) -> Result<Found> {
    at_most("slugs", keys.len())?;
    let asked = keys.clone();
    let read = |edition: Arc<Edition>| async move { lookup::by_slugs(&edition, &asked).await };
    let rows = request::of(ctx)?.batches.read(read).await?;
    Ok((keys, rows.into_iter().map(|found| (found.asked, vec![found.row])).collect()))
}

async fn by_identifiers(ctx: &Context<'_>, identifiers: IdentifiersInput) -> Result<Found> {
    let IdentifiersInput { scheme, values } = identifiers;
    at_most("identifiers.values", values.len())?;
    let pairs: Vec<_> = values.iter().map(|value| (scheme.clone(), value.clone())).collect();
    let read = |edition: Arc<Edition>| async move { lookup::by_identifiers(&edition, &pairs).await };
    let rows = request::of(ctx)?.batches.read(read).await?;
    Ok((values, rows.into_iter().map(|found| (found.value, vec![found.row])).collect()))
}

async fn by_names(ctx: &Context<'_>, names: Vec<String>) -> Result<Found> {
    at_most("names", names.len())?;
    let asked: Vec<String> = names.iter().map(|name| fold::key(name)).filter(|key| !key.is_empty()).collect();
    let read = |edition: Arc<Edition>| async move { lookup::by_names(&edition, &asked).await };
    let rows = request::of(ctx)?.batches.read(read).await?;
    let mut by_key: HashMap<String, Vec<Row>> = HashMap::new();
    for found in rows {
        by_key.entry(found.asked).or_default().push(found.row);
    }
    let of = |name: &String| (name.clone(), by_key.get(&fold::key(name)).cloned().unwrap_or_default());
    let found = names.iter().map(of).collect();
    Ok((names, found))
}
