//! Ways, surroundings and what follows, over random graphs: as a naive model has them, which knows nothing of memory,
//! levels or both ends.

use std::collections::{BTreeMap, BTreeSet};

use db::EntityKind;
use serde_json::{Value, json};

use crate::graph::{Graph, Published};
use crate::graph_model::{Model, Question, TYPES};
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(
    ways_and_surroundings_are_those_of_a_naive_model,
    questions_say_what_is_wrong_with_them,
    of_millions_of_ways_that_are_alike_the_first_are_told
);

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

/// Sixty to the fifth ways, of one length, through entities with as many relations each.
async fn of_millions_of_ways_that_are_alike_the_first_are_told(db: Database) {
    let mut graph = Graph::new(db).await;
    let (from, to) =
        (graph.entity(EntityKind::Person, "From").await, graph.entity(EntityKind::Person, "To").await);
    let mut before = vec![from];
    let mut layers = vec![];
    for _ in 0..5 {
        let layer = graph.organisations(60).await;
        for object in &layer {
            graph.crowd(&before, "MEMBER_OF", *object).await;
        }
        layers.push(layer.clone());
        before = layer;
    }
    graph.crowd(&before, "MEMBER_OF", to).await;
    let published = graph.published().await;
    let query = r#"{ paths(from: "from", to: "to", maxLength: 6, first: 3) { truncated paths { entities { name } } } }"#;
    let answer = published.data(query).await["paths"].take();
    let way = |last: usize| {
        let name = |layer: usize, at: usize| format!("Organisation {}", layers[layer][at].0);
        let inner = (0..5).map(|layer| name(layer, if layer == 4 { last } else { 0 }));
        let all: Vec<_> = std::iter::once("From".to_owned()).chain(inner).chain(["To".to_owned()]).collect();
        json!({ "entities": all.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>() })
    };
    assert_eq!(answer, json!({ "truncated": true, "paths": [way(0), way(1), way(2)] }));
}
