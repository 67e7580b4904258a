//! What the published record said of a relation, and when: computed from what readers may read now, by the times at
//! which it became public.

use std::collections::{BTreeMap, HashMap};

use db::{EvidenceId, Stance, Standing, Timestamp};

use super::standing::Voice;

/// Behind every instant: a state that lasts.
pub const FOR_EVER: Timestamp = Timestamp(i64::MAX);

/// A voice, and when it was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard<S> {
    pub voice: Voice<S>,
    pub since: Timestamp,
    /// When its article was taken back, if it was.
    pub retracted_at: Option<Timestamp>,
}

/// How the relation was told from an instant on, until it was told otherwise. The first telling is that of all that was
/// public before, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling<A> {
    pub since: Timestamp,
    pub attributes: A,
    /// It stood without evidence, by an editor's act.
    pub unsourced: bool,
}

/// What readers were told of the relation, from an instant until before another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State<A> {
    pub since: Timestamp,
    pub until: Timestamp,
    pub attributes: A,
    pub standing: Standing,
    pub sources: usize,
}

/// All that was ever told of a relation, the oldest first; nothing where it was not public. At each instant it is what
/// [`weigh`](super::standing::weigh) makes of the voices that were heard by then. The tellings are in their order.
#[must_use]
pub fn history<S: Ord + Copy, A: Clone + PartialEq>(
    heard: &[Heard<S>],
    tellings: &[Telling<A>],
) -> Vec<State<A>> {
    let Some(first) = tellings.first() else { return vec![] };
    let mut happened: BTreeMap<Timestamp, Vec<Happened>> = BTreeMap::new();
    for (at, voice) in heard.iter().enumerate() {
        happened.entry(voice.since).or_default().push(Happened::Heard(at));
        if let Some(retracted) = voice.retracted_at {
            // What was taken back before it was heard, was never heard otherwise.
            happened.entry(retracted.max(voice.since)).or_default().push(Happened::TakenBack(at));
        }
    }
    for telling in tellings {
        happened.entry(telling.since).or_default();
    }
    let mut scales = Scales::of(heard);
    let mut telling = tellings.iter().peekable();
    let (mut attributes, mut unsourced) = (&first.attributes, false);
    let mut states: Vec<State<A>> = vec![];
    for (since, events) in happened {
        while let Some(next) = telling.next_if(|next| next.since <= since) {
            (attributes, unsourced) = (&next.attributes, next.unsourced);
        }
        for event in events {
            scales.take(event);
        }
        let by_act = (unsourced && scales.heard == 0).then_some(Standing::Unsourced);
        let standing = scales.standing().or(by_act);
        let sources = scales.sources.len();
        if let Some(last) = states.last_mut().filter(|last| last.until == FOR_EVER) {
            if standing == Some(last.standing) && sources == last.sources && *attributes == last.attributes {
                continue;
            }
            last.until = since;
        }
        if let Some(standing) = standing {
            let attributes = attributes.clone();
            states.push(State { since, until: FOR_EVER, attributes, standing, sources });
        }
    }
    states
}

#[derive(Clone, Copy)]
enum Happened {
    Heard(usize),
    TakenBack(usize),
}

/// The voices that were heard so far, weighed as they come and go.
struct Scales<'a, S> {
    all: &'a [Heard<S>],
    places: HashMap<EvidenceId, usize>,
    of: Vec<Weight>,
    heard: usize,
    supports: usize,
    denials: usize,
    ever_supported: bool,
    /// How often each source supports it now.
    sources: BTreeMap<S, usize>,
}

#[derive(Clone, Copy, Default)]
struct Weight {
    heard: bool,
    taken_back: bool,
    /// Voices that take it back, and were not taken back themselves.
    against: usize,
}

impl Weight {
    fn counts(self) -> bool {
        self.heard && !self.taken_back && self.against == 0
    }
}

impl<'a, S: Ord + Copy> Scales<'a, S> {
    fn of(all: &'a [Heard<S>]) -> Self {
        let places = all.iter().enumerate().map(|(at, heard)| (heard.voice.id, at)).collect();
        Self {
            all,
            places,
            of: vec![Weight::default(); all.len()],
            heard: 0,
            supports: 0,
            denials: 0,
            ever_supported: false,
            sources: BTreeMap::new(),
        }
    }

