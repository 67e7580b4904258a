//! All pairs, found by what they share.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use db::{EntityId, EntityKind};
use sea_orm::DbErr;
use uuid::Uuid;

use super::score::{Side, judge};
use super::{Dismissal, Pair, Reason};
use crate::domain::newsroom::Newsroom;
use crate::store::Desk;
use crate::store::desk::duplicate::{self, MOST, Sharing};
use crate::store::desk::{self, Reads, Stamp};

/// Pairs at most: whoever has tidied these up finds others.
const MOST_PAIRS: usize = 10_000;
/// Of more that share a name, each is held against the next one alone: the pairs of a thousand are half a million.
const EACH_WITH_EACH: usize = 12;
/// What has more relations is no sign: everybody is joined with it. So also of the two themselves.
const FEW: usize = 64;

/// All pairs, the likeliest first.
#[derive(Debug)]
pub struct Pairs {
    pub all: Vec<Pair>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// What was found for a viewer when the desk stood so.
#[derive(Debug)]
pub struct Kept {
    stamp: Stamp,
    viewer: String,
    pairs: Arc<Pairs>,
}

/// All pairs, as the viewer may see them. They are kept until anything of the desk changes.
///
/// # Errors
/// The database's.
pub async fn all(desk: &Desk, newsroom: &Newsroom) -> Result<Arc<Pairs>, DbErr> {
    let (stamp, viewer) = (desk::stamp(desk).await?, desk.viewer().to_string());
    if let Some(kept) = newsroom.duplicates()
        && (kept.stamp, &kept.viewer) == (stamp, &viewer)
    {
        return Ok(Arc::clone(&kept.pairs));
    }
    let pairs = Arc::new(find(desk).await?);
    newsroom.keep_duplicates(Kept { stamp, viewer, pairs: Arc::clone(&pairs) });
    Ok(pairs)
}

/// What is known of a pair before its sides are looked at.
#[derive(Default)]
struct Found {
    reasons: HashSet<Reason>,
    shared: Vec<String>,
}

async fn find(desk: &Desk) -> Result<Pairs, DbErr> {
    let names = duplicate::shared_names(desk).await?;
    let identifiers = duplicate::shared_identifiers(desk).await?;
    let full = usize::try_from(MOST).unwrap_or(usize::MAX);
    let mut is_cut = names.len() >= full || identifiers.len() >= full;
    let mut entities: HashMap<EntityId, (Uuid, EntityKind)> = HashMap::new();
    for row in names.iter().chain(&identifiers) {
        entities.insert(row.id, (row.uid, row.kind));
    }
    let mut found: BTreeMap<(EntityId, EntityId), Found> = BTreeMap::new();
    for (rows, is_name) in [(&names, true), (&identifiers, false)] {
        for group in rows.chunk_by(|a, b| a.key == b.key) {
            pair_up(group, is_name, &mut found);
        }
    }
    if found.len() > MOST_PAIRS {
        is_cut = true;
        // The strongest reasons first; of those the oldest entities.
        let mut ranked: Vec<_> =
            found.iter().map(|(ids, one)| (one.reasons.iter().min().copied(), *ids)).collect();
        ranked.sort_unstable();
        let kept: HashSet<_> = ranked.into_iter().take(MOST_PAIRS).map(|(_, ids)| ids).collect();
        found.retain(|ids, _| kept.contains(ids));
    }
    let which: Vec<EntityId> =
        found.keys().flat_map(|(a, b)| [*a, *b]).collect::<HashSet<_>>().into_iter().collect();
    let sides = sides(desk, &which).await?;
    let shared = shared_neighbours(desk, found.keys(), &sides).await?;
    let mut dismissed: HashMap<(EntityId, EntityId), Dismissal> = HashMap::new();
    for row in duplicate::dismissals(desk).await? {
        let dismissal = Dismissal { reason: row.reason, at: row.created_at, by: row.created_by };
        dismissed.insert((row.first_id, row.second_id), dismissal);
    }
    let nothing = Side::default();
    let mut all = vec![];
    for (ids, Found { reasons, shared: mut texts }) in found {
        let side = |id| sides.get(&id).unwrap_or(&nothing);
        let neighbours = shared.get(&ids).cloned().unwrap_or_default();
        let (score, reasons) = judge(&reasons, side(ids.0), side(ids.1), neighbours.len());
        let (Some(first), Some(second)) = (entities.get(&ids.0), entities.get(&ids.1)) else { continue };
        texts.sort();
        texts.dedup();
        let dismissal = dismissed.remove(&ids);
        let (uids, kind) = ((first.0, second.0), first.1);
        all.push(Pair { ids, uids, kind, score, reasons, shared: texts, neighbours, dismissal });
    }
    all.sort_by_cached_key(|pair| std::cmp::Reverse(pair.place()));
    Ok(Pairs { all, is_cut })
}

/// The pairs of entities that share a key, kind by kind.
fn pair_up(group: &[Sharing], is_name: bool, found: &mut BTreeMap<(EntityId, EntityId), Found>) {
    let mut by_kind: BTreeMap<EntityKind, BTreeMap<EntityId, bool>> = BTreeMap::new();
    for row in group {
        let house = by_kind.entry(row.kind).or_default().entry(row.id).or_default();
        *house |= row.name_kind.is_none();
    }
    for of_kind in by_kind.into_values() {
        let all: Vec<(EntityId, bool)> = of_kind.into_iter().collect();
        let reach = if all.len() <= EACH_WITH_EACH { all.len() } else { 1 };
        for (i, (a, a_house)) in all.iter().enumerate() {
            for (b, b_house) in all.iter().skip(i + 1).take(reach) {
                let reason = match (is_name, a_house, b_house) {
                    (false, ..) => Reason::SameIdentifier,
                    (true, true, true) => Reason::SameName,
                    (true, false, false) => Reason::SharedName,
                    _ => Reason::OtherName,
                };
                let one = found.entry((*a, *b)).or_default();
                one.reasons.insert(reason);
                one.shared.extend(group.first().map(|row| row.key.clone()));
            }
        }
    }
}

/// What is known of these entities.
async fn sides(desk: &Desk, which: &[EntityId]) -> Result<HashMap<EntityId, Side>, DbErr> {
    let mut sides: HashMap<EntityId, Side> = HashMap::new();
    if which.is_empty() {
        return Ok(sides);
    }
    for row in desk::entity::by_ids(desk, which).await? {
        let side = Side { start: row.start_date, end: row.end_date, ..Side::default() };
        sides.insert(row.id, side);
    }
    for row in desk::entity::identifiers_of(desk, which).await? {
        if let Some(side) = sides.get_mut(&row.entity_id) {
            side.identifiers.push((row.scheme, row.value));
        }
    }
    let around = around(desk, which).await?;
    for (id, side) in &mut sides {
        side.neighbours = around.get(id).cloned().unwrap_or_else(|| Some(HashSet::new()));
    }
    Ok(sides)
}

/// What relations join with entities; `None` where it is too much. Those without any are left out.
async fn around(
    desk: &Desk,
    which: &[EntityId],
) -> Result<HashMap<EntityId, Option<HashSet<EntityId>>>, DbErr> {
    let most = u32::try_from(FEW).unwrap_or(u32::MAX).saturating_add(1);
    let mut around: HashMap<EntityId, (usize, HashSet<EntityId>)> = HashMap::new();
    for row in duplicate::neighbours(desk, which, most).await? {
        let (count, of) = around.entry(row.parent).or_default();
        *count += 1;
        of.insert(row.other);
    }
    Ok(around.into_iter().map(|(id, (count, of))| (id, (count <= FEW).then_some(of))).collect())
}

/// What relations join with both of a pair, and with few others.
async fn shared_neighbours(
    desk: &Desk,
    pairs: impl Iterator<Item = &(EntityId, EntityId)>,
    sides: &HashMap<EntityId, Side>,
) -> Result<HashMap<(EntityId, EntityId), Vec<EntityId>>, DbErr> {
    let of = |id: &EntityId| sides.get(id).and_then(|side| side.neighbours.as_ref());
    // What may be shared: with an entity that has too many, whatever the other one has.
    let mut maybe: Vec<((EntityId, EntityId), HashSet<EntityId>)> = vec![];
    for (a, b) in pairs {
        let set = match (of(a), of(b)) {
            (Some(one), Some(other)) => one.intersection(other).copied().collect(),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => continue,
        };
        if !set.is_empty() {
            maybe.push(((*a, *b), set));
        }
    }
    let which: HashSet<EntityId> = maybe.iter().flat_map(|(_, set)| set.iter().copied()).collect();
    if which.is_empty() {
        return Ok(HashMap::new());
    }
    let around = around(desk, &which.into_iter().collect::<Vec<_>>()).await?;
    let mut shared = HashMap::new();
    for ((a, b), set) in maybe {
        let is_sign = |id: &EntityId| {
            let few = around.get(id).and_then(Option::as_ref);
            few.is_some_and(|few| few.contains(&a) && few.contains(&b))
        };
        let mut rare: Vec<EntityId> = set.into_iter().filter(is_sign).collect();
        rare.sort_unstable();
        shared.insert((a, b), rare);
    }
    Ok(shared)
}
