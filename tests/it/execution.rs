//! Execution as the specification says, on a schema that has what the product's has not: mutations, input that can be
//! left out, and fields that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{EmptySubscription, InputObject, MaybeUndefined, Object, OneofObject, SimpleObject};
use nutgraph::graphql::schema::built;
use nutgraph::graphql::wire::{Api, Gate};
use serde_json::{Value, json};

use crate::support::{Database, Server, both};

both!(
    a_field_that_fails_is_null_where_it_may_be,
    what_a_client_left_out_is_not_erased,
    what_stands_twice_is_executed_once,
    a_variable_without_a_value_leaves_the_default,
    variables_are_checked_before_anything_runs,
    of_one_of_there_is_one,
    t01_a_mutation_needs_post,
    a_panic_is_answered_and_told_once,
);

type Outcome<T> = async_graphql::Result<T>;

/// Whether it panics where it can.
struct Query(bool);

#[derive(Clone, Copy)]
struct Node(i32);

#[Object]
impl Query {
    async fn node(&self, n: i32) -> Option<Node> {
        Some(Node(n))
    }

    async fn nodes(&self) -> Vec<Node> {
        vec![Node(0), Node(1), Node(2)]
    }

    async fn sparse(&self) -> Vec<Option<Node>> {
        vec![Some(Node(0)), Some(Node(1)), None]
    }

    async fn panics(&self) -> Option<i32> {
        if self.0 { panic!("a resolver's own words") } else { None }
    }

    async fn double(&self, #[graphql(default = 3)] n: i32) -> Option<i32> {
        Some(2 * n)
    }

    async fn one(&self, by: By) -> String {
        format!("{by:?}")
    }
}

#[Object]
impl Node {
    async fn n(&self) -> i32 {
        self.0
    }

    async fn node(&self) -> Option<Node> {
        Some(*self)
    }

    async fn nodes(&self) -> Vec<Node> {
        vec![*self]
    }

    /// Fails where it is 1, and may be null.
    async fn nullable(&self) -> Outcome<Option<i32>> {
        if self.0 == 1 { Err("nullable fails".into()) } else { Ok(Some(self.0)) }
    }

    /// Fails where it is 1, and may not be null.
    async fn required(&self) -> Outcome<i32> {
        if self.0 == 1 { Err("required fails".into()) } else { Ok(self.0) }
    }
}

#[derive(Debug, OneofObject)]
enum By {
    Id(i32),
    Slug(String),
}

#[derive(InputObject)]
struct Patch {
    headline: MaybeUndefined<String>,
    summary: MaybeUndefined<String>,
    #[graphql(default = 7)]
    weight: i32,
}

#[derive(SimpleObject)]
struct Patched {
    headline: String,
    summary: String,
    weight: i32,
}

/// Counts its runs.
struct Mutation(Arc<AtomicUsize>);

#[Object]
impl Mutation {
    async fn patch(&self, input: Patch) -> Patched {
        let told = |value: &MaybeUndefined<String>| match value {
            MaybeUndefined::Undefined => "kept".to_owned(),
            MaybeUndefined::Null => "cleared".to_owned(),
            MaybeUndefined::Value(text) => format!("set to {text}"),
        };
        Patched { headline: told(&input.headline), summary: told(&input.summary), weight: input.weight }
    }

    async fn run(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        true
    }
}

async fn serve(db: Database) -> Server {
    counting(db).await.0
}

/// A server, and how often its mutation ran.
async fn counting(db: Database) -> (Server, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let build = || async_graphql::Schema::build(Query(true), Mutation(Arc::clone(&runs)), EmptySubscription);
    let api = Api::new(built(build), &Gate::default()).unwrap();
    (Database { api, ..db }.serve().await, runs)
}

async fn ask(server: &Server, query: &str, variables: Value) -> Value {
    let response = server.post(json!({ "query": query, "variables": variables })).await;
    let mut answer: Value = response.json().await.unwrap();
    answer.as_object_mut().unwrap().remove("extensions");
    answer
}

