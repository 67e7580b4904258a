//! The gate: what documents may be, what they cost, and what a refusal says.

use nutgraph::graphql::document::Limits;
use nutgraph::graphql::schema;
use nutgraph::graphql::wire::{Api, Gate};
use serde_json::{Value, json};

use crate::support::{Database, Server, both, usual};

both!(
    the_language_is_that_of_september_2025,
    what_is_wrong_is_told_all_at_once,
    each_limit_is_exact,
    q06_depth_is_bounded,
    t04_a_hidden_schema_stays_hidden,
    names_are_proposed_where_the_schema_is_known,
    fields_of_several_fragments_are_one,
);

/// The answer's first error, or its data.
pub async fn told(db: &Database, query: &str, variables: Value) -> String {
    let answer = db.ask(query, variables, &[]).await.0;
    match &answer["errors"][0] {
        Value::Null => answer["data"].to_string(),
        error => format!("{} {}", error["extensions"]["code"], error["message"].as_str().unwrap()),
    }
}

pub fn limited(db: &Database, limits: Limits) -> Database {
    let api = Api::new(schema(), &Gate { limits, ..Gate::default() }).unwrap();
    Database { api, ..db.clone() }
}

async fn the_language_is_that_of_september_2025(db: Database) {
    for query in [
        // Descriptions on what can be executed.
        "\"What it asks.\" query Q(\"How many.\" $n: Int = 1) { articles(first: $n) { totalCount } }",
        "\"\"\"\nSeveral\nlines\n\"\"\" fragment F on Query { __typename } query { ...F }",
        // Directives on variables, and where validation of others forgets to look.
        "query($s: Boolean!) { __typename @skip(if: $s) edition { number } }",
        "query($s: Boolean = true) { __typename @skip(if: $s) edition { number } }",
        // Full Unicode in strings.
        r#"{ article(slug: "\u{1F4A9} \uD83D\uDCA9 💩 \u00e9") { id } }"#,
        "\u{feff}{,,edition,{number},}#comment",
        "{ article(slug: \"\"\"\n  a \\\"\"\" b\n\"\"\") { id } }",
        "query a { ...on Query { a: __typename ... @include(if: true) { b: __typename } } }",
        "{ __type(name: \"IdentifierInput\") { isOneOf specifiedByURL inputFields(includeDeprecated: true) { isDeprecated } } }",
    ] {
        let answer = db.ask(query, json!({ "s": false }), &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{query}");
    }
    let mut lines = vec![];
    for query in [
        "\"x\" { __typename }",
        "{ __typename(a: 1) }",
        "{ __typename { a } }",
        "query($s: Boolean!) { __typename @skip(if: $t) }",
        "query Q { a: __typename } query Q { b: __typename }",
        "{ articles(filter: {language: {eq: \"en\"}, language: {eq: \"de\"}}) { totalCount } }",
        "{ articles(filter: {publishedAt: {gt: \"yesterday\"}}) { totalCount } }",
        "{ a: edition { number } a: articles { totalCount } }",
        "subscription { edition { number } }",
        "query() { __typename }",
        "{ article(slug: \"\\uD83D\") { id } }",
        "{ article(slug: \"\\u{110000}\") { id } }",
        "type T { a: Int } { __typename }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
        "{ edition @defer { number } }",
        "{ articles(first: 1, first: 2) { totalCount } }",
        "fragment F on Query { __typename }",
        "",
    ] {
        lines.push(format!("{query}\n  {}", told(&db, query, json!({ "s": true })).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "x" { __typename }
      "GRAPHQL_PARSE_FAILED" Syntax error: expected an Operation Type or a Selection Set
    { __typename(a: 1) }
      "GRAPHQL_VALIDATION_FAILED" Unknown argument "a" on field "Query.__typename".
    { __typename { a } }
      "GRAPHQL_VALIDATION_FAILED" Field "__typename" must not have a selection since type "String" has no subfields
    query($s: Boolean!) { __typename @skip(if: $t) }
      "GRAPHQL_VALIDATION_FAILED" Variable "$s" is never used.
    query Q { a: __typename } query Q { b: __typename }
      "GRAPHQL_VALIDATION_FAILED" There can be only one operation named "Q".
    { articles(filter: {language: {eq: "en"}, language: {eq: "de"}}) { totalCount } }
      "GRAPHQL_VALIDATION_FAILED" Invalid value at "filter.language": it is given twice.
    { articles(filter: {publishedAt: {gt: "yesterday"}}) { totalCount } }
      "GRAPHQL_VALIDATION_FAILED" Invalid value at "filter.publishedAt.gt": "yesterday" is not an instant such as 2022-01-06T09:30:00Z.
    { a: edition { number } a: articles { totalCount } }
      "GRAPHQL_VALIDATION_FAILED" Fields "a" conflict because "edition" and "articles" are different fields. Use different aliases on the fields to fetch both if this was intentional.
    subscription { edition { number } }
      "GRAPHQL_VALIDATION_FAILED" The schema has no "subscription" root type defined
    query() { __typename }
      "GRAPHQL_PARSE_FAILED" Syntax error: expected a Variable Definition
    { article(slug: "\uD83D") { id } }
      "GRAPHQL_PARSE_FAILED" Syntax error: unpaired surrogate in unicode escape sequence
    { article(slug: "\u{110000}") { id } }
      "GRAPHQL_PARSE_FAILED" Syntax error: unicode escape sequence must specify a Unicode scalar value
    type T { a: Int } { __typename }
      "GRAPHQL_VALIDATION_FAILED" The "T" definition is not executable.
    { ...F } fragment F on Query { ...G } fragment G on Query { ...F }
      "GRAPHQL_VALIDATION_FAILED" Fragment "F" contains itself.
    { edition @defer { number } }
      "GRAPHQL_VALIDATION_FAILED" Unknown directive "@defer".
    { articles(first: 1, first: 2) { totalCount } }
      "GRAPHQL_VALIDATION_FAILED" There can be only one argument named "first".
    fragment F on Query { __typename }
      "GRAPHQL_VALIDATION_FAILED" Fragment "F" is never used.

      "GRAPHQL_PARSE_FAILED" Syntax error: there is nothing before the end of the document
    "#);
}

async fn what_is_wrong_is_told_all_at_once(db: Database) {
    let query = "query($n: Int!, $day: EDTFDate) {\n  articles(first: $n, frist: 1) { nothing }\n  entity { names(validOn: $day) { nmae } }\n}";
    let answer = db.ask(query, json!({ "n": "x", "day": "2016-13" }), &[]).await.0;
    let errors = answer["errors"].as_array().unwrap().iter().map(|error| {
        let at = &error["locations"][0];
        let code = error["extensions"]["code"].as_str().unwrap();
        format!("{}:{} {code} {}", at["line"], at["column"], error["message"].as_str().unwrap())
    });
    insta::assert_snapshot!(errors.collect::<Vec<_>>().join("\n"), @r#"
    2:23 GRAPHQL_VALIDATION_FAILED Unknown argument "frist" on field "Query.articles". Did you mean "first"?
    2:35 GRAPHQL_VALIDATION_FAILED Cannot query field "nothing" on type "ArticleConnection".
    3:35 GRAPHQL_VALIDATION_FAILED Cannot query field "nmae" on type "EntityName". Did you mean "name"?
    null:null BAD_USER_INPUT Invalid value at "$n": it is "x", where Int belongs.
    null:null BAD_USER_INPUT Invalid value at "$day": "2016-13" is not a date such as 2016, 2019-03 or 2022-01-06.
    "#);
}

async fn each_limit_is_exact(db: Database) {
    let tight = Limits {
        bytes: 200,
        tokens: 40,
        nesting: 6,
        aliases: 2,
        root_fields: 3,
        directives: 2,
        selections: 8,
        depth: 4,
        cost: 199,
    };
    let db = limited(&db, tight);
    let padded = |bytes: usize| format!("{{ __typename }}{}", ",".repeat(bytes - 14));
    let with = |text: &str| text.to_owned();
    let mut lines = vec![];
    for (name, most, more) in [
        ("bytes", padded(200), padded(201)),
        ("tokens", format!("{{ {}}}", "__typename ".repeat(3)), format!("{{ {}}}", "a ".repeat(39))),
        (
            "nesting",
            with("{ articles(filter: {and: [{language: {}}]}) { totalCount } }"),
            with("{ articles(filter: {and: [{and: [{}]}]}) { totalCount } }"),
        ),
        (
            "aliases",
            with("{ a: __typename b: __typename }"),
            with("{ a: __typename b: __typename c: __typename }"),
        ),
        (
            "root fields",
            with("{ ...F edition { number } } fragment F on Query { __typename a: __typename }"),
            with("{ ...F ...F } fragment F on Query { __typename a: __typename }"),
        ),
        (
            "directives",
            with("{ __typename @skip(if: false) @include(if: true) }"),
            with("{ __typename @skip(if: false) @include(if: true) edition @skip(if: false) { number } }"),
        ),
        (
            "selections",
            with("{ edition { ...F ...F } } fragment F on Edition { id number }"),
            with("{ edition { ...F ...F ...F } } fragment F on Edition { id number }"),
        ),
        (
            "depth",
            with("{ articles(first: 1) { nodes { series { position } } } }"),
            with("{ articles(first: 1) { nodes { series { series { id } } } } }"),
        ),
        (
            "cost",
            with("{ articles(first: 66) { nodes { id slug } } }"),
            with("{ articles(first: 67) { nodes { id slug } } }"),
        ),
    ] {
        let answer = db.ask(&most, json!({}), &[]).await.0;
        assert_eq!(answer.get("errors"), None, "{name}: {most}");
        lines.push(format!("{name}: {}", told(&db, &more, json!({})).await));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    bytes: "DOCUMENT_TOO_LARGE" The document has 201 bytes; it can have 200.
    tokens: "DOCUMENT_TOO_LARGE" The document has more than 40 tokens: ask in several requests.
    nesting: "DOCUMENT_TOO_DEEP" The document opens more than 6 brackets within each other.
    aliases: "DOCUMENT_TOO_COMPLEX" The document has more than 2 aliases: ask in several requests, or by lists of ids.
    root fields: "DOCUMENT_TOO_COMPLEX" The operation has 4 fields at its root, fragments expanded; it can have 3: ask in several requests.
    directives: "DOCUMENT_TOO_COMPLEX" The document has more than 2 directives.
    selections: "DOCUMENT_TOO_COMPLEX" The document selects 10 fields, fragments expanded; it can select 8.
    depth: "DOCUMENT_TOO_DEEP" Fields stand 5 deep within each other; they can stand 4 deep.
    cost: "QUERY_TOO_COSTLY" The operation costs 202; it can cost 199. Most of it is "articles.nodes.slug", for 67 rows: ask for fewer of them by `first`, or for fewer fields of each.
    "#);
}

async fn q06_depth_is_bounded(db: Database) {
    let deep = "{ articles { nodes { mentions { entity ".repeat(8);
    let deep = format!("{deep}{{ id }}{}", " } } } }".repeat(8));
    insta::assert_snapshot!(told(&db, &deep, json!({})).await, @r#""DOCUMENT_TOO_DEEP" Fields stand 33 deep within each other; they can stand 15 deep."#);
}

async fn t04_a_hidden_schema_stays_hidden(db: Database) {
    let gate = Gate { introspection: false, ..Gate::default() };
    let db = Database { api: Api::new(schema(), &gate).unwrap(), ..db };
    let mut lines = vec![];
    for query in [
        "{ __schema { types { name } } }",
        "{ a: edition { number } ...F } fragment F on Query { ... { __type(name: \"Article\") { name } } }",
        "{ articles }",
        "{ artcles { totalCount } }",
        "{ articles(frist: 1) { totalCount } }",
        "{ articles(orderBy: [PUBLISHED]) { totalCount } }",
        "{ _service { sdl } }",
    ] {
        let answer = told(&db, query, json!({})).await;
        assert!(!answer.contains("Did you mean"), "{answer}");
        lines.push(answer);
    }
    lines.push(told(&db, "{ __typename edition { __typename } }", json!({})).await);
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "INTROSPECTION_DISABLED" This server does not tell its schema.
    "INTROSPECTION_DISABLED" This server does not tell its schema.
    "GRAPHQL_VALIDATION_FAILED" Field "articles" of type "Query" must have a selection of subfields.
    "GRAPHQL_VALIDATION_FAILED" Cannot query field "artcles" on type "Query".
    "GRAPHQL_VALIDATION_FAILED" Unknown argument "frist" on field "Query.articles".
    "GRAPHQL_VALIDATION_FAILED" Value "PUBLISHED" does not exist in "ArticleOrder" enum.
    "GRAPHQL_VALIDATION_FAILED" Cannot query field "_service" on type "Query".
    {"__typename":"Query","edition":{"__typename":"Edition"}}
    "#);
    let mut app = db.app(usual());
    app.explorer = false;
    let server = Server::start(app).await;
    for path in ["/", "/graphql?query=%7B", "/explorer/explorer.js", "/schema.graphql", "/playground"] {
        let request =
            server.client.get(format!("{}{path}", server.url)).header("accept", "text/html,*/*;q=0.8");
        let response = request.send().await.unwrap();
        assert!(!response.headers()["content-type"].to_str().unwrap().contains("html"), "{path}");
        assert!(!response.text().await.unwrap().contains("Article"), "{path}");
    }
}

async fn names_are_proposed_where_the_schema_is_known(db: Database) {
    let mut lines = vec![];
    for query in [
        "{ artcles { totalCount } }",
        "{ articles(frist: 1) { totalCount } }",
        "{ articles(orderBy: [PUBLISHED]) { totalCount } }",
        "{ articles(filter: {slag: {}}) { totalCount } }",
        "query($f: ArticleFitler) { articles(filter: $f) { totalCount } }",
        "{ node(id: \"a\") { id ... on Artcle { id } } }",
        "{ zzzzzz }",
    ] {
        lines.push(told(&db, query, json!({})).await);
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    "GRAPHQL_VALIDATION_FAILED" Cannot query field "artcles" on type "Query". Did you mean "articles"?
    "GRAPHQL_VALIDATION_FAILED" Unknown argument "frist" on field "Query.articles". Did you mean "first"?
    "GRAPHQL_VALIDATION_FAILED" Value "PUBLISHED" does not exist in "ArticleOrder" enum. Did you mean "PUBLISHED_AT_ASC"?
    "GRAPHQL_VALIDATION_FAILED" Field "slag" is not defined by type "ArticleFilter". Did you mean "slug"?
    "GRAPHQL_VALIDATION_FAILED" Unknown type "ArticleFitler". Did you mean "ArticleFilter"?
    "GRAPHQL_VALIDATION_FAILED" Unknown type "Artcle". Did you mean "Article"?
    "GRAPHQL_VALIDATION_FAILED" Cannot query field "zzzzzz" on type "Query".
    "#);
    let gate = Gate { suggestions: false, ..Gate::default() };
    let quiet = Database { api: Api::new(schema(), &gate).unwrap(), ..db };
    assert!(!told(&quiet, "{ artcles { totalCount } }", json!({})).await.contains("mean"));
}

async fn fields_of_several_fragments_are_one(db: Database) {
    db.newsroom().await;
    let merged =
        r#"{ entity(slug: "karim-masimov") { relations(first: 1) { totalCount nodes { id sentence } } } }"#;
    let spread = r#"{ entity(slug: "karim-masimov") { relations(first: 1) { totalCount }
        ... on Person { relations(first: 1) { nodes { id } } } ...N } }
        fragment N on Entity { relations(first: 1) { nodes { sentence } } }"#;
    // The reference data is read once.
    db.data(merged, json!({})).await;
    let (whole, few) = db.ask(merged, json!({}), &[]).await;
    let (parts, many) = db.ask(spread, json!({}), &[]).await;
    assert_eq!(parts["data"].to_string(), whole["data"].to_string());
    assert_eq!(many, few, "and read once");
    // The order is that of the document, types told apart or not.
    let ordered = r#"{ node(id: "NODE") { id ... on Person { name } ... on Entity { slug } ... on Article { slug } __typename } }"#;
    let id = db.data(r#"{ entity(slug: "karim-masimov") { id } }"#, json!({})).await["entity"]["id"].clone();
    let answer = db.ask(&ordered.replace("NODE", id.as_str().unwrap()), json!({}), &[]).await.0;
    let keys: Vec<_> = answer["data"]["node"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "name", "slug", "__typename"]);
}
