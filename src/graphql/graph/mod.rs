//! Questions over many steps: what lies around an entity, and how two are connected.

pub mod paths;
pub mod subgraph;

use std::sync::Arc;

use async_graphql::Context;
use db::{EntityId, Timestamp};

use super::entity::EntityKind;
use super::error::{Result, bad_request};
use super::filter::days;
use super::relation::chosen::Chosen;
use super::relation::filter::RelationFilter;
use super::request;
use crate::domain::graph::closure::{Link, closure};
use crate::domain::graph::kept::Graphs;
use crate::domain::graph::walk::Asked;
use crate::store::Edition;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::By;

/// Which relations a walk takes; no codes: of all types.
///
/// # Errors
/// Types that are not there, conditions that mean nothing here.
fn asked(
    reference: &Reference,
    through: Option<Vec<EntityKind>>,
    codes: Option<Vec<String>>,
    filter: Option<&RelationFilter>,
    minute: Timestamp,
) -> Result<Asked> {
    let through = through.map(|kinds| kinds.into_iter().map(db::EntityKind::from).collect());
    let chosen = Chosen::new(filter, false, reference, minute)?;
    if chosen.known_at.is_some() {
        // Memory knows what is so now: what was known, the database tells of each relation.
        let rest = Some(chosen.asked(None, By::own()));
        return Ok(Asked { types: codes, through, shown: false, deprecated: true, active: None, rest });
    }
    // Memory knows types and days. If that is all that is asked for, the database is left alone.
    let known = filter.filter(|f| f.active_during.is_none());
    let active = known.and_then(|f| Some((days(f.active_on?), f.certainty.map(db::Certainty::from))));
    let rest = match active {
        None => chosen.clone(),
        Some(_) => {
            let rest = filter.map(|f| RelationFilter { active_on: None, certainty: None, ..f.clone() });
            Chosen::new(rest.as_ref(), false, reference, minute)?
        }
    };
    let rest = (!rest.predicate().is_always()).then(|| rest.asked(None, By::own()));
    Ok(Asked { types: codes, through, shown: chosen.shown, deprecated: true, active, rest })
}

/// All that an entity is joined to by relations that go on, of these types or of all that do: nearest first.
///
/// # Errors
/// Types that do not go on; the database's.
pub(super) async fn transitive(
    ctx: &Context<'_>,
    reference: &Arc<Reference>,
    entity: EntityId,
    (types, filter): (Option<Vec<String>>, Option<&RelationFilter>),
    directions: Vec<db::EdgeDirection>,
) -> Result<Vec<Link>> {
    let asked = asked(reference, None, types, filter, request::of(ctx)?.minute)?;
    let (graphs, reference) = (graphs(ctx)?, Arc::clone(reference));
    let read = |edition: Arc<Edition>| async move {
        let graph = graphs.of(&edition).await?;
        closure(&graph, &edition, &reference, &asked, (entity, &directions)).await
    };
    let (links, is_cut) = request::of(ctx)?.batches.read(read).await?;
    if is_cut {
        return Err(bad_request(
            "That leads to more than can be looked at: ask for fewer types, or in one direction.",
        ));
    }
    Ok(links)
}

fn graphs(ctx: &Context<'_>) -> Result<Graphs> {
    Ok(request::of(ctx)?.newsroom.graphs.clone())
}

/// A number of steps or rows, within its bounds.
///
/// # Errors
/// Where it is not.
fn within<T: TryFrom<i32>>(name: &str, number: i32, least: i32, most: i32) -> Result<T> {
    let fits = (least..=most).contains(&number).then(|| T::try_from(number).ok()).flatten();
    fits.ok_or_else(|| bad_request(format!("`{name}` is {number}; it can be {least} to {most}.")))
}
