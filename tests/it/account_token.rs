//! Access tokens as a server meets them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nutgraph::auth::{Actor, Role};
use nutgraph::domain::signing_key::{self, Rotation};
use nutgraph::domain::user;
use serde_json::{Value, json};

use crate::support::account::PASSWORD;
use crate::support::{Database, Server, both};

both!(
    j03_names_of_keys_lead_nowhere,
    j09_a_token_is_in_its_header_alone,
    j16_nobody_notices_a_new_key,
    j16_clocks_may_differ_a_little,
    j17_an_old_token_is_nobodys_new_one,
    what_leaked_is_refused,
);

const VIEWER: &str = "{ viewer { name } }";

async fn viewer(server: &Server, token: &str) -> Value {
    server.ask(Some(token), VIEWER, json!({})).await["data"]["viewer"]["name"].clone()
}

async fn j03_names_of_keys_lead_nowhere(db: Database) {
    db.user("Ada", Role::Editor).await;
    let server = db.serve().await;
    let token = server.login("ada").await.access;
    let rest = token.split_once('.').unwrap().1;
    let encode = |text: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
    };
    for n in 0..200 {
        let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": format!("unknown {n}") });
        let forged = format!("{}.{rest}", encode(&header.to_string()));
        assert_eq!(viewer(&server, &forged).await, Value::Null);
    }
    assert_eq!(viewer(&server, &token).await, "Ada");
}

async fn j09_a_token_is_in_its_header_alone(db: Database) {
    db.user("Ada", Role::Editor).await;
    let server = db.serve().await;
    let token = server.login("ada").await.access;
    let url = format!("{}/graphql", server.url);
    let query = ("query", VIEWER);
    let elsewhere = [
        server.client.get(&url).query(&[query, ("access_token", &token)]),
        server.client.get(&url).query(&[query, ("token", &token)]),
        server
            .client
            .post(&url)
            .header("cookie", format!("access_token={token}; token={token}"))
            .json(&json!({ "query": VIEWER })),
        server.client.post(&url).json(&json!({ "query": VIEWER, "access_token": token })),
        server.client.post(format!("{url}?access_token={token}")).json(&json!({ "query": VIEWER })),
    ];
    for request in elsewhere {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["data"], json!({ "viewer": null }));
    }
    let form = server.client.post(&url).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.body(format!("query={VIEWER}&access_token={token}")).send().await.unwrap().status(), 415);
    // In the header, whatever its capitals.
    let post = server.client.post(&url).header("authorization", format!("bEARER  {token}"));
    let answer: Value = post.json(&json!({ "query": VIEWER })).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["data"]["viewer"]["name"], "Ada");
}

async fn j16_nobody_notices_a_new_key(db: Database) {
    db.user("Ada", Role::Editor).await;
    let servers = [db.serve().await, db.serve().await];
    let (access, over) = (db.access(), Arc::new(AtomicBool::new(false)));
    let rotating = async {
        for _ in 0..5 {
            signing_key::rotate(&access, Rotation::AtOnce).await.unwrap();
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
        over.store(true, Ordering::Relaxed);
    };
    // Each signs in with one instance, and is believed by the other.
    let asking = async {
        let mut count = 0;
        while !over.load(Ordering::Relaxed) || count < 30 {
            let token = servers[count % 2].login("ada").await.access;
            assert_eq!(viewer(&servers[(count + 1) % 2], &token).await, "Ada", "request {count}");
            assert_eq!(viewer(&servers[count % 2], &token).await, "Ada", "request {count}");
            count += 1;
        }
    };
    tokio::join!(rotating, asking);
    let jwks: Value = db.serve().await.get("/.well-known/jwks.json").await.json().await.unwrap();
    let first = &jwks["keys"][0];
    assert_eq!(
        (&first["kty"], &first["crv"], &first["alg"]),
        (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA"))
    );
    assert_eq!(first.as_object().unwrap().len(), 6, "nothing private: {first}");
    assert_eq!(jwks["keys"].as_array().unwrap().len(), 6);
    // What they signed is over by now; only the last is left.
    let later: Value = db.later(3600).serve().await.get("/.well-known/jwks.json").await.json().await.unwrap();
    assert_eq!(later["keys"].as_array().unwrap().len(), 1);
}

async fn j16_clocks_may_differ_a_little(db: Database) {
    db.user("Ada", Role::Editor).await;
    let token = db.serve().await.login("ada").await.access;
    for (seconds, believed) in [(-11, false), (-10, true), (609, true), (610, false)] {
        let name = viewer(&db.later(seconds).serve().await, &token).await;
        assert_eq!(name == "Ada", believed, "{seconds}: {name}");
    }
    // A key that is announced signs a day later.
    let access = db.access();
    let key = signing_key::rotate(&access, Rotation::Announced).await.unwrap();
    let kid = |token: &str| {
        use base64::Engine as _;
        let header =
            base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap());
        serde_json::from_slice::<Value>(&header.unwrap()).unwrap()["kid"].clone()
    };
    let day = 24 * 3600;
    assert_ne!(kid(&db.later(day - 1).serve().await.login("ada").await.access), json!(key.kid));
    assert_eq!(kid(&db.later(day).serve().await.login("ada").await.access), json!(key.kid));
}

async fn j17_an_old_token_is_nobodys_new_one(db: Database) {
    db.user("Ada", Role::Admin).await;
    let ben = db.user("Ben", Role::Editor).await;
    let server = db.serve().await;
    let old = server.login("ben").await;
    // An account is never deleted: who is gone is disabled, and whoever comes next is somebody else.
    user::disable(&db.access(), &Actor::System, ben.uid).await.unwrap();
    let eve = db.user("Eve", Role::Editor).await;
    assert!(eve.id > ben.id && eve.uid != ben.uid);
    let rename = r#"mutation { updateViewer(input: { name: "Me" }) { user { id } } }"#;
    let answer = server.ask(Some(&old.access), rename, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(server.refresh(&old.refresh).await["session"], Value::Null);
    let eve = server.login("eve").await;
    assert_eq!(viewer(&server, &eve.access).await, "Eve");
}

async fn what_leaked_is_refused(db: Database) {
    db.user("Ada", Role::Editor).await;
    let server = db.serve().await;
    let before = server.login("ada").await;
    signing_key::rotate(&db.access(), Rotation::Revoking).await.unwrap();
    let fresh = db.serve().await;
    assert_eq!(viewer(&fresh, &before.access).await, Value::Null);
    // The session goes on, with the new key.
    let session = fresh.refresh(&before.refresh).await["session"].take();
    assert_eq!(viewer(&fresh, session["accessToken"].as_str().unwrap()).await, "Ada");
    assert_eq!(fresh.try_login("ada@news.example", PASSWORD).await["data"]["login"]["userErrors"], json!([]));
}
