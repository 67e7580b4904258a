//! The program killed in the middle of its work, again and again: whatever it acknowledged is there, nothing is there by
//! half, and what was asked anew with its key is there once.

use std::collections::HashSet;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use futures_util::future::join_all;
use nutgraph::domain::public_id;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::account::{LOGIN, PASSWORD};
use crate::support::chance::Chance;
use crate::support::{Database, both};

both!(r01_r02_killed_at_random_it_keeps_what_it_acknowledged);

const WRITERS: usize = 8;

const CREATE: &str = "mutation($input: CreateArticleInput!) { createArticle(input: $input) {
    article { id } userErrors { message } } }";
const UPDATE: &str = "mutation($input: UpdateArticleInput!) { updateArticle(input: $input) {
    article { id } conflict { base current } userErrors { message } } }";

fn command(db: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nutgraph"));
    command.args(arguments).env("NUTGRAPH_DATABASE_URL", &db.options.url).env("NUTGRAPH_LOG_LEVEL", "info");
    command
}

/// A server that is killed with its story, if not before.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    fn start(db: &Database) -> Self {
        let mut serve = command(db, &["serve", "--listen", "127.0.0.1:0", "--log-format=json"]);
        let mut child = serve.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = log.find_map(|line| {
            serde_json::from_str::<Value>(&line.unwrap()).unwrap()["address"].as_str().map(str::to_owned)
        });
        let url = format!("http://{}/graphql", address.expect("it serves"));
        // Nobody reads what it says; it must not wait for that.
        thread::spawn(move || log.for_each(drop));
        Self { child, url }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // SIGKILL; it may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Request {
    key: String,
    query: &'static str,
    input: Value,
    headline: String,
}

/// Somebody who makes articles and saves them, and who asks anew for what was not answered.
struct Writer {
    name: usize,
    count: usize,
    article: Option<(String, i32)>,
    unanswered: Option<Request>,
    /// Article, number of the revision, headline.
    acknowledged: Vec<(Uuid, i32, String)>,
}

impl Writer {
    fn next(&mut self) -> Request {
        self.count += 1;
        let headline = format!("writer {} save {}", self.name, self.count);
        let key = headline.replace(' ', "-");
        match &self.article {
            Some((id, head)) if !self.count.is_multiple_of(4) => {
                let input = json!({ "id": id, "baseRevision": head, "changes": { "headline": headline } });
                Request { key, query: UPDATE, input, headline }
            }
            _ => {
                let body = json!({ "source": format!("{headline}, all of it.") });
                let input = json!({ "headline": headline, "summary": "S", "body": body });
                Request { key, query: CREATE, input, headline }
            }
        }
    }

    /// Works until there is no answer any more.
    async fn work(&mut self, client: &reqwest::Client, url: &str, token: &str, acknowledged: &dyn Fn()) {
        loop {
            let request = self.unanswered.take().unwrap_or_else(|| self.next());
            let body = json!({ "query": request.query, "variables": { "input": request.input } });
            let post = client.post(url).bearer_auth(token).header("idempotency-key", &request.key);
            let answer = async { post.json(&body).send().await?.json::<Value>().await }.await;
            let Ok(answer) = answer else {
                self.unanswered = Some(request);
                return;
            };
            let is_new = request.query == CREATE;
            let payload = &answer["data"][if is_new { "createArticle" } else { "updateArticle" }];
            let id = payload["article"]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
            let number = if is_new { 1 } else { self.article.as_ref().unwrap().1 + 1 };
            self.acknowledged.push((public_id::article(&id).unwrap(), number, request.headline));
            self.article = Some((id, number));
            acknowledged();
        }
    }
}

