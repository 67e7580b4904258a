//! HTTP/2, frame by frame ([RFC 9113](https://www.rfc-editor.org/rfc/rfc9113)): what a client may do to hurt.

use std::time::Duration;

use nutgraph::http::Limits;
use reqwest::{Client, Version};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{Database, Server, both, on_sqlite, usual};

both!(a_query_is_answered_over_http2);

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const PATIENCE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// Of SETTINGS: what a stream may be sent before more is asked for.
const INITIAL_WINDOW_SIZE: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The fields of a request, as HPACK has them.
fn fields(method: u8, path: &str) -> Vec<u8> {
    let literal = |index: u8, text: &str| [&[0x40 | index, text.len() as u8], text.as_bytes()].concat();
    // 0x86 is `:scheme: http`; 1 and 4 are the names `:authority` and `:path`.
    [vec![method, 0x86], literal(1, "x"), literal(4, path)].concat()
}

const GET: u8 = 0x82;
const POST: u8 = 0x83;

async fn connect(server: &Server, settings: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).await.unwrap();
    stream.write_all(&[PREFACE, &frame(SETTINGS, 0, 0, settings)].concat()).await.unwrap();
    stream
}

/// The kinds of the frames that come until the other side ends the connection.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut kinds = vec![];
    let read = async {
        loop {
            let mut head = [0; 9];
            stream.read_exact(&mut head).await?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
            stream.read_exact(&mut vec![0; length]).await?;
            kinds.push(head[3]);
        }
    };
    let end: Result<Result<(), std::io::Error>, _> = timeout(PATIENCE, read).await;
    assert!(end.is_ok(), "the connection is open still");
    kinds
}

/// Sends such a frame again and again. Whether the other side had enough before the last.
async fn flood(stream: &mut TcpStream, begin: &[u8], mut next: impl FnMut(u32) -> Vec<u8>) -> bool {
    let send = async {
        stream.write_all(begin).await?;
        for batch in 0..1000 {
            let frames: Vec<u8> = (0..100).flat_map(|n| next(batch * 100 + n)).collect();
            stream.write_all(&frames).await?;
        }
        Ok::<_, std::io::Error>(())
    };
    timeout(PATIENCE, send).await.is_ok_and(|sent| sent.is_err())
}

async fn is_alive(server: &Server) {
    assert_eq!(server.get("/health/live").await.status(), 200);
}

async fn a_query_is_answered_over_http2(db: Database) {
    let server = db.serve().await;
    let client = Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    let ask =
        || client.post(format!("{}/graphql", server.url)).json(&json!({ "query": "{ edition { number } }" }));
    let answers = futures_util::future::join_all((0..50).map(|_| ask().send())).await;
    for answer in answers {
        let answer = answer.unwrap();
        assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
        assert_eq!(
            answer.text().await.unwrap(),
            r#"{"data":{"edition":{"number":0}},"extensions":{"cost":{"requested":2,"limit":50000},"edition":0}}"#
        );
    }
}

#[test]
fn q12_a_flood_of_continuations_is_ended() {
    on_sqlite(async |db: Database| {
        let server = db.serve().await;
        let mut stream = connect(&server, &[]).await;
        let begin = frame(HEADERS, END_STREAM, 1, &fields(GET, "/health/live"));
        // A field without indexing, of a new name: `x: y`.
        let field = [0x00, 1, b'x', 1, b'y'];
        assert!(flood(&mut stream, &begin, |_| frame(CONTINUATION, 0, 1, &field)).await, "it goes on and on");
        is_alive(&server).await;
    });
}

#[test]
fn q12_a_rapid_reset_is_ended() {
    on_sqlite(async |db: Database| {
        let server = db.serve().await;
        let mut stream = connect(&server, &[]).await;
        let request = fields(GET, "/health/live");
        let ended = flood(&mut stream, &[], |n| {
            let open = frame(HEADERS, END_STREAM | END_HEADERS, 2 * n + 1, &request);
            [open, frame(RST_STREAM, 0, 2 * n + 1, &8_u32.to_be_bytes())].concat()
        });
        assert!(ended.await, "it goes on and on");
        is_alive(&server).await;
    });
}

