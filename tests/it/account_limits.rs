//! Guessing: it is counted, it is slow, and it tells nothing.

use futures_util::future::join_all;
use nutgraph::auth::Role;
use nutgraph::domain::access::{Limits, Settings};
use serde_json::{Value, json};

use crate::support::account::{LOGIN, PASSWORD};
use crate::support::{Database, Server, both, cheap};

both!(
    j13_every_attempt_counts,
    j13_attempts_from_one_place_count_for_all_accounts,
    j15_who_is_unknown_is_told_what_a_stranger_is_told,
    j18_few_passwords_are_hashed_at_once,
    what_happens_at_once_happens,
);

fn code(answer: &Value) -> &str {
    let limited = answer["errors"][0]["extensions"]["code"].as_str();
    limited.or(answer["data"]["login"]["userErrors"][0]["code"].as_str()).unwrap_or("IN")
}

async fn j13_every_attempt_counts(db: Database) {
    db.user("Ada", Role::Editor).await;
    let servers = [db.serve().await, db.serve().await];
    // A document with many counts as many, whatever way the address is written, and wherever it arrives.
    let spellings = ["ada@news.example", " ADA@news.example", "Ada@News.Example\t", "ａｄａ@news.example"];
    let aliases = |from: usize| {
        let each = (from..from + 4).map(|n| {
            format!("a{n}: login(input: {{ email: \"{}\", password: \"guess number {n}\" }}) {{ userErrors {{ code }} }}",
                spellings[n % 4].replace('\t', "\\t"))
        });
        format!("mutation {{ {} }}", each.collect::<Vec<_>>().join(" "))
    };
    for n in [0, 4] {
        let answer = servers[n / 4].ask(None, &aliases(n), json!({})).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
    }
    let answer = servers[0].ask(None, &aliases(8), json!({})).await;
    let errors = answer["errors"].as_array().unwrap();
    let paths: Vec<_> = errors.iter().map(|error| &error["path"]).collect();
    assert_eq!(json!(paths), json!([["a10"]]), "the eleventh, and no more is tried then");
    assert_eq!(errors[0]["extensions"], json!({ "code": "RATE_LIMITED", "retryAfter": 901 }));
    assert_eq!(
        code(&servers[1].try_login("ada@news.example", PASSWORD).await),
        "RATE_LIMITED",
        "also the right one"
    );
    assert_eq!(
        code(&servers[1].try_login("ben@news.example", PASSWORD).await),
        "WRONG_PASSWORD",
        "others do not"
    );
    // When the time is over, and after a success, it begins anew.
    let later = db.later(15 * 60).serve().await;
    for _ in 0..2 {
        for _ in 0..9 {
            assert_eq!(code(&later.try_login("ada@news.example", "guess").await), "WRONG_PASSWORD");
        }
        assert_eq!(code(&later.try_login("ada@news.example", PASSWORD).await), "IN");
    }
}

async fn j13_attempts_from_one_place_count_for_all_accounts(db: Database) {
    db.user("Ada", Role::Editor).await;
    let limits = Limits { network: 3, ..Limits::default() };
    let (server, _) = db.serve_with_access(Settings { limits, ..cheap() }).await;
    for name in ["a", "b", "c"] {
        assert_eq!(code(&server.try_login(&format!("{name}@news.example"), "guess").await), "WRONG_PASSWORD");
    }
    // A header does not move anybody elsewhere, unless a proxy of ours writes it.
    let request = server.client.post(format!("{}/graphql", server.url)).header("x-forwarded-for", "6.6.6.6");
    let input = json!({ "input": { "email": "ada@news.example", "password": PASSWORD } });
    let answer = request.json(&json!({ "query": LOGIN, "variables": input })).send().await.unwrap();
    assert_eq!(code(&answer.json().await.unwrap()), "RATE_LIMITED");
}

