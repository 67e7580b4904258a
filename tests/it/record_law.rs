//! What the edition says of relations, now and at every instant before, whatever the newsroom did in whatever order: held to
//! a naive model, which keeps what was done and weighs it anew for each question.

use nutgraph::auth::Actor;
use nutgraph::domain::reference;
use serde_json::{Value, json};

use crate::support::chance::Chance;
use crate::support::told::{ask, done, editor};
use crate::support::{Database, both};

both!(the_record_is_that_of_a_naive_model);

const HOUR: i64 = 3_600_000;
const PASSAGES: [&str; 3] = ["the first thing", "another thing", "the third thing"];

/// What the relations join, in the order in which they are made.
const ENDS: [[&str; 2]; 4] = [["ada", "bo"], ["bo", "cy"], ["cy", "ada"], ["bo", "ada"]];

#[derive(Clone, Debug, Default)]
struct Article {
    id: Value,
    /// When it was published first, in hours.
    published: Option<i64>,
    live: bool,
    retracted: Option<i64>,
}

#[derive(Clone, Debug)]
struct Evidence {
    id: Value,
    relation: usize,
    stance: &'static str,
    /// By number; none: an address.
    article: Option<usize>,
    retracts: Option<usize>,
    /// Its number as an address.
    address: usize,
    /// When an address was first readable: with a relation of which nothing counts, it is not.
    first_read: Option<i64>,
    removed: bool,
}

#[derive(Debug, Default)]
struct Model {
    articles: Vec<Article>,
    relations: Vec<Value>,
    evidence: Vec<Evidence>,
}

impl Model {
    /// Since when readers have it, as far as they have it now.
    fn since(&self, one: &Evidence) -> Option<i64> {
        if one.removed {
            return None;
        }
        let Some(article) = one.article else { return one.first_read };
        let article = &self.articles[article];
        article.published.filter(|_| article.live)
    }

    /// Readers read what they can.
    fn read(&mut self, hour: i64) {
        let unread: Vec<usize> = (0..self.evidence.len())
            .filter(|n| self.evidence[*n].article.is_none() && self.evidence[*n].first_read.is_none())
            .collect();
        for number in &unread {
            self.evidence[*number].first_read = Some(hour);
        }
        let hidden: Vec<usize> = unread
            .into_iter()
            .filter(|n| {
                let one = &self.evidence[*n];
                let about = one.retracts.is_none_or(|target| self.since(&self.evidence[target]).is_some());
                !about || self.told(one.relation, i64::MAX).is_none()
            })
            .collect();
        for number in hidden {
            self.evidence[number].first_read = None;
        }
    }

    /// Standing, sources, pieces of evidence and how many of them are undone, as of an hour.
    fn told(&self, relation: usize, hour: i64) -> Option<(&'static str, usize, usize, usize)> {
        let known = |one: &Evidence| self.since(one).is_some_and(|since| since <= hour);
        let readable: Vec<(usize, &Evidence)> = self
            .evidence
            .iter()
            .enumerate()
            .filter(|(_, e)| e.relation == relation && known(e))
            .filter(|(_, e)| e.retracts.is_none_or(|target| known(&self.evidence[target])))
            .collect();
        let taken = |one: &Evidence| {
            one.article.is_some_and(|a| self.articles[a].retracted.is_some_and(|at| at <= hour))
        };
        let undone = |number: usize, one: &Evidence| {
            taken(one) || readable.iter().any(|(_, e)| e.retracts == Some(number) && !taken(e))
        };
        let any = |stance: &str, live: bool| {
            readable.iter().any(|(n, e)| e.stance == stance && !(live && undone(*n, e)))
        };
        let standing = match (any("SUPPORTS", true), any("DENIES", true)) {
            (true, true) => "DISPUTED",
            (true, false) => "ASSERTED",
            (false, _) if any("SUPPORTS", false) => "RETRACTED",
            (false, true) => "DENIED",
            (false, false) => return None,
        };
        let mut sources: Vec<_> = readable
            .iter()
            .filter(|(n, e)| e.stance == "SUPPORTS" && !undone(*n, e))
            .map(|(_, e)| (e.article, if e.article.is_none() { e.address } else { 0 }))
            .collect();
        sources.sort_unstable();
        sources.dedup();
        let undone = readable.iter().filter(|(n, e)| undone(*n, e)).count();
        Some((standing, sources.len(), readable.len(), undone))
    }
}

