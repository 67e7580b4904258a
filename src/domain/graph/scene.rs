//! From what surrounds an entity to the scene that is drawn of it.

use std::collections::HashMap;

use db::{EntityId, Standing};
use sea_orm::DbErr;

use super::picture::{Line, Mark, Node, Scene, words};
use super::surroundings::Subgraph;
use super::telling::{Relation, Teller};
use crate::domain::date;
use crate::domain::public_id::{self, Prefix};

/// Relations that a picture has at most; more of them nobody can follow.
const MOST_LINES: usize = 120;

/// The scene of a subgraph, whose first entity is the middle one.
///
/// # Errors
/// The database's.
pub async fn scene(teller: &Teller, subgraph: &Subgraph) -> Result<Scene, DbErr> {
    let ids: Vec<EntityId> = subgraph.entities.iter().map(|(id, _)| *id).collect();
    let distances: HashMap<EntityId, u8> = subgraph.entities.iter().copied().collect();
    let entities = teller.entities(&ids).await?;
    let names = entities.iter().map(|told| (told.row.id, told.name.clone())).collect();
    let places: HashMap<EntityId, usize> =
        entities.iter().enumerate().map(|(at, e)| (e.row.id, at)).collect();
    let nodes: Vec<Node> = entities
        .iter()
        .map(|told| {
            let path = teller.site.entity_path(&told.row.slug);
            Node {
                id: public_id::print(Prefix::Entity, told.row.uid),
                name: told.name.clone(),
                kind: told.row.kind,
                summary: told.row.told.summary.clone(),
                href: teller.site.url(&path).unwrap_or(path),
                distance: distances.get(&told.row.id).copied().unwrap_or_default(),
            }
        })
        .collect();
    let relations = teller.relations(&subgraph.relations, &names).await?;
    let mut lines: Vec<((u8, u8, usize, usize), Line)> =
        relations.iter().filter_map(|told| line(told, &places, &nodes)).collect();
    // In the order of reading: from the middle outwards, one entity after the other.
    lines.sort_by_key(|(order, _)| *order);
    let truncated = subgraph.truncated || lines.len() > MOST_LINES;
    lines.truncate(MOST_LINES);
    let day = date::day_text(teller.edition.published_at().utc().date_naive(), teller.language());
    let edition = format!("{} {}, {day}", words(teller.language()).edition, teller.edition.number());
    Ok(Scene {
        id: nodes.first().map_or_else(String::new, |node| node.id.clone()),
        language: teller.language().to_owned(),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        nodes,
        truncated,
        edition,
    })
}

fn line(
    told: &Relation,
    places: &HashMap<EntityId, usize>,
    nodes: &[Node],
) -> Option<((u8, u8, usize, usize), Line)> {
    let (from, to) = (*places.get(&told.row.subject_id)?, *places.get(&told.row.object_id)?);
    let (near, far) = (from.min(to), from.max(to));
    let order = (nodes.get(near)?.distance, nodes.get(far)?.distance, near, far);
    let role = told.row.role.as_ref().map_or_else(String::new, |role| format!(" ({role})"));
    let line = Line {
        id: public_id::print(Prefix::Relation, told.row.uid),
        from,
        to,
        symmetric: told.symmetric,
        label: format!("{}{role}", told.label),
        when: told.when.clone(),
        mark: match told.row.standing {
            Standing::Asserted | Standing::Unsourced => Mark::None,
            Standing::Disputed => Mark::Disputed,
            Standing::Denied => Mark::Denied,
            Standing::Retracted => Mark::Retracted,
        },
        sentence: told.sentence.clone(),
    };
    Some((order, line))
}
