//! Two newsrooms that differ in what they keep from their readers alone: whatever is asked of them, by nobody, they
//! answer byte by byte the same.

use std::collections::BTreeSet;
use std::env;

use futures_util::future::{join, join_all};
use nutgraph::domain::reference;
use reqwest::header::DATE;
use serde_json::{Value, json};

use crate::support::chance::{Chance, Pool};
use crate::support::generator::{Grammar, Operation};
use crate::support::secrets::{self, CANARY};
use crate::support::{Database, Server, both};

both!(twins_answer_the_same);

/// Mutations that need nobody signed in.
const FOR_ALL: [&str; 5] = ["login", "refreshSession", "logout", "setPassword", "__typename"];

fn number(variable: &str, default: u64) -> u64 {
    env::var(variable).ok().map_or(default, |text| text.parse().expect("a number"))
}

struct Twins {
    full: Database,
    bare: Database,
    servers: [Server; 2],
    /// What tells of a secret where it stands in an answer.
    marks: Vec<String>,
}

#[derive(Default)]
struct Seen {
    operations: usize,
    answered: usize,
    rows: usize,
    roots: BTreeSet<String>,
}

/// `NUTGRAPH_TEST_ROUNDS` says how many operations there are, and `NUTGRAPH_TEST_SEED` which.
async fn twins_answer_the_same(db: Database) {
    let other = db.another().await;
    for twin in [&db, &other] {
        reference::seed(&twin.store, &twin.clock).await.unwrap();
    }
    secrets::before(&db).await;
    db.newsroom().await;
    other.newsroom().await;
    secrets::after(&db).await;
    let (many, few) = (secrets::rows(&db).await, secrets::rows(&other).await);
    let same: Vec<_> =
        many.iter().filter(|(table, count)| few[*table] == **count).map(|(table, _)| table).collect();
    let same: Vec<_> = same.iter().filter(|table| !secrets::PUBLIC.contains(&table.as_str())).collect();
    assert!(same.is_empty(), "write a secret into these tables, too (tests/it/support/secrets.rs): {same:?}");

    let mut pool = secrets::overheard(&db).await;
    let marks = pool.ids.iter().map(|id| id.split_once('_').unwrap().1.to_owned()).chain([CANARY.to_owned()]);
    let marks = marks.collect();
    let codes = db.data("{ relationTypes { code } }", json!({})).await;
    pool.codes.extend(
        codes["relationTypes"].as_array().unwrap().iter().map(|t| t["code"].as_str().unwrap().to_owned()),
    );
    let known = "{ articles(first: 50) { edges { cursor node { id slug path } } }
        entities(first: 100, filter: {kind: {in: [PERSON, ORGANISATION]}}) { edges { cursor node { id slug path name } } }
        relations(first: 50) { edges { cursor node { id } } } }";
    pool.learn(&db.data(known, json!({})).await);
    // What is kept between requests is there on both: which of two faults comes first may depend on it.
    for twin in [&db, &other] {
        let kept = "{ relationTypes { code } entities(first: 1) { nodes { identifiers { label } } } }";
        twin.data(kept, json!({})).await;
    }
    let servers = [db.serve().await, other.serve().await];
    let twins = Twins { full: db, bare: other, servers, marks };

    let (rounds, seed) = (number("NUTGRAPH_TEST_ROUNDS", 2000), number("NUTGRAPH_TEST_SEED", 4));
    let lanes = (0..4).map(|lane| walk(&twins, pool.clone(), seed * 1000 + lane, rounds / 4));
    let mut all = Seen::default();
    for seen in join_all(lanes).await {
        all.operations += seen.operations;
        all.answered += seen.answered;
        all.rows += seen.rows;
        all.roots.extend(seen.roots);
    }
    let grammar = Grammar::of_schema();
    if rounds >= 2000 {
        let missed: Vec<_> =
            grammar.names("Query").into_iter().filter(|name| !all.roots.contains(name)).collect();
        assert!(missed.is_empty(), "nobody asked for {missed:?}");
        // Which mutations, is for chance to say; `z01` calls them all.
        let mutations = grammar.names("Mutation");
        let tried = mutations.iter().filter(|name| all.roots.contains(*name)).count();
        assert!(tried * 4 > mutations.len() * 3, "{tried} of {} mutations", mutations.len());
        // Not refusals alone.
        assert!(all.answered * 2 > all.operations, "{} of {} without an error", all.answered, all.operations);
        assert!(all.rows > all.operations / 3, "{} of {} with something in it", all.rows, all.operations);
    }
    let Twins { bare, servers, .. } = twins;
    drop(servers);
    bare.end().await;
}

