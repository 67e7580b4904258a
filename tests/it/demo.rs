//! `nutgraph demo`, as a newcomer runs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nutgraph::http::EXAMPLES;
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Ends with its test, whatever comes.
struct Demo {
    child: Child,
    url: String,
    /// The queries that it proposes.
    queries: Vec<String>,
    client: Client,
}

impl Demo {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_nutgraph"));
        demo.args(["demo", "--listen", "127.0.0.1:0"]).args(arguments).current_dir(folder);
        // Settings of a newsroom must not lead the demo into its database.
        demo.env("NUTGRAPH_DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
        let mut child = demo.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url =
            lines.find_map(|line| line.trim().strip_prefix("In a browser: ").map(str::to_owned)).unwrap();
        let curl = format!("curl -sG {url} --data-urlencode 'query=");
        let queries = lines
            .filter_map(|line| line.strip_prefix(&curl).map(|query| query.trim_end_matches('\'').to_owned()));
        let queries = queries.take(3).collect();
        Self { child, url, queries, client: Client::builder().no_proxy().build().unwrap() }
    }

    async fn ask(&self, query: &str, variables: Value) -> Value {
        let request = self.client.post(&self.url).json(&json!({ "query": query, "variables": variables }));
        let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{query}");
        answer["data"].take()
    }

    async fn edition(&self) -> Value {
        self.ask("{ edition { number } articles { totalCount } }", json!({})).await
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn what_it_proposes_finds_something() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path(), &[]);
    assert_eq!(demo.queries.len(), 3);
    let queries = demo.queries.iter().map(String::as_str).chain(EXAMPLES.map(|(_, query)| query));
    for query in queries {
        let data = demo.ask(query, json!({})).await;
        for (field, value) in data.as_object().unwrap() {
            assert!(value.is_object(), "{field} of {query} finds nothing");
        }
        assert!(!data.to_string().contains(r#"s":[]}}"#), "{query} finds an empty list");
    }
}

#[tokio::test]
async fn who_headed_the_knb_and_says_who() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(folder.path(), &[]);
    let (_, query) = EXAMPLES[2];
    let mut table = vec![];
    for on in ["2016-06-01", "2020-01-01", "2022-01-07"] {
        let data = demo.ask(query, json!({ "on": on })).await;
        let edges = data["entity"]["relations"]["edges"].as_array().unwrap();
        let of = |edge: &Value| {
            let quote = &edge["node"]["evidence"]["nodes"][0]["quote"];
            format!("{on} {} {} {quote}", edge["certainty"], edge["node"]["sentence"])
        };
        table.extend(edges.iter().map(of));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    2016-06-01 "POSSIBLE" "Karim Masimov headed National Security Committee of Kazakhstan (chair), 2016 to 6 January 2022" "Masimov had led the committee since 2016"
    2016-06-01 "CERTAIN" "Vladimir Zhumakanov headed National Security Committee of Kazakhstan (chair), December 2015 to September 2016" "followed in December 2015 and stayed until September 2016"
    2020-01-01 "CERTAIN" "Karim Masimov headed National Security Committee of Kazakhstan (chair), 2016 to 6 January 2022" "Masimov had led the committee since 2016"
    2022-01-07 "CERTAIN" "Ermek Sagimbayev heads National Security Committee of Kazakhstan (chair), since 6 January 2022 (as of 8 January 2022)" "appointed Ermek Sagimbayev in his place"
    "#);
}

#[tokio::test]
async fn its_database_is_kept_unless_it_is_to_be_fresh() {
    let folder = TempDir::new().unwrap();
    let first = Demo::start(folder.path(), &[]).edition().await;
    assert_eq!(first, json!({ "edition": { "number": 2 }, "articles": { "totalCount": 16 } }));
    assert_eq!(Demo::start(folder.path(), &[]).edition().await, first);
    let file = folder.path().join("nutgraph-demo.db");
    std::fs::write(&file, "no database").unwrap();
    assert_eq!(Demo::start(folder.path(), &["--fresh"]).edition().await, first);
}
