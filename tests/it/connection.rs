//! Connections: how many, how long, and how they end.

use std::io::Read as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use nutgraph::http::Limits;
use reqwest::Client;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::support::{Database, Server, on_sqlite, usual};

const SHORT: Duration = Duration::from_millis(300);
/// Far more than any of the times here, for machines that are busy with something else.
const PATIENCE: Duration = Duration::from_secs(20);

/// Almost a megabyte.
const LARGE: &str = "GET /explorer/graphiql.js HTTP/1.1\r\nhost: x\r\n\r\n";
const SIZE: usize = 900_000;
const SMALL: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";

fn hasty() -> Limits {
    Limits { head_timeout: SHORT, body_timeout: SHORT, idle_timeout: SHORT, write_timeout: SHORT, ..usual() }
}

/// A connection whose system takes next to nothing before the program does.
async fn connect(server: &Server) -> TcpStream {
    let address: SocketAddr = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(address).await.unwrap()
}

/// What comes until the other side ends the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = vec![];
    // An end in the middle of something is an end, too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the connection is closed");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads until the text ends so.
async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut bytes = vec![];
    while !bytes.ends_with(end.as_bytes()) {
        bytes.push(timeout(PATIENCE, stream.read_u8()).await.unwrap().unwrap());
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn q13_slow_clients_are_closed_and_others_served() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(hasty()).await;
        let mut slow = vec![];
        for n in 0..52 {
            let mut stream = connect(&server).await;
            let sent = match n % 4 {
                0 => "GET /health/live HTTP/1.1\r\nhost:",
                1 => {
                    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"
                }
                2 => SMALL,
                _ => LARGE,
            };
            stream.write_all(sent.as_bytes()).await.unwrap();
            slow.push((n % 4, stream));
        }
        for _ in 0..20 {
            assert_eq!(server.post(json!({ "query": "{ edition { number } }" })).await.status(), 200);
        }
        // Those who take nothing are looked at only when their answers were given up.
        tokio::time::sleep(3 * SHORT).await;
        for (kind, mut stream) in slow {
            let got = rest(&mut stream).await;
            match kind {
                0 => assert_eq!(got, ""),
                1 => assert!(got.starts_with("HTTP/1.1 408") && got.contains("REQUEST_TIMEOUT"), "{got}"),
                2 => assert!(got.starts_with("HTTP/1.1 200") && got.ends_with('}'), "{got}"),
                _ => assert!(got.len() < SIZE, "all {} bytes were sent", got.len()),
            }
        }
    });
}

#[test]
fn q13_a_head_that_drips_is_not_waited_for() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(Limits { head_timeout: SHORT, ..usual() }).await;
        let mut stream = connect(&server).await;
        stream.write_all(SMALL.as_bytes()).await.unwrap();
        read_until(&mut stream, "}").await;
        // A request was answered, and the next one never ends: each of its bytes comes in time.
        let begun = Instant::now();
        while stream.write_all(b"G").await.is_ok() {
            assert!(begun.elapsed() < PATIENCE);
            tokio::time::sleep(SHORT / 20).await;
        }
        assert!(begun.elapsed() >= SHORT);
    });
}

#[test]
fn a_refused_body_ends_the_connection_and_a_read_one_does_not() {
    on_sqlite(async |db: Database| {
        let server = db.serve().await;
        for (media, status, is_kept) in [("text/plain", 415, false), ("application/json", 400, true)] {
            let request = server.client.post(format!("{}/graphql", server.url)).header("content-type", media);
            let answer = request.body("no JSON").send().await.unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers().contains_key("connection"), !is_kept, "{media}");
        }
    });
}

#[test]
fn more_connections_than_may_be_open_wait() {
    on_sqlite(async |db: Database| {
        let limits = Limits { connections: 2, ..usual() };
        let server = db.serve_within(limits).await;
        let mut open = vec![];
        for _ in 0..3 {
            let mut stream = connect(&server).await;
            stream.write_all(SMALL.as_bytes()).await.unwrap();
            open.push(stream);
        }
        let mut third = open.pop().unwrap();
        for stream in &mut open {
            read_until(stream, "}").await;
        }
        assert!(timeout(SHORT, third.read_u8()).await.is_err(), "there was a place for the third");
        drop(open.pop());
        assert!(read_until(&mut third, "}").await.starts_with("HTTP/1.1 200"));
    });
}

