//! People who sign in elsewhere: with an issuer whose tokens are taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use nutgraph::auth::{Actor, Role};
use nutgraph::domain::access::{Access, Settings};
use nutgraph::domain::{identity, user};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{Database, both, cheap};

both!(
    whoever_the_issuer_vouches_for_is_let_in,
    tokens_that_are_not_for_us_are_not_taken,
    j03_keys_are_asked_for_once_a_minute,
    who_is_kept_out_stays_out,
);

const ISSUER: &str = "https://login.news.example";
const NOW: i64 = 1_768_478_400;

struct Key {
    kid: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Key {
    fn new(kid: &'static str, algorithm: Algorithm) -> Self {
        let key = match algorithm {
            Algorithm::EdDSA => {
                EncodingKey::from_ed_der(Ed25519KeyPair::generate().unwrap().to_pkcs8().unwrap().as_ref())
            }
            Algorithm::ES256 => {
                let random = SystemRandom::new();
                let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
                EncodingKey::from_ec_der(pair.as_ref())
            }
            _ => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
                let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().unwrap();
                // PKCS#1 is what is within PKCS#8.
                EncodingKey::from_rsa_der(&der.as_ref()[26..])
            }
        };
        Self { kid, algorithm, key }
    }

    fn jwk(&self) -> Value {
        if self.algorithm == Algorithm::EdDSA {
            let pair = Ed25519KeyPair::from_pkcs8(self.key.as_bytes()).unwrap();
            let x = URL_SAFE_NO_PAD.encode(pair.public_key());
            // Without its algorithm: that of its curve.
            return json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.kid });
        }
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.to_owned());
        serde_json::to_value(jwk).unwrap()
    }

    fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.to_owned()), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }
}

/// Gives these bytes to whoever asks, and counts how often.
async fn publish(answer: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, count)
}

fn response(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn set(keys: &[&Key]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
    response("200 OK", &json!({ "keys": keys }).to_string())
}

fn trusting(jwks_url: String) -> Settings {
    let identity = identity::Settings {
        issuer: ISSUER.into(),
        audience: "nutgraph".into(),
        jwks_url,
        role_claim: "realm_access.roles".into(),
        name_claim: "name".into(),
        email_claim: "email".into(),
        roles: vec![("writers".into(), Role::Author), ("desk".into(), Role::Editor)],
    };
    Settings { identity: Some(identity), ..cheap() }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": ["nutgraph", "wiki"], "sub": "ada-1", "iat": NOW, "exp": NOW + 3600,
        "name": "Ada", "email": "Ada@News.example", "email_verified": true,
        "realm_access": { "roles": ["desk", "writers", "canteen"] },
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

const VIEWER: &str = "{ viewer { name email role isExternal isActive } }";

async fn whoever_the_issuer_vouches_for_is_let_in(db: Database) {
    let keys = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];
    let keys: Vec<_> = keys.into_iter().zip(["rsa", "ec", "ed"]).map(|(of, kid)| Key::new(kid, of)).collect();
    let (url, count) = publish(set(&keys.iter().collect::<Vec<_>>())).await;
    let (server, access) = db.serve_with_access(trusting(url)).await;
    for key in &keys {
        let answer = server.ask(Some(&key.sign(&claims())), VIEWER, json!({})).await;
        assert_eq!(
            answer["data"]["viewer"],
            json!({
                "name": "Ada", "email": "ada@news.example", "role": "EDITOR", "isExternal": true, "isActive": true
            }),
            "{}: {answer}",
            key.kid
        );
    }
    assert_eq!(count.load(Ordering::SeqCst), 1, "the keys are kept");
    assert_eq!(user::list(&access, &Actor::System).await.unwrap().len(), 1, "one account");
    // They write, and the role follows what the issuer says.
    let create = r#"mutation { createArticle(input: { headline: "Rain" }) { article { id } } }"#;
    let made = server.ask(Some(&keys[0].sign(&claims())), create, json!({})).await;
    assert!(made["data"]["createArticle"]["article"]["id"].is_string(), "{made}");
    let author = keys[1].sign(&with("realm_access", json!({ "roles": ["writers"] })));
    let answer = server.ask(Some(&author), VIEWER, json!({})).await;
    assert_eq!(answer["data"]["viewer"]["role"], "AUTHOR");
    let none = keys[1].sign(&with("realm_access", json!({ "roles": ["canteen"] })));
    assert_eq!(server.ask(Some(&none), VIEWER, json!({})).await["data"], Value::Null);
    // Nobody takes over another's account by an address.
    db.user("Ben", Role::Admin).await;
    let mut other = with("sub", json!("eve"));
    other["email"] = json!("ben@news.example");
    let answer = server.ask(Some(&keys[0].sign(&other)), VIEWER, json!({})).await;
    assert_eq!(answer["data"]["viewer"]["email"], Value::Null);
    assert_eq!(answer["data"]["viewer"]["role"], "EDITOR");
}

async fn tokens_that_are_not_for_us_are_not_taken(db: Database) {
    let (key, other) = (Key::new("rsa", Algorithm::RS256), Key::new("rsa", Algorithm::RS256));
    let (url, _) = publish(set(&[&key])).await;
    let (server, access) = db.serve_with_access(trusting(url)).await;
    let mut tokens = vec![other.sign(&claims())];
    for (name, wrong) in [
        ("iss", json!("https://login.evil.example")),
        ("iss", json!([ISSUER])),
        ("iss", json!("nutgraph")),
        ("aud", json!("wiki")),
        ("aud", json!([])),
        ("aud", json!(["nutgraph", 5])),
        ("aud", Value::Null),
        ("sub", json!("")),
        ("sub", json!("a".repeat(256))),
        ("exp", json!(NOW - 10)),
        ("exp", json!(NOW + 2 * 24 * 3600)),
        ("nbf", json!(NOW + 60)),
        ("realm_access", json!("desk")),
    ] {
        tokens.push(key.sign(&with(name, wrong)));
    }
    for typ in ["refresh+jwt", "logout+jwt", "dpop+jwt"] {
        let header =
            Header { typ: Some(typ.into()), kid: Some("rsa".into()), ..Header::new(Algorithm::RS256) };
        tokens.push(jsonwebtoken::encode(&header, &claims(), &key.key).unwrap());
    }
    let secret = serde_json::to_vec(&key.jwk()).unwrap();
    let header = Header { kid: Some("rsa".into()), ..Header::new(Algorithm::HS256) };
    tokens.push(jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(&secret)).unwrap());
    for token in tokens {
        let request = server.client.post(format!("{}/graphql", server.url)).bearer_auth(&token);
        let answer = request.json(&json!({ "query": VIEWER })).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{token}");
    }
    assert_eq!(user::list(&access, &Actor::System).await.unwrap().len(), 0, "no account came of it");
}