async fn all(rows: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    let found = rows.query_all_raw(statement).await.unwrap();
    found.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// That nothing is there by half.
async fn whole(db: &Database, rows: &DatabaseConnection) {
    for (what, sql) in [
        (
            "an article without all of its revisions",
            "SELECT a.head_number || ' ' || count(r.id) FROM article a LEFT JOIN article_revision r ON r.article_id = a.id
             GROUP BY a.id, a.head_number HAVING count(r.id) <> a.head_number OR max(r.number) <> a.head_number",
        ),
        (
            "an article without its slug",
            "SELECT CAST(id AS TEXT) FROM article WHERE id NOT IN (SELECT article_id FROM article_slug)",
        ),
        ("a save done twice", "SELECT headline FROM article_revision GROUP BY headline HAVING count(*) > 1"),
        (
            "a save that the audit does not know",
            "SELECT a.head_number || ' ' || count(e.id) FROM article a LEFT JOIN audit_event e ON e.uid = a.uid
             GROUP BY a.id, a.head_number HAVING count(e.id) < a.head_number",
        ),
        (
            "a save whose key was forgotten",
            "SELECT headline FROM article_revision r
             WHERE NOT EXISTS (SELECT 1 FROM idempotency i WHERE i.key = replace(r.headline, ' ', '-'))",
        ),
    ] {
        assert_eq!(all(rows, sql).await, Vec::<String>::new(), "{what}");
    }
    if db.options.url.starts_with("sqlite") {
        assert_eq!(all(rows, "PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(all(rows, "PRAGMA foreign_key_check").await, Vec::<String>::new());
    }
}

/// `NUTGRAPH_TEST_ROUNDS` says how often it is killed, and `NUTGRAPH_TEST_SEED` when.
async fn r01_r02_killed_at_random_it_keeps_what_it_acknowledged(db: Database) {
    let number = |name: &str, default: u64| {
        env::var(name).map_or(default, |text| text.parse::<u64>().expect("a number"))
    };
    let (cycles, seed) = (number("NUTGRAPH_TEST_ROUNDS", 6), number("NUTGRAPH_TEST_SEED", 7));
    let add = ["user", "add", "ada@news.example", "--role", "editor", "--password-stdin"];
    let mut add = command(&db, &add).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(add.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(add.wait().unwrap().success());
    let mut chance = Chance::new(seed);
    let writer = |name| Writer { name, count: 0, article: None, unanswered: None, acknowledged: vec![] };
    let mut writers: Vec<_> = (0..WRITERS).map(writer).collect();
    let rows = sea_orm::Database::connect(&db.options.url).await.unwrap();
    for _ in 0..cycles {
        let server = Running::start(&db);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let input = json!({ "input": { "email": "ada@news.example", "password": PASSWORD } });
        let login = client.post(&server.url).json(&json!({ "query": LOGIN, "variables": input }));
        let answer: Value = login.send().await.unwrap().json().await.unwrap();
        let token = answer["data"]["login"]["session"]["accessToken"].as_str();
        let token = token.unwrap_or_else(|| panic!("{answer}"));
        // In the middle of what the others do when so much was acknowledged.
        let (so_far, last) = (AtomicUsize::new(0), 1 + chance.below(60));
        let process = i32::try_from(server.child.id()).unwrap();
        let acknowledged = || {
            if so_far.fetch_add(1, Ordering::Relaxed) + 1 == last {
                let kill = Command::new("kill").args(["-9", &process.to_string()]).status();
                assert!(kill.unwrap().success());
            }
        };
        join_all(writers.iter_mut().map(|w| w.work(&client, &server.url, token, &acknowledged))).await;
        drop(server);
        whole(&db, &rows).await;
    }
    // What was acknowledged, in whichever life.
    let sql =
        "SELECT a.uid, r.number, r.headline FROM article_revision r JOIN article a ON a.id = r.article_id";
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    let found = rows.query_all_raw(statement).await.unwrap();
    let there: HashSet<(Uuid, i32, String)> = found
        .iter()
        .map(|row| {
            let text = row.try_get_by_index(2).unwrap();
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap(), text)
        })
        .collect();
    let acknowledged: Vec<_> = writers.iter().flat_map(|writer| &writer.acknowledged).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|save| !there.contains(**save)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(acknowledged.len() as u64 >= cycles, "{}", acknowledged.len());
    // Those that nobody heard of are as many as there are writers, at most.
    assert!(there.len() - acknowledged.len() <= WRITERS, "{} {}", there.len(), acknowledged.len());
    rows.close().await.unwrap();
}
