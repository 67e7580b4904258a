//! The program as it is run.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::support::{Database, both, on_sqlite};

both!(
    the_doctor_finds_what_is_amiss_and_mends_it,
    serving_ends_well,
    migrating_tells_what_it_did,
    what_changes_nothing_leaves_old_tables,
    a_newer_database_is_refused,
);

fn nutgraph(db: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nutgraph"));
    command.args(arguments).env("NUTGRAPH_DATABASE_URL", &db.options.url).env("NUTGRAPH_LOG_LEVEL", "warn");
    command
}

/// What it printed, and how it ended; without the address, which no two runs share.
fn told(db: &Database, output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let shown = nutgraph::store::redacted(&db.options.url);
    format!("{}\n{out}{err}", output.status).replace(&shown, "DATABASE")
}

async fn execute(db: &Database, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if db.options.url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(&db.options.url).await.unwrap();
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    } else {
        let pool = sqlx::PgPool::connect(&db.options.url).await.unwrap();
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

async fn the_doctor_finds_what_is_amiss_and_mends_it(db: Database) {
    insta::assert_snapshot!(told(&db, &nutgraph(&db, &["doctor"]).output().unwrap()), @r#"
    exit status: 0
    ok     the database answers: DATABASE
    ok     the tables are those of this release
    ok     readers see edition 0, published at 1970-01-01T00:00:00.000Z
    ok     what is counted agrees with what is there
    "#);
    execute(&db, "INSERT INTO edition_counter (name, value) VALUES ('articles', 7)").await;
    insta::assert_snapshot!(told(&db, &nutgraph(&db, &["doctor"]).output().unwrap()), @r#"
    exit status: 1
    ok     the database answers: DATABASE
    ok     the tables are those of this release
    ok     readers see edition 0, published at 1970-01-01T00:00:00.000Z
    wrong  total articles: 7 kept, 0 counted
    nutgraph: the edition does not agree with itself: run "nutgraph doctor --rebuild-edition"
    "#);
    insta::assert_snapshot!(told(&db, &nutgraph(&db, &["doctor", "--rebuild-edition"]).output().unwrap()), @r#"
    exit status: 0
    ok     the database answers: DATABASE
    ok     the tables are those of this release
    done   the edition was laid out anew
    ok     readers see edition 0, published at 1970-01-01T00:00:00.000Z
    ok     what is counted agrees with what is there
    "#);
    let missing = db.without_edition().await.join(", ");
    let told = told(&db, &nutgraph(&db, &["doctor"]).output().unwrap()).replace(&missing, "STEPS");
    insta::assert_snapshot!(told, @r#"
    exit status: 1
    ok     the database answers: DATABASE
    nutgraph: run "nutgraph migrate", these steps are missing: STEPS
    "#);
}

async fn migrating_tells_what_it_did(db: Database) {
    let missing = db.without_edition().await;
    let pending = told(&db, &nutgraph(&db, &["migrate", "--pending"]).output().unwrap());
    assert_eq!(pending, format!("exit status: 0\n{}\n", missing.join("\n")));
    let done = told(&db, &nutgraph(&db, &["migrate"]).output().unwrap());
    let count = missing.len();
    assert_eq!(done, format!("exit status: 0\nDATABASE: {count} steps done, the tables are up to date\n"));
    insta::assert_snapshot!(told(&db, &nutgraph(&db, &["migrate", "--pending"]).output().unwrap()), @r#"
    exit status: 0
    nothing is missing
    "#);
}

async fn what_changes_nothing_leaves_old_tables(db: Database) {
    let missing = db.without_edition().await;
    for arguments in [&["export"][..], &["import", "--dry-run", "none.json"], &["doctor"]] {
        let told = told(&db, &nutgraph(&db, arguments).output().unwrap());
        let last = missing.join(", ");
        let last = format!("nutgraph: run \"nutgraph migrate\", these steps are missing: {last}\n");
        assert!(told.starts_with("exit status: 1\n") && told.ends_with(&last), "{arguments:?}: {told}");
    }
    assert_eq!(db.store.pending().await.unwrap(), missing);
}

async fn a_newer_database_is_refused(db: Database) {
    execute(&db, "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await;
    for arguments in
        [&["migrate"][..], &["migrate", "--pending"], &["export"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        insta::assert_snapshot!(told(&db, &nutgraph(&db, arguments).output().unwrap()), @r"
        exit status: 1
        nutgraph: the database is of a newer release: this release knows nothing of step m9999_later: use a newer nutgraph
        ");
    }
}

/// What the program says of a file as its database, which stands as FOLDER/name.
fn of_file(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let url = format!("sqlite://{}/{name}", folder.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_nutgraph"));
    let output = command.args(arguments).env("NUTGRAPH_DATABASE_URL", url).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    format!("{}\n{text}", output.status).replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["export"][..], &["import", "--dry-run", "none.json"], &["doctor"], &["migrate", "--pending"]]
    {
        let told = of_file(folder.path(), "typo.db", arguments);
        assert_eq!(told, "exit status: 1\nnutgraph: there is no database at sqlite://FOLDER/typo.db\n");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    insta::assert_snapshot!(of_file(folder.path(), "none/new.db", &["migrate"]), @r"
    exit status: 1
    nutgraph: cannot open the database sqlite://FOLDER/none/new.db: unable to open database file
    ");
    assert!(of_file(folder.path(), "new.db", &["migrate"]).starts_with("exit status: 0"));
    assert!(of_file(folder.path(), "new.db", &["export"]).starts_with("exit status: 0"));
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.db"), "Dear editor, ".repeat(100)).unwrap();
    on_sqlite(async |_| {
        let url = format!("sqlite://{}/songs.db?mode=rwc", folder.path().display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::raw_sql("CREATE TABLE song (title TEXT)").execute(&pool).await.unwrap();
        pool.close().await;
    });
    for name in ["letter.db", "songs.db"] {
        for arguments in [&["migrate"][..], &["migrate", "--pending"], &["export"], &["import", "none.json"]]
        {
            let told = of_file(folder.path(), name, arguments);
            let want =
                format!("exit status: 1\nnutgraph: sqlite://FOLDER/{name} is not a Nutgraph database\n");
            assert_eq!(told, want, "{arguments:?}");
        }
    }
}

async fn serving_ends_well(db: Database) {
    let mut serve =
        nutgraph(&db, &["serve", "--listen", "127.0.0.1:0", "--log-format=json", "--log-level=info"]);
    let mut serve = Running(serve.stderr(Stdio::piped()).spawn().unwrap());
    let mut log = BufReader::new(serve.0.stderr.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let address = log.find_map(|line| line["address"].as_str().map(str::to_owned)).unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let query = client.post(format!("http://{address}/graphql")).header("x-request-id", "story-1");
    let answer = query.json(&json!({ "query": "{ edition { number } }" })).send().await.unwrap();
    assert_eq!(
        answer.json::<Value>().await.unwrap()["data"],
        json!({ "edition": { "number": 1 } }),
        "the reference data is there"
    );
    let line = log.next().unwrap();
    assert_eq!((&line["span"]["id"], &line["status"]), (&json!("story-1"), &json!(200)), "{line}");

    let taken = nutgraph(&db, &["serve", "--listen", &address]).output().unwrap();
    let taken = told(&db, &taken).replace(&address, "ADDRESS");
    assert!(taken.starts_with("exit status: 1\nnutgraph: ADDRESS is in use by another program"), "{taken}");

    assert!(Command::new("kill").arg(serve.0.id().to_string()).status().unwrap().success());
    assert!(serve.0.wait().unwrap().success());
    let last = log.map(|line| line["message"].as_str().unwrap().to_owned()).last();
    assert_eq!(last.as_deref(), Some("stopped"));
}

/// Ends with its story, whatever comes.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
