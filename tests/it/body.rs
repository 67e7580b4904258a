//! Bodies that come in and go out: how large, and compressed or not.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use axum::body::Bytes;
use futures_util::future::join_all;
use futures_util::stream;
use nutgraph::http::Limits;
use reqwest::{Body, Client, Response};
use serde_json::{Value, json};

use crate::support::{Database, on_sqlite, usual};

/// The program, as it is run.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn serve(db: &Database) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nutgraph"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .env("NUTGRAPH_DATABASE_URL", &db.options.url)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = log.find_map(|line| {
            let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
            line["address"].as_str().map(str::to_owned)
        });
        // Whatever else it has to say is read and forgotten, so that it never waits for us.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, url: format!("http://{}/graphql", address.unwrap()) }
    }

    /// The most memory that it ever had, in bytes.
    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn told(response: Response) -> String {
    let status = response.status().as_u16();
    let accepts =
        response.headers().get("accept-encoding").map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = response.json::<Value>().await.unwrap();
    format!("{status} {accepts} {}", body["errors"][0]["message"].as_str().unwrap_or("fine"))
}

#[test]
fn t06_bodies_without_bounds_are_refused_and_cost_nothing() {
    on_sqlite(async |db: Database| {
        let program = Program::serve(&db);
        let client = Client::builder().no_proxy().build().unwrap();
        let post = || client.post(&program.url).header("content-type", "application/json");
        assert_eq!(
            told(post().body(r#"{"query": "{ __typename }"}"#).send().await.unwrap()).await,
            "200  fine"
        );
        // What the largest bodies take that are let in.
        for _ in 0..5 {
            let query = r#"{"query": "{ __typename }"}"#;
            let largest = query.to_owned() + &" ".repeat((1 << 20) - query.len());
            assert_eq!(told(post().body(largest).send().await.unwrap()).await, "200  fine");
        }
        let before = program.peak();
        let large = Bytes::from(vec![b' '; 10 << 20]);
        let sent = join_all((0..20).map(|_| post().body(large.clone()).send())).await;
        for refused in sent {
            assert_eq!(told(refused.unwrap()).await, "413  the body is larger than 1 MiB");
        }
        for _ in 0..5 {
            let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
            let endless = post().body(Body::wrap_stream(endless)).send().await.unwrap();
            assert_eq!(told(endless).await, "413  the body is larger than 1 MiB");
            // What it would unfold to does not matter: it is not looked at.
            let folded = post().header("content-encoding", "gzip").body(vec![0x1f, 0x8b, 8, 0]);
            let folded = told(folded.send().await.unwrap()).await;
            assert_eq!(folded, "415 identity send the body as it is, uncompressed");
        }
        // The bodies have 200 MiB and more; the allocator keeps some of what it had for each of its threads.
        let grown = program.peak().saturating_sub(before);
        assert!(grown <= 32 << 20, "it grew by {grown} bytes");
    });
}

#[test]
fn large_answers_are_compressed_for_those_who_understand_it() {
    on_sqlite(async |db: Database| {
        let types = json!({ "query": "{ __schema { types { name fields { name } } } }" });
        let small = json!({ "query": "{ __typename }" });
        let (usual, plain) =
            (db.serve().await, db.serve_within(Limits { compression: false, ..usual() }).await);
        let mut table = vec![];
        for (server, name) in [(&usual, "usual"), (&plain, "plain")] {
            for (query, what) in [(&types, "types"), (&small, "small")] {
                for coding in ["gzip, deflate, br, zstd", "gzip;q=0", "identity"] {
                    let request = server.client.post(format!("{}/graphql", server.url)).json(query);
                    let answer = request.header("accept-encoding", coding).send().await.unwrap();
                    let header = answer.headers().get("content-encoding");
                    let header = header.map_or("as it is", |value| value.to_str().unwrap()).to_owned();
                    let bytes = answer.bytes().await.unwrap();
                    assert_eq!(header == "gzip", bytes.starts_with(&[0x1f, 0x8b]));
                    table.push(format!("{name}, {what}, {coding}: {header}"));
                }
            }
        }
        insta::assert_snapshot!(table.join("\n"), @r#"
    usual, types, gzip, deflate, br, zstd: gzip
    usual, types, gzip;q=0: as it is
    usual, types, identity: as it is
    usual, small, gzip, deflate, br, zstd: as it is
    usual, small, gzip;q=0: as it is
    usual, small, identity: as it is
    plain, types, gzip, deflate, br, zstd: as it is
    plain, types, gzip;q=0: as it is
    plain, types, identity: as it is
    plain, small, gzip, deflate, br, zstd: as it is
    plain, small, gzip;q=0: as it is
    plain, small, identity: as it is
    "#);
    });
}