async fn walk(twins: &Twins, mut pool: Pool, seed: u64, rounds: u64) -> Seen {
    let grammar = Grammar::of_schema();
    let mut chance = Chance::new(seed);
    let mut seen = Seen::default();
    for round in 0..rounds {
        let operation = grammar.operation(&mut chance, &pool);
        let Operation { query, variables, .. } = &operation;
        let told = || format!("seed {seed}, operation {round}:\n{query}\n{variables}");
        let (one, other) = if round % 20 == 7 {
            join(over_http(&twins.servers[0], &operation), over_http(&twins.servers[1], &operation)).await
        } else {
            let of =
                async |db: &Database| db.bytes(None, None, query, variables.clone(), &["ru", "en"]).await.0;
            join(of(&twins.full), of(&twins.bare)).await
        };
        assert_eq!(one, other, "{}", told());
        let asked = format!("{query} {variables}");
        let mark = twins.marks.iter().find(|mark| one.contains(*mark) && !asked.contains(*mark));
        assert_eq!(mark, None, "{}\n{one}", told());
        let body = one.rsplit('\n').next().unwrap_or_default();
        let answer: Value =
            serde_json::from_str(body).unwrap_or_else(|fault| panic!("{}: {fault}: {one}", told()));
        if operation.mutates && operation.roots.iter().all(|root| !FOR_ALL.contains(&root.as_str())) {
            let nothing = answer["data"].as_object().is_none_or(serde_json::Map::is_empty);
            assert!(nothing, "{}\n{one}", told());
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
            // What is skipped is not done, and what is no document is not begun.
            let refused = ["UNAUTHENTICATED", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST"];
            let skipped = query.contains("@skip");
            assert!(skipped || refused.contains(&code) || code.starts_with("DOCUMENT"), "{}\n{one}", told());
        }
        seen.operations += 1;
        seen.answered += usize::from(answer.get("errors").is_none());
        seen.rows +=
            usize::from(one.contains("\"__typename") || one.contains("_") && has_text(&answer["data"]));
        seen.roots.extend(operation.roots.iter().cloned());
        pool.learn(&answer["data"]);
    }
    seen
}

/// Whether there is anything in it but nulls and zeros.
fn has_text(answer: &Value) -> bool {
    match answer {
        Value::String(_) => true,
        Value::Array(all) => all.iter().any(has_text),
        Value::Object(fields) => fields.values().any(has_text),
        _ => false,
    }
}

/// The whole answer, with its headers, but for the time of day.
async fn over_http(server: &Server, Operation { query, variables, mutates, .. }: &Operation) -> String {
    let address = format!("{}/graphql", server.url);
    let request = if *mutates || query.len() % 2 == 0 {
        server.client.post(address).json(&json!({ "query": query, "variables": variables }))
    } else {
        server.client.get(address).query(&[("query", query.as_str()), ("variables", &variables.to_string())])
    };
    let request = request.header("x-request-id", "same").header("accept", "application/json");
    let response = request.send().await.unwrap();
    let status = response.status();
    let mut headers: Vec<_> = response.headers().iter().filter(|(name, _)| **name != DATE).collect();
    headers.sort_by_key(|(name, _)| name.as_str());
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!("{status}\n{}\n{}", headers.join("\n"), response.text().await.unwrap())
}
