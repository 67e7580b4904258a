//! A graph as a naive model has it: it looks at all relations for each step, and at all ways for the shortest.

use std::collections::BTreeMap;

use db::{EntityId, EntityKind, Phase, Rank, Standing};

use crate::graph::{Graph, SAID, Said};
use crate::support::chance::Chance;

pub const KINDS: [(EntityKind, &str); 6] = [
    (EntityKind::Person, "PERSON"),
    (EntityKind::Organisation, "ORGANISATION"),
    (EntityKind::Country, "COUNTRY"),
    (EntityKind::Place, "PLACE"),
    (EntityKind::Event, "EVENT"),
    (EntityKind::Topic, "TOPIC"),
];
/// Code, whether it is symmetric, whether it goes on.
pub const TYPES: [(&str, bool, bool); 6] = [
    ("HEAD_OF", false, false),
    ("MEMBER_OF", false, false),
    ("ALLY_OF", true, false),
    ("PART_OF", false, true),
    ("LOCATED_IN", false, true),
    ("ACCUSES", false, false),
];
pub const STANDINGS: [Standing; 5] =
    [Standing::Asserted, Standing::Asserted, Standing::Disputed, Standing::Denied, Standing::Retracted];

/// A relation, as the model knows it.
#[derive(Clone, Debug)]
pub struct Tie {
    pub subject: usize,
    pub object: usize,
    pub of: usize,
    pub role: &'static str,
    pub standing: Standing,
    pub rank: Rank,
    /// The years of a state; a year of an event.
    pub years: Option<(i32, i32)>,
}

#[derive(Debug)]
pub struct Model {
    pub entities: Vec<(String, usize)>,
    pub ties: Vec<Tie>,
}

/// A question, as the model and the API are asked it.
#[derive(Clone, Debug)]
pub struct Question {
    pub types: Option<Vec<usize>>,
    pub through: Option<Vec<usize>>,
    pub year: Option<i32>,
    pub certain: bool,
    pub role: Option<&'static str>,
    pub denied: bool,
}

impl Question {
    pub fn any(chance: &mut Chance) -> Self {
        let some = |chance: &mut Chance, of: usize| {
            let mut all: Vec<usize> = (0..of).filter(|_| chance.percent(60)).collect();
            all.push(chance.below(of));
            all.sort_unstable();
            all.dedup();
            all
        };
        Self {
            types: chance.percent(40).then(|| some(chance, TYPES.len())),
            through: chance.percent(40).then(|| some(chance, KINDS.len())),
            year: chance.percent(30).then(|| 2000 + i32::try_from(chance.below(20)).unwrap()),
            certain: chance.percent(50),
            role: chance.percent(15).then_some("chair"),
            denied: chance.percent(20),
        }
    }

    pub fn arguments(&self) -> String {
        let mut all = vec![];
        if let Some(types) = &self.types {
            let codes: Vec<_> = types.iter().map(|t| format!("{:?}", TYPES[*t].0)).collect();
            all.push(format!("types: [{}]", codes.join(", ")));
        }
        if let Some(kinds) = &self.through {
            all.push(format!(
                "through: [{}]",
                kinds.iter().map(|k| KINDS[*k].1).collect::<Vec<_>>().join(", ")
            ));
        }
        let mut filter = vec![];
        if let Some(year) = self.year {
            filter.push(format!("activeOn: \"{year}\""));
            if self.certain {
                filter.push("certainty: CERTAIN".to_owned());
            }
        }
        if let Some(role) = self.role {
            filter.push(format!("role: {{eq: {role:?}}}"));
        }
        if self.denied {
            filter.push("standing: [DENIED, DISPUTED]".to_owned());
        }
        if !filter.is_empty() {
            all.push(format!("filter: {{{}}}", filter.join(", ")));
        }
        all.iter().map(|argument| format!(", {argument}")).collect()
    }

    pub fn takes(&self, tie: &Tie) -> bool {
        let is_event = TYPES[tie.of].0 == "ACCUSES";
        let holds = |year: i32| match tie.years {
            // Nothing is known: it may be so on any day.
            None => !self.certain,
            Some((from, to)) if self.certain && !is_event => from < year && year < to,
            Some((from, to)) => from <= year && year <= to,
        };
        let shown =
            !matches!(tie.standing, Standing::Denied | Standing::Retracted) && tie.rank != Rank::Deprecated;
        self.types.as_ref().is_none_or(|types| types.contains(&tie.of))
            && self.year.is_none_or(holds)
            && self.role.is_none_or(|role| role == tie.role)
            && if self.denied { matches!(tie.standing, Standing::Denied | Standing::Disputed) } else { shown }
    }

    pub fn passes(&self, model: &Model, entity: usize) -> bool {
        self.through.as_ref().is_none_or(|kinds| kinds.contains(&model.entities[entity].1))
    }
}

