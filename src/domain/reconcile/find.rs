//! Candidates of many questions at once: as many statements for fifty as for one, and none that reads more than a few rows
//! of each name.

use std::collections::{HashMap, HashSet};

use db::EntityId;
use sea_orm::DbErr;

use super::score::{Known, Pool, ranked};
use super::{Candidate, Given, Property, Query};
use crate::domain::name;
use crate::domain::public_id::{self, Prefix};
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};
use crate::store::edition::lookup::{self, NAMESAKES};
use crate::store::edition::reference::Reference;
use crate::text::fold;

/// Entities that are called alike that are looked at for one question.
const ALIKE: usize = 50;
/// Relations of a candidate that are looked at, the most telling first.
const RELATIONS: u32 = 200;
/// Shorter names have too many others beginning with them.
const SHORTEST: usize = 3;

/// The candidates of each question, in their order, the best first.
///
/// # Errors
/// The database's.
pub async fn candidates(
    edition: &Edition,
    reference: &Reference,
    queries: &[Query],
) -> Result<Vec<Vec<Candidate>>, DbErr> {
    let mut known = Known::default();
    let mut pools = by_keys(edition, reference, queries, &mut known).await?;
    by_likeness(edition, queries, &mut pools, &mut known).await?;
    let ids: Vec<EntityId> = known.rows.keys().copied().collect();
    if !ids.is_empty() {
        known.add_names(entity::names(edition, &ids).await?);
    }
    let wanted = |is: fn(&Property) -> bool| {
        queries.iter().any(|query| query.wants.iter().any(|want| is(&want.property)))
    };
    if !ids.is_empty() && wanted(|property| matches!(property, Property::Identifier(_))) {
        for row in entity::identifiers(edition, &ids).await? {
            known.identifiers.entry(row.entity_id).or_default().push(row);
        }
    }
    if wanted(|property| matches!(property, Property::Related(_))) {
        let of: HashSet<EntityId> = queries
            .iter()
            .zip(&pools)
            .filter(|(query, _)| query.wants.iter().any(|w| matches!(w.property, Property::Related(_))))
            .flat_map(|(_, pool)| pool.ids.iter().copied())
            .collect();
        let of: Vec<_> = of.into_iter().collect();
        for edge in lookup::neighbours(edition, &of, RELATIONS).await? {
            known.neighbours.entry(edge.parent).or_default().insert(edge.other_id);
        }
    }
    let mut all = Vec::with_capacity(queries.len());
    for (query, pool) in queries.iter().zip(&pools) {
        all.push(ranked(query, pool, &known));
        // Comparing names takes time, and the request has only so much.
        tokio::task::yield_now().await;
    }
    Ok(all)
}

