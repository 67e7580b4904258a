//! Choosing among the places where names stand.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::capitals::Written;
use super::{Candidate, Context, Found, Outcome, Place, Reason, Weight};

/// Links give one another support (a full name lets its short ones link), so choosing is repeated until it is
/// stable. It nearly always is after two rounds; the bound makes it end on any input.
const ROUNDS: usize = 5;

pub(super) fn choose(mut places: Vec<Place>, context: &Context<'_>) -> Vec<Found> {
    places.retain(|p| !context.pinned.iter().any(|(range, _)| range.start < p.end && p.start < range.end));
    places.sort_by_key(|p| (p.start, Reverse(p.end)));
    let base: BTreeSet<i64> =
        context.about.iter().copied().chain(context.pinned.iter().map(|(_, entity)| *entity)).collect();
    let mut named = base.clone();
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let choice = select(&places, &named);
        found = choice.found;
        let now = &base | &choice.in_full;
        if now == named {
            break;
        }
        named = now;
    }
    found
}

struct Choice {
    found: Vec<Found>,
    /// Entities linked by a full name.
    in_full: BTreeSet<i64>,
}

/// Leftmost, then longest. A place that stays unlinked gives way to the names within it or across its border,
/// unless it is ambiguous: then a name surely stands there, and no part of it is another one.
fn select(places: &[Place], named: &BTreeSet<i64>) -> Choice {
    let mut linked: Vec<Found> = Vec::new();
    let mut unlinked: Vec<Found> = Vec::new();
    let mut in_full = BTreeSet::new();
    let mut ambiguous: Range<usize> = 0..0;
    for place in places {
        let taken = linked.last().is_some_and(|last| place.start < last.end);
        let inside = ambiguous.start <= place.start && place.end <= ambiguous.end;
        if taken || inside {
            continue;
        }
        match judge(place, places, named) {
            Ok(candidate) => {
                if candidate.name.weight == Weight::Full {
                    in_full.insert(candidate.name.entity);
                }
                let outcome = Outcome::Linked { entity: candidate.name.entity, name: candidate.name.id };
                linked.push(Found { start: place.start, end: place.end, outcome });
            }
            Err((reason, candidates)) => {
                if reason == Reason::Ambiguous {
                    ambiguous = place.start..place.end;
                }
                let outcome = Outcome::Unlinked { candidates, reason };
                unlinked.push(Found { start: place.start, end: place.end, outcome });
            }
        }
    }
    let mut found = linked;
    for place in unlinked {
        if !found.iter().any(|f| f.start < place.end && place.start < f.end) {
            found.push(place);
        }
    }
    found.sort_by_key(|f| f.start);
    Choice { found, in_full }
}

type Refusal = (Reason, Vec<i64>);

/// Whose name a place is.
fn judge(place: &Place, places: &[Place], named: &BTreeSet<i64>) -> Result<Candidate, Refusal> {
    let full: Vec<Candidate> =
        place.candidates.iter().copied().filter(|c| c.name.weight == Weight::Full).collect();
    if !full.is_empty() {
        return if place.surroundings.never_a_name {
            Err((Reason::OrdinaryWord, entities(&full)))
        } else {
            only(&full, named)
        };
    }
    let weak = &place.candidates;
    if place.surroundings.never_a_name {
        return Err((Reason::OrdinaryWord, entities(weak)));
    }
    let longer = part_of_longer_name(place, places);
    let mut refused = None;
    let mut standing: Vec<Candidate> = Vec::new();
    for candidate in weak {
        let short = candidate.name.weight == Weight::Short;
        let refusal = if !short {
            None
        } else if longer {
            Some(Reason::LongerName)
        } else if candidate.name.distinctive {
            None
        } else if !named.contains(&candidate.name.entity) {
            Some(Reason::ShortWithoutFull)
        } else if place.surroundings.ordinary {
            Some(Reason::OrdinaryWord)
        } else {
            None
        };
        match refusal {
            None => standing.push(*candidate),
            Some(reason) => refused = Some(reason),
        }
    }
    match (entities(&standing).as_slice(), standing.first(), refused) {
        ([_], Some(candidate), _) => Ok(*candidate),
        ([], _, Some(reason)) => Err((reason, entities(weak))),
        (several, ..) => Err((Reason::Ambiguous, several.to_vec())),
    }
}

/// The one full name at a place: the one written as stored, else the one that the context names.
fn only(full: &[Candidate], named: &BTreeSet<i64>) -> Result<Candidate, Refusal> {
    let narrow = |keep: &dyn Fn(&Candidate) -> bool, from: Vec<Candidate>| {
        let kept: Vec<Candidate> = from.iter().copied().filter(keep).collect();
        if kept.is_empty() { from } else { kept }
    };
    let exact = narrow(&|c| c.written == Written::AsStored, full.to_vec());
    let all = entities(&exact);
    let known = narrow(&|c| named.contains(&c.name.entity), exact);
    match (entities(&known).as_slice(), known.first()) {
        ([_], Some(candidate)) => Ok(*candidate),
        _ => Err((Reason::Ambiguous, all)),
    }
}

/// Whether a capitalised neighbour, which is no part of any known name, makes a short name a part of a longer one.
fn part_of_longer_name(place: &Place, places: &[Place]) -> bool {
    let sides = [&place.surroundings.before, &place.surroundings.after];
    sides.into_iter().flatten().any(|word| !places.iter().any(|p| p.start <= word.start && word.end <= p.end))
}

fn entities(candidates: &[Candidate]) -> Vec<i64> {
    candidates.iter().map(|c| c.name.entity).collect::<BTreeSet<_>>().into_iter().collect()
}
