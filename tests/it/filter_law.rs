//! Filters, orders and pages mean what they say: by chance, in newsrooms by chance, held against a naive reader that looks
//! at everything, on both databases, and the databases against each other.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::env;
use std::sync::Mutex;

use db::Rank;
use nutgraph::domain::public_id::{self, Prefix};
use serde_json::{Value, json};

use crate::filter_list::{LISTS, List};
use crate::filter_making::Making;
use crate::filter_naive::{Thing, names_standing, plain};
use crate::filter_order::{compare, key, place};
use crate::filter_world::World;
use crate::graph::Published;
use crate::support::chance::Chance;
use crate::support::generator::Grammar;
use crate::support::{Database, both};

both!(filters_mean_what_they_say);

/// Newsrooms; each is asked so many times.
const WORLDS: u64 = 3;

/// What the first database answered: the second answers the same.
static ANSWERS: Mutex<BTreeMap<u64, String>> = Mutex::new(BTreeMap::new());

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).ok().map_or(default, |text| text.parse().expect("a number"))
}

/// `NUTGRAPH_TEST_ROUNDS` says how many questions each newsroom is asked, and `NUTGRAPH_TEST_SEED` which.
async fn filters_mean_what_they_say(db: Database) {
    let (rounds, seed) = (number("NUTGRAPH_TEST_ROUNDS", 60), number("NUTGRAPH_TEST_SEED", 6));
    let db = db.unlimited();
    let grammar = Grammar::of_schema();
    let (mut found, mut asked) = (0, 0);
    for world in 0..WORLDS {
        let mut chance = Chance::new(seed * 1000 + world);
        let world = (world, World::new(&mut chance, &db));
        let published = world.1.lay(&db, world.0 == 0).await;
        let mut told = String::new();
        for round in 0..rounds {
            let question = Question::new(&mut chance, &grammar, &world.1);
            let case = format!("seed {seed}, newsroom {}, round {round}: {question:?}", world.0);
            let (rows, text) = question.hold(&published, &world.1, &mut chance, &case).await;
            (found, asked) = (found + rows, asked + 1);
            told.push_str(&text);
        }
        let key = seed * 1000 + world.0;
        let before = ANSWERS.lock().unwrap().entry(key).or_insert_with(|| told.clone()).clone();
        assert_eq!(before, told, "the databases differ");
    }
    assert!(found > asked, "{found} rows in {asked} lists: too few to mean something");
}

/// A list of the newsroom, with a filter and an order.
#[derive(Debug)]
struct Question {
    list: List,
    parent: usize,
    filter: Option<Value>,
    order: Vec<String>,
}

impl Question {
    fn new(chance: &mut Chance, grammar: &Grammar, world: &World) -> Self {
        let list = *chance.pick(&LISTS);
        let parents = match list.query {
            query if query.contains("thing-N") => world.entities.len(),
            query if query.contains("row-N") => world.series.len(),
            query if query.contains("RELATION") => world.relations.len(),
            query if query.contains("ARTICLE") => world.articles.len(),
            _ => 1,
        };
        let parent = chance.below(parents);
        let seen = list.query.contains("thing-N");
        let filter = chance.percent(90).then(|| {
            let mut making = Making { chance: &mut *chance, grammar, world, seen };
            loop {
                let filter = making.object(list.filter, 4);
                if depth(&filter) < 15 {
                    break filter;
                }
            }
        });
        let mut order: Vec<String> = vec![];
        for _ in 0..chance.below(4) {
            let Some(name) = list.order else { continue };
            let values = grammar.values(name);
            let value = chance.pick(&values).clone();
            let is_new = order.iter().all(|other| key(other).0 != key(&value).0);
            if is_new && order.last().is_none_or(|last| key(last).0 != "CREATED") {
                order.push(value);
            }
        }
        // The list of all has no index for these.
        if !list.query.contains('{') {
            let dear = ["GENRE", "VERSION", "ABOUT", "END_DATE"];
            let is_dear =
                |value: &String| dear.contains(&key(value).0.as_str()) && list.filter != "RelationFilter";
            if order.first().is_some_and(is_dear) {
                order.clear();
            }
        }
        Self { list, parent, filter, order }
    }

