//! Ways, surroundings and what follows, over random graphs: as a naive model has them, which knows nothing of memory,
//! levels or both ends.

use std::collections::{BTreeMap, BTreeSet};

use db::{EntityId, EntityKind, Phase, Rank, Standing};
use serde_json::{Value, json};

use crate::graph::{Graph, Published, SAID, Said};
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(ways_and_surroundings_are_those_of_a_naive_model, questions_say_what_is_wrong_with_them);

const KINDS: [(EntityKind, &str); 6] = [
    (EntityKind::Person, "PERSON"),
    (EntityKind::Organisation, "ORGANISATION"),
    (EntityKind::Country, "COUNTRY"),
    (EntityKind::Place, "PLACE"),
    (EntityKind::Event, "EVENT"),
    (EntityKind::Topic, "TOPIC"),
];
/// Code, whether it is symmetric, whether it goes on.
const TYPES: [(&str, bool, bool); 6] = [
    ("HEAD_OF", false, false),
    ("MEMBER_OF", false, false),
    ("ALLY_OF", true, false),
    ("PART_OF", false, true),
    ("LOCATED_IN", false, true),
    ("ACCUSES", false, false),
];
const STANDINGS: [Standing; 5] =
    [Standing::Asserted, Standing::Asserted, Standing::Disputed, Standing::Denied, Standing::Retracted];

/// A relation, as the model knows it.
#[derive(Clone, Debug)]
struct Tie {
    subject: usize,
    object: usize,
    of: usize,
    role: &'static str,
    standing: Standing,
    rank: Rank,
    /// The years of a state; a year of an event.
    years: Option<(i32, i32)>,
}

#[derive(Debug)]
struct Model {
    entities: Vec<(String, usize)>,
    ties: Vec<Tie>,
}

/// A question, as the model and the API are asked it.
#[derive(Clone, Debug)]
struct Question {
    types: Option<Vec<usize>>,
    through: Option<Vec<usize>>,
    year: Option<i32>,
    certain: bool,
    role: Option<&'static str>,
    denied: bool,
}