/// Those that have the very name, identifier or id.
async fn by_keys(
    edition: &Edition,
    reference: &Reference,
    queries: &[Query],
    known: &mut Known,
) -> Result<Vec<Pool>, DbErr> {
    let (mut keys, mut pairs, mut uids) = (vec![], vec![], vec![]);
    let schemes: Vec<&str> = reference.schemes().map(|scheme| scheme.code.as_str()).collect();
    let mut any = |text: &str, uids: &mut Vec<_>| {
        keys.push(fold::key(text));
        uids.extend(public_id::parse(Prefix::Entity, text.trim()));
    };
    for query in queries {
        if let Some(text) = &query.text {
            any(text, &mut uids);
            pairs.extend(schemes.iter().map(|scheme| ((*scheme).to_owned(), text.trim().to_owned())));
        }
        for want in &query.wants {
            for value in &want.values {
                match (&want.property, value) {
                    (_, Given::Entity(uid)) => uids.push(*uid),
                    (Property::Related(_), Given::Text(text)) => {
                        any(text, &mut uids);
                        let all = schemes.iter().map(|s| ((*s).to_owned(), text.trim().to_owned()));
                        pairs.extend(all);
                    }
                    (Property::Identifier(scheme), Given::Text(text)) => {
                        pairs.push((scheme.clone(), text.trim().to_owned()));
                    }
                    _ => {}
                }
            }
        }
    }
    keys.retain(|key| !key.is_empty());
    let mut by_name: HashMap<String, Vec<Row>> = HashMap::new();
    if !keys.is_empty() {
        for found in lookup::by_names(edition, &keys).await? {
            by_name.entry(found.asked).or_default().push(found.row);
        }
    }
    let mut by_identifier: HashMap<String, Vec<(String, Row)>> = HashMap::new();
    if !pairs.is_empty() {
        pairs.sort();
        pairs.dedup();
        for found in lookup::by_identifiers(edition, &pairs).await? {
            by_identifier.entry(found.value).or_default().push((found.scheme, found.row));
        }
    }
    let mut by_uid: HashMap<_, Row> = HashMap::new();
    if !uids.is_empty() {
        let found = entity::by_uids(edition, &uids).await?;
        by_uid.extend(found.into_iter().map(|found| (found.asked, found.row)));
    }
    let of_id = |text: &str| public_id::parse(Prefix::Entity, text.trim()).and_then(|uid| by_uid.get(&uid));
    let mut pools = vec![];
    for query in queries {
        let mut pool = Pool::default();
        if let Some(text) = &query.text {
            let named = by_name.get(&fold::key(text)).map(Vec::as_slice).unwrap_or_default();
            pool.is_cut = i64::try_from(named.len()).unwrap_or(i64::MAX) >= NAMESAKES;
            pool.ids.extend(named.iter().map(|row| row.id));
            let identified = by_identifier.get(text.trim()).into_iter().flatten().map(|(_, row)| row);
            for row in identified.chain(of_id(text)) {
                pool.ids.insert(row.id);
                // A name may look like an identifier: "AND", "KZ". An id of ours looks like nothing else.
                if of_id(text).is_some() || text.trim().chars().any(|c| c.is_ascii_digit()) {
                    pool.identified.insert(row.id);
                } else {
                    pool.coded.insert(row.id);
                }
            }
        }
        for want in &query.wants {
            for value in &want.values {
                match (&want.property, value) {
                    (Property::Identifier(scheme), Given::Text(text)) => {
                        let found = by_identifier.get(text.trim()).into_iter().flatten();
                        for (_, row) in found.filter(|(of, _)| of == scheme) {
                            pool.ids.insert(row.id);
                            pool.identified.insert(row.id);
                        }
                    }
                    (Property::Related(kind), value) => {
                        let meant = known.meant.entry(value.clone()).or_default();
                        let rows: Vec<&Row> = match value {
                            Given::Entity(uid) => by_uid.get(uid).into_iter().collect(),
                            Given::Text(text) => {
                                let named = by_name.get(&fold::key(text)).into_iter().flatten();
                                let known = by_identifier.get(text.trim()).into_iter().flatten();
                                named.chain(known.map(|(_, row)| row)).chain(of_id(text)).collect()
                            }
                        };
                        meant.extend(rows.into_iter().filter(|row| row.kind == *kind).map(|row| row.id));
                    }
                    _ => {}
                }
            }
        }
        pools.push(pool);
    }
    let named = by_name.into_values().flatten();
    let identified = by_identifier.into_values().flatten().map(|(_, row)| row);
    for row in named.chain(identified).chain(by_uid.into_values()) {
        known.rows.insert(row.id, row);
    }
    let asked: HashSet<EntityId> = pools.iter().flat_map(|pool| pool.ids.iter().copied()).collect();
    known.rows.retain(|id, _| asked.contains(id));
    Ok(pools)
}

/// Those that are called alike, for questions that have too few.
async fn by_likeness(
    edition: &Edition,
    queries: &[Query],
    pools: &mut [Pool],
    known: &mut Known,
) -> Result<(), DbErr> {
    let mut asked = vec![];
    for (at, (query, pool)) in queries.iter().zip(pools.iter()).enumerate() {
        let Some(text) = query.text.as_deref() else { continue };
        if pool.ids.len() < query.limit && fold::key(text).chars().count() >= SHORTEST {
            let question =
                name::Question { text, kinds: &query.kinds, limit: ALIKE, goes_on: true, language: None };
            asked.push((at, question));
        }
    }
    let (places, questions): (Vec<usize>, Vec<_>) = asked.into_iter().unzip();
    if questions.is_empty() {
        return Ok(());
    }
    for (at, named) in places.into_iter().zip(name::each(edition, &questions).await?) {
        for one in named {
            if let Some(pool) = pools.get_mut(at) {
                pool.ids.insert(one.id);
            }
            known.rows.insert(one.id, one.row);
        }
    }
    Ok(())
}