    /// The things that are in it, in its order.
    fn wanted(&self, world: &World) -> Vec<Thing> {
        let shown = |thing: &Thing| match (*thing, self.list.filter) {
            (Thing::Relation(r) | Thing::Edge(r, _), _) => {
                self.filter.as_ref().is_some_and(names_standing) || world.is_shown(r)
            }
            (Thing::Evidence(e), "RelationFilter") => {
                self.filter.as_ref().is_some_and(names_standing) || world.is_shown(world.evidence[e].relation)
            }
            _ => true,
        };
        let fits = |thing: &Thing| {
            self.filter.as_ref().is_none_or(|filter| match (*thing, self.list.filter) {
                (Thing::Evidence(e), "RelationFilter") => {
                    world.fits(Thing::Relation(world.evidence[e].relation), filter)
                }
                (thing, _) => world.fits(thing, filter),
            })
        };
        let mut things: Vec<Thing> = (self.list.of)(world, self.parent);
        things.retain(|thing| shown(thing) && fits(thing));
        if self.order.is_empty() {
            self.by_itself(world, &mut things);
        } else {
            things.sort_by(|a, b| {
                let by = |order: &String| compare(world, order, *a, *b);
                let last = key(self.order.last().unwrap()).1;
                let id = place(*a).cmp(&place(*b));
                self.order.iter().map(by).fold(Ordering::Equal, Ordering::then).then(if last {
                    id.reverse()
                } else {
                    id
                })
            });
        }
        things
    }

    /// The list's own order.
    fn by_itself(&self, world: &World, things: &mut [Thing]) {
        let query = self.list.query;
        let back = |n: i64| -n;
        things.sort_by_key(|thing| match *thing {
            // In the order of the series, which they have already.
            Thing::Article(_) if query.starts_with("series") => (0, 0, 0, String::new()),
            Thing::Article(n) => {
                (back(world.articles[n].published_at), back(place(*thing)), 0, String::new())
            }
            Thing::Entity(n) if query.starts_with("node") => {
                let about = world.articles[self.parent].about.contains(&n);
                (i64::from(!about), place(*thing), 0, String::new())
            }
            Thing::Entity(n) => (0, 0, place(*thing), plain(&world.entities[n].name)),
            Thing::Relation(_) => (back(place(*thing)), 0, 0, String::new()),
            Thing::Edge(n, _) => {
                let of = &world.relations[n];
                let rank = i64::from(of.rank != Rank::Preferred);
                (rank, back(of.bounds.end_max.0.into()), place(*thing), String::new())
            }
            Thing::Evidence(n) if query.contains("CLAIMS") => {
                (world.evidence[n].start.into(), place(*thing), 0, String::new())
            }
            _ => (place(*thing), 0, 0, String::new()),
        });
        if query.starts_with("entities") {
            let name = |thing: &Thing| match thing {
                Thing::Entity(n) => (plain(&world.entities[*n].name), *n),
                _ => unreachable!("they are entities"),
            };
            things.sort_by_key(name);
        }
    }

    /// Reads it in pages, forwards and backwards, and holds each against what is wanted; tells how many rows it has, and
    /// what was answered.
    async fn hold(&self, db: &Published, world: &World, chance: &mut Chance, case: &str) -> (usize, String) {
        let things = self.wanted(world);
        let ids: Vec<String> = things.iter().map(|thing| self.id(world, *thing)).collect();
        let mut told = format!("{ids:?}\n");
        let size = 1 + chance.below(5);
        let facets = self.facets(world, &things);
        for forward in [true, false] {
            let (mut all, mut from) = (vec![], Value::Null);
            loop {
                let Page { rows: page, total, exact, more, counted } =
                    self.page(db, world, forward, size, &from, case).await;
                assert_eq!((total, exact), (i64::try_from(ids.len()).unwrap(), true), "{case}");
                assert_eq!(counted, facets, "{case}");
                let edge = if forward { page.last() } else { page.first() };
                let cursor = edge.map(|(_, cursor)| cursor.clone());
                told.push_str(&format!("{page:?} {more}\n"));
                let page = page.into_iter().map(|(id, _)| id);
                if forward {
                    all.extend(page)
                } else {
                    all.splice(0..0, page).for_each(drop)
                }
                match cursor {
                    Some(cursor) if more => from = json!(cursor),
                    _ => break,
                }
                assert!(all.len() <= ids.len(), "{case}: it does not end");
            }
            assert_eq!(
                all,
                ids,
                "{case}, {size} at a time, {}",
                if forward { "forwards" } else { "backwards" }
            );
        }
        (ids.len(), told)
    }