#[test]
fn q12_a_flood_of_empty_data_is_ended() {
    on_sqlite(async |db: Database| {
        let server = db.serve().await;
        let mut stream = connect(&server, &[]).await;
        let mut fields = fields(POST, "/graphql");
        // `content-type`, which has the number 31: more than fits into the four bits of a first byte.
        fields.extend([0x0f, 31 - 15, 16]);
        fields.extend(b"application/json");
        let begin = frame(HEADERS, END_HEADERS, 1, &fields);
        assert!(flood(&mut stream, &begin, |_| frame(DATA, 0, 1, &[])).await, "it goes on and on");
        is_alive(&server).await;
    });
}

#[test]
fn q12_a_head_without_end_is_closed() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(Limits { head_timeout: SHORT, ..usual() }).await;
        let mut stream = connect(&server, &[]).await;
        let begin = frame(HEADERS, END_STREAM, 1, &fields(GET, "/health/live"));
        stream.write_all(&begin).await.unwrap();
        assert!(!rest(&mut stream).await.contains(&HEADERS));
        is_alive(&server).await;
    });
}

#[test]
fn q13_an_answer_that_no_window_is_opened_for_is_given_up() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(Limits { write_timeout: SHORT, ..usual() }).await;
        let mut stream = connect(&server, &[0, INITIAL_WINDOW_SIZE, 0, 0, 0, 0]).await;
        let request = frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields(GET, "/explorer/graphiql.js"));
        stream.write_all(&request).await.unwrap();
        let kinds = rest(&mut stream).await;
        assert!(kinds.contains(&HEADERS) && !kinds.contains(&DATA), "{kinds:?}");
        is_alive(&server).await;
    });
}

#[test]
fn q13_small_answers_that_are_not_taken_are_given_up() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(Limits { write_timeout: SHORT, ..usual() }).await;
        // A byte of each answer goes out; the rest is with the protocol, whole.
        let mut stream = connect(&server, &[0, INITIAL_WINDOW_SIZE, 0, 0, 0, 1]).await;
        for n in 0..60 {
            let request = fields(GET, "/health/live");
            stream.write_all(&frame(HEADERS, END_STREAM | END_HEADERS, 2 * n + 1, &request)).await.unwrap();
        }
        let kinds = rest(&mut stream).await;
        assert_eq!(kinds.iter().filter(|kind| **kind == DATA).count(), 60, "{kinds:?}");
        is_alive(&server).await;
    });
}

#[test]
fn q13_pings_keep_no_idle_connection_open() {
    on_sqlite(async |db: Database| {
        let server = db.serve_within(Limits { idle_timeout: 2 * SHORT, ..usual() }).await;
        let mut stream = connect(&server, &[]).await;
        let request = frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields(GET, "/health/live"));
        stream.write_all(&request).await.unwrap();
        let (mut reads, mut writes) = stream.split();
        let ping = async {
            while writes.write_all(&frame(PING, 0, 0, &[0; 8])).await.is_ok() {
                tokio::time::sleep(SHORT / 10).await;
            }
        };
        let read = async {
            let mut bytes = vec![];
            // However it ends.
            let _ = reads.read_to_end(&mut bytes).await;
            bytes.len()
        };
        let (_, read) = timeout(PATIENCE, async { tokio::join!(ping, read) }).await.expect("it is closed");
        assert!(read > 100, "it was answered, and pinged");
    });
}

#[test]
fn r13_http2_clients_are_told_that_we_leave() {
    on_sqlite(async |db: Database| {
        let mut server = db.serve().await;
        let mut stream = connect(&server, &[]).await;
        let request = frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields(GET, "/health/live"));
        stream.write_all(&request).await.unwrap();
        let mut byte = [0];
        stream.read_exact(&mut byte).await.unwrap();
        is_alive(&server).await;
        server.stop();
        stream.peek(&mut byte).await.unwrap();
        // It never answers the ping by which the server asks whether it has heard.
        timeout(PATIENCE, server.ended()).await.expect("the server ends");
        let mut left = vec![];
        let _ = stream.read_to_end(&mut left).await;
        assert!(left.windows(2).any(|pair| pair == [GOAWAY, 0]), "{left:?}");
    });
}