impl Model {
    pub async fn random(graph: &mut Graph, round: usize, chance: &mut Chance) -> Self {
        let mut entities = vec![];
        let mut ids: Vec<EntityId> = vec![];
        let many = 5 + chance.below(30);
        for i in 0..many {
            let kind = chance.below(KINDS.len());
            let name = format!("Entity {round} {i}");
            ids.push(graph.entity(KINDS[kind].0, &name).await);
            entities.push((name, kind));
        }
        let mut ties = vec![];
        for _ in 0..chance.below(many * 3) {
            // Some are hubs.
            let objects = if chance.percent(20) { many.div_ceil(4) } else { many };
            let (subject, object) = (chance.below(many), chance.below(objects));
            if subject == object {
                continue;
            }
            let of = if chance.percent(30) { 3 + chance.below(2) } else { chance.below(TYPES.len()) };
            let is_event = TYPES[of].0 == "ACCUSES";
            let years = chance.percent(70).then(|| {
                let from = 2000 + i32::try_from(chance.below(15)).unwrap();
                (from, if is_event { from } else { from + i32::try_from(chance.below(8)).unwrap() })
            });
            let role = if chance.percent(40) { "chair" } else { "member" };
            let standing = *chance.pick(&STANDINGS);
            let rank = *chance.pick(&[Rank::Normal, Rank::Normal, Rank::Preferred, Rank::Deprecated]);
            let (start, end) = match years {
                Some((from, to)) => (Some(from.to_string()), Some(to.to_string()).filter(|_| !is_event)),
                None => (None, None),
            };
            let said = Said {
                role: Some(role),
                start: start.as_deref(),
                end: end.as_deref(),
                phase: if is_event { Phase::Occurred } else { Phase::Unknown },
                standing,
                rank,
                ..SAID
            };
            graph.relation(ids[subject], TYPES[of].0, ids[object], said).await;
            ties.push(Tie { subject, object, of, role, standing, rank, years });
        }
        Self { entities, ties }
    }

    pub fn name(&self, entity: usize) -> &str {
        &self.entities[entity].0
    }

    pub fn degree(&self, entity: usize) -> usize {
        self.ties.iter().filter(|tie| tie.subject == entity || tie.object == entity).count()
    }

    pub fn joined(&self, asked: &Question, a: usize, b: usize) -> usize {
        let joins = |tie: &&Tie| {
            asked.takes(tie) && ((tie.subject, tie.object) == (a, b) || (tie.subject, tie.object) == (b, a))
        };
        self.ties.iter().filter(joins).count()
    }

    /// All ways without a circle, the shortest ones of them.
    pub fn ways(&self, asked: &Question, from: usize, to: usize, longest: usize) -> Vec<Vec<usize>> {
        let mut ways = vec![vec![from]];
        for _ in 0..longest {
            let mut on = vec![];
            for way in &ways {
                let last = *way.last().unwrap();
                if last != from && !asked.passes(self, last) {
                    continue;
                }
                for next in (0..self.entities.len()).filter(|next| !way.contains(next)) {
                    if self.joined(asked, last, next) > 0 {
                        on.push([way.as_slice(), &[next]].concat());
                    }
                }
            }
            let arrived: Vec<_> = on.iter().filter(|way| way.last() == Some(&to)).cloned().collect();
            if !arrived.is_empty() {
                return arrived;
            }
            ways = on;
        }
        vec![]
    }

    pub fn distances(&self, asked: &Question, center: usize, depth: usize) -> BTreeMap<usize, usize> {
        let mut reached = BTreeMap::from([(center, 0)]);
        for distance in 1..=depth {
            let near: Vec<usize> = reached
                .iter()
                .filter(|(e, d)| **d == distance - 1 && (**e == center || asked.passes(self, **e)))
                .map(|(e, _)| *e)
                .collect();
            for from in near {
                for to in 0..self.entities.len() {
                    if self.joined(asked, from, to) > 0 {
                        reached.entry(to).or_insert(distance);
                    }
                }
            }
        }
        reached
    }

    /// What lies above or below an entity, with the steps to it.
    pub fn follows(&self, asked: &Question, center: usize, out: bool) -> BTreeMap<usize, usize> {
        let mut reached = BTreeMap::from([(center, 0)]);
        for distance in 1.. {
            let before = reached.len();
            let near: Vec<usize> =
                reached.iter().filter(|(_, d)| **d == distance - 1).map(|(e, _)| *e).collect();
            for tie in self.ties.iter().filter(|tie| asked.takes(tie)) {
                let (from, to) = if out { (tie.subject, tie.object) } else { (tie.object, tie.subject) };
                if near.contains(&from) {
                    reached.entry(to).or_insert(distance);
                }
            }
            if reached.len() == before {
                break;
            }
        }
        reached.remove(&center);
        reached
    }
}