    async fn page(
        &self,
        db: &Published,
        world: &World,
        forward: bool,
        size: usize,
        from: &Value,
        case: &str,
    ) -> Page {
        let paging = if forward { "first: $n, after: $from" } else { "last: $n, before: $from" };
        let order = self.list.order.map_or(String::new(), |name| format!(", $order: [{name}!]"));
        let args = format!(
            "filter: $filter, {paging}{}",
            if self.list.order.is_some() { ", orderBy: $order" } else { "" }
        );
        let facets = if self.has_facets() {
            "facets { isExact types(first: 2) { type { code } count } startYears { year count } endYears(first: 1) { year count } }"
        } else {
            ""
        };
        let page = &format!(
            "{{ edges {{ cursor node {{ id }} }} totalCount totalCountIsExact pageInfo {{ hasNextPage hasPreviousPage }} {facets} }}"
        );
        let article =
            public_id::print(Prefix::Article, world.articles[self.parent.min(world.articles.len() - 1)].uid);
        let relation = public_id::print(
            Prefix::Relation,
            world.relations[self.parent.min(world.relations.len() - 1)].uid,
        );
        let list = self
            .list
            .query
            .replace("ARGS", &args)
            .replace("CLAIMS", &page.replace("{ id }", "{ evidence { id } }"));
        let list = list.replace("PAGE", page).replace("ARTICLE", &article).replace("RELATION", &relation);
        let list = list.replace("-N\"", &format!("-{}\"", self.parent));
        let query =
            format!("query($filter: {}, $n: Int, $from: String{order}) {{ {list} }}", self.list.filter);
        let mut variables = json!({ "n": size, "from": from });
        if let Some(filter) = &self.filter {
            variables["filter"] = filter.clone();
        }
        if !self.order.is_empty() {
            variables["order"] = json!(self.order);
        }
        let (answer, _) = db.db.ask(&query, variables, &[]).await;
        assert_eq!(answer.get("errors"), None, "{case}\n{query}\n{answer}");
        let found = connection(&answer["data"]).unwrap_or_else(|| panic!("{case}: {answer}"));
        let node = |edge: &Value| {
            let node = &edge["node"];
            let id = node.get("evidence").unwrap_or(node)["id"].as_str().unwrap();
            (id.to_owned(), edge["cursor"].as_str().unwrap().to_owned())
        };
        let rows = found["edges"].as_array().unwrap().iter().map(node).collect();
        let more = if forward { "hasNextPage" } else { "hasPreviousPage" };
        let exact = found["totalCountIsExact"] == true;
        let (total, more) = (found["totalCount"].as_i64().unwrap(), found["pageInfo"][more] == true);
        Page { rows, total, exact, more, counted: found["facets"].clone() }
    }

    /// Lists of relations have facets, but for those of evidence.
    fn has_facets(&self) -> bool {
        matches!(self.list.prefix, Prefix::Relation)
    }

    /// What facets say of these things.
    fn facets(&self, world: &World, things: &[Thing]) -> Value {
        if !self.has_facets() {
            return Value::Null;
        }
        let relations: Vec<_> = things
            .iter()
            .map(|thing| match *thing {
                Thing::Relation(n) | Thing::Edge(n, _) => &world.relations[n],
                _ => unreachable!("they are relations"),
            })
            .collect();
        let mut types = counts(relations.iter().map(|r| r.code));
        types.sort_by_key(|(code, count)| (-count, *code));
        let types: Value = (types.into_iter().take(2))
            .map(|(code, count)| json!({ "type": { "code": code }, "count": count }))
            .collect();
        let years = |of: Vec<_>, first: usize| -> Value {
            let latest = counts(of.into_iter()).into_iter().rev().take(first);
            latest.map(|(year, count)| json!({ "year": year, "count": count })).collect()
        };
        let start = relations.iter().filter_map(|r| Some(r.start?.year())).collect();
        let end = relations.iter().filter_map(|r| Some(r.end?.year())).collect();
        json!({ "isExact": true, "types": types, "startYears": years(start, 10), "endYears": years(end, 1) })
    }

    fn id(&self, world: &World, thing: Thing) -> String {
        let uid = match thing {
            Thing::Article(n) => world.articles[n].uid,
            Thing::Entity(n) => world.entities[n].uid,
            Thing::Relation(n) | Thing::Edge(n, _) => world.relations[n].uid,
            Thing::Evidence(n) => world.evidence[n].uid,
            _ => unreachable!("no list has them"),
        };
        public_id::print(self.list.prefix, uid)
    }
}

/// How often each comes, by what comes.
fn counts<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<(K, i64)> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| *counts.entry(key).or_insert(0) += 1);
    counts.into_iter().collect()
}

/// What is answered of a page.
struct Page {
    /// Ids and cursors.
    rows: Vec<(String, String)>,
    total: i64,
    exact: bool,
    more: bool,
    counted: Value,
}

fn connection(data: &Value) -> Option<&Value> {
    if data.get("pageInfo").is_some() {
        return Some(data);
    }
    data.as_object()?.values().find_map(connection)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(all) => 1 + all.iter().map(depth).max().unwrap_or(0),
        Value::Object(all) => 1 + all.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