    fn take(&mut self, event: Happened) {
        let (Happened::Heard(at) | Happened::TakenBack(at)) = event;
        let voice = &self.all[at].voice;
        let before = self.of[at];
        let mut after = before;
        match event {
            Happened::Heard(_) => {
                after.heard = true;
                self.heard += 1;
                self.ever_supported |= voice.stance == Stance::Supports;
            }
            Happened::TakenBack(_) => after.taken_back = true,
        }
        self.put(at, after);
        let speaks = |weight: Weight| weight.heard && !weight.taken_back;
        let target = voice.retracts.filter(|_| voice.stance == Stance::Retracts);
        if let Some(target) = target.and_then(|id| self.places.get(&id).copied()) {
            let mut weight = self.of[target];
            match (speaks(before), speaks(after)) {
                (false, true) => weight.against += 1,
                (true, false) => weight.against = weight.against.saturating_sub(1),
                _ => {}
            }
            self.put(target, weight);
        }
    }

    fn put(&mut self, at: usize, after: Weight) {
        let voice = &self.all[at].voice;
        let before = std::mem::replace(&mut self.of[at], after);
        let (was, is) = (before.counts(), after.counts());
        if was == is {
            return;
        }
        let count = match voice.stance {
            Stance::Supports => &mut self.supports,
            Stance::Denies => &mut self.denials,
            Stance::Retracts => return,
        };
        *count = if is { *count + 1 } else { count.saturating_sub(1) };
        if voice.stance == Stance::Supports {
            let source = self.sources.entry(voice.source).or_default();
            *source = if is { *source + 1 } else { source.saturating_sub(1) };
            if *source == 0 {
                self.sources.remove(&voice.source);
            }
        }
    }