#[test]
fn r13_leaving_is_told_before_the_door_closes() {
    on_sqlite(async |db: Database| {
        let limits = Limits { drain_delay: Duration::from_secs(60), ..usual() };
        let mut server = db.serve_within(limits).await;
        assert_eq!(server.get("/health/ready").await.status(), 200);
        server.stop();
        let begun = Instant::now();
        while server.get("/health/ready").await.status() == 200 {
            assert!(begun.elapsed() < PATIENCE, "it stays ready");
        }
        assert_eq!(server.get("/health/ready").await.status(), 503);
        // New connections are taken still, and asked to go elsewhere next.
        let client = Client::builder().no_proxy().build().unwrap();
        let answer = client.get(format!("{}/health/live", server.url)).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["connection"]),
            (200, &"close".parse().unwrap())
        );
    });
}

#[test]
fn r13_nothing_is_lost_while_leaving() {
    on_sqlite(async |db: Database| {
        let limits = Limits { drain_delay: Duration::from_secs(1), ..usual() };
        let mut server = db.serve_within(limits).await;
        let mut idle = connect(&server).await;
        idle.write_all(SMALL.as_bytes()).await.unwrap();
        read_until(&mut idle, "}").await;
        let (stop, url) = (server.stopper(), server.url.clone());
        let ask = async |number: u32| {
            let client = Client::builder().no_proxy().build().unwrap();
            let mut answered = 0;
            // As a balancer does: until it is told.
            while client.get(format!("{url}/health/ready")).send().await.unwrap().status() == 200 {
                let query = [("query", format!("{{ edition {{ a{number}: number }} }}"))];
                let answer = client.get(format!("{url}/graphql")).query(&query).send().await.unwrap();
                assert_eq!(answer.status(), 200);
                answered += 1;
            }
            answered
        };
        let stop = async {
            tokio::time::sleep(SHORT / 3).await;
            drop(stop);
        };
        let (answered, ()) = tokio::join!(join_all((0..4).map(ask)), stop);
        assert!(answered.iter().all(|n| *n > 0), "{answered:?}");
        // A connection without a request is closed, rather than waited for.
        timeout(PATIENCE, server.ended()).await.expect("the server ends");
        assert_eq!(rest(&mut idle).await, "");
    });
}

#[test]
fn connections_beyond_the_systems_limit_do_no_harm() {
    on_sqlite(async |db: Database| {
        let mut program = Command::new("sh")
            .args(["-c", "ulimit -n 60; exec \"$0\" serve --listen 127.0.0.1:0 --head-timeout 1"])
            .arg(env!("CARGO_BIN_EXE_nutgraph"))
            .env("NUTGRAPH_DATABASE_URL", &db.options.url)
            .env("NUTGRAPH_LOG_FORMAT", "json")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = program.stderr.take().unwrap();
        let (mut text, mut buffer) = (String::new(), [0; 4096]);
        let url = loop {
            let size = log.read(&mut buffer).unwrap();
            text.push_str(&String::from_utf8_lossy(&buffer[..size]));
            if let Some((url, _)) = text.split_once("/graphql\"") {
                break url.rsplit_once("http://").unwrap().1.to_owned();
            }
        };
        let mut held = vec![];
        for _ in 0..100 {
            held.push(TcpStream::connect(&url).await.unwrap());
        }
        while !text.contains("no connection can be taken") {
            let size = log.read(&mut buffer).unwrap();
            text.push_str(&String::from_utf8_lossy(&buffer[..size]));
        }
        // Those who hold the files say nothing, and are closed; then there is room again.
        let answer = Client::builder().no_proxy().build().unwrap();
        let answer = answer.get(format!("http://{url}/health/live")).timeout(PATIENCE).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        program.kill().unwrap();
        program.wait().unwrap();
        log.read_to_string(&mut text).unwrap();
        assert_eq!(text.matches("no connection can be taken").count(), 1, "{text}");
        assert_eq!(text.matches("ulimit -n 10064").count(), 1, "{text}");
    });
}