async fn the_record_is_that_of_a_naive_model(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let (ed, mut chance) = (editor(), Chance::new(12));
    let rounds: usize = std::env::var("NUTGRAPH_TEST_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap());
    let mut model = Model::default();
    let entities: Vec<Value> = ["ada", "bo", "cy"]
        .iter()
        .map(|slug| json!({ "kind": "PERSON", "name": format!("{slug} of the story"), "slug": slug, "public": true }))
        .collect();
    for input in entities {
        done(&db, &ed, "createEntity", "entity { id }", input).await;
    }
    let begun = db.clock.now().0;
    let mut seen = std::collections::BTreeSet::new();
    for hour in 1..=i64::try_from(rounds).unwrap() {
        let then = db.later(hour * 3_600);
        act(&then, &ed, &mut model, &mut chance, hour).await;
        model.read(hour);
        // Now, and at some instants before.
        for at in [None, Some(hour), Some(hour / 2), Some(chance.below(rounds).try_into().unwrap())] {
            let known = at.map_or(String::new(), |at| {
                let instant = nutgraph_time(begun + at * HOUR);
                format!(", knownAt: {instant:?}")
            });
            let filter =
                if known.is_empty() { String::new() } else { format!("(filter: {{{}}})", &known[2..]) };
            let walked =
                if known.is_empty() { String::new() } else { format!(", filter: {{{}}}", &known[2..]) };
            let query = format!(
                "{{ relations(orderBy: [CREATED_ASC], filter: {{
                    standing: [ASSERTED, DISPUTED, DENIED, RETRACTED, UNSOURCED]{known}}}) {{
                    nodes {{ id standing sources evidence(first: 100) {{ totalCount nodes {{ undone }} }} }} }}
                   shown: relations{filter} {{ totalCount }}
                   entity(slug: \"ada\") {{ subgraph(depth: 2{walked}) {{ relations {{ id standing }} }} }} }}"
            );
            let data = then.data(&query, json!({})).await;
            let told: Vec<Value> = data["relations"]["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| {
                    let undone =
                        r["evidence"]["nodes"].as_array().unwrap().iter().filter(|e| e["undone"] == true);
                    let id = r["id"].as_str().unwrap().trim_start_matches("rel_").to_owned();
                    json!([id, r["standing"], r["sources"], r["evidence"]["totalCount"], undone.count()])
                })
                .collect();
            let mut expected = vec![];
            for (number, id) in model.relations.iter().enumerate() {
                if let Some((standing, sources, all, undone)) = model.told(number, at.unwrap_or(i64::MAX)) {
                    seen.insert(standing);
                    let id = id.as_str().unwrap().trim_start_matches("drel_");
                    expected.push(json!([id, standing, sources, all, undone]));
                }
            }
            assert_eq!(told, expected, "hour {hour}, asked of {at:?}\n{model:#?}");
            let around = around(&model, at.unwrap_or(i64::MAX));
            let mut walked: Vec<Value> = data["entity"]["subgraph"]["relations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|r| json!([r["id"].as_str().unwrap().trim_start_matches("rel_"), r["standing"]]))
                .collect();
            walked.sort_by_key(|r| around.iter().position(|other| other == r));
            assert_eq!(walked, around, "hour {hour}, walked as of {at:?}\n{model:#?}");
            let shown = expected.iter().filter(|r| r[1] == "ASSERTED" || r[1] == "DISPUTED").count();
            assert_eq!(data["shown"]["totalCount"], json!(shown), "hour {hour}, asked of {at:?}");
        }
    }
    assert_eq!(seen.len(), 4, "otherwise it shows nothing: {seen:?}");
    db.keeps_the_law().await;
}

/// The relations within two steps from Ada that are shown, as of an hour.
fn around(model: &Model, hour: i64) -> Vec<Value> {
    let shown: Vec<(usize, &str)> = (0..model.relations.len())
        .filter_map(|n| Some((n, model.told(n, hour)?.0)))
        .filter(|(_, standing)| ["ASSERTED", "DISPUTED"].contains(standing))
        .collect();
    let mut reached = vec!["ada"];
    for _ in 0..2 {
        let near = reached.clone();
        for (n, _) in &shown {
            let [a, b] = ENDS[*n];
            for (from, to) in [(a, b), (b, a)] {
                if near.contains(&from) && !reached.contains(&to) {
                    reached.push(to);
                }
            }
        }
    }
    let inside = shown.iter().filter(|(n, _)| ENDS[*n].iter().all(|end| reached.contains(end)));
    let line = |(n, standing): &(usize, &str)| {
        json!([model.relations[*n].as_str().unwrap().trim_start_matches("drel_"), standing])
    };
    inside.map(line).collect()
}

