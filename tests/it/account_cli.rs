//! Accounts, keys and tokens from the command line.

use std::io::Write as _;
use std::process::{Command, Stdio};

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::support::account::PASSWORD;
use crate::support::{Database, both};

both!(the_first_administrator_comes_by_the_command_line, keys_of_tools_and_of_tokens_are_kept_there);

/// What it printed, on standard output and beside it, and whether it was done.
fn nutgraph(db: &Database, arguments: &[&str], input: &str) -> (String, String, bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nutgraph"));
    command.args(arguments).env("NUTGRAPH_DATABASE_URL", &db.options.url).env("NUTGRAPH_LOG_LEVEL", "error");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may not read it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.success())
}

async fn the_first_administrator_comes_by_the_command_line(db: Database) {
    let run = |arguments: &[&str], input: &str| nutgraph(&db, arguments, input);
    let add = ["user", "add", "Ada@news.example", "--name", "Ada", "--role", "admin", "--password-stdin"];
    let (out, err, done) = run(&add, "short\n");
    assert_eq!((out.as_str(), done), ("", false));
    assert_eq!(err, "nutgraph: The password has fewer than 12 characters.\n");
    let (out, err, done) = run(&add, &format!("{PASSWORD}\n"));
    assert!(done && err.is_empty(), "{err}");
    assert!(out.starts_with("usr_") && out.ends_with("  ADMIN   active    ada@news.example  Ada\n"), "{out}");
    let (_, err, done) = run(&add, &format!("{PASSWORD}\n"));
    assert!(!done);
    assert_eq!(err, "nutgraph: There is a user ada@news.example already.\n");
    let server = db.serve().await;
    db.access().ensure_key().await.unwrap();
    server.login("ada").await;

    let (token, err, done) = run(&["user", "add", "ben@news.example"], "");
    assert!(
        done && err.starts_with("invitation: with this, ben@news.example sets a password, once, until "),
        "{err}"
    );
    let set = "mutation($input: SetPasswordInput!) { setPassword(input: $input) { userErrors { code } } }";
    let clock = db.later(0);
    let now = json!({ "input": { "token": token.trim(), "password": PASSWORD } });
    let done = clock.serve().await.ask(None, set, now).await;
    assert_eq!(done["data"]["setPassword"]["userErrors"], json!([]), "{done}");
    let (out, ..) = run(&["user", "role", "ben@news.example", "editor"], "");
    assert!(out.contains("EDITOR  active "), "{out}");
    assert!(run(&["user", "disable", "ben@news.example"], "").0.contains("disabled"));
    assert!(run(&["user", "enable", "ben@news.example"], "").0.contains("active"));
    let (token, err, _) = run(&["user", "reset", "ben@news.example"], "");
    assert!(token.starts_with("ngl_") && err.starts_with("reset: "), "{err}");
    let (_, err, done) = run(&["user", "disable", "ada@news.example"], "");
    assert!(!done);
    assert_eq!(err, "nutgraph: This is the last administrator who can sign in; make another one first.\n");
    assert_eq!(run(&["user", "list"], "").0.lines().count(), 2);
    let (_, err, _) = run(&["user", "reset", "eve@news.example"], "");
    assert_eq!(err, "nutgraph: There is no user eve@news.example.\n");
}

async fn keys_of_tools_and_of_tokens_are_kept_there(db: Database) {
    let run = |arguments: &[&str]| nutgraph(&db, arguments, "");
    let (secret, err, done) = run(&["token", "create", "indexer", "--scope", "read-desk", "--days", "30"]);
    assert!(done && secret.starts_with("ngk_"), "{err}");
    assert!(err.contains("  READ_DESK  holds until "), "{err}");
    let server = db.serve().await;
    let ask = async || server.ask(Some(secret.trim()), "{ desk { id } viewer { name } }", json!({})).await;
    let answer = ask().await;
    assert_eq!(answer["data"]["viewer"], Value::Null);
    assert!(answer["data"]["desk"]["id"].as_str().is_some(), "{answer}");
    let id = run(&["token", "list"]).0.split(' ').next().unwrap().to_owned();
    assert!(run(&["token", "revoke", &id]).0.contains("  revoked at "));
    assert_eq!(ask().await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let (_, err, done) = run(&["token", "revoke", "key_1"]);
    assert!(!done && err.starts_with("nutgraph: key_1 is no id of a key"), "{err}");

    db.user("Ada", Role::Admin).await;
    assert_eq!(run(&["key", "list"]).0.lines().count(), 1);
    assert!(run(&["key", "rotate"]).2);
    let keys = run(&["key", "list"]).0;
    let keys: Vec<_> = keys.lines().collect();
    assert_eq!(keys.len(), 2);
    assert!(
        keys[0].contains("  EdDSA  signs from ") && keys[0].contains("until its successor does"),
        "{keys:?}"
    );
    assert!(run(&["key", "rotate", "--revoke"]).2);
    assert!(!run(&["key", "rotate", "--revoke", "--at-once"]).2);
}