/// How long it takes cannot be told in a test that is to come out the same each time. What takes the time can: hashing.
async fn j15_who_is_unknown_is_told_what_a_stranger_is_told(db: Database) {
    let access = db.access();
    db.user("Ada", Role::Editor).await;
    let ben = db.user("Ben", Role::Editor).await;
    nutgraph::domain::user::disable(&access, &nutgraph::auth::Actor::System, ben.uid).await.unwrap();
    let invited = nutgraph::domain::user::Invitation {
        email: "eve@news.example".into(),
        name: "Eve".into(),
        role: Role::Author,
    };
    nutgraph::domain::user::invite(&access, &nutgraph::auth::Actor::System, &invited).await.unwrap();
    let (server, access) = db.serve_with_access(cheap()).await;
    let mut told = vec![];
    for (email, password) in [
        ("ada@news.example", "a wrong password"),
        ("ben@news.example", PASSWORD),
        ("eve@news.example", ""),
        ("nobody@news.example", "a wrong password"),
        ("no address at all", "a wrong password"),
        ("ada@news.example", &"long ".repeat(500)),
    ] {
        let before = access.hasher.load().0;
        let request = server.client.post(format!("{}/graphql", server.url));
        let input = json!({ "input": { "email": email, "password": password } });
        let request = request.header("x-request-id", "story");
        let mut answer = request.json(&json!({ "query": LOGIN, "variables": input })).send().await.unwrap();
        answer.headers_mut().remove("date");
        let headers = format!("{:?}", answer.headers());
        told.push((answer.status(), headers, answer.text().await.unwrap(), access.hasher.load().0 - before));
    }
    assert_eq!(told[0].3, 1, "one hash");
    for other in &told {
        assert_eq!(*other, told[0]);
    }
}

async fn j18_few_passwords_are_hashed_at_once(db: Database) {
    db.user("Ada", Role::Editor).await;
    let limits = Limits { account: 1000, network: 1000, ..Limits::default() };
    let (server, access) = db.serve_with_access(Settings { limits, ..cheap() }).await;
    let server: &Server = &server;
    // As many as the server takes changes at once: each gets in, or is refused at once, and then may try again.
    let all = join_all((0..60).map(|_| server.try_login("ada@news.example", PASSWORD))).await;
    let count = |what: &str| all.iter().filter(|answer| code(answer) == what).count();
    let (hashed, most) = access.hasher.load();
    assert!(most <= 4, "{most} at once");
    assert_eq!(u64::try_from(count("IN")).unwrap(), hashed, "who is refused costs no hash");
    assert_eq!(count("IN") + count("RATE_LIMITED") + count("OVERLOADED"), 60);
    assert!(count("IN") >= 4);
    assert_eq!(code(&server.try_login("ada@news.example", PASSWORD).await), "IN");
}

/// Whatever one account does at once, on two instances: nothing waits for what waits for it.
async fn what_happens_at_once_happens(db: Database) {
    db.user("Ada", Role::Admin).await;
    let limits = Limits { account: 1000, network: 1000, ..Limits::default() };
    let settings = Settings { limits, ..cheap() };
    let (one, _) = db.serve_with_access(settings.clone()).await;
    // An hour later all counters begin anew.
    let (other, _) = db.later(3600).serve_with_access(settings).await;
    let servers = [&one, &other];
    for round in 0..4 {
        let mut tokens = vec![];
        for n in 0..8 {
            tokens.push(servers[n % 2].login("ada").await);
        }
        let run = |n: usize| {
            let (server, tokens) = (servers[n % 2], tokens[n % 8].clone());
            async move {
                let change = "mutation { changePassword(input: { currentPassword: \"correct horse battery\", \
                    newPassword: \"correct horse battery\" }) { userErrors { code } } }";
                let rename = "mutation { updateViewer(input: { name: \"Ada\" }) { userErrors { code } } }";
                let write = "mutation { createArticle(input: { headline: \"Rain\" }) { article { id } } }";
                match (n + round) % 7 {
                    0 => server.ask(Some(&tokens.access), change, json!({})).await,
                    1 => server.ask(Some(&tokens.access), "mutation { logout { done } }", json!({})).await,
                    2 => server.ask(Some(&tokens.access), rename, json!({})).await,
                    3 => server.try_login("ada@news.example", PASSWORD).await,
                    4 => server.try_login(&format!("nobody{n}@news.example"), PASSWORD).await,
                    5 => json!({ "data": server.refresh(&tokens.refresh).await }),
                    _ => server.ask(Some(&tokens.access), write, json!({})).await,
                }
            }
        };
        for answer in join_all((0..28).map(run)).await {
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("DONE");
            assert!(["DONE", "UNAUTHENTICATED", "RATE_LIMITED"].contains(&code), "{answer}");
        }
    }
}