fn nutgraph_time(millis: i64) -> String {
    chrono::DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339()
}

/// Something happens in the newsroom.
async fn act(db: &Database, ed: &Actor, model: &mut Model, chance: &mut Chance, hour: i64) {
    match chance.below(10) {
        0 | 1 if model.articles.len() < 6 => {
            let number = model.articles.len();
            let text = PASSAGES.map(|passage| format!("In {number}, {passage} is said.")).join(" ");
            let input = json!({ "headline": format!("Story {number}"), "body": { "source": text } });
            let id = done(db, ed, "createArticle", "article { id }", input).await["article"]["id"].clone();
            model.articles.push(Article { id, ..Article::default() });
        }
        2 | 3 if !model.articles.is_empty() => {
            let number = chance.below(model.articles.len());
            let article = &mut model.articles[number];
            if !article.live && article.retracted.is_none() {
                done(db, ed, "publishArticle", "article { id }", json!({ "id": article.id })).await;
                article.live = true;
                article.published.get_or_insert(hour);
            }
        }
        4 if !model.articles.is_empty() => {
            let number = chance.below(model.articles.len());
            let article = &mut model.articles[number];
            if article.live && article.retracted.is_none() {
                let retract = chance.percent(40);
                let input = json!({ "id": article.id });
                if retract {
                    let input = json!({ "id": article.id, "notice": "It was wrong." });
                    done(db, ed, "retractArticle", "article { id }", input).await;
                    article.retracted = Some(hour);
                } else {
                    done(db, ed, "withdrawArticle", "article { id }", input).await;
                    article.live = false;
                }
            }
        }
        5 if !model.evidence.is_empty() => {
            let number = chance.below(model.evidence.len());
            let is_named = model.evidence.iter().any(|e| e.retracts == Some(number) && !e.removed);
            // What readers had stays.
            let was_read =
                model.evidence[number].article.is_none_or(|a| model.articles[a].published.is_some());
            if !model.evidence[number].removed && !is_named && !was_read {
                let id = model.evidence[number].id.clone();
                done(db, ed, "removeEvidence", "__typename", json!({ "id": id })).await;
                model.evidence[number].removed = true;
            }
        }
        _ => evidence(db, ed, model, chance).await,
    }
}

/// Somebody says something: of a relation that is there, or of one more.
async fn evidence(db: &Database, ed: &Actor, model: &mut Model, chance: &mut Chance) {
    let relation = chance.below(4).min(model.relations.len());
    let article =
        (!model.articles.is_empty() && chance.percent(75)).then(|| chance.below(model.articles.len()));
    if article.is_some_and(|a| model.articles[a].retracted.is_some()) {
        return;
    }
    let spoken: Vec<usize> = (0..model.evidence.len())
        .filter(|n| {
            let e = &model.evidence[*n];
            e.relation == relation && e.stance != "RETRACTS" && !e.removed
        })
        .collect();
    let retracts = (!spoken.is_empty() && chance.percent(25)).then(|| *chance.pick(&spoken));
    let stance = match retracts {
        Some(_) => "RETRACTS",
        None => *chance.pick(&["SUPPORTS", "DENIES"]),
    };
    let address = chance.below(3);
    let mut input = json!({ "stance": stance });
    match article {
        Some(article) => {
            input["article"] = model.articles[article].id.clone();
            let number = article;
            input["quote"] = format!("In {number}, {}", chance.pick(&PASSAGES)).into();
        }
        None => input["url"] = format!("https://example.org/{address}").into(),
    }
    if let Some(target) = retracts {
        input["retracts"] = model.evidence[target].id.clone();
    }
    let id = if relation == model.relations.len() {
        let ends = ENDS[relation];
        let what = "relation { id evidence { nodes { id } } }";
        let input = json!({ "subject": ends[0], "type": "ACCUSES", "object": ends[1], "evidence": [input] });
        let answer = done(db, ed, "createRelation", what, input).await;
        model.relations.push(answer["relation"]["id"].clone());
        answer["relation"]["evidence"]["nodes"][0]["id"].clone()
    } else {
        let input = json!({ "relation": model.relations[relation], "evidence": input });
        let answer = ask(db, ed, "addEvidence", "evidence { id }", input).await;
        assert_eq!(answer["userErrors"], json!([]), "{answer}");
        answer["evidence"]["id"].clone()
    };
    model.evidence.push(Evidence {
        id,
        relation,
        stance,
        article,
        retracts,
        address,
        first_read: None,
        removed: false,
    });
}