async fn j03_keys_are_asked_for_once_a_minute(db: Database) {
    let (known, unknown) = (Key::new("known", Algorithm::EdDSA), Key::new("unknown", Algorithm::EdDSA));
    let (url, count) = publish(set(&[&known])).await;
    let access = Access::new(db.store.clone(), db.clock.clone(), trusting(url));
    let at = |access: &Access, seconds: i64| {
        let mut access = access.clone();
        access.clock = db.later(seconds).clock;
        access
    };
    let taken = async |access: &Access, key: &Key, seconds: i64| {
        let mut claims = claims();
        (claims["iat"], claims["exp"]) = (json!(NOW + seconds), json!(NOW + seconds + 60));
        at(access, seconds).authenticate(&key.sign(&claims)).await.is_ok()
    };
    let tokens: Vec<_> = (0..50).map(|_| taken(&access, &known, 0)).collect();
    assert!(futures_util::future::join_all(tokens).await.into_iter().all(|taken| taken));
    assert_eq!(count.load(Ordering::SeqCst), 1, "one asks, the others wait");
    for _ in 0..100 {
        assert!(!taken(&access, &unknown, 59).await);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
    for _ in 0..100 {
        assert!(!taken(&access, &unknown, 60).await);
    }
    assert_eq!(count.load(Ordering::SeqCst), 2);

    // Where the issuer is away, what is known is taken for a day.
    for broken in [
        response("500 Internal Server Error", "{}"),
        response("302 Found\r\nlocation: http://127.0.0.1:1/", ""),
        response("200 OK", "no keys"),
        response("200 OK", &format!("{}{}", " ".repeat(300 << 10), json!({ "keys": [unknown.jwk()] }))),
        String::new(),
    ] {
        let (url, count) = publish(broken.clone()).await;
        let fresh = Access::new(db.store.clone(), db.clock.clone(), trusting(url.clone()));
        assert!(!taken(&fresh, &unknown, 0).await, "{broken}");
        assert_eq!(count.load(Ordering::SeqCst), 1);
        let mut settings = trusting(url);
        settings.limits = cheap().limits;
        let mut away = access.clone();
        away.settings = Arc::new(settings);
        let day = 24 * 3600;
        assert!(taken(&away, &known, day + 59).await, "{broken}");
        assert!(!taken(&away, &known, day + 61).await, "{broken}");
    }
}

async fn who_is_kept_out_stays_out(db: Database) {
    let key = Key::new("ed", Algorithm::EdDSA);
    let (url, _) = publish(set(&[&key])).await;
    let (server, access) = db.serve_with_access(trusting(url)).await;
    let token = key.sign(&claims());
    assert_eq!(server.ask(Some(&token), VIEWER, json!({})).await["data"]["viewer"]["name"], "Ada");
    let ada = user::list(&access, &Actor::System).await.unwrap().remove(0);
    assert!(user::reset(&access, &Actor::System, ada.uid).await.is_err(), "there is no password to reset");
    let change = user::Change { role: Some(Role::Admin), name: None };
    assert!(
        user::update(&access, &Actor::System, ada.uid, &change).await.is_err(),
        "the issuer says the role"
    );
    user::disable(&access, &Actor::System, ada.uid).await.unwrap();
    for claims in [claims(), with("realm_access", json!({ "roles": ["writers"] }))] {
        let answer = server.ask(Some(&key.sign(&claims)), VIEWER, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
    let rows = user::list(&access, &Actor::System).await.unwrap();
    assert_eq!((rows.len(), rows[0].role.as_str()), (1, "EDITOR"), "nothing changes for who is kept out");
    user::enable(&access, &Actor::System, ada.uid).await.unwrap();
    assert_eq!(server.ask(Some(&token), VIEWER, json!({})).await["data"]["viewer"]["name"], "Ada");
}