impl Question {
    fn any(chance: &mut Chance) -> Self {
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

    fn arguments(&self) -> String {
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

    fn takes(&self, tie: &Tie) -> bool {
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

    fn passes(&self, model: &Model, entity: usize) -> bool {
        self.through.as_ref().is_none_or(|kinds| kinds.contains(&model.entities[entity].1))
    }
}

impl Model {
    async fn random(graph: &mut Graph, round: usize, chance: &mut Chance) -> Self {
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

    fn name(&self, entity: usize) -> &str {
        &self.entities[entity].0
    }

    fn degree(&self, entity: usize) -> usize {
        self.ties.iter().filter(|tie| tie.subject == entity || tie.object == entity).count()
    }

    fn joined(&self, asked: &Question, a: usize, b: usize) -> usize {
        let joins = |tie: &&Tie| {
            asked.takes(tie) && ((tie.subject, tie.object) == (a, b) || (tie.subject, tie.object) == (b, a))
        };
        self.ties.iter().filter(joins).count()
    }

    /// All ways without a circle, the shortest ones of them.
    fn ways(&self, asked: &Question, from: usize, to: usize, longest: usize) -> Vec<Vec<usize>> {
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

    fn distances(&self, asked: &Question, center: usize, depth: usize) -> BTreeMap<usize, usize> {
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
    fn follows(&self, asked: &Question, center: usize, out: bool) -> BTreeMap<usize, usize> {
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

async fn ways_and_surroundings_are_those_of_a_naive_model(db: Database) {
    let mut chance = Chance::new(5);
    let rounds = std::env::var("NUTGRAPH_TEST_ROUNDS").map_or(6, |rounds| rounds.parse().unwrap());
    let mut found = BTreeSet::new();
    let mut graph = Graph::new(db).await;
    let mut models = vec![];
    for round in 0..rounds {
        models.push(Model::random(&mut graph, round, &mut chance).await);
    }
    let published = graph.published().await;
    for model in &models {
        let ids = ids(&published, model).await;
        for _ in 0..20 {
            let (from, to) = (chance.below(model.entities.len()), chance.below(model.entities.len()));
            let asked = Question::any(&mut chance);
            if from != to {
                found.insert(("ways", ways(&published, model, &ids, &asked, (from, to), &mut chance).await));
            }
            found.insert(("around", around(&published, model, &ids, &asked, from, &mut chance).await));
            found.insert(("follows", follows(&published, model, &ids, &asked, from).await));
        }
    }
    // Otherwise it shows nothing.
    for what in
        [("ways", 0), ("ways", 1), ("ways", 2), ("ways", 3), ("around", 3), ("follows", 0), ("follows", 2)]
    {
        assert!(found.contains(&what), "never met: {what:?}");
    }
}

async fn ids(published: &Published, model: &Model) -> Vec<String> {
    let mut ids = vec![];
    for (name, _) in &model.entities {
        let slug = name.to_lowercase().replace(' ', "-");
        let answer = published.data(&format!("{{ entity(slug: {slug:?}) {{ id }} }}")).await;
        ids.push(answer["entity"]["id"].as_str().unwrap().to_owned());
    }
    ids
}

/// How long the ways are; 0: there are none.
async fn ways(
    published: &Published,
    model: &Model,
    ids: &[String],
    asked: &Question,
    (from, to): (usize, usize),
    chance: &mut Chance,
) -> usize {
    let (longest, first) = (1 + chance.below(5), 1 + chance.below(5));
    let query = format!(
        "{{ paths(from: {:?}, to: {:?}, maxLength: {longest}, first: {first}{}) {{ truncated paths {{
            length entities {{ name }} steps {{ relationCount from {{ name }} to {{ name }}
                relations(first: 20) {{ direction relation {{ subject {{ name }} object {{ name }} }} }} }} }} }} }}",
        ids[from],
        ids[to],
        asked.arguments()
    );
    let answer = published.data(&query).await["paths"].take();
    let mut all = model.ways(asked, from, to, longest);
    // Entities were made in the order of their numbers.
    all.sort_by_key(|way| {
        (way[1..way.len() - 1].iter().map(|e| model.degree(*e)).sum::<usize>(), way.clone())
    });
    let expected: Vec<Value> = all
        .iter()
        .take(first)
        .map(|way| {
            let steps = way.windows(2).map(|pair| model.joined(asked, pair[0], pair[1]));
            json!([way.iter().map(|e| model.name(*e)).collect::<Vec<_>>(), steps.collect::<Vec<_>>()])
        })
        .collect();
    let told: Vec<Value> = answer["paths"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| {
            let steps = path["steps"].as_array().unwrap();
            assert_eq!(path["length"], json!(steps.len()));
            for step in steps {
                for relation in step["relations"].as_array().unwrap() {
                    let (node, out) = (&relation["relation"], relation["direction"] == "OUT");
                    let ends = if out { ["subject", "object"] } else { ["object", "subject"] };
                    let is_mutual = relation["direction"] == "MUTUAL";
                    assert!(
                        is_mutual || node[ends[0]] == step["from"] && node[ends[1]] == step["to"],
                        "{step}"
                    );
                }
            }
            let counts: Vec<_> = steps.iter().map(|step| step["relationCount"].clone()).collect();
            let names = path["entities"].as_array().unwrap().iter().map(|e| e["name"].clone());
            json!([names.collect::<Vec<_>>(), counts])
        })
        .collect();
    assert_eq!(told, expected, "{query}\n{model:?}");
    assert_eq!(answer["truncated"], json!(all.len() > first), "{query}");
    all.first().map_or(0, |way| way.len() - 1)
}

/// How far the surroundings go.
async fn around(
    published: &Published,
    model: &Model,
    ids: &[String],
    asked: &Question,
    center: usize,
    chance: &mut Chance,
) -> usize {
    let (depth, first) = (1 + chance.below(4), 1 + chance.below(40));
    let query = format!(
        "{{ node(id: {:?}) {{ ... on Entity {{ subgraph(depth: {depth}, first: {first}{}) {{ truncated
            entities {{ distance entity {{ name }} }}
            relations {{ subject {{ name }} type {{ code }} object {{ name }} role }} }} }} }} }}",
        ids[center],
        asked.arguments()
    );
    let answer = published.data(&query).await["node"]["subgraph"].take();
    let expected = model.distances(asked, center, depth);
    let told: Vec<(String, usize)> = answer["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| {
            (
                e["entity"]["name"].as_str().unwrap().to_owned(),
                usize::try_from(e["distance"].as_u64().unwrap()).unwrap(),
            )
        })
        .collect();
    assert!(told.is_sorted_by_key(|(_, distance)| distance), "{query}");
    let of = |name: &str| model.entities.iter().position(|e| e.0 == name).unwrap();
    let reached: BTreeMap<usize, usize> = told.iter().map(|(name, distance)| (of(name), *distance)).collect();
    assert_eq!(reached.len(), told.len(), "each once");
    assert_eq!(reached.len(), expected.len().min(first), "{query}\n{model:?}");
    for (entity, distance) in &reached {
        assert_eq!(expected.get(entity), Some(distance), "{query}\n{model:?}");
    }
    // Whatever is left out is no nearer than what is there.
    let farthest = reached.values().copied().max().unwrap_or_default();
    assert!(expected.iter().all(|(e, d)| reached.contains_key(e) || *d >= farthest), "{query}");
    let line =
        |subject: &str, code: &str, object: &str, role: &str| format!("{subject} {code} {object} ({role})");
    let mut among: Vec<String> = model
        .ties
        .iter()
        .filter(|t| asked.takes(t) && reached.contains_key(&t.subject) && reached.contains_key(&t.object))
        .map(|t| line(model.name(t.subject), TYPES[t.of].0, model.name(t.object), t.role))
        .collect();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut relations: Vec<String> = answer["relations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let (subject, object) = (text(&r["subject"]["name"]), text(&r["object"]["name"]));
            line(&subject, &text(&r["type"]["code"]), &object, &text(&r["role"]))
        })
        .collect();
    among.sort();
    relations.sort();
    if among.len() <= first * 5 {
        assert_eq!(relations, among, "{query}\n{model:?}");
        assert_eq!(answer["truncated"], json!(expected.len() > first), "{query}");
    } else {
        assert_eq!((relations.len(), &answer["truncated"]), (first * 5, &json!(true)), "{query}");
    }
    farthest
}