    fn standing(&self) -> Option<Standing> {
        match (self.supports > 0, self.denials > 0) {
            (true, false) => Some(Standing::Asserted),
            (true, true) => Some(Standing::Disputed),
            (false, _) if self.ever_supported => Some(Standing::Retracted),
            (false, true) => Some(Standing::Denied),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::standing::weigh;
    use super::*;

    fn voice(id: i64, stance: Stance, retracts: Option<i64>, source: i64) -> Voice<i64> {
        let (id, retracts) = (EvidenceId(id), retracts.map(EvidenceId));
        Voice { id, stance, article_retracted: false, retracts, source }
    }

    fn heard(id: i64, stance: Stance, retracts: Option<i64>, since: i64, until: Option<i64>) -> Heard<i64> {
        let voice = voice(id, stance, retracts, id);
        Heard { voice, since: Timestamp(since), retracted_at: until.map(Timestamp) }
    }

    fn told(since: i64, role: &str, unsourced: bool) -> Telling<String> {
        Telling { since: Timestamp(since), attributes: role.to_owned(), unsourced }
    }

    fn lines(heard: &[Heard<i64>], tellings: &[Telling<String>]) -> Vec<String> {
        let line = |s: State<String>| {
            let until = if s.until == FOR_EVER { String::new() } else { s.until.0.to_string() };
            format!("{}..{until} {} {} {}", s.since.0, s.standing.code(), s.sources, s.attributes)
        };
        history(heard, tellings).into_iter().map(line).collect()
    }

    #[test]
    fn a_report_is_denied_and_then_taken_back() {
        use Stance::{Denies, Retracts, Supports};
        let all = [
            heard(3, Retracts, Some(1), 30, None),
            heard(1, Supports, None, 10, None),
            heard(2, Denies, None, 20, None),
        ];
        let expected = ["10..20 ASSERTED 1 chair", "20..30 DISPUTED 1 chair", "30.. RETRACTED 0 chair"];
        assert_eq!(
            lines(&all, &[told(25, "chair", false)]),
            expected,
            "what it said first, it said before, too"
        );
    }

    #[test]
    fn what_was_told_otherwise_was_so_until_then() {
        let all = [heard(1, Stance::Supports, None, 10, None)];
        let tellings = [told(10, "head", false), told(20, "chair", false)];
        assert_eq!(lines(&all, &tellings), ["10..20 ASSERTED 1 head", "20.. ASSERTED 1 chair"]);
    }

    #[test]
    fn an_editor_s_act_stands_until_there_is_evidence() {
        let all = [heard(1, Stance::Supports, None, 20, None)];
        let tellings = [told(10, "head", true), told(20, "head", false)];
        assert_eq!(lines(&all, &tellings), ["10..20 UNSOURCED 0 head", "20.. ASSERTED 1 head"]);
        assert_eq!(lines(&[], &[told(10, "head", true)]), ["10.. UNSOURCED 0 head"]);
        assert_eq!(lines(&[], &[told(10, "head", false)]), [""; 0]);
    }

    #[test]
    fn an_article_that_takes_back_can_be_taken_back() {
        use Stance::{Retracts, Supports};
        let all = [heard(1, Supports, None, 10, None), heard(2, Retracts, Some(1), 20, Some(30))];
        assert_eq!(
            lines(&all, &[told(0, "a", false)]),
            ["10..20 ASSERTED 1 a", "20..30 RETRACTED 0 a", "30.. ASSERTED 1 a"]
        );
    }

    #[test]
    fn there_may_be_a_gap() {
        use Stance::{Denies, Retracts, Supports};
        let all = [
            heard(1, Denies, None, 10, None),
            heard(2, Retracts, Some(1), 20, None),
            heard(3, Supports, None, 30, None),
        ];
        assert_eq!(lines(&all, &[told(0, "a", false)]), ["10..20 DENIED 0 a", "30.. ASSERTED 1 a"]);
    }

    fn all() -> impl Strategy<Value = Vec<Heard<i64>>> {
        let stance =
            prop_oneof![3 => Just(Stance::Supports), 2 => Just(Stance::Denies), 3 => Just(Stance::Retracts)];
        let one = (stance, 0..8i64, 0..4i64, 0..20i64, prop::option::weighted(0.3, 0..25i64));
        prop::collection::vec(one, 0..8).prop_map(|all| {
            let many = i64::try_from(all.len()).unwrap();
            let heard =
                |(id, (stance, target, source, since, retracted)): (i64, (_, i64, _, _, Option<i64>))| {
                    let target = (stance == Stance::Retracts).then_some(target % many);
                    // An article that is taken back had been published.
                    let retracted_at = retracted.map(|at| Timestamp(since + at));
                    Heard { voice: voice(id, stance, target, source), since: Timestamp(since), retracted_at }
                };
            (0..).zip(all).map(heard).collect()
        })
    }

    proptest! {
        #[test]
        fn at_any_instant_it_is_what_was_public_by_then(
            all in all().prop_flat_map(|all| Just(all).prop_shuffle()),
            tellings in prop::collection::btree_map(0..25i64, (0..3i64, any::<bool>()), 1..4),
        ) {
            let tellings: Vec<_> = tellings
                .into_iter()
                .map(|(since, (attributes, unsourced))| Telling { since: Timestamp(since), attributes, unsourced })
                .collect();
            let states = history(&all, &tellings);
            for pair in states.windows(2) {
                prop_assert!(pair[0].until <= pair[1].since);
                let same = pair[0].until == pair[1].since && State { since: pair[1].since, until: pair[1].until, ..pair[0].clone() } == pair[1];
                prop_assert!(!same, "one state is told as two");
            }
            for t in (-1..60).map(Timestamp) {
                let by_then = all.iter().filter(|h| h.since <= t);
                let voices: Vec<_> = by_then
                    .map(|h| Voice { article_retracted: h.retracted_at.is_some_and(|at| at <= t), ..h.voice.clone() })
                    .collect();
                let verdict = weigh(&voices);
                let told = tellings.iter().rfind(|telling| telling.since <= t);
                let by_act = told.is_some_and(|telling| telling.unsourced) && voices.is_empty();
                let standing = verdict.standing.or(by_act.then_some(Standing::Unsourced));
                let attributes = told.or(tellings.first()).unwrap().attributes;
                let expected = standing.map(|standing| (standing, verdict.sources, attributes));
                let found = states.iter().find(|s| s.since <= t && t < s.until);
                prop_assert_eq!(found.map(|s| (s.standing, s.sources, s.attributes)), expected, "at {}", t.0);
            }
        }
    }
}
