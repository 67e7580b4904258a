//! What requests cost: counted before they are executed, told with each answer, and bounded.

use nutgraph::graphql::document::Limits;
use serde_json::{Value, json};

use crate::gate::{limited, told};
use crate::support::{Database, both};

both!(
    q07_pages_are_bounded_and_costed,
    costs_count_the_values_of_the_answer,
    conditions_cost_as_well,
    a_long_text_is_not_used_over_and_over,
    a_dear_query_is_told_what_is_dear,
    circular_introspection_is_refused,
);

async fn q07_pages_are_bounded_and_costed(db: Database) {
    let page = "query($n: Int) { articles(first: $n) { nodes { id } } }";
    let mut lines = vec![];
    for n in
        [json!(2147483647), json!(101), json!(-1), json!(0), json!(null), json!(2147483648_i64), json!("1")]
    {
        let answer = db.ask(page, json!({ "n": n }), &[]).await.0;
        let error = &answer["errors"][0];
        let told = if error.is_null() { &answer["data"] } else { &error["message"] };
        lines.push(format!("{n}: {} {told}", answer["extensions"]["cost"]));
    }
    for query in [
        "{ articles { nodes { entities { nodes { articles { nodes { entities { nodes { id } } } } } } } } }",
        // Products that wrap in 64 bits.
        "{ articles(first: 1073741824) { nodes { entities(first: 477218589) { nodes { articles(first: 2147483641) { nodes { id } } } } } } }",
    ] {
        lines.push(told(&db, query, json!({})).await);
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    2147483647: {"requested":201,"limit":50000} "`first` is 2147483647; it can be 0 to 100."
    101: {"requested":201,"limit":50000} "`first` is 101; it can be 0 to 100."
    -1: {"requested":1,"limit":50000} "`first` is -1; it can be 0 to 100."
    0: {"requested":1,"limit":50000} {"articles":{"nodes":[]}}
    null: {"requested":41,"limit":50000} {"articles":{"nodes":[]}}
    2147483648: null "Invalid value at \"$n\": it is 2147483648, where Int belongs."
    "1": null "Invalid value at \"$n\": it is \"1\", where Int belongs."
    "QUERY_TOO_COSTLY" The operation costs 336841; it can cost 50000. Most of it is "articles.nodes.entities.nodes.articles.nodes.entities.nodes.id", for 20 times 20 times 20 times 20 rows: ask for fewer of them by `first`, or for fewer fields of each.
    "QUERY_TOO_COSTLY" The operation costs 2020201; it can cost 50000. Most of it is "articles.nodes.entities.nodes.articles.nodes.id", for 100 times 100 times 100 rows: ask for fewer of them by `first`, or for fewer fields of each.
    "#);
}

async fn costs_count_the_values_of_the_answer(db: Database) {
    let cost = async |query: &str, variables: Value| {
        let answer = db.ask(query, variables, &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["extensions"]["cost"]["requested"].as_u64().unwrap()
    };
    let one = cost("{ articles(first: 1) { nodes { id slug } } }", json!({})).await;
    // `articles`; and for a row: `nodes`, `id`, `slug`.
    assert_eq!(one, 4);
    let by = "query($n: Int = 7, $ids: [ID!]! = []) { articles(first: $n) { nodes { id slug } edges { cursor } } nodes(ids: $ids) { id } }";
    for (variables, rows, ids) in [
        (json!({}), 7, 0),
        (json!({ "n": 2 }), 2, 0),
        (json!({ "n": null }), 20, 0),
        (json!({ "n": 2, "ids": ["a", "b", "c"] }), 2, 3),
        (json!({ "n": 0, "ids": "a" }), 0, 1),
    ] {
        assert_eq!(cost(by, variables.clone()).await, 2 + rows * 5 + ids * 2, "{variables}");
    }
    // The larger size counts, and one that is not there does not.
    let both = "query($last: Int) { articles(first: 100, last: $last) { nodes { id } } }";
    assert_eq!(cost(both, json!({ "last": null })).await, 1 + 100 * 2);
    assert_eq!(cost(both, json!({})).await, 1 + 100 * 2);
    // A fragment costs wherever it is spread, and by the page there.
    let spread = "{ a: articles(first: 2) { ...P } b: articles(first: 10) { ...P } } fragment P on ArticleConnection { nodes { id } }";
    assert_eq!(cost(spread, json!({})).await, 2 + 12 * 2);
    let server = db.serve().await;
    let response = server.post(json!({ "query": "{ edition { number } }" })).await;
    assert_eq!(
        (&response.headers()["nutgraph-cost"], &response.headers()["nutgraph-cost-limit"]),
        (&"2".parse().unwrap(), &"50000".parse().unwrap())
    );
}

async fn conditions_cost_as_well(db: Database) {
    let some = "{mentions: {some: {slug: {eq: \"a\"}}}}";
    let query = |times: usize| {
        format!("{{ articles(filter: {{or: [{}]}}) {{ totalCount }} }}", [some].repeat(times).join(" "))
    };
    let answer = db.ask(&query(2), json!({}), &[]).await.0;
    assert_eq!(answer["extensions"]["cost"]["requested"], 11 + 9 * 50);
    let wide = limited(&db, Limits { tokens: 10_000, ..Limits::default() });
    let by = "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }";
    let some = json!({ "mentions": { "some": { "slug": { "eq": "a" } } } });
    let many = told(&db, by, json!({ "f": { "or": vec![some; 250] } })).await;
    assert_eq!(told(&wide, &query(250), json!({})).await, many);
    insta::assert_snapshot!(many, @r#""QUERY_TOO_COSTLY" The operation costs 50061; it can cost 50000. Most of it are the 1001 conditions of its filters: ask with fewer."#);
}

async fn a_long_text_is_not_used_over_and_over(db: Database) {
    let query = |times: usize| {
        let some = ["{genre: {contains: $s}}"].repeat(times).join(" ");
        format!("query($s: String!) {{ articles(filter: {{or: [{some}]}}) {{ totalCount }} }}")
    };
    let long = json!({ "s": "x".repeat(1_000_000) });
    assert_eq!(told(&db, &query(4), long.clone()).await, r#"{"articles":{"totalCount":0}}"#);
    let refused = told(&db, &query(5), long).await;
    insta::assert_snapshot!(refused, @r#""DOCUMENT_TOO_LARGE" The variables take more than 4194304 bytes, counted wherever they are used."#);
    // Nor are many small values.
    let some = ["{genre: {in: $s}}"].repeat(40).join(" ");
    let lists = format!("query($s: [String!]!) {{ articles(filter: {{or: [{some}]}}) {{ totalCount }} }}");
    assert_eq!(told(&db, &lists, json!({ "s": vec![""; 1_900] })).await, refused);
    assert_eq!(told(&db, &lists, json!({ "s": vec![""; 1_000] })).await, r#"{"articles":{"totalCount":0}}"#);
}

async fn a_dear_query_is_told_what_is_dear(db: Database) {
    let query = "query($n: Int) {\n  edition { number }\n  latest: articles(first: $n) {\n    ...Page\n    totalCount\n  }\n}
        fragment Page on ArticleConnection { nodes { id entities(first: 100) { nodes { id name slug kind path } } } }";
    let answer = db.ask(query, json!({ "n": 100 }), &[]).await.0;
    assert_eq!(answer.get("data"), None);
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer["errors"]).unwrap(), @r#"
    [
      {
        "message": "The operation costs 60313; it can cost 50000. Most of it is \"latest.nodes.entities.nodes\", for 100 times 100 rows: ask for fewer of them by `first`, or for fewer fields of each.",
        "locations": [
          {
            "line": 8,
            "column": 80
          }
        ],
        "extensions": {
          "code": "QUERY_TOO_COSTLY",
          "cost": 60313,
          "costLimit": 50000
        }
      }
    ]
    "#);
    assert_eq!(db.ask(query, json!({ "n": 50 }), &[]).await.0.get("errors"), None, "as advised");
}

async fn circular_introspection_is_refused(db: Database) {
    let ring = |times: usize| {
        format!(
            "{{ __schema {{ types {{ {}name{} }} }} }}",
            "fields { type { ".repeat(times),
            " } }".repeat(times)
        )
    };
    assert!(told(&db, &ring(2), json!({})).await.starts_with(r#"{"__schema""#));
    insta::assert_snapshot!(told(&db, &ring(4), json!({})).await, @r#""DOCUMENT_TOO_DEEP" Introspection asks for lists of fields within lists of fields: ask for types by name with `__type`."#);
}