/// How far what follows goes.
async fn follows(
    published: &Published,
    model: &Model,
    ids: &[String],
    asked: &Question,
    center: usize,
) -> usize {
    let asked = Question { types: Some(vec![3, 4]), through: None, ..asked.clone() };
    let mut farthest = 0;
    for (direction, out) in [("OUT", true), ("IN", false)] {
        let mut reached = BTreeMap::new();
        let mut after = String::new();
        loop {
            let query = format!(
                "{{ node(id: {:?}) {{ ... on Entity {{ relations(transitive: true, direction: {direction}, first: 3{after}{}) {{
                    totalCount pageInfo {{ hasNextPage endCursor }}
                    edges {{ distance direction other {{ name }} node {{ type {{ transitive }} }} }} }} }} }} }}",
                ids[center],
                asked.arguments()
            );
            let page = published.data(&query).await["node"]["relations"].take();
            for edge in page["edges"].as_array().unwrap() {
                assert_eq!(
                    (&edge["direction"], &edge["node"]["type"]["transitive"]),
                    (&json!(direction), &json!(true))
                );
                let name = edge["other"]["name"].as_str().unwrap();
                let entity = model.entities.iter().position(|e| e.0 == name).unwrap();
                let distance = usize::try_from(edge["distance"].as_u64().unwrap()).unwrap();
                assert!(distance >= farthest.min(distance));
                assert_eq!(reached.insert(entity, distance), None, "each once: {query}");
            }
            if page["pageInfo"]["hasNextPage"] != json!(true) {
                assert_eq!(page["totalCount"], json!(reached.len()), "{query}");
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(
            reached,
            model.follows(&asked, center, out),
            "{direction} of {center}: {asked:?}\n{model:?}"
        );
        farthest = farthest.max(reached.values().copied().max().unwrap_or_default());
    }
    farthest
}

async fn questions_say_what_is_wrong_with_them(db: Database) {
    let mut graph = Graph::new(db).await;
    graph.entity(EntityKind::Person, "Ada").await;
    graph.entity(EntityKind::Person, "Bo").await;
    let published = graph.published().await;
    let id = |answer: Value| answer["entity"]["id"].as_str().unwrap().to_owned();
    let ada = id(published.data(r#"{ entity(slug: "ada") { id } }"#).await);
    let bo = id(published.data(r#"{ entity(slug: "bo") { id } }"#).await);
    for (query, message) in [
        (format!("paths(from: {ada:?}, to: {ada:?})"), "`from` and `to` are the same entity"),
        (format!("paths(from: {ada:?}, to: \"ent_x\")"), "`to`: readers have no entity of this id or slug."),
        (format!("paths(from: {ada:?}, to: {bo:?}, maxLength: 7)"), "`maxLength` is 7; it can be 1 to 6."),
        (format!("paths(from: {ada:?}, to: {bo:?}, first: 0)"), "`first` is 0; it can be 1 to 50."),
        (format!("paths(from: {ada:?}, to: {bo:?}, types: [\"HEADS\"])"), "HEADS"),
    ] {
        let (told, code) = published.fault(&format!("{{ {query} {{ truncated }} }}")).await;
        assert!(told.contains(message), "{told}");
        assert_eq!(code, "BAD_REQUEST", "{told}");
    }
    for (arguments, message) in [
        ("subgraph(depth: 5) { truncated }", "`depth` is 5; it can be 1 to 4."),
        ("subgraph(first: 101) { truncated }", "`first` is 101; it can be 1 to 100."),
        (
            r#"relations(transitive: true, types: ["HEAD_OF"]) { totalCount }"#,
            "HEAD_OF does not lead from A to C",
        ),
        (
            "relations(transitive: true, orderBy: [CREATED_ASC]) { totalCount }",
            "`orderBy` does not go with `transitive`",
        ),
    ] {
        let (told, code) = published.fault(&format!("{{ entity(slug: \"ada\") {{ {arguments} }} }}")).await;
        assert!(told.contains(message), "{told}");
        assert_eq!(code, "BAD_REQUEST", "{told}");
    }
    let none = published
        .data(&format!("{{ paths(from: {ada:?}, to: {bo:?}) {{ truncated paths {{ length }} }} }}"))
        .await;
    assert_eq!(none["paths"], json!({ "truncated": false, "paths": [] }));
}