async fn a_field_that_fails_is_null_where_it_may_be(db: Database) {
    let server = serve(db).await;
    let mut told = vec![];
    for query in [
        "{ node(n: 1) { n nullable node { nullable } } }",
        "{ node(n: 1) { n node { node { required } n } } }",
        "{ a: node(n: 0) { required } node(n: 1) { n required } }",
        "{ sparse { n nullable } }",
        "{ sparse { n required } }",
        "{ nodes { n nodes { node { nodes { required } } } } }",
        "{ nodes { n nodes { required } } }",
    ] {
        let answer = ask(&server, query, json!({})).await;
        let errors = answer["errors"].as_array().map_or(vec![], |errors| {
            errors
                .iter()
                .map(|e| format!("\n  {} at {}", e["message"].as_str().unwrap(), e["path"]))
                .collect()
        });
        told.push(format!("{query}\n  {}{}", answer["data"], errors.concat()));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    { node(n: 1) { n nullable node { nullable } } }
      {"node":{"n":1,"nullable":null,"node":{"nullable":null}}}
      nullable fails at ["node","nullable"]
      nullable fails at ["node","node","nullable"]
    { node(n: 1) { n node { node { required } n } } }
      {"node":{"n":1,"node":{"node":null,"n":1}}}
      required fails at ["node","node","node","required"]
    { a: node(n: 0) { required } node(n: 1) { n required } }
      {"a":{"required":0},"node":null}
      required fails at ["node","required"]
    { sparse { n nullable } }
      {"sparse":[{"n":0,"nullable":0},{"n":1,"nullable":null},null]}
      nullable fails at ["sparse",1,"nullable"]
    { sparse { n required } }
      {"sparse":[{"n":0,"required":0},null,null]}
      required fails at ["sparse",1,"required"]
    { nodes { n nodes { node { nodes { required } } } } }
      {"nodes":[{"n":0,"nodes":[{"node":{"nodes":[{"required":0}]}}]},{"n":1,"nodes":[{"node":null}]},{"n":2,"nodes":[{"node":{"nodes":[{"required":2}]}}]}]}
      required fails at ["nodes",1,"nodes",0,"node","nodes",0,"required"]
    { nodes { n nodes { required } } }
      null
      required fails at ["nodes",1,"nodes",0,"required"]
    "#);
}

async fn what_a_client_left_out_is_not_erased(db: Database) {
    let server = serve(db).await;
    let all = "mutation($h: String, $s: String) { patch(input: {headline: $h, summary: $s}) { headline summary weight } }";
    let whole = "mutation($input: Patch!) { patch(input: $input) { headline summary weight } }";
    let default = r#"mutation($h: String = "a default") { patch(input: {headline: $h, weight: 1}) { headline weight } }"#;
    let mut told = vec![];
    for (query, variables) in [
        (all, json!({})),
        (all, json!({ "h": null })),
        (all, json!({ "h": "news", "s": null })),
        (whole, json!({ "input": {} })),
        (whole, json!({ "input": { "summary": null, "weight": 2 } })),
        (default, json!({})),
        (default, json!({ "h": null })),
    ] {
        let answer = ask(&server, query, variables.clone()).await;
        assert_eq!(answer.get("errors"), None, "{query}");
        told.push(format!("{variables}: {}", answer["data"]["patch"]));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    {}: {"headline":"kept","summary":"kept","weight":7}
    {"h":null}: {"headline":"cleared","summary":"kept","weight":7}
    {"h":"news","s":null}: {"headline":"set to news","summary":"cleared","weight":7}
    {"input":{}}: {"headline":"kept","summary":"kept","weight":7}
    {"input":{"summary":null,"weight":2}}: {"headline":"kept","summary":"cleared","weight":2}
    {}: {"headline":"set to a default","weight":1}
    {"h":null}: {"headline":"cleared","weight":1}
    "#);
}

async fn what_stands_twice_is_executed_once(db: Database) {
    let (server, runs) = counting(db).await;
    let twice = "mutation($yes: Boolean = true) { run ...F run @include(if: $yes) ... { run } patch(input: {}) { weight } ...F }
        fragment F on Mutation { run patch(input: {}) { headline } }";
    let answer = ask(&server, twice, json!({})).await;
    assert_eq!(answer["data"].to_string(), r#"{"run":true,"patch":{"headline":"kept","weight":7}}"#);
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    let mut told = vec![];
    for query in [
        "{ node(n: 1) { n } node(n: 1) { node { required } } }",
        "{ node(n: 1) { n } node(n: 1) { required } }",
        "{ node(n: 1) { node { n } ...F ... on Node { node { nullable } } } } fragment F on Node { node { nodes { n } } }",
        "{ nodes { n } ...F } fragment F on Query { nodes { nodes { n } } }",
    ] {
        let answer = ask(&server, query, json!({})).await;
        let errors = answer["errors"].as_array().map_or(0, Vec::len);
        told.push(format!("{errors} {}", answer["data"]));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    1 {"node":{"n":1,"node":null}}
    1 {"node":null}
    1 {"node":{"node":{"n":1,"nodes":[{"n":1}],"nullable":null}}}
    0 {"nodes":[{"n":0,"nodes":[{"n":0}]},{"n":1,"nodes":[{"n":1}]},{"n":2,"nodes":[{"n":2}]}]}
    "#);
}

async fn a_variable_without_a_value_leaves_the_default(db: Database) {
    let server = serve(db).await;
    let mut told = vec![];
    for (query, variables) in [
        ("query($n: Int) { double(n: $n) }", json!({})),
        ("query($n: Int) { double(n: $n) }", json!({ "n": 5 })),
        ("query($n: Int = 4) { double(n: $n) }", json!({})),
        ("query($n: Int) { double(n: $n) }", json!({ "n": null })),
        ("query($skip: Boolean = true) { double nodes @skip(if: $skip) { n } }", json!({})),
        ("query($skip: Boolean = true) { double nodes @skip(if: $skip) { n } }", json!({ "skip": null })),
    ] {
        let answer = ask(&server, query, variables).await;
        let error = &answer["errors"][0]["message"];
        told.push(format!("{} {error}", answer["data"]));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    {"double":6} null
    {"double":10} null
    {"double":8} null
    {"double":null} "Expected input type \"Int\", found null."
    {"double":6} null
    null "Invalid value at \"$skip\": it is null, where a Boolean! decides."
    "#);
}

async fn variables_are_checked_before_anything_runs(db: Database) {
    let (server, runs) = counting(db).await;
    let query = "mutation M($input: Patch!) { run patch(input: $input) { weight } }
        query Other($n: Int!) { node(n: $n) { n } }";
    let mut told = vec![];
    for (operation, variables) in [
        ("M", json!({})),
        ("M", json!({ "input": null })),
        ("M", json!({ "input": { "headline": 1, "weight": "x", "wieght": 2 } })),
        ("M", json!({ "input": { "weight": null } })),
        ("Other", json!({ "n": 2147483648_i64 })),
        ("Other", json!({ "n": 1.5 })),
        ("Other", json!({ "n": [1] })),
        ("Neither", json!({})),
    ] {
        let body = json!({ "query": query, "operationName": operation, "variables": variables });
        let request = server.client.post(format!("{}/graphql", server.url));
        let response =
            request.header("accept", "application/graphql-response+json").json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer.get("data"), None, "nothing ran");
        for error in answer["errors"].as_array().unwrap() {
            told.push(format!(
                "{status} {} {}",
                error["extensions"]["code"],
                error["message"].as_str().unwrap()
            ));
        }
    }
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    insta::assert_snapshot!(told.join("\n"), @r#"
    400 "BAD_USER_INPUT" Invalid value at "$input": it is missing; Patch! is required.
    400 "BAD_USER_INPUT" Invalid value at "$input": it is null, where Patch! is required.
    400 "BAD_USER_INPUT" Invalid value at "$input": Patch has no field "wieght".
    400 "BAD_USER_INPUT" Invalid value at "$input.headline": it is 1, where String belongs.
    400 "BAD_USER_INPUT" Invalid value at "$input.weight": it is "x", where Int belongs.
    400 "BAD_USER_INPUT" Invalid value at "$input.weight": it is null, where Int! is required.
    400 "BAD_USER_INPUT" Invalid value at "$n": it is 2147483648, where Int belongs.
    400 "BAD_USER_INPUT" Invalid value at "$n": it is 1.5, where Int belongs.
    400 "BAD_USER_INPUT" Invalid value at "$n": it is a list, where Int belongs.
    422 "OPERATION_RESOLUTION_FAILURE" "operationName" names none of the document's operations: M, Other.
    "#);
}

async fn of_one_of_there_is_one(db: Database) {
    let server = serve(db).await;
    let mut told = vec![];
    for (query, variables) in [
        ("{ one(by: {id: 1}) }", json!({})),
        ("{ one(by: {id: 1, slug: \"a\"}) }", json!({})),
        ("{ one(by: {}) }", json!({})),
        ("{ one(by: {id: null}) }", json!({})),
        ("query($id: Int) { one(by: {id: $id}) }", json!({ "id": 1 })),
        ("query($id: Int!) { one(by: {id: $id}) }", json!({ "id": 1 })),
        ("query($by: By!) { one(by: $by) }", json!({ "by": { "slug": "a" } })),
        ("query($by: By!) { one(by: $by) }", json!({ "by": { "slug": "a", "id": null } })),
        ("query($by: By!) { one(by: $by) }", json!({ "by": {} })),
        ("{ one(by: {id: 1, id: 2}) }", json!({})),
    ] {
        let answer = ask(&server, query, variables).await;
        let error = &answer["errors"][0]["message"];
        told.push(format!("{query}: {}", if error.is_null() { &answer["data"]["one"] } else { error }));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    { one(by: {id: 1}) }: "Id(1)"
    { one(by: {id: 1, slug: "a"}) }: "Invalid value at \"by\": By takes exactly one of its fields, and not null."
    { one(by: {}) }: "Invalid value at \"by\": By takes exactly one of its fields, and not null."
    { one(by: {id: null}) }: "Invalid value at \"by\": By takes exactly one of its fields, and not null."
    query($id: Int) { one(by: {id: $id}) }: "Invalid value at \"by\": By takes exactly one of its fields, and not null."
    query($id: Int!) { one(by: {id: $id}) }: "Id(1)"
    query($by: By!) { one(by: $by) }: "Slug(\"a\")"
    query($by: By!) { one(by: $by) }: "Invalid value at \"$by\": By takes exactly one of its fields, and not null."
    query($by: By!) { one(by: $by) }: "Invalid value at \"$by\": By takes exactly one of its fields, and not null."
    { one(by: {id: 1, id: 2}) }: "Invalid value at \"by.id\": it is given twice."
    "#);
}

async fn t01_a_mutation_needs_post(db: Database) {
    let (server, runs) = counting(db).await;
    let url = format!("{}/graphql", server.url);
    let named = "query Q { nodes { n } } mutation M { run }";
    for (query, name) in [("mutation { run }", ""), (named, "M"), ("mutation { run { nothing } }", "")] {
        let request = server.client.get(&url).query(&[("query", query), ("operationName", name)]);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 405, "{query}");
        assert_eq!(response.headers()["allow"], "POST");
    }
    assert_eq!(runs.load(Ordering::Relaxed), 0, "nothing ran");
    let queried =
        server.client.get(&url).query(&[("query", named), ("operationName", "Q")]).send().await.unwrap();
    assert_eq!(queried.status(), 200);
    // What counts is the operation that was meant, whatever else is wrong.
    for (query, name, status) in [
        ("query Q { nothing } mutation M { run }", "Q", 200),
        ("query Q { nothing } mutation M { run }", "M", 405),
        ("mutation($n: Int!) { patch(input: {weight: $n}) { weight } }", "", 405),
    ] {
        let got =
            server.client.get(&url).query(&[("query", query), ("operationName", name)]).send().await.unwrap();
        assert_eq!(got.status(), status, "{query} {name}");
    }
    // What was kept of a document does not open the way either.
    assert_eq!(ask(&server, "mutation { run }", json!({})).await["data"]["run"], true);
    let kept = server.client.get(&url).query(&[("query", "mutation { run }")]).send().await.unwrap();
    assert_eq!(kept.status(), 405);
}

async fn a_panic_is_answered_and_told_once(db: Database) {
    let server = serve(db).await;
    let response = server.post(json!({ "query": "{ panics }" })).await;
    assert_eq!(response.status(), 500);
    let text = response.text().await.unwrap();
    assert!(text.contains("INTERNAL") && !text.contains("own words"), "{text}");
    assert_eq!(ask(&server, "{ nodes { n } }", json!({})).await["data"]["nodes"][2]["n"], 2);
}
