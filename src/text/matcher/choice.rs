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
    let given: BTreeSet<i64> =
        context.about.iter().copied().chain(context.pinned.iter().map(|(_, entity)| *entity)).collect();
    let covered = Covered::of(&places);
    let mut support = Support { named: given.clone(), given, covered };
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let choice = select(&places, &support);
        found = choice.found;
        let now = &support.given | &choice.in_full;
        if now == support.named {
            break;
        }
        support.named = now;
    }
    found
}

/// What speaks for an entity besides the name at hand.
struct Support {
    /// Entities that the article is about, or pinned in it.
    given: BTreeSet<i64>,
    /// Those, and the ones linked by a full name.
    named: BTreeSet<i64>,
    covered: Covered,
}

/// Which parts of the text known names cover: the starts of places in order, and the farthest end so far.
struct Covered(Vec<(usize, usize)>);

impl Covered {
    fn of(places: &[Place]) -> Self {
        let reach = places.iter().scan(0, |farthest, p| {
            *farthest = p.end.max(*farthest);
            Some((p.start, *farthest))
        });
        Self(reach.collect())
    }

    /// Whether one known name covers the whole range.
    fn has(&self, range: &Range<usize>) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= range.start);
        after.checked_sub(1).and_then(|i| self.0.get(i)).is_some_and(|(_, farthest)| range.end <= *farthest)
    }
}

struct Choice {
    found: Vec<Found>,
    /// Entities linked by a full name.
    in_full: BTreeSet<i64>,
}

/// Leftmost, then longest. A place that stays unlinked gives way to the names within it or across its border,
/// unless it is ambiguous: then a name surely stands there, and no part of it is another one.
fn select(places: &[Place], support: &Support) -> Choice {
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
        let found = |outcome| Found { start: place.start, end: place.end, outcome };
        match judge(place, support) {
            Ok(Candidate { name, .. }) => {
                if name.weight == Weight::Full {
                    in_full.insert(name.entity);
                }
                linked.push(found(Outcome::Linked { entity: name.entity, name: name.id }));
            }
            Err((reason, candidates)) => {
                if reason == Reason::Ambiguous {
                    ambiguous = place.start..place.end;
                }
                unlinked.push(found(Outcome::Unlinked { candidates, reason }));
            }
        }
    }
    Choice { found: merge(linked, unlinked), in_full }
}

/// Both in order; of the unlinked places those that touch no linked one and none before them.
fn merge(linked: Vec<Found>, unlinked: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for place in unlinked {
        let next = linked.partition_point(|l| l.end <= place.start);
        let crossed = linked.get(next).is_some_and(|l| l.start < place.end);
        if !crossed && kept.last().is_none_or(|last| last.end <= place.start) {
            kept.push(place);
        }
    }
    let mut found = linked;
    found.append(&mut kept);
    found.sort_by_key(|f| f.start);
    found
}

type Refusal = (Reason, Vec<i64>);

/// Whose name a place is.
fn judge(place: &Place, support: &Support) -> Result<Candidate, Refusal> {
    let mut refused = None;
    let mut full: Vec<Candidate> = Vec::new();
    let mut weak: Vec<Candidate> = Vec::new();
    let longer = part_of_longer_name(place, &support.covered);
    for candidate in &place.candidates {
        match refusal(candidate, place, longer, support) {
            Some(reason) => refused = Some(reason),
            None if candidate.name.weight == Weight::Full => full.push(*candidate),
            None => weak.push(*candidate),
        }
    }
    if !full.is_empty() {
        return only(full, &weak, support);
    }
    match (entities(&weak).as_slice(), weak.first(), refused) {
        ([_], Some(candidate), _) => Ok(*candidate),
        ([], _, Some(reason)) => Err((reason, entities(&place.candidates))),
        (several, ..) => Err((Reason::Ambiguous, several.to_vec())),
    }
}

/// Why a candidate does not count here, if so.
fn refusal(candidate: &Candidate, place: &Place, longer: bool, support: &Support) -> Option<Reason> {
    let name = &candidate.name;
    if place.surroundings.never_a_name && name.capitals.begins_upper() {
        return Some(Reason::OrdinaryWord);
    }
    if name.weight != Weight::Short {
        return None;
    }
    let supported = support.named.contains(&name.entity);
    match (longer, name.distinctive, supported, place.surroundings.ordinary) {
        (true, ..) => Some(Reason::LongerName),
        (_, true, ..) => None,
        (_, _, false, _) => Some(Reason::ShortWithoutFull),
        (_, _, _, true) => Some(Reason::OrdinaryWord),
        _ => None,
    }
}

/// The one full name at a place: the one written as stored, else the one that the context names.
///
/// It beats the weak names of others, but for the surname of somebody whom the text names in full: after
/// "Michael Jordan", "Jordan" needs an article that is about one of the two.
fn only(full: Vec<Candidate>, weak: &[Candidate], support: &Support) -> Result<Candidate, Refusal> {
    let narrow = |keep: &dyn Fn(&Candidate) -> bool, from: Vec<Candidate>| {
        let kept: Vec<Candidate> = from.iter().copied().filter(keep).collect();
        if kept.is_empty() { from } else { kept }
    };
    let mut rivals = narrow(&|c| c.written == Written::AsStored, full);
    let own = entities(&rivals);
    let surnames = weak.iter().copied().filter(|c| {
        c.name.weight == Weight::Short
            && support.named.contains(&c.name.entity)
            && !own.contains(&c.name.entity)
    });
    rivals.extend(surnames);
    let all = entities(&rivals);
    let context = if all.len() > own.len() { &support.given } else { &support.named };
    let known = narrow(&|c| context.contains(&c.name.entity), rivals);
    match (entities(&known).as_slice(), known.first()) {
        ([_], Some(candidate)) => Ok(*candidate),
        _ => Err((Reason::Ambiguous, all)),
    }
}

/// Whether a capitalised neighbour, which is no part of any known name, makes a short name a part of a longer one.
fn part_of_longer_name(place: &Place, covered: &Covered) -> bool {
    let sides = [&place.surroundings.before, &place.surroundings.after];
    sides.into_iter().flatten().any(|word| !covered.has(word))
}

fn entities(candidates: &[Candidate]) -> Vec<i64> {
    candidates.iter().map(|c| c.name.entity).collect::<BTreeSet<_>>().into_iter().collect()
}
