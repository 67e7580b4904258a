//! Answers that are large: how large they may be, and what they may take while nobody takes them.

use std::net::SocketAddr;

use async_graphql::{EmptyMutation, EmptySubscription, Object};
use nutgraph::graphql::schema::built;
use nutgraph::graphql::wire::{Api, Gate};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Database, Server, on_sqlite};

struct Query;

#[Object]
impl Query {
    /// So many KiB.
    async fn text(&self, size: usize) -> String {
        "x".repeat(size << 10)
    }
}

async fn serve(db: Database) -> Server {
    let build = || async_graphql::Schema::build(Query, EmptyMutation, EmptySubscription);
    let api = Api::new(built(build), &Gate::default()).unwrap();
    Database { api, ..db }.serve().await
}

/// Status and code.
async fn ask(server: &Server, media: &str, size: usize) -> (u16, Value) {
    let request = server.client.post(format!("{}/graphql", server.url)).header("accept", media);
    let query = format!("{{ text(size: {size}) }}");
    let response = request.json(&json!({ "query": query })).send().await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(response.headers().contains_key("retry-after"), status == 503);
    let answer: Value = response.json().await.unwrap();
    (status, answer["errors"][0]["extensions"]["code"].clone())
}

#[test]
fn an_answer_that_is_too_large_is_refused() {
    on_sqlite(async |db: Database| {
        let server = serve(db).await;
        for (media, status) in [("application/graphql-response+json", 422), ("application/json", 200)] {
            assert_eq!(ask(&server, media, 8 << 10).await, (status, json!("ANSWER_TOO_LARGE")));
            assert_eq!(ask(&server, media, (8 << 10) - 1).await, (200, Value::Null));
        }
    });
}

/// Asks for almost 8 MiB, and takes the first bytes only.
async fn hold(server: &Server) -> TcpStream {
    let address: SocketAddr = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(b"GET /graphql?query=%7Btext(size:8190)%7D HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

#[test]
fn answers_that_nobody_takes_hold_so_much_memory_and_no_more() {
    on_sqlite(async |db: Database| {
        let server = serve(db).await;
        let mut held = vec![];
        for _ in 0..8 {
            held.push(hold(&server).await);
        }
        let json = "application/json";
        assert_eq!(ask(&server, json, 100).await, (503, json!("OVERLOADED")));
        assert_eq!(ask(&server, json, 60).await, (200, Value::Null), "small answers need nothing of it");
        drop(held);
        assert_eq!(ask(&server, json, 8000).await, (200, Value::Null));
    });
}
